"""What becomes of the program when its window is closed: it ends, or stays in the tray where that is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget


class Staying(QObject):
    """Watches one window. may_stay: the user wants it, and there is a tray to come back from."""

    def __init__(self, window: QWidget, may_stay: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._may_stay = may_stay
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            QApplication.setQuitOnLastWindowClosed(True)
        if not isinstance(event, QCloseEvent):
            return False
        if event.spontaneous() and self._may_stay():  # the window's own button; Quit is not spontaneous
            event.ignore()
            QApplication.setQuitOnLastWindowClosed(False)  # a dialog that is closed later ends nothing
            self._window.hide()
            return True
        return not self._window.isVisible() and self._close_hidden(event)

    def _close_hidden(self, event: QCloseEvent) -> bool:
        """The end of a hidden window is not the end of the program to Qt; and what is left to finish is to be seen."""
        self._window.closeEvent(event)
        if event.isAccepted():
            QTimer.singleShot(0, QApplication.quit)
        else:
            self._window.show()
        return True
