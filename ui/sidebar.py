"""The way from page to page: a slim column at the left of the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from ui.common.naming import named
from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.common.tokens import ICON, SPACE_L, SPACE_S, SPACE_XS, px

WIDE_PX = 156
SLIM_PX = 56
SYMBOL_PX = 22


class Sidebar(QWidget):
    """One button a page. wanted: the name of the page that the user asked for."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._theme = theme
        self.buttons: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(SPACE_S), px(SPACE_L), 0, px(SPACE_S))
        self._column.setSpacing(px(SPACE_XS))
        self._column.addStretch(1)
        self.recording = named(QLabel(), "recordingMark")
        self.recording.setAccessibleName(self.tr("Recording"))
        self.recording.setToolTip(self.tr("Recording: sound is being kept on this computer."))
        self.recording.hide()
        self._column.addWidget(self.recording)
        self.sent = named(QToolButton(), "sentMark")
        self.sent.setIconSize(QSize(px(ICON), px(ICON)))
        self.sent.hide()
        self._column.addWidget(self.sent)
        self._places = ""
        theme.changed.connect(self._dress)
        self.setAccessibleName(self.tr("Pages"))

    def add(self, name: str, title: str) -> None:
        """A page below the others, with the key Ctrl and its number."""
        number = len(self.buttons) + 1
        keys = QKeySequence(f"Ctrl+{number}")
        button = QToolButton()
        button.setText(title)
        button.setAccessibleName(title)
        button.setToolTip(f"{title} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
        button.setCheckable(True)
        button.setIconSize(QSize(px(SYMBOL_PX), px(SYMBOL_PX)))
        button.clicked.connect(partial(self.wanted.emit, name))
        QShortcut(keys, self.window()).activated.connect(button.click)
        self._column.insertWidget(len(self.buttons), button)
        self.buttons[name] = button
        self._dress()

    def mark(self, name: str) -> None:
        """The page that is shown."""
        for each, button in self.buttons.items():
            button.setChecked(each == name)

    def show_words(self, shown: bool) -> None:
        """False where room is short: symbols only, their names in the hints."""
        self.setFixedWidth(px(WIDE_PX if shown else SLIM_PX))
        style = Qt.ToolButtonStyle
        for button in (*self.buttons.values(), self.sent):
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly)
            button.setFixedWidth(self.width() - self._column.contentsMargins().left())
        self._fit_places()
        self.recording.setText(f"● {self.recording.accessibleName()}" if shown else "●")
        self.recording.setAlignment(Qt.AlignmentFlag.AlignVCenter if shown else Qt.AlignmentFlag.AlignCenter)

    def show_departures(self, places: str, sent: str) -> None:
        """places: where captions or sound go, "" where they stay. sent: what goes there, in sentences."""
        self._places = self.tr("Sent to {places}").replace("{places}", places)
        self.sent.setAccessibleName(self._places)
        self.sent.setAccessibleDescription(sent)
        self.sent.setToolTip(sent)
        self.sent.setVisible(bool(places))
        self._fit_places()

    def _fit_places(self) -> None:
        self.sent.ensurePolished()
        room = self.sent.maximumWidth() - px(ICON) - px(SPACE_L)
        self.sent.setText(self.sent.fontMetrics().elidedText(self._places, Qt.TextElideMode.ElideRight, room))

    def _dress(self) -> None:
        self.sent.setIcon(symbol("leaves", self._theme.colours.text))
        for name, button in self.buttons.items():
            button.setIcon(symbol(name, self._theme.colours.text))
