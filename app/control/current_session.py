"""Holds the session that runs or ran last, and earlier ones still being improved; passes their events to readers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.choices import LiveOptions, LiveState
from app.control.broadcast import Broadcast, Improvement
from app.control.run import Run, late
from engine.events import CaptionEvent, Final, NothingSaid, SpeakerLabelled

if TYPE_CHECKING:
    from app.transcripts.sink import TranscriptSink
    from engine.session.session import Session


class CurrentSession:
    """One lock guards which session it is and where it stands.

    Readers of the events are nudged whenever state or improving may have changed without one.

    It is never held while anything is opened, loaded or waited for. Any thread may call. One that was stopped may give
    way to the next before it has ended; then it is a former one, and its captions come as improvements.
    """

    def __init__(self, events: Broadcast[CaptionEvent], improvements: Broadcast[Improvement]) -> None:
        self._events, self._improvements = events, improvements
        self._lock = threading.Lock()
        self._formers: list[Run] = []
        self.run: Run | None = None

    @property
    def state(self) -> LiveState:
        """STOPPING as well while only a former one has not ended."""
        with self._lock:
            if self.run is None:
                return LiveState.IDLE
            return LiveState.STOPPING if self.run.ended and self._unended else self.run.state

    @property
    def improving(self) -> int:
        """How many captions of sessions that were stopped may still change; 0 once all of these have ended."""
        with self._lock:
            return sum(max(1, len(each.unfinished)) for each in self._stopped)

    @property
    def options(self) -> LiveOptions:
        return self.run.options if self.run else LiveOptions()

    @property
    def sink(self) -> TranscriptSink | None:
        return self.run.sink if self.run else None

    def begin(self, run: Run) -> bool:
        """False, and nothing changes, where another one was not stopped. At most one is improved behind the new one."""
        with self._lock:
            before = self.run
            if before is not None and not (before.ended or before.stopping):
                return False
            for each in self._unended:
                each.engine.skip_final_passes()
            if before is not None:
                before.step_back()
                self._formers = [each for each in (*self._formers, before) if each.engine.alive]
                run.number = before.number + 1
            self.run = run
        self._events.nudge()
        return True

    def change(self, change: Callable[[Run], None]) -> None:
        """Call `change` under the lock, where there is a session."""
        with self._lock:
            if self.run is not None:
                change(self.run)
        self._events.nudge()

    def has_model(self, run: Run, unfollow: Callable[[], None]) -> None:
        with self._lock:
            run.has_model(unfollow)
        self._events.nudge()

    def command(self, command: Callable[[Session], None]) -> None:
        """To the session that runs, on its engine thread."""
        if (run := self.run) is not None and run.engine.alive:
            run.engine.command(command)

    def skip_refining(self) -> None:
        """Have each session that was stopped end without a further pass of the model."""
        with self._lock:
            for each in self._stopped:
                each.engine.skip_final_passes()

    def end_formers(self, within_s: float, but: Run | None = None) -> bool:
        """Skip what earlier sessions still refine and wait for their end. False if one has not ended in time."""
        with self._lock:
            formers = [each for each in self._formers if each is not but]
            for each in formers:
                each.engine.skip_final_passes()
        return _join(formers, within_s)

    def join(self, within_s: float) -> list[Run]:
        """Wait for the end of all. Returns those that have not ended in time."""
        with self._lock:
            runs = [*self._formers, *([self.run] if self.run is not None else [])]
        _join(runs, within_s)
        return [each for each in runs if each.engine.alive]

    def deliver(self, run: Run, event: CaptionEvent) -> CaptionEvent | None:
        """Returns what was posted. The end of a session is its last event but for labels of speakers."""
        with self._lock:
            shown = run.take(event)
            if shown is not None and run is not self.run:
                if isinstance(shown, Final | NothingSaid | SpeakerLabelled):
                    self._improvements.post(Improvement(run.number, shown))
                shown = late(shown)
            if shown is not None:
                self._events.post(shown)
            else:
                self._events.nudge()  # fewer captions may be left to improve
            return shown

    def report(self, event: CaptionEvent) -> None:
        """What belongs to no session in particular."""
        if (run := self.run) is not None:
            self.deliver(run, event)
        else:
            self._events.post(event)

    @property
    def _stopped(self) -> list[Run]:
        run = self.run
        return [*self._unended, *([run] if run is not None and run.stopping and not run.ended else [])]

    @property
    def _unended(self) -> list[Run]:
        return [each for each in self._formers if not each.ended]


def _join(runs: list[Run], within_s: float) -> bool:
    give_up_s = time.monotonic() + within_s
    return all(each.engine.join(max(0.0, give_up_s - time.monotonic())) for each in runs)
