"""The outline of a recording: where it is loud, what is marked, which sentence is in hand, and where it plays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from engine.timeline import SAMPLE_RATE
from ui.common.theme import Theme
from ui.common.tokens import RADIUS_S, px

if TYPE_CHECKING:
    from app.control.playback import Peaks

HEIGHT = 52
STEP = SAMPLE_RATE // 100  # samples of one step of the slider's value
SKIP = 3 * SAMPLE_RATE
NARROWEST = 10 * SAMPLE_RATE  # samples in sight
ZOOM = 2.0


class Waveform(QAbstractSlider):
    """wanted: the user chose this position (samples). + and - show less or more around the place that plays."""

    wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._peaks: Peaks | None = None
        self._length = 1
        self._sight = (0, 1)  # samples
        self.marks: Sequence[int] = ()
        self._sentence: tuple[int, int] | None = None
        self._drawn: QPixmap | None = None  # the outline; only what moves is painted each time
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(px(HEIGHT))
        self.setAccessibleName(self.tr("Place in the sound"))
        self.setToolTip(self.tr("Click to hear from here. Arrow keys move by 3 s, + and - zoom."))
        self.setSingleStep(SKIP // STEP)
        self.setPageStep(10 * SKIP // STEP)
        self.actionTriggered.connect(lambda _: self.wanted.emit(self.sliderPosition() * STEP))
        theme.changed.connect(self._draw_anew)

    @property
    def sight(self) -> tuple[int, int]:
        """What is shown, in samples."""
        return self._sight

    def show_sound(self, length: int, marks: Sequence[int]) -> None:
        """Another recording, shown as a whole."""
        self._peaks, self.marks, self._sentence = None, marks, None
        self._length = max(1, length)
        self._sight = (0, self._length)
        self.setRange(0, self._length // STEP)
        self._draw_anew()

    def show_marks(self, marks: Sequence[int]) -> None:
        """Positions in samples."""
        self.marks = marks
        self._draw_anew()

    def show_peaks(self, peaks: Peaks) -> None:
        """The outline becomes finer, or the recording longer than was known."""
        whole = self._sight == (0, self._length)
        self._peaks, self._length = peaks, max(self._length, peaks.length)
        self._sight = (0, self._length) if whole else self._sight
        self.setMaximum(self._length // STEP)
        self._draw_anew()

    def show_position(self, position: int, sentence: tuple[int, int] | None) -> None:
        """sentence: (begin, end) of the spoken sentence."""
        begin, end = self._sight
        if not begin <= position < end and end - begin < self._length:
            self._look_at(position, end - begin)
        self._sentence = sentence
        self.setValue(position // STEP)
        self.update()

    def zoom(self, by: float) -> None:
        """by: > 1 shows less, around the place that plays."""
        begin, end = self._sight
        wanted = max(min(round((end - begin) / by), self._length), min(NARROWEST, self._length))
        self._look_at(self.value() * STEP, wanted)

    def _look_at(self, position: int, width: int) -> None:
        begin = max(0, min(position - width // 4, self._length - width))
        self._sight = (begin, begin + width)
        self._draw_anew()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("+", "=", "-"):
            self.zoom(1 / ZOOM if event.text() == "-" else ZOOM)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM if event.angleDelta().y() > 0 else 1 / ZOOM)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.wanted.emit(self._position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(self._position_at(event.position().x()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_anew()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(self.rect(), px(RADIUS_S), px(RADIUS_S))
        if self._sentence is not None:
            left, right = map(self._x, self._sentence)
            painter.fillRect(QRectF(left, 0, max(1.0, right - left), self.height()), QColor(colours.selection))
        if self._drawn is None:
            self._drawn = self._outline()
        painter.drawPixmap(0, 0, self._drawn)
        line = max(1, px(2))
        painter.fillRect(QRectF(self._x(self.value() * STEP) - line / 2, 0, line, self.height()), QColor(colours.text))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(RADIUS_S), px(RADIUS_S))
        painter.end()

    def _outline(self) -> QPixmap:
        """A column a pixel, and the marks."""
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        half = self.height() / 2
        colour = QColor(self._theme.colours.meter)
        columns = [] if self._peaks is None else self._peaks.columns(*self._sight, max(1, self.width()))
        for x, (low, high) in enumerate(columns):
            painter.fillRect(QRectF(x, half - high * (half - 2) - 0.5, 1, (high - low) * (half - 2) + 1), colour)
        for mark in self.marks:
            painter.fillRect(QRectF(self._x(mark) - 1, 0, 2, self.height()), QColor(self._theme.colours.accent))
        painter.end()
        return drawn

    def _x(self, position: int) -> float:
        begin, end = self._sight
        return (position - begin) * self.width() / max(1, end - begin)

    def _position_at(self, x: float) -> int:
        begin, end = self._sight
        return max(0, min(round(begin + x * (end - begin) / max(1, self.width())), self._length))

    def _draw_anew(self) -> None:
        self._drawn = None
        self.update()
