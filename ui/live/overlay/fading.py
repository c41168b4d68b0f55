"""When old text leaves the overlay: a while after its speech, and never before it could be read."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, QVariantAnimation, Signal

from engine.text.reading_time import MIN_MS, reading_ms

HOLD_S = 7.0  # from the end of the speech
FADE_MS = 800


class Fade(QObject):
    """One timer, which runs only while text is on the screen. stepped: `opacity` changed. gone: it reached 0."""

    stepped = Signal()
    gone = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.opacity = 1.0
        self._spoken_s = self._read_s = -math.inf
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._animation = QVariantAnimation(self, duration=FADE_MS, startValue=1.0, endValue=0.0)
        self._timer.timeout.connect(self._animation.start)
        self._animation.valueChanged.connect(self._step)
        self._animation.finished.connect(self.gone)

    @property
    def due_s(self) -> float:
        """When the text begins to fade, in seconds of time.monotonic()."""
        return max(self._spoken_s + HOLD_S, self._read_s)

    @property
    def resting(self) -> bool:
        """Nothing is left to do: no timer runs."""
        return not self._timer.isActive() and self._animation.state() is QVariantAnimation.State.Stopped

    def keep(self, new: str, shown: str, heard_s: float) -> None:
        """`new` came to the text that is on the screen, `shown`. heard_s: when its sound was heard, NaN for now."""
        now = time.monotonic()
        self._spoken_s = max(self._spoken_s, min(heard_s, now) if math.isfinite(heard_s) else now)
        if new.strip():
            read_s = max(self._read_s, now) + _needed_s(new)
            self._read_s = min(read_s, now + _needed_s(shown))
        if self.due_s > now:
            self._animation.stop()
            self._step(1.0)
            self._timer.start(math.ceil(1000 * (self.due_s - now)))

    def _step(self, opacity: float) -> None:
        if opacity != self.opacity:
            self.opacity = opacity
            self.stepped.emit()


def _needed_s(text: str) -> float:
    return max(MIN_MS, reading_ms(text)) / 1000
