"""The bar below an open transcript: its outline, play and pause, jumps, speed, one sentence over and over."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.control.playback import Motion, PlayerState
from ui.common.clock import clock_text
from ui.common.drop_down import DropDown
from ui.common.naming import named
from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.common.tokens import ICON, SPACE_L, SPACE_S, px
from ui.library.waveform import Waveform

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)


class PlayerBar(QWidget):
    """toggled: play or pause. skipped: -1 back, 1 ahead. looped: the sentence that is heard, or no longer."""

    toggled = Signal()
    skipped = Signal(int)
    looped = Signal(bool)
    speed_chosen = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("playerBar")
        self._theme = theme
        self.length = 0  # samples of the recording
        self.waveform = Waveform(theme, self)
        self.play = self._button("play", "")
        self.back = self._button("back3", self.tr("Back 3 seconds (J)"))
        self.ahead = self._button("ahead3", self.tr("Forward 3 seconds (L)"))
        self.loop = self._button("loop", self.tr("Repeat this sentence (R)"))
        self.loop.setCheckable(True)
        self.time = named(QLabel(), "playerTime")
        self.speed = DropDown(theme)
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("Speed; the pitch stays ([ slower, ] faster)"))
        self.speed.offer([(each, f"{each:g}×") for each in SPEEDS], 1.0)
        self._arrange()
        self.play.clicked.connect(self.toggled)
        self.back.clicked.connect(lambda: self.skipped.emit(-1))
        self.ahead.clicked.connect(lambda: self.skipped.emit(1))
        self.loop.clicked.connect(self.looped)
        self.speed.activated.connect(lambda _: self.speed_chosen.emit(self.speed.value))
        theme.changed.connect(self._dress)
        self._playing: bool | None = None
        self.show_state(PlayerState())

    def show_state(self, state: PlayerState) -> None:
        position = clock_text(state.position)
        self.time.setText(f"{position} / {clock_text(max(self.length, state.position))}")
        self.loop.setChecked(state.loop is not None)
        self.speed.choose(state.speed)
        playing = state.motion is Motion.PLAYING
        if playing is not self._playing:
            self._playing = playing
            words = self.tr("Pause") if playing else self.tr("Play")
            self.play.setAccessibleName(words)
            self.play.setToolTip(self.tr("{act} (Space in the text)").format(act=words))
            self._dress()

    def _button(self, name: str, hint: str) -> QToolButton:
        button = named(QToolButton(self), name)
        button.setIconSize(QSize(px(ICON), px(ICON)))
        button.setToolTip(hint)
        button.setAccessibleName(hint.split(" (")[0])
        return button

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_S))
        for part in (self.back, self.play, self.ahead, self.time):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.loop)
        row.addWidget(self.speed)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_L), px(SPACE_S), px(SPACE_L), px(SPACE_S))
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.waveform)
        column.addLayout(row)

    def _dress(self) -> None:
        text = self._theme.colours.text
        pictures = {self.back: "back-3", self.ahead: "ahead-3", self.loop: "repeat"}
        for button, name in (pictures | {self.play: "pause" if self._playing else "resume"}).items():
            button.setIcon(symbol(name, text))
