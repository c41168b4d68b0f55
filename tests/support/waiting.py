"""Wait for a condition, never for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

PATIENCE_S = 60.0


def until(condition: Callable[[], object], step: Callable[[], object] = lambda: None) -> None:
    """Step until `condition` holds; fails after PATIENCE_S."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("it did not happen in time")
        step()
        time.sleep(0.005)
