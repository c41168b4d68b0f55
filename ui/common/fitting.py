"""Windows that are never larger than the screen they open on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from ui.common.tokens import px

TITLE_BAR = 32  # of the window manager's frame, unknown before the window is shown


def fitted(place: QRect, screen: QRect) -> QRect:
    """The place of a window, made no larger than the screen and moved wholly onto it."""
    fits = QRect(place.topLeft(), place.size().boundedTo(screen.size()))
    fits.moveLeft(max(screen.left(), min(fits.left(), screen.right() + 1 - fits.width())))
    fits.moveTop(max(screen.top(), min(fits.top(), screen.bottom() + 1 - fits.height())))
    return fits


def fit_to_screen(window: QWidget, size: QSize, smallest: QSize) -> None:
    """Opens a window at `size` (design pixels), or as much of it as the screen has room for; `smallest` yields too."""
    room = window.screen().availableGeometry().adjusted(0, px(TITLE_BAR), 0, 0)
    window.setMinimumSize(_scaled(smallest).boundedTo(room.size()))
    window.resize(fitted(QRect(room.topLeft(), _scaled(size)), room).size())


def _scaled(size: QSize) -> QSize:
    return QSize(px(size.width()), px(size.height()))
