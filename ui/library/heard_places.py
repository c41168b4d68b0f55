"""Sentences that another model heard otherwise: a list, one of them compared, and what the reader says to it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.transcripts.refining import HeardAgain
from engine.text.harmless import harmless
from ui.common.clock import clock_text
from ui.common.list_style import editor_sheet
from ui.common.naming import named
from ui.common.theme import Theme
from ui.common.tokens import SPACE_S, px
from ui.library.comparison import Comparison

LIST_WIDTH, TEXT_WIDTH = 260, 560


class Choice(Enum):
    OPEN = "open"
    TAKEN = "taken"
    KEPT = "kept"


class HeardPlaces(QWidget):
    """take_wanted: these sentences, a list of HeardAgain; `settle` answers. undo_wanted: what was taken last."""

    take_wanted = Signal(object)
    undo_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heard: list[HeardAgain] = []
        self.verdicts: list[Choice] = []
        self._taken: list[set[int]] = []  # utterances, by the times that something was taken
        self.list = named(QListWidget(self), "refinedPlaces")
        self.list.setAccessibleName(self.tr("Sentences that can be improved"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _row: self._show_place())
        self.list.itemActivated.connect(lambda _item: self.take_one())
        self.comparison = Comparison(theme, self)
        self.keep = self._button(self.tr("Keep"), self.tr("Leave this sentence as it is"))
        self.take = self._button(self.tr("Take"), self.tr("Use the new text of this sentence"))
        self.take_everything = self._button(self.tr("Take all"), self.tr("Use the new text of all sentences left"))
        self.undo = self._button(self.tr("Undo"), self.tr("Bring back the text before"))
        self.keep.clicked.connect(self.keep_one)
        self.take.clicked.connect(self.take_one)
        self.take_everything.clicked.connect(self.take_all)
        self.undo.clicked.connect(self.undo_wanted)
        self._arrange()
        theme.changed.connect(self._dress)
        self._dress()
        self.clear()

    def clear(self) -> None:
        self.heard, self.verdicts, self._taken = [], [], []
        self.list.clear()
        self._show_place()

    def add(self, again: HeardAgain) -> None:
        self.heard.append(again)
        self.verdicts.append(Choice.OPEN)
        self.list.addItem(self._line(len(self.heard) - 1))
        if len(self.heard) == 1:
            self.list.setCurrentRow(0)
        self._show_state()

    def take_one(self) -> None:
        self._want([self.list.currentRow()])

    def take_all(self) -> None:
        self._want(range(len(self.heard)))

    def keep_one(self) -> None:
        """The sentence stays as it is."""
        if self._is_open(row := self.list.currentRow()):
            self._decide(row, Choice.KEPT)
            self._go_on()

    def settle(self, wanted: Sequence[HeardAgain], taken: set[int]) -> None:
        """taken: utterances that show the new text now; the others that were wanted stay as they are."""
        for row, each in enumerate(self.heard):
            if each in wanted:
                self._decide(row, Choice.TAKEN if each.old.utterance_id in taken else Choice.KEPT)
        if taken:
            self._taken.append(taken)
        self._go_on()

    def reopen_last(self) -> None:
        """What was taken last is as it was before."""
        utterances = self._taken.pop() if self._taken else set()
        rows = [row for row, each in enumerate(self.heard) if each.old.utterance_id in utterances]
        for row in rows:
            self._decide(row, Choice.OPEN)
        if rows:
            self.list.setCurrentRow(rows[0])
        self._show_state()

    def _want(self, rows: Sequence[int]) -> None:
        if wanted := [self.heard[row] for row in rows if self._is_open(row)]:
            self.take_wanted.emit(wanted)

    def _is_open(self, row: int) -> bool:
        return 0 <= row < len(self.heard) and self.verdicts[row] is Choice.OPEN

    def _decide(self, row: int, verdict: Choice) -> None:
        self.verdicts[row] = verdict
        self.list.item(row).setText(self._line(row))

    def _go_on(self) -> None:
        """To the next sentence that waits for a word."""
        row = self.list.currentRow()
        later = [*range(row + 1, len(self.heard)), *range(row + 1)]
        self.list.setCurrentRow(next((each for each in later if self._is_open(each)), row))
        self._show_state()

    def _line(self, row: int) -> str:
        words = {Choice.OPEN: "", Choice.TAKEN: self.tr("taken"), Choice.KEPT: self.tr("kept as it was")}
        again = self.heard[row]
        parts = (clock_text(again.old.start), words[self.verdicts[row]], harmless(again.new.text))
        return " · ".join(each for each in parts if each)

    def _show_place(self) -> None:
        row = self.list.currentRow()
        self.comparison.compare(self.heard[row].pieces if 0 <= row < len(self.heard) else ())
        self._show_state()

    def _show_state(self) -> None:
        here = self._is_open(self.list.currentRow())
        self.take.setEnabled(here)
        self.keep.setEnabled(here)
        self.take_everything.setEnabled(Choice.OPEN in self.verdicts)
        self.undo.setEnabled(bool(self._taken))

    def _button(self, words: str, hint: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(hint)
        return button

    def _arrange(self) -> None:
        acts = QHBoxLayout()
        acts.setSpacing(px(SPACE_S))
        for button in (self.keep, self.take, self.take_everything, self.undo):
            acts.addWidget(button, 1)
        texts = QWidget(self)
        column = QVBoxLayout(texts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.comparison, 1)
        column.addLayout(acts)
        sides = QSplitter(Qt.Orientation.Horizontal, self)
        sides.setChildrenCollapsible(False)
        sides.setHandleWidth(px(SPACE_S))
        sides.addWidget(self.list)
        sides.addWidget(texts)
        sides.setSizes([px(LIST_WIDTH), px(TEXT_WIDTH)])
        sides.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(sides)

    def _dress(self) -> None:
        self.list.setStyleSheet(editor_sheet(self._theme.colours))
