"""The keyboard in the overlay: it comes by a click or a command alone, and goes back where it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_NO_FOCUS = Qt.WindowType.WindowDoesNotAcceptFocus


class BorrowedFocus(QObject):
    """Lets a window that otherwise takes no focus have it for a while; Escape gives it back."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        window.installEventFilter(self)

    def take(self) -> None:
        if not self._window.isActiveWindow():
            self._before = QApplication.activeWindow()
            self._window.windowHandle().setFlag(_NO_FOCUS, False)
            self._window.activateWindow()
            self._window.setFocus()

    def give_back(self) -> None:
        self._refuse()
        if self._before is not None:
            self._before.activateWindow()
        else:  # another program had it: the desktop knows which
            self._window.hide()
            self._window.show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowDeactivate:
            self._refuse()
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._window.update()  # a frame shows that it has the keyboard
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.give_back()
            return True
        return False

    def _refuse(self) -> None:
        if (handle := self._window.windowHandle()) is not None:
            handle.setFlag(_NO_FOCUS, True)
