"""What is done at the end of something, come what may."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


def surely(work: Callable[[], object]) -> None:
    """At the end of a session, or of a model in it: what fails now must not keep the rest from being done."""
    try:
        work()
    except Exception:  # the log has it; the user is told of what went before
        log.exception("an ending failed")
