"""Where the parts of the vocabulary window stand, and the way the Tab key goes through them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QToolButton, QVBoxLayout, QWidget

from ui.symbols import application_icon

if TYPE_CHECKING:
    from ui.hotword_editor import HotwordEditor

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


class HotwordLayout(QObject):
    """Lays the window out, once."""

    def __init__(self, editor: HotwordEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def arrange(self) -> None:
        editor = self._editor
        editor.setWindowIcon(application_icon())
        editor.resize(*FIRST_SIZE_PX)
        tools = self._tools()
        self._name()
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(WordBar((editor.filter, editor.field), tools))
        column.addWidget(editor.view, 1)
        column.addLayout(_row(editor.state, None, editor.remarked))
        right = _split(Qt.Orientation.Vertical, words, editor.trial)
        right.setStretchFactor(0, 1)
        whole = _split(Qt.Orientation.Horizontal, editor.sidebar, right)
        whole.setStretchFactor(1, 1)
        whole.setSizes([SIDEBAR_PX, FIRST_SIZE_PX[0] - SIDEBAR_PX])
        page = QVBoxLayout(editor)
        page.setContentsMargins(16, 14, 16, 12)
        page.setSpacing(10)
        page.addWidget(editor.banners)
        page.addWidget(whole, 1)
        _order(editor, tools)

    def _name(self) -> None:
        editor = self._editor
        editor.filter.setPlaceholderText(self.tr("Filter (Ctrl+F)"))
        editor.filter.setMinimumWidth(FILTER_PX)
        editor.field.setMinimumWidth(FIELD_PX)
        editor.filter.setClearButtonEnabled(True)
        editor.filter.setAccessibleName(self.tr("Filter"))
        editor.field.setPlaceholderText(self.tr("Add a word (Ctrl+N), or paste many lines"))
        editor.field.setAccessibleName(self.tr("Add a word"))

    def _tools(self) -> list[QToolButton]:
        editor = self._editor
        paste, remove, undo, redo = (QToolButton() for _ in range(4))
        paste.setText(self.tr("Pa&ste"))
        paste.setToolTip(self.tr("Add the lines of the clipboard (Ctrl+V in the table)"))
        paste.clicked.connect(editor.paste_clipboard)
        remove.setText(self.tr("&Delete"))
        remove.setToolTip(self.tr("Delete the selected words (Del)"))
        remove.clicked.connect(editor.remove_selected)
        _lead(undo, editor.undo, self.tr("&Undo"))
        _lead(redo, editor.redo, self.tr("&Redo"))
        tools = [paste, remove, undo, redo, editor.files.button]
        for each in tools:
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return tools


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


def _order(editor: HotwordEditor, tools: list[QToolButton]) -> None:
    """The Tab key goes the way of the eyes, and begins where words are added."""
    trial = editor.trial
    chain = [
        *(editor.sidebar.profiles, editor.sidebar.lists, editor.filter, editor.field, *tools, editor.view),
        *(editor.remarked, trial.sentence, trial.last, trial.again, trial.candidates),
    ]
    for before, after in pairwise(chain):
        QWidget.setTabOrder(before, after)
    editor.field.setFocus()
