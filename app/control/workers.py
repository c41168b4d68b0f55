"""Runs work off the caller's thread; every outcome is logged and answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from engine.errors import CaptioningError
from engine.models.progress import Progress, silent

log = logging.getLogger(__name__)
T = TypeVar("T")


class Lane(Enum):
    """One thread each: works of one lane are done in the order asked, and no lane waits for another."""

    DEVICES = "devices"
    FILES = "files"
    SETTINGS = "settings"
    TRANSCRIPTS = "transcripts"
    LIBRARY = "library"
    EXPORTS = "exports"
    REFINING = "refining"
    SPEAKERS = "speakers"
    MODELS = "models"
    LOADING = "loading"
    MODEL_FILES = "model files"
    LISTS = "lists"
    THINKING = "thinking"
    TRANSCRIBING = "transcribing"
    DESKTOP = "desktop"
    KEYS = "keys"
    PLAYBACK = "playback"

    @property
    def keeps(self) -> bool:
        """Its works write what somebody made, or give keys back: those that wait at the end of the program are still
        done.
        """
        return self in (Lane.SETTINGS, Lane.TRANSCRIPTS, Lane.EXPORTS, Lane.LISTS, Lane.KEYS)


class Cancelled(CaptioningError):
    """A work that was broken off, or that came after the end of the workers."""

    def __init__(self) -> None:
        super().__init__("This was broken off.")


@dataclass(frozen=True, slots=True)
class Late:
    """After `within_s` the answer is `failure`, whether or not the work comes to an end one day."""

    within_s: float
    failure: CaptioningError


class Job(Generic[T]):
    """One work and its one answer: what it gives, or what went wrong, as a CaptioningError."""

    def __init__(
        self, work: Callable[[Job[T]], T], done: Callable[[T | CaptioningError], None], progress: Progress = silent
    ) -> None:
        self._work, self._done, self._progress = work, done, progress
        self._lock = threading.Lock()
        self._settled = False
        self._cancelled = False
        self._running = False
        self._timer: threading.Timer | None = None

    def cancel(self) -> None:
        """A work that has not begun is answered now; one that runs ends at its next word of progress."""
        self._cancelled = True  # before the look at _running: run() writes and looks the other way round
        if not self._running:
            self._settle(Cancelled())

    def progress(self, share: float, doing: str) -> None:
        """For the work: how far it is (0..1). Raises Cancelled where it is wanted no more."""
        if self._cancelled:
            raise Cancelled
        self._progress(share, doing)

    def abandon(self) -> None:
        """Its answer comes now, whatever it is doing."""
        self._cancelled = True
        self._settle(Cancelled())

    def bound(self, late: Late) -> None:
        self._timer = threading.Timer(late.within_s, self._settle, [late.failure])
        self._timer.daemon = True
        self._timer.start()

    def run(self) -> None:
        """The edge of the thread."""
        self._running = True
        if self._settled or self._cancelled:
            self._settle(Cancelled())
            return
        outcome: T | CaptioningError
        try:
            outcome = self._work(self)
        except CaptioningError as failed:
            outcome = failed
        except BaseException as unforeseen:
            log.exception("a work failed")
            outcome = CaptioningError(
                "This could not be done ({reason}).", "The log has the details.", reason=type(unforeseen).__name__
            )
        self._settle(outcome)

    def _settle(self, outcome: T | CaptioningError) -> None:
        with self._lock:
            if self._settled:
                return
            self._settled = True
        if self._timer is not None:
            self._timer.cancel()
        try:
            self._done(outcome)
        except Exception:  # the caller is gone, or fails: no reason to end a lane
            log.exception("an answer was not taken")


class Workers:
    """Runs work outside the window's thread. `run` returns at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lanes: dict[Lane, _LaneThread] = {}
        self._closed = False

    def run(
        self,
        lane: Lane,
        work: Callable[[Job[T]], T],
        done: Callable[[T | CaptioningError], None],
        progress: Progress = silent,
        late: Late | None = None,
    ) -> Job[T]:
        """`done` is called once, on another thread: with what `work` gives, or with what went wrong.

        Once closed, it is called here, with Cancelled.
        """
        job = Job(work, done, progress)
        with self._lock:
            closed = self._closed
            if not closed:
                if late is not None:
                    job.bound(late)
                self._lane(lane).put(job)
        if closed:
            job.cancel()
        return job

    def close(self, within_s: float) -> bool:
        """No more work. Lanes that keep something finish what waits; others drop it. Waits `within_s` at most.

        False where a thread has not ended by then; what it had to answer is answered with Cancelled.
        """
        with self._lock:
            self._closed = True
            lanes = list(self._lanes.values())
        for lane in lanes:
            lane.end()
        give_up = time.monotonic() + within_s
        ended = [lane.join(max(0.0, give_up - time.monotonic())) for lane in lanes]
        return all(ended)

    def _lane(self, lane: Lane) -> _LaneThread:
        if lane not in self._lanes:
            self._lanes[lane] = _LaneThread(lane)
        return self._lanes[lane]


class _LaneThread:
    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._waiting: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._dropping = False
        self._present: Job[Any] | None = None
        self._thread = threading.Thread(target=self._run, name=f"worker {lane.value}", daemon=True)
        self._thread.start()

    def put(self, job: Job[Any]) -> None:
        self._waiting.put(job)

    def end(self) -> None:
        self._dropping = not self._lane.keeps
        present = self._present
        if self._dropping and present is not None:
            present.cancel()
        self._waiting.put(None)

    def join(self, timeout_s: float) -> bool:
        self._thread.join(timeout_s)
        if not self._thread.is_alive():
            return True
        log.warning("the worker for %s did not end within its time", self._lane.value)
        for job in (self._present, *self._left()):
            if job is not None:
                job.abandon()
        self._waiting.put(None)
        return False

    def _left(self) -> Iterator[Job[Any] | None]:
        with suppress(Empty):
            while True:
                yield self._waiting.get_nowait()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            self._present = job
            if self._dropping:
                job.cancel()
            job.run()
            self._present = None
