"""Finds gaps in a container's sound from its time stamps."""

from __future__ import annotations

from typing import Any

LEAST_HOLE_S = 0.1  # less is jitter and rounding; FFmpeg's aresample compensates by the same (min_hard_comp)
CLOCK_SET_S = 10.0  # a longer jump in a broadcast or a chained file is a new clock (as -dts_delta_threshold of ffmpeg)
LONGEST_HOLE_S = 3600.0  # a broken time stamp must not become hours of silence
LENGTH_ROUNDED_S = 1.0  # by so much a container may understate its length


class ContainerClock:
    """Tells late starts and stretches without packets from clocks that jump.

    Time stamps are compared with the sound so far, so rounding never adds up. Without a start time (WAV, AAC) time
    stamps are derived from the sound and are ignored.
    """

    def __init__(self, container: Any) -> None:
        """container: open, of av."""
        from av.format import Flags

        self._start_s = None if container.start_time is None else container.start_time / 1e6
        self._length_s = container.duration / 1e6 if container.duration else None
        may_be_set = container.format.flags & Flags.ts_discont.value
        self._longest_s = CLOCK_SET_S if may_be_set else LONGEST_HOLE_S

    def hole_s(self, time_s: float | None, following_s: float | None, position_s: float) -> float:
        """Seconds without sound before a frame, 0.0 for none.

        time_s, following_s: the time stamps of the frame and of the one after it, where they have any.
        position_s: the sound so far, holes included.
        """
        if self._start_s is None or time_s is None:
            return 0.0
        if following_s is not None and following_s < time_s:
            return 0.0  # this one is wrong, or the next
        ahead_s = time_s - self._start_s - position_s
        if abs(ahead_s) > self._longest_s or self._is_past_the_end(position_s + ahead_s):
            self._start_s += ahead_s  # the clock was set: what follows is in step again
            return 0.0
        return ahead_s if ahead_s >= LEAST_HOLE_S else 0.0

    def _is_past_the_end(self, position_s: float) -> bool:
        return self._length_s is not None and position_s > self._length_s + LENGTH_ROUNDED_S
