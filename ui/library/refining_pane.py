"""Improves a transcript: which model hears which part again, how far it is, and what it would change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.control.workers import Cancelled
from app.transcripts.refining import HeardAgain, Passage
from app.transcripts.values import Transcript
from engine.errors import CaptioningError
from ui.common.drop_down import DropDown
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import told
from ui.common.symbols import button_symbol, button_symbol_size
from ui.common.theme import Theme
from ui.common.tokens import SPACE_M, SPACE_S, TYPE_LARGE, px
from ui.library.heard_places import HeardPlaces
from ui.library.lines import title_of
from ui.library.ports import Cancellable, RefiningPort
from ui.ports import ModelsPort

_STEPS = 1000


class RefiningPane(QWidget):
    """One transcript at a time. closed: back to it. `places` asks for what the reader takes."""

    closed = Signal()

    def __init__(self, refining: RefiningPort, models: ModelsPort, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refiningPane")
        self._refining, self._models, self._theme = refining, models, theme
        self._transcript: Transcript | None = None
        self._can_be_heard = False
        self._span: tuple[int, int] | None = None
        self._job: Cancellable | None = None
        self._run = 0  # answers of an earlier run, or of another transcript, are dropped
        self._answers = Relay(self._take_answer)
        self._listed = Relay(self._on_models)
        self._make_parts()
        self._arrange()
        theme.changed.connect(self._dress)
        self._dress()
        self._show_state()

    def focus_first(self) -> None:
        self.model.setFocus()

    def open(self, transcript: Transcript, span: tuple[int, int] | None = None) -> None:
        """span: begin and end of what is selected, in samples, None where nothing is."""
        self.leave()
        self._transcript, self._span, self._can_be_heard = transcript, span, False
        self.title.setText(self.tr("Improve “{title}”").format(title=title_of(transcript.session)))
        self.message.setText(self.tr("A model hears the sound again. Your text changes only where you take its text."))
        self._offer_parts(transcript)
        self._refining.look(transcript.session.id, self._asked(self._on_looked))
        self._models.list_models(self._listed.send)
        self._show_state()

    def leave(self) -> None:
        """End what runs, and forget what was heard."""
        self._run += 1
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.places.clear()
        self._show_state()

    def put_away(self) -> None:
        """The window closes."""
        self.leave()
        self._answers.cut()
        self._listed.cut()

    # A run

    def begin(self) -> None:
        passage, model = self.part.value, self.model.value
        if self._transcript is None or not isinstance(passage, Passage):
            return
        self.leave()
        self.message.setText(self.tr("The model hears the sound again…"))
        heard_share = self._asked(self._on_progress)
        self._job = self._refining.refine(
            self._transcript.session.id,
            passage,
            model if isinstance(model, str) else None,
            self._asked(self._on_found),
            lambda share, _doing: heard_share(share),
            self._asked(self._on_done),
        )
        self._show_state()
        self.stop.setFocus()

    def _asked(self, receive: Callable[[Any], None]) -> Callable[[object], None]:
        """What a worker may call with an answer; it arrives here unless another run has begun by then."""
        run = self._run
        return lambda answer: self._answers.send((run, receive, answer))

    def _take_answer(self, told: object) -> None:
        if isinstance(told, tuple) and told[0] == self._run:
            told[1](told[2])

    def _on_looked(self, answer: object) -> None:
        if isinstance(answer, Transcript):
            self._transcript, self._can_be_heard = answer, True
            self._offer_parts(answer)
        self._tell(answer)
        self._show_state()

    def _on_models(self, offered: object) -> None:
        self._tell(offered)
        if isinstance(offered, list):
            usable = [each for each in offered if each.problem is None]
            best = next((each.name for each in usable if each.best), None)
            self.model.offer([(each.name, each.title) for each in usable], best)
        self._show_state()

    def _on_found(self, again: object) -> None:
        if isinstance(again, HeardAgain) and (again.differs or again.old.draft):
            self.places.add(again)
            self._show_state()

    def _on_progress(self, share: object) -> None:
        if isinstance(share, float):
            self.progress.setValue(round(share * _STEPS))

    def _on_done(self, outcome: object) -> None:
        self._job = None
        found = len(self.places.heard)
        if isinstance(outcome, Cancelled):
            words = self.tr("Stopped. Sentences with a new text so far: {count}.")
            self.message.setText(words.format(count=found))
        elif isinstance(outcome, int):
            words = self.tr("Finished. Sentences with a new text: {count} of {all}.")
            self.message.setText(words.format(count=found, all=outcome))
        else:
            self._tell(outcome)
        self._show_state()
        (self.places.list if found else self.start).setFocus()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # Looks

    def _tell(self, failed: object) -> None:
        """Nothing where it is no failure."""
        if isinstance(failed, CaptioningError):
            self.message.setText(told(failed))

    def _offer_parts(self, transcript: Transcript) -> None:
        """What is selected first, then the drafts."""
        drafts = len(Passage(drafts=True).of(transcript.segments))
        parts: list[tuple[object, str]] = []
        if self._span is not None:
            parts.append((Passage(*self._span), self.tr("Selected sentences")))
        if drafts:
            parts.append((Passage(drafts=True), self.tr("Drafts ({count})").format(count=drafts)))
        parts.append((Passage(), self.tr("Whole transcript")))
        self.part.offer(parts, parts[0][0])

    def _show_state(self) -> None:
        running, heard = self._job is not None, bool(self.places.heard)
        self.model.setEnabled(not running)
        self.part.setEnabled(not running)
        self.start.setEnabled(not running and self._can_be_heard and self.model.count() > 0)
        self.stop.setVisible(running)
        self.progress.setVisible(running)
        self.progress.setValue(self.progress.value() if running else 0)
        self.places.setVisible(heard)
        self._spare.setVisible(not heard)

    def _make_parts(self) -> None:
        self.back = named(QToolButton(self), "refiningBack")
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to the transcript"))
        self.back.setIconSize(button_symbol_size())
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title = words_label("transcriptTitle", "", TYPE_LARGE, QFont.Weight.DemiBold)
        self.model, self.part = DropDown(self._theme, self), DropDown(self._theme, self)
        self.model.setAccessibleName(self.tr("Model"))
        self.part.setAccessibleName(self.tr("Part"))
        self.start = QPushButton(self.tr("Improve"), self)
        self.stop = QPushButton(self.tr("Stop"), self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, _STEPS)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.message = words_label("refiningMessage")
        self.places = HeardPlaces(self._theme, self)
        self._spare = QWidget(self)
        self.back.clicked.connect(self.closed)
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._stop)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_M))
        for parts in (
            ((self.back, 0), (self.title, 1)),
            ((self.model, 1), (self.part, 1), (self.start, 0)),
            ((self.message, 1),),
            ((self.progress, 1), (self.stop, 0)),
            ((self.places, 1), (self._spare, 1)),
        ):
            row = QHBoxLayout()
            row.setSpacing(px(SPACE_S))
            for part, stretch in parts:
                row.addWidget(part, stretch)
            column.addLayout(row, 1 if parts[0][0] is self.places else 0)

    def _dress(self) -> None:
        self.back.setIcon(button_symbol("back", self._theme.colours.text))
