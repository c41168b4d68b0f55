"""Pauses, resumes, cancels or defers a running fetch, from any thread."""

from __future__ import annotations

import threading
import time


class FetchStopped(Exception):
    """The fetch was stopped on request. kept: what was fetched stays, and the next fetch continues there."""

    def __init__(self, *, kept: bool) -> None:
        super().__init__("left for later" if kept else "cancelled")
        self.kept = kept


class FetchPaused(Exception):
    """What was under way was broken off, because the user paused."""


class FetchSteering:
    """Commands for one fetch. Any thread may call; each command returns at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paused = False
        self._stop: FetchStopped | None = None

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def stopped(self) -> bool:
        return self._stop is not None

    def pause(self) -> None:
        """Fetch nothing until `resume`; the connection is closed."""
        self._set(paused=True)

    def resume(self) -> None:
        self._set(paused=False)

    def cancel(self) -> None:
        """End the fetch and remove what it fetched."""
        self._end(FetchStopped(kept=False))

    def leave(self) -> None:
        """End the fetch and keep what it fetched for the next one: the program ends, say."""
        self._end(FetchStopped(kept=True))

    def check(self) -> None:
        """Raise FetchStopped where the fetch was told to end; return at once otherwise."""
        if self._stop is not None:
            raise self._stop

    def go_on(self) -> None:
        """Raise FetchStopped or FetchPaused where the fetch was told to; return at once otherwise."""
        self.check()
        if self._paused:
            raise FetchPaused

    def wait_while_paused(self) -> None:
        """Raises FetchStopped."""
        with self._changed:
            self._changed.wait_for(lambda: not self._paused or self._stop is not None)
        self.check()

    def wait(self, seconds: float) -> None:
        """Sleep. Raises FetchStopped as soon as the fetch is stopped."""
        until = time.monotonic() + seconds
        with self._changed:
            self._changed.wait_for(lambda: self._stop is not None, max(0.0, until - time.monotonic()))
        self.check()

    def _set(self, *, paused: bool) -> None:
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    def _end(self, stop: FetchStopped) -> None:
        with self._changed:
            self._stop = self._stop or stop
            self._changed.notify_all()
