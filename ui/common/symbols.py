"""The program's own drawings as icons, in the colour that the theme asks for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.common.tokens import ICON, px

ICON_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
_SIZES_PX = (16, 18, 20, 24, 32, 36, 48, 54, 64)
BUTTON_SHAPE = 4 / 3  # width / height
DISABLED_STRENGTH = 0.45
_STAND_IN = b"#000"  # the colour that every symbol is drawn in


def application_icon() -> QIcon:
    return QIcon(str(ICON_FOLDER / "earshot.svg"))


@cache
def symbol(name: str, colour: str) -> QIcon:
    """resources/icons/NAME.svg in `colour` (#rrggbb). Raises FileNotFoundError for a name that is none."""
    return _icon(name, colour, 1.0)


@cache
def button_symbol(name: str, colour: str) -> QIcon:
    """The same with some room on its right, for a button that has words as well."""
    return _icon(name, colour, BUTTON_SHAPE)


def button_symbol_size() -> QSize:
    """Of such a symbol, on this desktop."""
    return QSize(px(ICON * BUTTON_SHAPE), px(ICON))


def _icon(name: str, colour: str, shape: float) -> QIcon:
    icon = QIcon()
    for size in _SIZES_PX:
        drawn = symbol_pixmap(name, colour, size)
        for mode, strength in ((QIcon.Mode.Normal, 1.0), (QIcon.Mode.Disabled, DISABLED_STRENGTH)):
            icon.addPixmap(_canvas(drawn, round(size * shape), strength), mode)
    return icon


def _canvas(drawn: QPixmap, width: int, strength: float) -> QPixmap:
    canvas = QPixmap(width, drawn.height())
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setOpacity(strength)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return canvas


def symbol_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The symbol, size x size logical pixels at a device pixel ratio."""
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, colour).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    """The drawing, read once for all its sizes."""
    drawing = (ICON_FOLDER / f"{name}.svg").read_bytes().replace(_STAND_IN, colour.encode())
    return QSvgRenderer(QByteArray(drawing))
