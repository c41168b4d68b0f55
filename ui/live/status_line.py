"""One quiet line under the captions: state, model, pace, and what is kept."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.choices import LiveState
from engine.events import BehindBy, CaptionEvent, Final, RecordingStopped
from engine.text.harmless import harmless
from ui.common.naming import named
from ui.common.sentences import translated
from ui.live.paint_times import Delays

LATE_S = 1.5
BEHIND_S = 0.5  # less is the pace of the thing, and no news
LEFT_S = 0.5
SPACING_PX = 14
SMOOTHING = 0.4  # weight of the newest real-time factor


class StatusLine(QWidget):
    """Takes states and caption events; says nothing about what it does not know yet."""

    def __init__(self, records_audio: bool, keeps_transcripts: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._records_audio = records_audio
        self._keeps_transcripts = keeps_transcripts
        self._text_is_kept = True
        self._factor: float | None = None
        self.state = self._label("state")
        self.model = self._label("model")
        self.badge = self._label("badge")
        self.pace = self._label("pace")
        self.behind = self._label("behind")
        self.kept = self._label("kept")
        self._labels = (self.state, self.model, self.badge, self.pace, self.behind, self.kept)
        self._wanted = {self.state, self.model, self.kept}
        self._state = LiveState.IDLE
        self._arrange()
        self.show_state(LiveState.IDLE)

    def begin_session(self, has_recording: bool = False) -> None:
        """Figures of the session before no longer count. has_recording: a file is not recorded again."""
        self._factor = None
        self._delays: Delays | None = None
        self._records = self._records_audio and not has_recording
        self._keeps_text = self._keeps_transcripts
        self._text_is_kept = True
        self._show_pace()
        self._show_behind(0.0)
        self._show_kept()

    def take_settings(self, records_audio: bool, keeps_transcripts: bool) -> None:
        """They hold from the next session on; while none runs, at once."""
        self._records_audio, self._keeps_transcripts = records_audio, keeps_transcripts
        if self._state is LiveState.IDLE:
            self.begin_session()

    def show_text_kept(self, kept: bool) -> None:
        """False while the disk refuses what was said."""
        if kept != self._text_is_kept:
            self._text_is_kept = kept
            self._show_kept()

    def show_model(self, title: str, rough: bool) -> None:
        self.model.setText(harmless(translated(title)))
        self._want(self.badge, rough)
        self.badge.setText(self.tr("rough demonstration"))
        explanation = self.tr(
            "This small model came with Earshot, so that captions work at once. It shows how everything "
            "works, but it mishears a lot. A better model makes far fewer mistakes."
        )
        self.badge.setToolTip(explanation)
        self.badge.setAccessibleDescription(explanation)

    def show_state(self, state: LiveState) -> None:
        self._state = state
        titles = {
            LiveState.IDLE: self.tr("Ready"),
            LiveState.LOADING: self.tr("Getting ready..."),
            LiveState.CAPTIONING: self.tr("Captioning"),
            LiveState.PAUSED: self.tr("Paused"),
            LiveState.STOPPING: self.tr("Finishing..."),
        }
        self.state.setText(titles[state])
        self._fit()
        if state is LiveState.IDLE:
            self._show_behind(0.0)

    def show_event(self, event: CaptionEvent) -> None:
        match event:
            case Final() if math.isfinite(event.real_time_factor):
                self._take_factor(event.real_time_factor)
            case BehindBy():
                self._show_behind(event.behind_s, event.left_s, event.getting_ready)
            case RecordingStopped():
                self._records = False
                self._show_kept()

    def _take_factor(self, factor: float) -> None:
        before = factor if self._factor is None else self._factor
        self._factor = before + SMOOTHING * (factor - before)
        self._show_pace()

    def _show_pace(self) -> None:
        if self._factor is None:
            self._want(self.pace, False)
            return
        self.pace.setText(self.tr("{factor}x real time").format(factor=f"{self._factor:.2f}"))
        explanation = self.tr("One second of speech takes {seconds} s to recognise; below 1 keeps up.")
        self.pace.setToolTip(f"{explanation.format(seconds=f'{self._factor:.2f}')}{self._said_of_delays()}")
        self._want(self.pace, True)

    def _said_of_delays(self) -> str:
        if self._delays is None:
            return ""
        words = self.tr("Text is on the screen {usual} s after its sound was heard, {seldom} s at most in 95 of 100.")
        usual, seldom = self._delays.heard_p50_s, self._delays.heard_p95_s
        return "\n" + words.format(usual=f"{usual:.2f}", seldom=f"{seldom:.2f}")

    def show_delays(self, delays: Delays) -> None:
        """How late text is on the screen; in the hint of the pace, for those who ask."""
        self._delays = delays
        self._show_pace()

    def _show_behind(self, behind_s: float, left_s: float = 0.0, getting_ready: bool = False) -> None:
        """While sound comes in, how late the text is; after Stop, how long the rest of the text will take."""
        finishing = self._state is LiveState.STOPPING and left_s >= LEFT_S
        late = behind_s > LATE_S and not finishing
        if finishing:
            self.behind.setText(self.tr("about {seconds} s to go").format(seconds=f"{left_s:.0f}"))
            self.behind.setToolTip(self.tr("So long the last words will take; nothing that was said is lost."))
        else:
            self.behind.setText(self.tr("{seconds} s behind").format(seconds=f"{behind_s:.1f}"))
            loading = self.tr("The model is being loaded; what is said meanwhile becomes text when it is ready.")
            self.behind.setToolTip(
                loading if getting_ready else self.tr("So much of what was said waits to become text.")
            )
        self._want(self.behind, finishing or behind_s >= BEHIND_S)
        if late != bool(self.behind.property("late")):
            self.behind.setProperty("late", late)
            self.behind.style().unpolish(self.behind)
            self.behind.style().polish(self.behind)

    def _show_kept(self) -> None:
        text_kept = self._keeps_text and self._text_is_kept
        if text_kept and self._records:
            text = self.tr("Text and sound are kept on this computer")
        elif text_kept:
            text = self.tr("Text is kept on this computer, sound is not")
        elif self._records:
            text = self.tr("Sound is kept on this computer, text is not")
        else:
            text = self.tr("Nothing is kept")
        self.kept.setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where room is short, the least urgent goes first."""
        shown = [label for label in self._labels if label in self._wanted]
        for least in (self.kept, self.pace, self.model):
            if sum(label.sizeHint().width() + SPACING_PX for label in shown) <= self.width():
                break
            shown = [label for label in shown if label is not least]
        for label in self._labels:
            label.setVisible(label in shown)

    def _want(self, label: QLabel, wanted: bool) -> None:
        if wanted:
            self._wanted.add(label)
        else:
            self._wanted.discard(label)
        self._fit()

    def _label(self, name: str) -> QLabel:
        label = named(QLabel(), name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(SPACING_PX)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for label in self._labels[:-1]:
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self._labels[-1])
        self.setMinimumHeight(self.badge.sizeHint().height() + 2)
        self.begin_session()
