"""What the page says before it holds a word: what vocabulary is for, and a field to paste words into."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.tokens import SPACE_S, TYPE_TITLE, px

WIDEST, LEAST_FIELD = 560, 44  # design pixels


class VocabularyGuide(QWidget):
    """pasted: the lines of the field."""

    pasted = Signal(str)

    def __init__(self, import_file: QAction) -> None:
        super().__init__()
        title, bold = self.tr("Words to listen for"), QFont.Weight.DemiBold
        self.title = words_label("emptyTitle", title, TYPE_TITLE, bold)
        purpose = self.tr("Names and terms that captions should spell right: people, products, places.")
        self.purpose = words_label("emptyDetail", purpose)
        self.field = named(QPlainTextEdit(), "vocabularyPaste")
        self.field.setPlaceholderText(self.tr("Paste your words here, one per line"))
        self.field.setAccessibleName(self.tr("Your words, one per line"))
        self.field.setAccessibleDescription(self.purpose.text())
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(px(LEAST_FIELD))
        self.add = named(QPushButton(self.tr("Add words")), "primary")
        self.add.setEnabled(False)
        self.import_button = QToolButton()
        self.import_button.setDefaultAction(import_file)
        self.setFocusProxy(self.field)
        self._arrange()
        self.field.textChanged.connect(lambda: self.add.setEnabled(bool(self.field.toPlainText().strip())))
        self.add.clicked.connect(self._give)

    def _give(self) -> None:
        text = self.field.toPlainText()
        self.field.clear()
        self.pasted.emit(text)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.import_button)
        buttons.addStretch(1)
        middle = QWidget()
        middle.setMaximumWidth(px(WIDEST))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.purpose)
        column.addWidget(self.field, 4)
        column.addLayout(buttons)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
