"""How late text is on the screen: from the arrival of the newest sound behind it to the moment it was drawn."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from engine.events import CaptionEvent, Partial

NEWEST = 400  # texts that count: a few minutes of speech


@dataclass(frozen=True, slots=True)
class Delays:
    """Of the newest texts, in seconds since their newest sound came."""

    p50_s: float
    p95_s: float
    texts: int


class PaintTimes(QObject):
    """Takes what the captions report as drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: deque[float] = deque(maxlen=NEWEST)

    def begin_session(self) -> None:
        self._heard.clear()

    def take(self, event: CaptionEvent, painted_s: float) -> None:
        """A final does not count: the pause that decides it is meant to last."""
        if isinstance(event, Partial) and math.isfinite(event.timing.heard_s):
            self._heard.append(painted_s - event.timing.heard_s)

    @property
    def delays(self) -> Delays | None:
        """None before anything was drawn."""
        if not self._heard:
            return None
        return Delays(_share(self._heard, 0.5), _share(self._heard, 0.95), len(self._heard))


class PaintReports(QObject):
    """Says of events when their text was on the screen. painted: an event, and the time.monotonic() of it."""

    painted = Signal(object, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[CaptionEvent] = []

    def take(self, event: CaptionEvent) -> None:
        """Its text is part of the next picture."""
        self._waiting.append(event)

    def picture_done(self) -> None:
        """Only the next round of the event loop comes after Qt has handed the picture to the screen."""
        if self._waiting:
            shown, self._waiting = self._waiting, []
            QTimer.singleShot(0, self, lambda: self._tell(shown))

    def _tell(self, shown: list[CaptionEvent]) -> None:
        now = time.monotonic()
        for event in shown:
            self.painted.emit(event, now)


def _share(values: deque[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[round(share * (len(ordered) - 1))]
