"""How late text is on the screen: from the arrival of the newest sound behind it to the moment it was drawn."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject

from engine.events import CaptionEvent, Final, Partial

NEWEST = 400  # texts that count: a few minutes of speech


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds, of the newest texts. heard: since their newest sound came; posted: since the engine let go of them."""

    heard_p50_s: float
    heard_p95_s: float
    posted_p95_s: float
    texts: int


class PaintTimes(QObject):
    """Takes what the captions report as drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: deque[float] = deque(maxlen=NEWEST)
        self._posted: deque[float] = deque(maxlen=NEWEST)

    def begin_session(self) -> None:
        self._heard.clear()
        self._posted.clear()

    def take(self, event: CaptionEvent, painted_s: float) -> None:
        """A final says nothing of `heard`: the pause that decides it is meant to last."""
        if not isinstance(event, Partial | Final):
            return
        if math.isfinite(event.timing.posted_s):
            self._posted.append(painted_s - event.timing.posted_s)
        if isinstance(event, Partial) and math.isfinite(event.timing.heard_s):
            self._heard.append(painted_s - event.timing.heard_s)

    @property
    def delays(self) -> Delays | None:
        """None before anything was drawn."""
        if not self._heard or not self._posted:
            return None
        return Delays(_share(self._heard, 0.5), _share(self._heard, 0.95), _share(self._posted, 0.95), len(self._heard))


def _share(values: deque[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[round(share * (len(ordered) - 1))]
