"""Find and replace in a kept transcript: place by place, each shown before it changes, or all of them at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from app.transcripts import editing_acts as acts
from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import Change, EditedSentence
from engine.text.harmless import harmless
from ui.common.text_find import TextFind
from ui.common.theme import Theme
from ui.common.utf16 import units
from ui.library.replace_bar import ReplaceBar
from ui.library.transcript_editing import TranscriptEditing

SLICE_S = 0.003  # between two looks at the window
AROUND = 26  # characters of a sentence before and behind the place in hand


class Replacing(QObject):
    """Joins the bar to the text, in which what is found is marked, and to the acts that change it."""

    def __init__(self, editing: TranscriptEditing, bar: ReplaceBar, theme: Theme) -> None:
        super().__init__(editing)
        self._editing, self.bar = editing, bar
        self.finding = TextFind(editing.view, bar, theme, lambda sought, text: bar.wanted(sought).places(text))
        self._concerned: EditedTranscript | None = None
        self._changes: Iterator[Change | None] = iter(())
        self._made: list[Change] = []
        self._told = ""  # what became of the last replacement
        self._working = QTimer(self, singleShot=True, interval=0)
        self._working.timeout.connect(self._replace_some)
        self.finding.moved.connect(self._preview)
        bar.new.textChanged.connect(self._preview)
        bar.sought.connect(self._forget_told)
        bar.same_case.toggled.connect(self.finding.look_again)
        bar.whole_words.toggled.connect(self.finding.look_again)
        bar.one_wanted.connect(self.replace_one)
        bar.all_wanted.connect(self.replace_all)

    @property
    def under_way(self) -> bool:
        """All are being replaced."""
        return self._working.isActive()

    def replace_one(self) -> None:
        """The place in hand; then the next one is."""
        transcript, found = self._editing.transcript, self._in_hand()
        if transcript is None or found is None:
            return
        sentence, number, (begin, _) = found
        sought, new = self.bar.wanted(self.bar.field.text()), self.bar.new.text()
        text = acts.replaced(sentence.text, sought, new, number)
        self._editing.do(acts.retext_all(transcript, [(sentence, text)]))
        line = self._editing.view.line_of(sentence.number)
        if line is not None:
            behind = units(sentence.text[:begin]) + units(new)
            self.finding.go_on(self._editing.view.document().findBlockByNumber(line).position() + behind)

    def replace_all(self) -> None:
        """In parts, between which the window lives; they become one change. The keyboard goes to the text, for Undo."""
        transcript = self._editing.transcript
        if transcript is not None and not self.under_way:
            sought, new = self.bar.wanted(self.bar.field.text()), self.bar.new.text()
            self._made = []
            self._changes = (
                acts.retext_all(transcript, [(each, acts.replaced(each.text, sought, new))])
                for each in list(transcript.sentences)
            )
            self._concerned = transcript
            self._editing.view.setFocus()
            self._working.start()

    def _replace_some(self) -> None:
        transcript, end_s, some = self._concerned, time.monotonic() + SLICE_S, False
        if transcript is None or transcript is not self._editing.transcript:
            return
        for change in self._changes:
            some = True
            if change is not None:
                self._made.append(change)
            if time.monotonic() > end_s:
                break
        if some:
            self._working.start()  # to bring in many has a turn of its own
            return
        change = acts.together(transcript, self._made)
        count = 0 if change is None else len(change.before)
        self._told = self.tr("Sentences changed: {count}. Ctrl+Z takes it back.").format(count=count)
        self._editing.do(change)

    def _in_hand(self) -> tuple[EditedSentence, int, tuple[int, int]] | None:
        """The sentence of the place in hand, its number there, and where that is in the text; None in a note."""
        found, transcript, lines = self.finding.in_hand, self._editing.transcript, self._editing.view.lines
        if found is None or transcript is None or found[0].blockNumber() >= len(lines):
            return None
        line = lines[found[0].blockNumber()]
        sentence = None if line.number is None else transcript.sentence(line.number)
        places = [] if sentence is None else list(self.bar.wanted(self.bar.field.text()).places(sentence.text))
        return None if sentence is None or found[1] >= len(places) else (sentence, found[1], places[found[1]])

    def _preview(self) -> None:
        """The place in hand as it would read."""
        if not self.bar.replacing:
            return
        found = self._in_hand()
        if found is None:
            self.bar.show_preview(self._told, one=False, every=self.finding.in_hand is not None)
            return
        text, (begin, end) = found[0].text, found[2]
        before, behind = text[max(0, begin - AROUND) : begin], text[end : end + AROUND]
        before = before if len(before) == begin else f"…{before}"
        behind = behind if end + len(behind) == len(text) else f"{behind}…"
        said = harmless(f"{before}[{text[begin:end]} → {self.bar.new.text()}]{behind}")
        self.bar.show_preview(said, one=True, every=True)

    def _forget_told(self) -> None:
        self._told = ""
