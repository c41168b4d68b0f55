"""A list of choices that opens under its button, with its arrow in the colour of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from engine.text.harmless import harmless
from ui.common.plain import plain_hint
from ui.common.symbols import symbol_pixmap
from ui.common.theme import Theme
from ui.common.tokens import ICON_SMALL, SPACE_S, px

_VALUE = Qt.ItemDataRole.UserRole


class DropDown(QComboBox):
    """Each line has words and a value; the wheel turns the page below it, never the choice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setView(QListView())  # the default view takes no style sheet for its rows
        self.setMaxVisibleItems(12)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.installEventFilter(self)

    @property
    def value(self) -> object:
        return self.currentData(_VALUE)

    def offer(self, lines: Sequence[tuple[object, str]], chosen: object) -> None:
        """Takes the place of what was offered before."""
        self.clear()
        for value, words in lines:
            self.addItem(harmless(words), value)
        self.choose(chosen)

    def choose(self, value: object) -> None:
        """A value that is not among the lines changes nothing."""
        found = next((index for index in range(self.count()) if self.itemData(index, _VALUE) == value), None)
        if found is not None:
            self.setCurrentIndex(found)

    def forbid(self, value: object, why: str) -> None:
        """The line stays to be read, with the reason as its hint, and cannot be chosen."""
        rows = self.model()
        assert isinstance(rows, QStandardItemModel)
        for index in range(self.count()):
            if self.itemData(index, _VALUE) == value:
                rows.item(index).setEnabled(False)
                rows.item(index).setToolTip(plain_hint(why))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel and not self.view().isVisible():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = QStyleOptionComboBox()
        self.initStyleOption(look)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, look, field, self)
        look.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - px(SPACE_S)
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, look)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, look)
        side = px(ICON_SMALL)
        mark = symbol_pixmap("chevron", self._theme.colours.secondary, side, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side - px(SPACE_S), (self.height() - side) // 2, mark)
        painter.end()
