"""On or off: a check box that looks like a switch and is one to the keyboard and to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.common.theme import Theme

SIZE_PX = QSize(50, 30)
TRACK_PX = QRectF(5, 4, 40, 22)
KNOB_PX = 16


class Switch(QCheckBox):
    """Without words of its own; the field around it names it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(SIZE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return SIZE_PX

    def hitButton(self, _place: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if on else colours.secondary), 1.5))
        painter.setBrush(QColor(colours.accent if on else colours.control))
        radius = TRACK_PX.height() / 2
        painter.drawRoundedRect(TRACK_PX, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if on else colours.secondary))
        across = TRACK_PX.right() - radius if on else TRACK_PX.left() + radius
        painter.drawEllipse(QPointF(across, TRACK_PX.center().y()), KNOB_PX / 2, KNOB_PX / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 1.5))
            painter.drawRoundedRect(TRACK_PX.adjusted(-3, -3, 3, 3), radius + 3, radius + 3)
        painter.end()
