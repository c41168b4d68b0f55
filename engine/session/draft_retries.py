"""Decides when a draft is worth another pass while the part of the model that writes finals is unavailable."""

from __future__ import annotations

from collections.abc import Callable

from engine.session.back_off import BackOff

FIRST_WAIT_S = 3.0  # about what a decoder needs to start again
LONGEST_WAIT_S = 60.0
MOST_AT_THE_END = 4  # failed passes in a row, after which waiting ends


class DraftRetries:
    """Waits longer after each failed attempt; after the end of the sound it tries soon, and a few times only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._back_off = BackOff(clock, FIRST_WAIT_S, LONGEST_WAIT_S)
        self._failed_at_the_end = 0

    def due(self, ended: bool) -> bool:
        """ended: no more sound will come."""
        return self._back_off.over(FIRST_WAIT_S if ended else LONGEST_WAIT_S)

    def note(self, stand_in: bool, ended: bool) -> None:
        """Record a pass. stand_in: it gave a draft. ended: it was made for a draft after the end of the sound."""
        self._back_off.note(not stand_in)
        self._failed_at_the_end = self._failed_at_the_end + ended if stand_in else 0

    @property
    def hopeless(self) -> bool:
        """Whether to give up: the sound has ended, and the missing part does not come back in time."""
        return self._failed_at_the_end >= MOST_AT_THE_END
