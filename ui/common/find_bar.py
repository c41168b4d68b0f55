"""The bar that asks what to find on a page of text: it lies over a corner of the text and moves none of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ui.common.naming import named
from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.common.tokens import ICON_SMALL, SPACE_S, SPACE_XS, px

FIELD_PX, COUNT_PX = 190, 76
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindBar(QFrame):
    """Knows no text.

    sought: what was typed. stepped: 1 for the next place, -1 for the one before. closed: Esc. came_or_went: the bar is
    in sight, or no longer.
    """

    sought = Signal(str)
    stepped = Signal(int)
    closed = Signal()
    came_or_went = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._area, self.at_foot = QRect(), False
        self.setObjectName("findBar")
        self.field = named(QLineEdit(), "findField")
        self.field.setPlaceholderText(self.tr("Find"))
        self.field.setAccessibleName(self.tr("Find"))
        self.field.setAccessibleDescription(self.tr("Enter goes to the next place, Shift+Enter to the one before"))
        self.field.setMinimumWidth(px(FIELD_PX))
        self.field.textChanged.connect(self.sought)
        self.count = named(QLabel(), "findCount")
        self.count.setMinimumWidth(px(COUNT_PX))
        self.previous = self._button("up", self.tr("Previous place (Shift+F3)"), lambda: self.stepped.emit(-1))
        self.next = self._button("chevron", self.tr("Next place (F3)"), lambda: self.stepped.emit(1))
        self.close_button = self._button("close", self.tr("Close the find bar (Esc)"), self.closed.emit)
        for keys, way in ((QKeySequence("F3"), 1), (QKeySequence("Shift+F3"), -1)):
            shortcut = QShortcut(keys, self)  # of the window, while the bar is in sight
            shortcut.activated.connect(lambda way=way: self.stepped.emit(way))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_XS), px(SPACE_XS))
        self.column.setSpacing(px(SPACE_XS))
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_XS))
        for part in (self.field, self.count, self.previous, self.next, self.close_button):
            row.addWidget(part)
        self.column.addLayout(row)
        self._dress()
        theme.changed.connect(self._dress)
        self.hide()

    def open(self, text: str = "") -> None:
        """Ready to type; what was sought before, or `text`, is selected."""
        if text:
            self.field.setText(text)
        self.show()
        self.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def lie_over(self, area: QRect) -> None:
        """In the upper right corner of a part of the parent."""
        self._area = area
        self._place()

    def keep_clear(self, found: QRect) -> None:
        """In the lower corner while the upper one would cover what was found (global pixels)."""
        upper = self._corner(self._area.top()).translated(self.mapToGlobal(QPoint(0, 0)) - self.pos())
        covers = upper.intersects(found)
        if covers is not self.at_foot:
            self.at_foot = covers
            self._place()
            self.came_or_went.emit()

    def _place(self) -> None:
        self.adjustSize()
        top = self._area.bottom() + 1 - self.height() if self.at_foot else self._area.top()
        self.setGeometry(self._corner(top))

    def _corner(self, top: int) -> QRect:
        width = min(self.width(), self._area.width())
        return QRect(self._area.right() + 1 - width, top, width, self.height())

    def show_count(self, place: int, places: int) -> None:
        """place: number of the current match, from 1."""
        said = self.tr("{place} of {places}").format(place=place, places=places) if places else self.tr("Not found")
        said = said if self.field.text() else ""
        if said != self.count.text():
            self.count.setText(said)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.count, said))
        for button in (self.previous, self.next):
            button.setEnabled(places > 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_or_went.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.came_or_went.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is ours: a notice must not take it first."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.KeyPress:
                self.closed.emit()
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _ENTER:
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().event(event)

    def _button(self, name: str, words: str, act: object) -> QToolButton:
        button = named(QToolButton(), name)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(px(ICON_SMALL), px(ICON_SMALL)))
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        for button in (self.previous, self.next, self.close_button):
            button.setIcon(symbol(button.objectName(), self._theme.colours.text))
