"""Work on another machine that is waited for no longer than it may take, whatever the network does."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class RemoteTimeout(Exception):
    """The time is over, and nothing came."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises, run on a thread of its own. Raises RemoteTimeout, and leaves it.

    Only time spent in waiting counts, so a computer that slept ends nothing.
    """
    outcomes: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()
    threading.Thread(target=_run, args=(work, outcomes), name="remote request", daemon=True).start()
    waited_s = 0.0
    while True:
        rest_s = max(0.0, seconds - waited_s)
        begun = time.monotonic()
        try:
            good, outcome = outcomes.get(timeout=rest_s)
        except queue.Empty:
            waited_s += min(time.monotonic() - begun, 2 * rest_s)
            if waited_s >= seconds:
                raise RemoteTimeout from None
            continue
        if good:
            result: T = outcome
            return result
        raise outcome


def _run(work: Callable[[], T], outcomes: queue.SimpleQueue[tuple[bool, Any]]) -> None:
    try:
        outcomes.put((True, work()))
    except BaseException as failed:
        outcomes.put((False, failed))
