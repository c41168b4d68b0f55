"""Turns Ctrl+C, SIGTERM and SIGHUP into requests to end in order, reported on a separate thread."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)

POLITE_S = 5.0  # SIGKILL follows SIGTERM soon: unfinished utterances are kept as drafts
ENDING_S = 1.0  # for a request that is being reported
LAST_S = 30.0  # after the second request; everything that could be closed in order is closed long before
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))


class EndRequests:
    """While it is open, a signal to end ends nothing by itself: `on_request` is called with 1 for the first ("finish
    what was said") and 2 for the next ("at once"). SIGTERM and SIGHUP make the second by themselves after POLITE_S.

    `on_request` runs on a thread of its own: the main thread may be in Qt's loop, or wait for a slow reader of its
    output. LAST_S after the second request the process is ended.
    """

    def __init__(self, on_request: Callable[[int], None], last_s: float = LAST_S) -> None:
        self.times = 0
        self.signal = 0
        self._on_request = on_request
        self._last_s = last_s
        self._before: dict[int, Any] = {}
        self._wakeup_before = -1
        self._due_s: float | None = None
        self._closing = False

    def __enter__(self) -> EndRequests:
        if threading.current_thread() is not threading.main_thread():
            return self  # Python gives signals to the main thread alone
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="end-requests", daemon=True)
        self._thread.start()
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for each in SIGNALS:
            if signal.getsignal(each) not in (signal.SIG_IGN, None):  # ignored for a program in the background
                self._before[each] = signal.signal(each, _wake)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Puts back what was there before."""
        if not hasattr(self, "_thread"):
            return
        for each, handler in self._before.items():
            signal.signal(each, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._closing = True
        self._writer.close()
        self._thread.join(ENDING_S)
        self._reader.close()

    # -- on its thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing:
            for number in self._wait():
                if number in self._before:
                    self._request(number)
            if self._due_s is not None and time.monotonic() >= self._due_s and not self._closing:
                self._when_due()

    def _wait(self) -> bytes:
        """The signals that came; none when something is due."""
        left_s = None if self._due_s is None else max(0.0, self._due_s - time.monotonic())
        ready, _, _ = select.select([self._reader], [], [], left_s)
        return self._reader.recv(64) if ready else b""

    def _request(self, number: int) -> None:
        self.signal = number
        self.times += 1
        if self.times == 1 and number != signal.SIGINT:
            self._due_s = time.monotonic() + POLITE_S
        elif self.times == 2:
            self._due_s = time.monotonic() + self._last_s
        self._report(min(self.times, 2))

    def _when_due(self) -> None:
        if self.times == 1:
            self._request(self.signal)
            return
        log.error("the program did not end within %.0f s of the second request", self._last_s)
        logging.shutdown()
        os._exit(128 + self.signal)

    def _report(self, times: int) -> None:
        try:
            self._on_request(times)
        except Exception:  # the edge of the thread: the next request may get through
            log.exception("a request to end failed")


def _wake(*_signal: object) -> None:
    """Python has written the signal's number to the socket already."""
