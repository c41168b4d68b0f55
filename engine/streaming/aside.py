"""One final pass at a time beside the engine thread, for models that can guess while they finish."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from engine.models.recogniser import Hypothesis


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass gave: a hypothesis, or why there is none. Times in seconds of the session's clock."""

    hypothesis: Hypothesis | None
    failure: Exception | None
    started_s: float
    computed_s: float


class Aside(Protocol):
    """Where a pass runs while the engine thread goes on."""

    @property
    def busy(self) -> bool:
        """A pass runs, or its outcome has not been taken."""

    def start(self, work: Callable[[], Hypothesis]) -> None:
        """Begin a pass; only while not busy."""

    def take(self) -> Outcome | None:
        """The outcome, once; None while the pass runs, or when there was none."""

    def close(self) -> None:
        """No pass follows."""


class ThreadAside:
    """A thread of its own, begun with the first pass. Promise: one pass at a time, its outcome taken once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._work: SimpleQueue[Callable[[], Hypothesis] | None] = SimpleQueue()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._busy = False

    @property
    def busy(self) -> bool:
        return self._busy

    def start(self, work: Callable[[], Hypothesis]) -> None:
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
            started_s = self._clock()
            hypothesis, failure = None, None
            try:
                hypothesis = work()
            except Exception as failed:  # the edge of a thread and of a model: the session tells it
                failure = failed
            self._outcomes.put(Outcome(hypothesis, failure, started_s, self._clock()))
