"""The hand-over of caption events from the engine thread to whoever shows them."""

from __future__ import annotations

import threading
from collections import deque

from engine.events import CaptionEvent, Level, Partial


class CaptionFeed:
    """Carries caption events from one thread to another.

    Promise: order is kept; nothing is dropped but a waiting Partial that an event of its utterance directly
    follows, and a waiting Level that another Level follows. Neither side ever waits for the other.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[CaptionEvent] = deque()
        self._something = threading.Event()

    def post(self, event: CaptionEvent) -> None:
        with self._lock:
            if self._waiting and _replaces(event, self._waiting[-1]):
                self._waiting.pop()
            self._waiting.append(event)
            self._something.set()

    def drain(self) -> list[CaptionEvent]:
        """All that waits, oldest first; an empty list when nothing does."""
        with self._lock:
            events = list(self._waiting)
            self._waiting.clear()
            self._something.clear()
        return events

    def wait(self, timeout_s: float) -> bool:
        """Until something waits to be drained; False when nothing came in time."""
        return self._something.wait(timeout_s)


def _replaces(event: CaptionEvent, waiting: CaptionEvent) -> bool:
    if isinstance(waiting, Level):
        return isinstance(event, Level) and event.stream is waiting.stream
    return isinstance(waiting, Partial) and getattr(event, "utterance_id", None) == waiting.utterance_id
