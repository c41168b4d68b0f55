"""One final pass at a time beside the engine thread, for models that can guess while they finish."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from engine.streaming.session_model import Outcome


class Aside(Protocol):
    """Where a pass runs while the engine thread goes on."""

    @property
    def busy(self) -> bool:
        """A pass runs, or its outcome has not been taken."""

    def start(self, work: Callable[[], Outcome]) -> None:
        """Begin a pass, which raises nothing; only while not busy."""

    def take(self) -> Outcome | None:
        """The outcome, once; None while the pass runs, or when there was none."""

    def close(self) -> None:
        """No pass follows."""


class ThreadAside:
    """A thread of its own, begun with the first pass. Promise: one pass at a time, its outcome taken once."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], Outcome] | None] = SimpleQueue()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._busy = False

    @property
    def busy(self) -> bool:
        return self._busy

    def start(self, work: Callable[[], Outcome]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="final passes", daemon=True)
            self._thread.start()
        self._busy = True
        self._work.put(work)

    def take(self) -> Outcome | None:
        if self._outcomes.empty():
            return None
        self._busy = False
        return self._outcomes.get()

    def close(self) -> None:
        if self._thread is not None:
            self._work.put(None)
            self._thread = None

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            self._outcomes.put(work())
