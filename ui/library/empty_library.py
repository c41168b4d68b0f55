"""What the page of transcripts shows before there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.symbols import symbol_pixmap
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_XL, TYPE_BODY, TYPE_TITLE, px

MARK = 56


class EmptyLibrary(QWidget):
    start_wanted = Signal()
    files_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = self._label("emptyTitle", TYPE_TITLE, self.tr("Your transcripts will be here."))
        detail = self._label(
            "emptyDetail",
            TYPE_BODY,
            self.tr(
                "Earshot keeps what is said while captions run, on this computer only. You can read it here, "
                "search it and export it."
            ),
        )
        self.start = named(QPushButton(self.tr("Start captions")), "primary")
        self.start.setAutoDefault(True)  # Enter presses it, too
        self.start.clicked.connect(self.start_wanted)
        self.files = QPushButton(self.tr("Transcribe files…"))
        self.files.clicked.connect(self.files_wanted)
        self.setFocusProxy(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_XL), px(SPACE_XL), px(SPACE_XL), px(SPACE_XL))
        column.setSpacing(px(SPACE_M))
        column.addStretch(4)
        for part in (self._mark, title, detail):
            column.addWidget(part)
        column.addSpacing(px(SPACE_L))
        column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.files, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(5)
        theme.changed.connect(self._dress)
        self._dress()

    def _label(self, name: str, size: int, words: str) -> QLabel:
        label = words_label(name, words, size)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _dress(self) -> None:
        colour = self._theme.colours.secondary
        self._mark.setPixmap(symbol_pixmap("transcripts", colour, px(MARK), self.devicePixelRatioF()))
