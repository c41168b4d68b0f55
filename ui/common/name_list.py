"""A list of names that can be chosen, checked, renamed and removed, by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from engine.text.harmless import harmless

NAME = Qt.ItemDataRole.UserRole  # what an item is called, while its words are being edited

Entries = list[tuple[str | None, str, Qt.CheckState | None, bool]]
"""Name (None for one that stands for all), words, check mark or None, and whether it can be renamed."""


class NameList(QListWidget):
    """Names that can be chosen, renamed with F2 and removed with Delete."""

    removal_wanted = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self.removal_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def chosen(self) -> str | None:
        item = self.currentItem()
        name = None if item is None else item.data(NAME)
        return name if isinstance(name, str) else None

    @property
    def in_use(self) -> bool:
        """Somebody types a name; to fill the list anew would take it away."""
        return self.state() is QAbstractItemView.State.EditingState

    def fill(self, entries: Entries, current: str | None) -> None:
        self.blockSignals(True)
        self.clear()
        for name, words, check, ours in entries:
            item = QListWidgetItem(harmless(words))
            item.setData(NAME, name)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if ours:
                flags |= Qt.ItemFlag.ItemIsEditable
            if check is not None:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                item.setCheckState(check)
            item.setFlags(flags)
            self.addItem(item)
            if name == current:
                self.setCurrentItem(item)
        self.blockSignals(False)

    def choose(self, name: str | None) -> None:
        for row in range(self.count()):
            if self.item(row).data(NAME) == name:
                self.setCurrentRow(row)

    def rename(self, name: str | None) -> None:
        """Opens the name for typing."""
        self.choose(name)
        if item := self.currentItem():
            self.editItem(item)
