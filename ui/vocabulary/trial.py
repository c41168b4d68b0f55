"""The try-it box: a sentence typed, or heard last, and what the lists would make of it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.hotwords.last_heard import HeardTwice
from app.hotwords.sheet import parsed_of
from app.hotwords.trying import Trial
from engine.errors import CaptioningError
from ui.common.naming import named
from ui.common.plain import plain_hint
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.vocabulary.asking import Asking
from ui.vocabulary.sheet import HotwordSheet

TRY_AFTER_MS = 300
CANDIDATES_PX = QSize(360, 96)
_PARAGRAPH = '<p style="margin:0 0 4px 0"><span style="color:{}">{}</span><br>{}</p>'


class HotwordTrial(QWidget):
    """Nothing is said or written by it; a trial is worked out on a worker, the newest sentence last."""

    def __init__(self, asking: Asking, sheet: HotwordSheet, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking, self._sheet, self._theme = asking, sheet, theme
        self._lines: list[tuple[str, str]] = []
        self._asked = 0
        self.sentence = named(QLineEdit(), "hotwordSentence")
        self.sentence.setPlaceholderText(self.tr("Type a sentence as it might be heard, mistakes and all"))
        self.sentence.setClearButtonEnabled(True)
        self.last = QPushButton(self.tr("What was &heard last"))
        self.last.setToolTip(self.tr("The newest sentence of the captions, as the model heard it"))
        self.again = QPushButton(self.tr("Hear it &again"))
        self.again.setToolTip(self.tr("Let the model write the newest sentence again, with the list and without it"))
        self.candidates = self._table()
        self.texts = named(QLabel(), "hotwordTexts")
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TRY_AFTER_MS)
        self._timer.timeout.connect(self.attempt)
        self.sentence.textChanged.connect(lambda: self._timer.start())
        self.sentence.returnPressed.connect(self.attempt)
        self.last.clicked.connect(self.take_last)
        self.again.clicked.connect(self.hear_again)
        theme.changed.connect(self._dress)
        self._say_nothing()

    def attempt(self) -> None:
        """Tries what stands in the box, with the list as it is on the screen."""
        self._timer.stop()
        text = self.sentence.text().strip()
        self._asked += 1
        if not text:
            self._say_nothing()
            return
        number, seen, trials = self._asked, self._sheet.as_seen(), self._asking.desk.trials

        def work(_: object) -> Trial:
            return trials.attempt(text, {seen[0]: parsed_of(seen[1])} if seen else {})

        self._asking.ask(work, lambda trial: self._show_newest(number, trial), slow=True)

    def list_changed(self) -> None:
        if self.sentence.text().strip():
            self._timer.start()

    def take_last(self) -> None:
        """What the model heard last, before any word was put in place."""
        if text := self._asking.desk.last_text:
            self.sentence.setText(text)
            self.attempt()
        else:
            self._asking.tell(self.tr("Nothing was heard yet."), self.tr("Start captions and say the sentence."))

    def hear_again(self) -> None:
        self.again.setEnabled(False)
        way_back = self._asking.way_back(self._show_twice, self._not_heard)
        self._asking.desk.hear_again(way_back)

    def _show_newest(self, number: int, trial: Trial) -> None:
        if number == self._asked:  # an answer to an older sentence says nothing about this one
            self._show(trial)

    def _show(self, trial: Trial) -> None:
        self.candidates.clear()
        for each in trial.candidates:
            row = QTreeWidgetItem([f"{each.score:.2f}", each.hotword.text, translated(each.reason)])
            row.setToolTip(2, plain_hint(row.text(2)))
            self.candidates.addTopLevelItem(row)
        if not trial.candidates:
            nothing = self.tr("None of {count} words would come up.").format(count=trial.entries)
            self.candidates.addTopLevelItem(QTreeWidgetItem(["", "", nothing]))
        modes = (
            ("off", self.tr("With the rules alone")),
            ("careful", self.tr("With the list, careful")),
            ("always", self.tr("With the list, always")),
        )
        lines = [(self.tr("Without the list"), trial.text)]
        lines += [
            (title, trial.written[mode].text)
            for mode, title in modes
            if mode != "off" or trial.written[mode].text != trial.text
        ]
        self._say(lines)

    def _show_twice(self, heard: HeardTwice) -> None:
        self.again.setEnabled(True)
        self.candidates.clear()
        for word in heard.offered:
            used = self.tr("was used") if word in heard.used else self.tr("was offered")
            self.candidates.addTopLevelItem(QTreeWidgetItem(["", word, used]))
        title = self.tr("{model}, without the list").format(model=translated(heard.model))
        self._say([(title, heard.without), (self.tr("With the list"), heard.with_list)])

    def _not_heard(self, failed: CaptioningError) -> None:
        self.again.setEnabled(True)
        self._asking.tell_error(failed)

    def _say(self, lines: list[tuple[str, str]]) -> None:
        """A title and a text each; without any, what the box is for."""
        self._lines = lines
        self._dress()

    def _dress(self) -> None:
        colour = self._theme.colours.secondary
        lines = self._lines or [(self.tr("Shows which words would come up, why, and what the sentence becomes."), "")]
        self.texts.setText("".join(_PARAGRAPH.format(colour, *map(escape, line)) for line in lines))

    def _say_nothing(self) -> None:
        self.candidates.clear()
        self._say([])

    def _table(self) -> QTreeWidget:
        table = named(QTreeWidget(), "hotwordCandidates")
        table.setHeaderLabels([self.tr("Score"), self.tr("Word"), self.tr("Why")])
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAccessibleName(self.tr("Words that would come up"))
        table.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 60)
        table.setColumnWidth(1, 150)
        table.setMinimumSize(CANDIDATES_PX)
        table.setTabKeyNavigation(False)
        return table

    def _arrange(self) -> None:
        title = named(QLabel(self.tr("&Try it")), "hotwordTitle")
        title.setBuddy(self.sentence)
        self.texts.setWordWrap(True)
        self.texts.setTextFormat(Qt.TextFormat.RichText)
        self.texts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.texts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for button in (self.last, self.again):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(title)
        above.addWidget(self.sentence, 1)
        above.addWidget(self.last)
        above.addWidget(self.again)
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addWidget(self.candidates, 3)
        below.addWidget(self.texts, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addLayout(below, 1)
