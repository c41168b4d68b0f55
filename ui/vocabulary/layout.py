"""Where the parts of the vocabulary window stand, and the way the Tab key goes through them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QToolButton, QVBoxLayout, QWidget

from ui.common.banner import BannerStack
from ui.common.naming import named
from ui.common.symbols import application_icon
from ui.common.theme import Theme
from ui.ports import HotwordPort
from ui.vocabulary.asking import Asking
from ui.vocabulary.files import HotwordFiles
from ui.vocabulary.sheet import HotwordSheet
from ui.vocabulary.sidebar import HotwordSidebar
from ui.vocabulary.table import HotwordTable
from ui.vocabulary.trial import HotwordTrial
from ui.vocabulary.view import HotwordView

FIRST_SIZE_PX = (1080, 720)
SIDEBAR_PX = 230
GAP_PX = 12
FILTER_PX = 120
FIELD_PX = 200


class WordBar(QWidget):
    """Fields and buttons in one line; where room is short, the buttons below the fields."""

    def __init__(self, fields: Sequence[QLineEdit], tools: Sequence[QToolButton]) -> None:
        super().__init__()
        self._tools = QWidget()
        buttons = _row(*tools)
        buttons.setContentsMargins(0, 0, 0, 0)
        self._tools.setLayout(buttons)
        self._line = _row(*fields, self._tools)
        self._least_px = sum(each.minimumWidth() for each in fields) + GAP_PX
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(self._line)

    def minimumSizeHint(self) -> QSize:
        """That of two lines, so that the window can get so narrow."""
        width = max(self._least_px, self._tools.sizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = event.size().width() < self._least_px + self._tools.sizeHint().width()
        if below != (self._column.indexOf(self._tools) >= 0):
            self._place_tools(below)

    def _place_tools(self, below: bool) -> None:
        if below:
            self._column.addWidget(self._tools, 0, Qt.AlignmentFlag.AlignRight)
        else:
            self._line.addWidget(self._tools)


class AddField(QLineEdit):
    """A word a time; many lines that are pasted here are added at once. pasted: those lines."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The clipboard is another program's, and may be long: it is asked for nothing else.
        pasting = event.matches(QKeySequence.StandardKey.Paste)
        if pasting and "\n" in (text := QGuiApplication.clipboard().text()).strip():
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)


class HotwordLayout(QWidget):
    """The parts of the window. Who makes them work calls `arrange` once."""

    def __init__(self, desk: HotwordPort, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.banners = BannerStack(theme)
        self.asking = Asking(desk, self.banners)
        self.table = HotwordTable(theme, self)
        self.sheet = HotwordSheet(self.asking, self.table, self)
        self.sidebar = HotwordSidebar(self.asking)
        self.view = HotwordView(self.table)
        self.trial = HotwordTrial(self.asking, self.sheet, theme)
        self.files = HotwordFiles(self.asking, self.sheet, self.sidebar, self)
        self.filter = QLineEdit()
        self.field = AddField()
        self.remarked = named(QToolButton(), "hotwordRemarked")
        self.remarked.setCheckable(True)
        self.paste_button, self.remove_button = QToolButton(), QToolButton()
        self.state = named(QLabel(), "hotwordState")

    def arrange(self, undo: QAction, redo: QAction) -> None:
        self.setWindowIcon(application_icon())
        self.resize(*FIRST_SIZE_PX)
        tools = self._tools(undo, redo)
        self._name()
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(WordBar((self.filter, self.field), tools))
        column.addWidget(self.view, 1)
        column.addLayout(_row(self.state, None, self.remarked))
        right = _split(Qt.Orientation.Vertical, words, self.trial)
        right.setStretchFactor(0, 1)
        whole = _split(Qt.Orientation.Horizontal, self.sidebar, right)
        whole.setStretchFactor(1, 1)
        whole.setSizes([SIDEBAR_PX, FIRST_SIZE_PX[0] - SIDEBAR_PX])
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 12)
        page.setSpacing(10)
        page.addWidget(self.banners)
        page.addWidget(whole, 1)
        self._order(tools)

    def _name(self) -> None:
        self.filter.setPlaceholderText(self.tr("Filter (Ctrl+F)"))
        self.filter.setMinimumWidth(FILTER_PX)
        self.field.setMinimumWidth(FIELD_PX)
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("Filter"))
        self.field.setPlaceholderText(self.tr("Add a word (Ctrl+N), or paste many lines"))
        self.field.setAccessibleName(self.tr("Add a word"))

    def _tools(self, undo: QAction, redo: QAction) -> list[QToolButton]:
        self.paste_button.setText(self.tr("Pa&ste"))
        self.paste_button.setToolTip(self.tr("Add the lines of the clipboard (Ctrl+V in the table)"))
        self.remove_button.setText(self.tr("&Delete"))
        self.remove_button.setToolTip(self.tr("Delete the selected words (Del)"))
        steps = QToolButton(), QToolButton()
        _lead(steps[0], undo, self.tr("&Undo"))
        _lead(steps[1], redo, self.tr("&Redo"))
        tools = [self.paste_button, self.remove_button, *steps, self.files.button]
        for each in tools:
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return tools

    def _order(self, tools: list[QToolButton]) -> None:
        """The Tab key goes the way of the eyes, and begins where words are added."""
        chain = [
            *(self.sidebar.profiles, self.sidebar.lists, self.filter, self.field, *tools, self.view),
            *(self.remarked, self.trial.sentence, self.trial.last, self.trial.again, self.trial.candidates),
        ]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        self.field.setFocus()


def _lead(button: QToolButton, action: QAction, title: str) -> None:
    """A short word on the button; what would be done stands in its hint."""
    button.setDefaultAction(action)

    def show() -> None:
        button.setText(title)
        button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")

    action.changed.connect(show)
    show()


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """None: the room that is left. Fields grow as their least widths are to each other."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part, part.minimumWidth() if isinstance(part, QLineEdit) else 0)
    return row


def _split(side: Qt.Orientation, *parts: QWidget) -> QSplitter:
    split = QSplitter(side)
    for part in parts:
        split.addWidget(part)
    split.setChildrenCollapsible(False)
    split.setHandleWidth(GAP_PX)
    return split
