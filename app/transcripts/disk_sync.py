"""Syncs written data to the disk on a thread of its own; callers wait no longer than their timeout."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress


class DiskSync:
    """Any thread may ask. Several that ask meanwhile share one turn of the disk."""

    def __init__(self, sync: Callable[[], None]) -> None:
        """sync: returns when the disk has all that was written before the call; may raise OSError or ValueError."""
        self._sync = sync
        self._changed = threading.Condition()
        self._asked = self._done = 0
        self._closed = False
        threading.Thread(target=self._run, name="disk-sync", daemon=True).start()

    def wait(self, timeout_s: float) -> bool:
        """Whether the disk was asked for all that was written before, and answered, within that time."""
        with self._changed:
            self._asked += 1
            mine = self._asked
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._done >= mine or self._closed, timeout_s)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._asked > self._done)
                if self._closed:
                    return
                taken = self._asked
            with suppress(OSError, ValueError):  # it fails for the database too, which says so
                self._sync()
            with self._changed:
                self._done = taken
                self._changed.notify_all()
