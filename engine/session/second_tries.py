"""When a draft is worth another pass, while the part of the model that writes finals is away."""

from __future__ import annotations

from collections.abc import Callable

from engine.session.back_off import BackOff

FIRST_WAIT_S = 3.0  # about what a decoder needs to start again
LONGEST_WAIT_S = 60.0
MOST_AT_THE_END = 4  # passes in vain, one after the other, after which nobody waits any longer


class SecondTries:
    """Later each time; after the end of the sound soon, and a few times only. Told of each pass that was made."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._back_off = BackOff(clock, FIRST_WAIT_S, LONGEST_WAIT_S)
        self._in_vain_at_the_end = 0

    def due(self, ended: bool) -> bool:
        """ended: no more sound will come."""
        return self._back_off.over(FIRST_WAIT_S if ended else LONGEST_WAIT_S)

    def told(self, stand_in: bool, ended: bool) -> None:
        """stand_in: the pass gave a draft. ended: it was made for a draft after the end of the sound."""
        self._back_off.note(not stand_in)
        self._in_vain_at_the_end = self._in_vain_at_the_end + ended if stand_in else 0

    @property
    def hopeless(self) -> bool:
        """The sound has ended, and what is away does not come back in time."""
        return self._in_vain_at_the_end >= MOST_AT_THE_END
