"""Hands caption events to the window, the terminal and the server: one writer, many readers."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.events import CaptionEvent, Level, Partial

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Improvement:
    """A Final, NothingSaid or SpeakerLabelled of a former session, while another one runs.

    session: as in SessionControl.number.
    """

    session: int
    event: CaptionEvent


class Broadcast(Generic[T]):
    """Gives every event to every reader, in one order. Neither side ever waits for the other.

    A reader gets the events posted from the moment it joined until it closes; what was posted before, it never gets.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers: tuple[Reader[T], ...] = ()

    def post(self, event: T) -> None:
        """From any thread."""
        with self._lock:
            for reader in self._readers:
                reader.take(event)

    def nudge(self) -> None:
        """Have the readers look, although there is no event: something that they ask for has changed."""
        for reader in self._readers:
            reader.call()

    def reader(self, called: Callable[[], None] = lambda: None) -> Reader[T]:
        """called: on the thread that posts, with the first event or nudge after a `drain`. It must return at once."""
        with self._lock:
            joined = Reader[T](self._leave, called)
            self._readers += (joined,)
            return joined

    def _leave(self, reader: Reader[T]) -> None:
        with self._lock:
            self._readers = tuple(each for each in self._readers if each is not reader)


class Reader(Generic[T]):
    """The events that wait for one reader.

    Two kinds come many times a second and are bounded: the next event of its utterance replaces a waiting Partial, the
    next Level of its stream a waiting Level. So a slow reader holds one Partial for each open utterance and one Level
    for each stream, and skips those between. All other events wait in order until they are read: finals cannot be
    said again, and an hour of speech has only about a thousand of them, each a few hundred bytes.
    """

    def __init__(self, leave: Callable[[Reader[T]], None], called: Callable[[], None]) -> None:
        self._leave = leave
        self._called = called
        self._is_called = False
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, T] = {}  # oldest first
        self._numbers = itertools.count()
        self._something = threading.Event()

    def take(self, event: T) -> None:
        """Called by the broadcast."""
        superseded = _superseded(event)
        with self._lock:
            self._waiting.pop(superseded, None)
            self._waiting[superseded if isinstance(event, Partial | Level) else next(self._numbers)] = event
            self._something.set()
        self.call()

    def call(self) -> None:
        """Called by the broadcast, without a lock: between two threads there may be a call too many, never none."""
        if not self._is_called:
            self._is_called = True
            self._called()

    def drain(self) -> list[T]:
        """All that waits, oldest first; an empty list when nothing does."""
        with self._lock:
            self._is_called = False  # first: what comes from now on calls again
            events = list(self._waiting.values())
            self._waiting.clear()
            self._something.clear()
        return events

    def wait(self, timeout_s: float) -> bool:
        """Until something waits to be drained; False when nothing came in time."""
        return self._something.wait(timeout_s)

    def close(self) -> None:
        """Get nothing more."""
        self._leave(self)
        self.drain()


def _superseded(event: object) -> Hashable:
    """The place of the Partial or Level for which `event` stands in."""
    if isinstance(event, Level):
        return Level, event.stream
    return Partial, getattr(event, "utterance_id", None)
