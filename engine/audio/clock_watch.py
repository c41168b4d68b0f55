"""Notices that the wall clock and the position of the sound have drifted apart."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.timeline import to_seconds

TOLERANCE_S = 1.0


class ClockWatch:
    """Ties positions to the wall clock again after it was set, the computer slept, or a device drifted.

    While a computer sleeps, its sound and (on Linux and macOS) its monotonic clock stand still; the wall clock runs.
    """

    def __init__(self, mark: Callable[[int], None], wall: Callable[[], float] = time.time) -> None:
        """mark: called with a position whose time is now. wall: Unix seconds."""
        self._mark = mark
        self._wall = wall
        self._tied: tuple[int, float] | None = None

    def flows(self, position: int) -> None:
        """Sound begins (again) at `position`, now."""
        self._tied = position, self._wall()
        self._mark(position)

    def look(self, position: int) -> None:
        """Check the clock; the sound up to `position` has arrived by now."""
        if self._tied is None:
            return
        tied_at, tied_s = self._tied
        if abs(self._wall() - tied_s - to_seconds(position - tied_at)) > TOLERANCE_S:
            self.flows(position)
