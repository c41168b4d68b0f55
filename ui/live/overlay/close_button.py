"""The button that closes the overlay: there while the mouse is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QToolButton, QWidget

from ui.common.symbols import symbol

SIDE_PX = 26
EDGE_PX = 6


class OverlayClose(QToolButton):
    """In the upper right corner of `window`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("overlayClose")
        self.setIcon(symbol("close", "#ffffff"))
        self.setIconSize(QSize(SIDE_PX - 8, SIDE_PX - 8))
        self.setAccessibleName(self.tr("Close the overlay"))
        self.setToolTip(self.tr("Close the overlay"))
        self.setFixedSize(SIDE_PX, SIDE_PX)
        self.hide()
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Enter | QEvent.Type.Leave:
                self.setVisible(event.type() is QEvent.Type.Enter)
            case QEvent.Type.Resize:
                self.move(self._window.width() - SIDE_PX - EDGE_PX, EDGE_PX)
        return False
