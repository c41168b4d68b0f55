"""On or off: a check box that looks like a switch and is one to the keyboard and to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from ui.common.theme import Theme
from ui.common.tokens import px

TRACK = QSize(40, 22)
KNOB = 16
AROUND = 4  # for the focus mark


class Switch(QCheckBox):
    """Without words of its own; the field around it names it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(self.sizeHint())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(TRACK.width() + 2 * AROUND), px(TRACK.height() + 2 * AROUND))

    def hitButton(self, _place: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if on else colours.control_border), 1.5))
        painter.setBrush(QColor(colours.accent if on else colours.control))
        track = QRectF(px(AROUND), px(AROUND), px(TRACK.width()), px(TRACK.height()))
        radius = track.height() / 2
        painter.drawRoundedRect(track, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if on else colours.secondary))
        across = track.right() - radius if on else track.left() + radius
        painter.drawEllipse(QPointF(across, track.center().y()), px(KNOB) / 2, px(KNOB) / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), radius + 3, radius + 3)
        painter.end()
