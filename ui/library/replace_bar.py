"""The find bar of a transcript, with a part that asks what to put in the place of what is found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.transcripts.editing_acts import FindPattern
from ui.common.find_bar import FIELD_PX, FindBar
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.theme import Theme
from ui.common.tokens import SPACE_S, px

PREVIEW_LINES = 2
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReplaceBar(FindBar):
    """one_wanted, all_wanted: replace the place in hand, or all."""

    one_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.new = named(QLineEdit(), "replaceNew")
        self.new.setPlaceholderText(self.tr("Replace with"))
        self.new.setAccessibleName(self.tr("Replace with"))
        self.new.setAccessibleDescription(self.tr("Enter replaces this place and goes to the next one"))
        self.new.setMinimumWidth(px(FIELD_PX))
        self.one = QPushButton(self.tr("Replace"))
        self.one.setToolTip(self.tr("Replace this place and go to the next one"))
        self.all = QPushButton(self.tr("Replace all"))
        self.same_case = QCheckBox(self.tr("Match case"))
        self.whole_words = QCheckBox(self.tr("Whole words"))
        self.preview = words_label("replacePreview")
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.preview.setFixedHeight(PREVIEW_LINES * self.fontMetrics().lineSpacing())  # the bar keeps its size
        self._more = QWidget()
        rows = QVBoxLayout(self._more)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(px(SPACE_S))
        for parts in ((self.new, self.one, self.all), (self.same_case, self.whole_words)):
            row = QHBoxLayout()
            row.setSpacing(px(SPACE_S))
            for part in parts:
                row.addWidget(part)
            row.addStretch(0 if self.new in parts else 1)
            rows.addLayout(row)
        rows.addWidget(self.preview)
        self.column.addWidget(self._more)
        self._more.hide()
        self.one.clicked.connect(self.one_wanted)
        self.all.clicked.connect(self.all_wanted)

    @property
    def replacing(self) -> bool:
        return not self._more.isHidden()

    def show_replacing(self, wanted: bool) -> None:
        self._more.setVisible(wanted)

    def wanted(self, text: str) -> FindPattern:
        """What is found, with the choices of the part that replaces."""
        replacing = self.replacing
        return FindPattern(text, replacing and self.same_case.isChecked(), replacing and self.whole_words.isChecked())

    def show_preview(self, text: str, one: bool, every: bool) -> None:
        """one, every: whether the place in hand, and whether any place, can be replaced."""
        self.preview.setText(text)
        self.one.setEnabled(one)
        self.all.setEnabled(every)

    def event(self, event: QEvent) -> bool:
        """Enter presses the button that has the keyboard; in the lower field it replaces."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _ENTER:
            focus = self.focusWidget()
            if focus is self.new or focus in (self.one, self.all):
                button = focus if isinstance(focus, QAbstractButton) else self.one
                button.click()
                return True
        return super().event(event)
