"""When something that failed is tried again."""

from __future__ import annotations

from collections.abc import Callable

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0


class BackOff:
    """Doubles the wait after each failure; a success resets it."""

    def __init__(
        self, clock: Callable[[], float], first_s: float = FIRST_WAIT_S, longest_s: float = LONGEST_WAIT_S
    ) -> None:
        self._clock = clock
        self._first_s = first_s
        self._longest_s = longest_s
        self._wait_s = 0.0
        self._tried_s = clock()

    def over(self, at_most_s: float = float("inf")) -> bool:
        """Whether it may be tried again now. at_most_s: caps the wait."""
        return self._clock() - self._tried_s >= min(self._wait_s, at_most_s)

    def note(self, succeeded: bool) -> None:
        """Record the outcome of an attempt."""
        self._tried_s = self._clock()
        self._wait_s = 0.0 if succeeded else min(self._longest_s, max(self._first_s, 2.0 * self._wait_s))
