"""Who may go next, where two sessions share one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from engine.streaming.pass_runner import PassRunner
from engine.streaming.session_model import Outcome

T = TypeVar("T")


class Turns:
    """Round robin: whoever has just worked is asked last the next time."""

    def __init__(self) -> None:
        self._first = 0

    def work(self, members: Sequence[T], work: Callable[[T], bool]) -> T | None:
        """Let one member work, the first that has something to do; returns it, None where none has."""
        for step in range(len(members)):
            at = (self._first + step) % len(members)
            if work(members[at]):
                self._first = at + 1
                return members[at]
        return None


class SharedRunner:
    """One place for final passes, used by several sessions that are asked in turn.

    Whoever has just had it is refused once, so that the others can begin before it begins again.
    """

    def __init__(self, runner: PassRunner) -> None:
        self._runner = runner
        self._owner: SharedPlace | None = None
        self._resting: SharedPlace | None = None

    @property
    def holds_up(self) -> bool:
        return self._runner.holds_up

    def place(self) -> SharedPlace:
        """One for each session."""
        return SharedPlace(self)

    def busy_for(self, place: SharedPlace) -> bool:
        if self._owner is not None:
            return True
        rests = self._resting is place
        self._resting = None
        return rests

    def start(self, place: SharedPlace, work: Callable[[], Outcome]) -> None:
        self._owner = place
        self._runner.start(work)

    def take(self, place: SharedPlace) -> Outcome | None:
        outcome = self._runner.take() if self._owner is place else None
        if outcome is not None:
            self._owner, self._resting = None, place
        return outcome

    def give_up(self) -> None:
        """By the place whose pass runs."""
        self._owner = None
        self._runner.give_up()

    def close(self) -> None:
        self._runner.close()


class SharedPlace:
    """What one session sees of a SharedRunner; keeps the contract of PassRunner."""

    def __init__(self, shared: SharedRunner) -> None:
        self._shared = shared

    @property
    def holds_up(self) -> bool:
        return self._shared.holds_up

    @property
    def busy(self) -> bool:
        return self._shared.busy_for(self)

    def start(self, work: Callable[[], Outcome]) -> None:
        self._shared.start(self, work)

    def take(self) -> Outcome | None:
        return self._shared.take(self)

    def give_up(self) -> None:
        self._shared.give_up()

    def close(self) -> None:
        self._shared.close()
