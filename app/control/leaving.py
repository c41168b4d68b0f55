"""Ends the process after everything was closed."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from contextlib import suppress
from typing import NoReturn

log = logging.getLogger(__name__)

LEAVE_S = 1.0


def leave(status: int) -> NoReturn:
    """End with `status`. Threads have LEAVE_S to end as well.

    One that has not (a pass of a model that was not waited for, a device that hangs) may be inside a native library.
    Python's own end would crash there, so the process ends without it: nothing is open but what hangs.
    """
    from engine.isolation.children import STARTER

    give_up = time.monotonic() + LEAVE_S
    here = threading.current_thread()
    left = [each for each in threading.enumerate() if each is not here and each.name != STARTER]
    for each in left:
        each.join(max(0.0, give_up - time.monotonic()))
    running = [each.name for each in left if each.is_alive()]
    if not running:
        sys.exit(status)
    log.info("left running at the end: %s", ", ".join(running))
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # a window without a console has none
            stream.flush()
    logging.shutdown()
    os._exit(status)
