"""A line of the settings for a key that works in every program."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit

from app.desktop.keys.combination import combination
from ui.common.tokens import px
from ui.settings.fields import CONTROL_WIDTH, Field

_TEXT = QKeySequence.SequenceFormat.PortableText


class KeysField(Field):
    """One key with its modifiers, or none. Keys that people type with are refused where they are pressed."""

    def __init__(self, name: str, title: str, meaning: str) -> None:
        super().__init__(name, title, meaning)
        self.control = QKeySequenceEdit()
        self.control.setMaximumSequenceLength(1)
        self.control.setClearButtonEnabled(True)
        self.control.setFixedWidth(px(CONTROL_WIDTH))
        self.control.editingFinished.connect(self._take)
        self._arrange(self.control)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.control):
            self.control.setKeySequence(QKeySequence.fromString(str(value or ""), _TEXT))

    def _take(self) -> None:
        text = self.control.keySequence().toString(_TEXT)
        keys = combination(text) if text else None
        if text and (keys is None or not keys.types_nothing):
            self.warn(self.tr("Add Ctrl, Alt or the Windows (Super) key."))
            return
        self.warn("")
        self.changed.emit(self.name, text or None)
