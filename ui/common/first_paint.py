"""What can wait until a window is seen does: its workers and imports would share the processor with its first paint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

LATEST_MS = 250  # a widget that others cover is not painted itself


class _FirstPaint(QObject):
    """Child of the widget that it watches; it holds no reference to it, so that neither keeps the other alive."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._waiting: list[Callable[[], object]] = []
        self._begun = False

    def add(self, then: Callable[[], object]) -> None:
        self._waiting.append(then)
        widget = self.parent()
        if len(self._waiting) == 1 and isinstance(widget, QWidget):
            widget.installEventFilter(self)
            if widget.isVisible():
                QTimer.singleShot(LATEST_MS, self, self._begin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._begin)  # once all of it is on the screen
        elif event.type() is QEvent.Type.Show:
            QTimer.singleShot(LATEST_MS, self, self._begin)
        return False

    def _begin(self) -> None:
        widget = self.parent()
        if self._waiting and not self._begun and isinstance(widget, QWidget) and widget.isVisible():
            self._begun = True
            widget.removeEventFilter(self)
            self._go_on()

    def _go_on(self) -> None:
        """One at a time: keys and paints come between."""
        try:
            self._waiting[0]()
        finally:
            del self._waiting[0]  # only now: what was added meanwhile waits for its turn
            self._begun = bool(self._waiting)
            if self._begun:
                QTimer.singleShot(0, self, self._go_on)


def after_first_paint(widget: QWidget, then: Callable[[], object]) -> None:
    """Call `then` once, when `widget` has next been painted; never where it is not shown any more.

    Several wait for one another, in the order in which they were handed in.
    """
    found = widget.findChild(_FirstPaint, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (found or _FirstPaint(widget)).add(then)
