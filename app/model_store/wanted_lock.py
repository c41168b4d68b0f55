"""A lock whose holder can see that another thread waits for it."""

from __future__ import annotations

import threading
from types import TracebackType


class WantedLock:
    """Reentrant. A holder with long work looks at `wanted` and lets go."""

    def __init__(self) -> None:
        self._held = threading.RLock()
        self._count = threading.Lock()
        self._waiting = 0

    @property
    def wanted(self) -> bool:
        """Whether another thread waits."""
        return self._waiting > 0

    def acquire(self, timeout: float = -1) -> bool:
        """As of threading.RLock."""
        with self._count:
            self._waiting += 1
        try:
            return self._held.acquire(timeout=timeout)
        finally:
            with self._count:
                self._waiting -= 1

    def release(self) -> None:
        self._held.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
