"""The icon of the tray: the program's own, with a sign in its corner that differs in shape, not in colour alone."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from ui.common.symbols import application_icon, symbol_pixmap
from ui.program.standing import Standing

_SIZES_PX = (16, 22, 24, 32, 48, 64)
_SIGN_SHARE = 0.62  # of the icon: what is smaller cannot be told apart at 16 pixels
_ASLEEP = 0.45
_SIGNS = {
    Standing.CAPTIONS: ("caption-window", "#08505a"),
    Standing.PAUSED: ("pause", "#5c5c5c"),
    Standing.ERROR: ("attention", "#a31515"),
}
"""The symbol in white, and the ground below it; at least 4.5:1. Idle has none, and a fainter icon."""


@cache
def tray_icon(standing: Standing) -> QIcon:
    icon = QIcon()
    for size in _SIZES_PX:
        icon.addPixmap(_drawn(standing, size))
    return icon


def _drawn(standing: Standing, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(_ASLEEP if standing is Standing.IDLE else 1.0)
    painter.drawPixmap(0, 0, application_icon().pixmap(size, size))
    if sign := _SIGNS.get(standing):
        _draw_sign(painter, size, *sign)
    painter.end()
    return pixmap


def _draw_sign(painter: QPainter, size: int, name: str, ground: str) -> None:
    side = round(size * _SIGN_SHARE)
    place = QRectF(size - side, size - side, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, side / 4, side / 4)
    painter.drawPixmap(place.topLeft(), symbol_pixmap(name, "#ffffff", side))
