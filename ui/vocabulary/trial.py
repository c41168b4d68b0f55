"""The bar that tries a sentence, typed or heard last: what the words of the lists would make of it, and why."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.hotwords.last_heard import HeardTwice
from app.hotwords.sheet import parsed_of
from app.hotwords.trying import Trial
from ui.common.naming import named
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.common.tokens import SPACE_S, px
from ui.vocabulary.asking import Asking
from ui.vocabulary.word_lists import WordLists, once

TRY_AFTER_MS = 300
LEAST, ROOM_FOR_WORDS = 40, 72  # heights, design pixels
MOST_OF_PAGE = 0.4  # for the outcome
_LINE = '<p style="margin:0 0 3px 0"><span style="color:{}">{}</span>&nbsp; {}</p>'
_REASON = '<p style="margin:0 0 3px 0">{}&nbsp; <span style="color:{}">{}</span></p>'


class TrialBar(QWidget):
    """Nothing is said or written by it; a trial is worked out on a worker, the newest sentence last."""

    def __init__(self, asking: Asking, lists: WordLists, theme: Theme) -> None:
        super().__init__()
        self._asking, self._lists, self._theme = asking, lists, theme
        self._lines: list[tuple[str, str]] = []
        self._reasons: list[tuple[str, str]] = []
        self._asked = 0
        self.sentence = named(QLineEdit(), "vocabularySentence")
        self.sentence.setPlaceholderText(self.tr("Try a sentence, mistakes and all (Ctrl+T)"))
        self.sentence.setAccessibleName(self.tr("Sentence to try"))
        self.sentence.setAccessibleDescription(self.tr("Shows what your words would make of it"))
        self.sentence.setClearButtonEnabled(True)
        self.last = QPushButton(self.tr("Last heard"))
        self.last.setToolTip(self.tr("Try the newest sentence of the captions, as the model heard it"))
        self.why = named(QToolButton(), "vocabularyWhy")
        self.why.setText(self.tr("Why?"))
        self.why.setToolTip(self.tr("The words that come up in the sentence, and what for"))
        self.why.setCheckable(True)
        self.texts = named(QLabel(), "vocabularyTexts")
        self.outcome, self._scroll = QWidget(), QScrollArea()
        self._arrange()
        self._timer = once(self, TRY_AFTER_MS, self.attempt)
        self.sentence.textChanged.connect(lambda: self._timer.start())
        self.sentence.returnPressed.connect(self.attempt)
        self.last.clicked.connect(self.take_last)
        self.why.toggled.connect(self._dress)
        theme.changed.connect(self._dress)
        self._say([], [])

    def attempt(self) -> None:
        """Tries what stands in the field, with the list as it is on the screen."""
        self._timer.stop()
        text = self.sentence.text().strip()
        self._asked += 1
        if not text:
            self._say([], [])
            return
        number, seen, port = self._asked, self._lists.as_seen(), self._asking.port

        def work(_: object) -> Trial:
            return port.trials.attempt(text, {seen[0]: parsed_of(seen[1])} if seen else {})

        self._asking.ask(work, lambda trial: self._show_newest(number, trial), slow=True)

    def list_changed(self) -> None:
        if self.sentence.text().strip():
            self._timer.start()

    def take_last(self) -> None:
        """What the model heard last, before any word was put in place."""
        if text := self._asking.port.last_text:
            self.sentence.setText(text)
            self.attempt()
        else:
            self._asking.tell(self.tr("Nothing was heard yet."), self.tr("Start captions and say the sentence."))

    def hear_again(self) -> None:
        self._asking.port.hear_again(self._asking.way_back(self._show_twice))

    def _show_newest(self, number: int, trial: Trial) -> None:
        if number == self._asked:  # an answer to an older sentence says nothing about this one
            self._show(trial)

    def _show(self, trial: Trial) -> None:
        careful, always = (trial.written[mode].text for mode in ("careful", "always"))
        changed = careful if careful != trial.text else self.tr("no change")
        lines = [(self.tr("As heard:"), trial.text), (self.tr("With your words:"), changed)]
        if always != careful:
            lines.append((self.tr("With corrections set to “always”:"), always))
        reasons = [(each.hotword.text, translated(each.reason)) for each in trial.candidates]
        nothing = self.tr("None of {count} words would come up.").format(count=trial.entries)
        self._say(lines, reasons or [(nothing, "")])

    def _show_twice(self, heard: HeardTwice) -> None:
        said = {True: self.tr("was used"), False: self.tr("was offered")}
        title = self.tr("{model}, without your words:").format(model=translated(heard.model))
        lines = [(title, heard.without), (self.tr("With your words:"), heard.with_list)]
        self._say(lines, [(word, said[word in heard.used]) for word in heard.offered])

    def _say(self, lines: list[tuple[str, str]], reasons: list[tuple[str, str]]) -> None:
        """lines: a title and a text each; without any, the bar alone is seen. reasons: a word, and why it comes up."""
        self._lines, self._reasons = lines, reasons
        self.outcome.setVisible(bool(lines))
        self._dress()

    def _dress(self) -> None:
        pale = self._theme.colours.secondary
        said = [_LINE.format(pale, *map(escape, each)) for each in self._lines]
        if self.why.isChecked():
            said += [_REASON.format(escape(word), pale, escape(reason)) for word, reason in self._reasons]
        self.texts.setText("".join(said))
        self.texts.setAccessibleName(QTextDocumentFragment.fromHtml(self.texts.text()).toPlainText())
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """As high as its lines, where the page has so much room; the rest is scrolled to."""
        needed = max(self.texts.heightForWidth(self._scroll.viewport().width()), 0)
        page = self.parentWidget()
        room = (page.height() if page else 0) * MOST_OF_PAGE - px(ROOM_FOR_WORDS)
        self._scroll.setFixedHeight(min(needed, max(round(room), px(LEAST))))

    def _arrange(self) -> None:
        self.texts.setWordWrap(True)
        self.texts.setTextFormat(Qt.TextFormat.RichText)
        self.texts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for button in (self.last, self.why):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.texts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(self.texts)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(self.tr("What your words make of the sentence"))
        self._scroll.setAccessibleDescription(self.tr("The arrow keys scroll"))
        self._scroll.viewport().setAutoFillBackground(False)
        self.texts.setAutoFillBackground(False)
        outcome = QHBoxLayout(self.outcome)
        outcome.setContentsMargins(0, 0, 0, 0)
        outcome.addWidget(self._scroll, 1)
        outcome.addWidget(self.why, 0, Qt.AlignmentFlag.AlignTop)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(px(SPACE_S))
        self.bar.addWidget(self.sentence, 1)
        self.bar.addWidget(self.last)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.outcome)  # above: the field stays where it is
        column.addLayout(self.bar)
