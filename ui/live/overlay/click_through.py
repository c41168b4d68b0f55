"""The lock of the overlay: the mouse reaches what is below it."""

from __future__ import annotations

import ctypes
import logging

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

_LOCKED = Qt.WindowType.WindowTransparentForInput
_AFTER_MS = 50  # Qt's own request has then reached the X server
_SET, _INPUT, _UNSORTED = 0, 2, 0  # ShapeSet, ShapeInput, Unsorted (X11/extensions/shape.h, X11/X.h)


class ClickThrough(QObject):
    """Qt's flag, and on X11 what makes it hold under every window manager."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def lock(self, locked: bool) -> None:
        if locked != bool(self._window.windowFlags() & _LOCKED):
            shown = self._window.isVisible()
            self._window.setWindowFlag(_LOCKED, locked)  # hides it
            self._window.setVisible(shown)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        on_x11 = QGuiApplication.platformName() == "xcb"
        if event.type() is QEvent.Type.Show and on_x11 and self._window.windowFlags() & _LOCKED:
            QTimer.singleShot(_AFTER_MS, self, self._hold)
        return False

    def _hold(self) -> None:
        if self._window.windowFlags() & _LOCKED:
            _take_input_away(int(self._window.winId()))


class _Rectangle(ctypes.Structure):
    """XRectangle (X11/Xlib.h)."""

    _fields_ = (
        ("x", ctypes.c_short),
        ("y", ctypes.c_short),
        ("width", ctypes.c_ushort),
        ("height", ctypes.c_ushort),
    )


def _take_input_away(window: int) -> None:
    """One pixel beside the window is all that takes the mouse.

    Qt asks for an empty region, which openbox takes for none at all: its frame around the window stays in the way.
    """
    try:
        x11, extensions = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXext.so.6")
    except OSError as error:
        log.info("The input region of the overlay stays as Qt made it: %s", error)
        return
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    if display:
        beside = _Rectangle(-9, -9, 1, 1)
        extensions.XShapeCombineRectangles(
            display, ctypes.c_ulong(window), _INPUT, 0, 0, ctypes.byref(beside), 1, _SET, _UNSORTED
        )
        x11.XCloseDisplay(display)
