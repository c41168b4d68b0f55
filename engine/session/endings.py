"""Steps at the end of a session that must all be tried."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


def run_logged(work: Callable[[], object]) -> None:
    """Run `work` and log what it raises, so that a failure does not keep later steps from running."""
    try:
        work()
    except Exception:  # logged only: the cause was reported before
        log.exception("an ending failed")
