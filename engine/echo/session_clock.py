"""A common time for several sources: positions by a clock, without pauses."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.audio.clock_watch import ClockWatch
from engine.timeline import to_samples


class SessionClock:
    """Counts samples at 16 kHz since `begin`, by a monotonic clock. Used on the engine thread."""

    def __init__(
        self,
        on_flow: Callable[[int], None] = lambda position: None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """on_flow: called with the position where time begins to run (start, end of a pause), and where the wall clock
        (Unix seconds) no longer agrees.
        """
        self._watch = ClockWatch(on_flow, wall)
        self._clock = clock
        self._before = 0
        self._since_s: float | None = None
        self._begun = False

    @property
    def position(self) -> int:
        if self._since_s is None:
            return self._before
        return self._before + to_samples(self._clock() - self._since_s)

    def begin(self) -> None:
        """Start the time; only the first call counts."""
        if not self._begun:
            self._begun = True
            self.resume()

    def pause(self) -> None:
        self._before, self._since_s = self.position, None

    def resume(self) -> None:
        if self._since_s is None:
            self._since_s = self._clock()
            self._watch.flows(self._before)

    def look(self) -> None:
        """Check the wall clock; not during a pause."""
        if self._since_s is not None:
            self._watch.look(self.position)
