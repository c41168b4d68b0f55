"""Whether a server may be asked: one that failed rests for a while, longer each time, and is reported once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from engine.models.away import RemoteFailed, RemoteRefused, RemoteUnfit, StaysHere
from engine.models.family import Report
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_REST_S, LONGEST_REST_S = 2.0, 60.0


class ServerState:
    """Any thread may call. A server that does not fit (RemoteUnfit) rests longest: a person has to change it."""

    def __init__(self, host: str, report: Report) -> None:
        self._host, self._report = host, report
        self._lock = threading.Lock()
        self._failure: RemoteFailed | None = None
        self._rest_s = 0.0
        self._failed_at = 0.0
        self._reported: set[str] = set()

    def ask(self, work: Callable[[], T]) -> T:
        """What `work` returns. Raises RemoteFailed, at once while the server rests."""
        self.check()
        try:
            result = work()
        except (StaysHere, RemoteRefused) as alone:
            self._report_once(alone)  # the server is well: the next request is made at once
            raise
        except RemoteFailed as failed:
            with self._lock:
                self._failure, self._failed_at = failed, time.monotonic()
                longer_s = max(FIRST_REST_S, 2 * self._rest_s, failed.wait_s or 0.0)
                self._rest_s = LONGEST_REST_S if isinstance(failed, RemoteUnfit) else min(LONGEST_REST_S, longer_s)
            self._report_once(failed)
            raise
        self._well()
        return result

    def check(self) -> None:
        """Raises RemoteFailed while the server rests."""
        with self._lock:
            if self._failure is not None and time.monotonic() - self._failed_at < self._rest_s:
                raise self._failure.with_traceback(None)

    def _report_once(self, failed: RemoteFailed) -> None:
        with self._lock:
            if failed.what in self._reported:
                return
            self._reported.add(failed.what)
        self._report(failed.what, failed.remedy)

    def _well(self) -> None:
        with self._lock:
            before, self._failure, self._rest_s = self._failure, None, 0.0
            self._reported.clear()
        if before is not None:
            self._report(Sentence("{host} answers again.", host=self._host), "Text comes from there again.")
