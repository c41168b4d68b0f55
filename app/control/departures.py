"""Lists what leaves this computer now, in sentences that the window, the overlay and the terminal show."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Departure:
    """to: where it goes, in a word or two, as "Zoom". sentence: what goes where, as one sentence; a Sentence each."""

    to: str
    sentence: str


class Departures:
    """Any thread may call. followers: called on any thread after each change; they must return at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now: tuple[Departure, ...] = ()
        self.followers: list[Callable[[], None]] = []

    def begin(self, departure: Departure) -> Callable[[], None]:
        """Show it from now on, until the returned function is called, once or more often."""
        mine = Departure(departure.to, departure.sentence)  # another one with the same words is not ended with it
        self._set(lambda now: (*now, mine))
        return lambda: self._set(lambda now: tuple(each for each in now if each is not mine))

    def _set(self, change: Callable[[tuple[Departure, ...]], tuple[Departure, ...]]) -> None:
        with self._lock:
            self.now = change(self.now)
        for follower in tuple(self.followers):
            follower()


def tell_departures(departures: Departures, tell: Callable[[str], None]) -> None:
    """For a terminal: each thing that leaves is reported when it first does, on the thread that begins it."""
    reported: set[str] = set()

    def follow() -> None:
        for each in departures.now:
            if each.sentence not in reported:
                reported.add(each.sentence)
                tell(f"earshot: {each.sentence}")

    departures.followers.append(follow)
