"""One quiet line under the captions: state, model, pace, and what is kept."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.choices import LiveState
from engine.events import (
    BehindBy,
    CaptionEvent,
    DeviceBack,
    Final,
    NoSound,
    RecordingStopped,
    SoundBack,
    Stream,
)
from engine.text.harmless import harmless
from ui.common.naming import named
from ui.common.sentences import translated
from ui.common.tokens import SPACE_XS, px
from ui.live.paint_times import Delays

BEHIND_S = 1.0  # less is keeping up
LATE_S = 3.0
LEFT_S = 0.5
SPACING_PX = 14
SMOOTHING = 0.4  # weight of the newest real-time factor


class StatusLine(QWidget):
    """Takes states and caption events; says nothing about what it does not know yet.

    recording_changed: whether sound is being kept now. skipped: captions that are still improved may stay as they are.
    """

    recording_changed = Signal(bool)
    skipped = Signal()

    def __init__(self, records_audio: bool, keeps_transcripts: bool) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self._records_audio = records_audio
        self._keeps_transcripts = keeps_transcripts
        self._text_is_kept = True
        self._factor: float | None = None
        self._state = LiveState.IDLE
        self._recording = False
        self._silent: set[Stream | None] = set()
        self.state = self._label("state")
        self.model = self._label("model")
        self.badge = self._label("badge")
        self.pace = self._label("pace")
        self.kept = self._label("kept")
        self.improving = self._label("pace")
        self.skip = named(QToolButton(), "action")
        self._labels = (self.state, self.model, self.badge, self.pace, self.improving, self.kept)
        self._wanted = {self.state, self.model, self.kept}
        self._arrange()
        self.show_state(LiveState.IDLE)

    def begin_session(self, has_recording: bool = False) -> None:
        """Figures of the session before no longer count. has_recording: a file is not recorded again."""
        self._factor = None
        self._delays: Delays | None = None
        self._behind = BehindBy(0, 0.0)
        self._silent.clear()
        self._records = self._records_audio and not has_recording
        self._keeps_text = self._keeps_transcripts
        self._text_is_kept = True
        self._show_pace()
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
        self.badge.setText(self.tr("Demo model: expect mistakes"))
        explanation = self.tr(
            "This small model came with Earshot, so that captions work at once. It shows how everything "
            "works, but it mishears a lot. A better model makes far fewer mistakes."
        )
        self.badge.setToolTip(explanation)
        self.badge.setAccessibleDescription(explanation)

    def show_state(self, state: LiveState) -> None:
        self._state = state
        if state is LiveState.IDLE:
            self._silent.clear()
            self._behind = BehindBy(0, 0.0)
        self._show_title()
        self._show_pace()
        self._show_recording()

    def show_event(self, event: CaptionEvent) -> None:
        match event:
            case Final() if math.isfinite(event.real_time_factor):
                self._take_factor(event.real_time_factor)
            case BehindBy():
                self._behind = event
                self._show_pace()
            case RecordingStopped():
                self._records = False
                self._show_kept()
            case NoSound():
                self._silent.add(event.stream)
                self._show_title()
            case SoundBack() | DeviceBack():
                self._silent.discard(event.stream)
                self._show_title()

    def show_improving(self, count: int) -> None:
        """count: captions of a session that was stopped."""
        self._want(self.improving, count > 0)
        self.skip.setVisible(count > 0)
        self.improving.setText(self.tr("Improving captions: {count}").format(count=count))

    def show_delays(self, delays: Delays) -> None:
        """How late text is on the screen; in the hint of the pace, for those who ask."""
        self._delays = delays
        self._show_pace()

    def _show_title(self) -> None:
        titles = {
            LiveState.IDLE: self.tr("Ready"),
            LiveState.LOADING: self.tr("Getting ready…"),
            LiveState.CAPTIONING: self.tr("No sound") if self._silent else self.tr("Captioning"),
            LiveState.PAUSED: self.tr("Paused"),
            LiveState.STOPPING: self.tr("Finishing…"),
        }
        self.state.setText(titles[self._state])
        self._fit()

    def _take_factor(self, factor: float) -> None:
        before = factor if self._factor is None else self._factor
        self._factor = before + SMOOTHING * (factor - before)
        self._show_pace()

    def _show_pace(self) -> None:
        """While sound comes in, how late the text is; after Stop, how long the rest of the text will take."""
        text, hint = self._pace()
        self.pace.setText(text)
        self.pace.setToolTip(hint)
        self._want(self.pace, bool(text))
        late = self._state is not LiveState.STOPPING and self._behind.behind_s >= LATE_S
        if late != bool(self.pace.property("late")):
            self.pace.setProperty("late", late)
            self.pace.style().unpolish(self.pace)
            self.pace.style().polish(self.pace)

    def _pace(self) -> tuple[str, str]:
        """Text and hint."""
        behind = self._behind
        if self._state is LiveState.STOPPING and behind.left_s >= LEFT_S:
            text = self.tr("about {seconds} s to go").format(seconds=f"{behind.left_s:.0f}")
            return text, self.tr("Time left for the last words; nothing that was said is lost.")
        if behind.behind_s >= BEHIND_S:
            loading = self.tr("The model is being loaded. What is said meanwhile appears when it is ready.")
            waiting = self.tr("Captions come this much later than the speech.")
            text = self.tr("{seconds} s behind").format(seconds=f"{behind.behind_s:.0f}")
            return text, (loading if behind.getting_ready else waiting) + self._figures()
        if self._factor is None or self._state is not LiveState.CAPTIONING:
            return "", ""
        return self.tr("Keeping up"), self._figures().strip()

    def _figures(self) -> str:
        lines = []
        if self._factor is not None:
            lines.append(self.tr("One second of speech takes {seconds} s to recognise; below 1 keeps up."))
            lines[0] = lines[0].format(seconds=f"{self._factor:.2f}")
        if self._delays is not None:
            words = self.tr("Text appears {usual} s after its sound, {seldom} s at most in 95 of 100 cases.")
            usual, seldom = self._delays.p50_s, self._delays.p95_s
            lines.append(words.format(usual=f"{usual:.2f}", seldom=f"{seldom:.2f}"))
        return "".join(f"\n{line}" for line in lines)

    def _show_recording(self) -> None:
        recording = self._records and self._state in (LiveState.LOADING, LiveState.CAPTIONING)
        if recording != self._recording:
            self._recording = recording
            self.recording_changed.emit(recording)

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
        self._show_recording()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where room is short, the least urgent goes first."""
        shown = [label for label in self._labels if label in self._wanted]
        room = self.width() - (self.skip.sizeHint().width() + px(SPACING_PX) if self.improving in shown else 0)
        for least in (self.kept, self.pace, self.model):
            if sum(label.sizeHint().width() + px(SPACING_PX) for label in shown) <= room:
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
        label = named(QLabel(self), name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(px(SPACE_XS), 0, px(SPACE_XS), 0)
        row.setSpacing(px(SPACING_PX))
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for label in self._labels[:-1]:
            row.addWidget(label)
        self.skip.setText(self.tr("Skip"))
        self.skip.setToolTip(self.tr("Leave the captions before as they are"))
        self.skip.clicked.connect(self.skipped)
        row.addWidget(self.skip)
        self.show_improving(0)
        row.addStretch(1)
        row.addWidget(self._labels[-1])
        self.setMinimumHeight(self.badge.sizeHint().height() + 2)
        self.begin_session()
