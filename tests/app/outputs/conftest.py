"""Stand-ins for services that take captions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.caption_receivers import StandInZoom, running


@pytest.fixture
def zoom() -> Iterator[StandInZoom]:
    with running(StandInZoom()) as made:
        yield made
    assert made.wrongs == []
