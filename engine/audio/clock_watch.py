"""Notices that the clock on the wall and the position of the sound have parted."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.timeline import to_seconds

TOLERANCE_S = 1.0


class ClockWatch:
    """Ties positions to the clock again when it was set, the computer slept, or a device counts at a pace of its own.

    While a computer sleeps neither its sound nor, on Linux and macOS, its monotonic clock counts; the wall's does.
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
        """The sound up to `position` has arrived by now."""
        if self._tied is None:
            return
        tied_at, tied_s = self._tied
        if abs(self._wall() - tied_s - to_seconds(position - tied_at)) > TOLERANCE_S:
            self.flows(position)
