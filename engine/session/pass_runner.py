"""Runs a final pass: on the engine thread, or on a second thread for models that can make partials meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from engine.session.session_model import Outcome


class PassRunner(Protocol):
    """Runs one pass at a time and hands out its outcome once."""

    @property
    def holds_up(self) -> bool:
        """Whether a pass runs within `start`, so that the session hears and shows nothing meanwhile."""

    @property
    def busy(self) -> bool:
        """Whether a pass runs, or its outcome has not been taken."""

    def start(self, work: Callable[[], Outcome]) -> None:
        """Start a pass, which never raises; only while not busy."""

    def take(self) -> Outcome | None:
        """The outcome, once; None while the pass runs, or when there was none."""

    def give_up(self) -> None:
        """Abandon the running pass: its outcome is dropped, and another pass can start."""

    def close(self) -> None:
        """Accept no further pass. Returns at once."""


class InlineRunner:
    """Runs the pass on the calling thread."""

    holds_up = True

    def __init__(self) -> None:
        self._outcome: Outcome | None = None

    @property
    def busy(self) -> bool:
        return self._outcome is not None

    def start(self, work: Callable[[], Outcome]) -> None:
        self._outcome = work()

    def take(self) -> Outcome | None:
        outcome, self._outcome = self._outcome, None
        return outcome

    def give_up(self) -> None:
        self._outcome = None

    def close(self) -> None:
        """Nothing to do."""


class ThreadRunner:
    """Runs passes on a thread of its own, started with the first pass. An abandoned pass keeps its thread until it
    returns; the next pass gets a new one.
    """

    holds_up = False

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
            queues = (self._work, self._outcomes)
            self._thread = threading.Thread(target=_run, args=queues, name="final passes", daemon=True)
            self._thread.start()
        self._busy = True
        self._work.put(work)

    def take(self) -> Outcome | None:
        if self._outcomes.empty():
            return None
        self._busy = False
        return self._outcomes.get()

    def give_up(self) -> None:
        self.close()
        self._work, self._outcomes, self._busy = SimpleQueue(), SimpleQueue(), False

    def close(self) -> None:
        if self._thread is not None:
            self._work.put(None)
            self._thread = None


def _run(passes: SimpleQueue[Callable[[], Outcome] | None], outcomes: SimpleQueue[Outcome]) -> None:
    while (work := passes.get()) is not None:
        outcomes.put(work())
