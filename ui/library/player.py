"""Plays the transcript that is open: joins its text, the bar below it and what plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLabel

from app.control.playback import Motion, PlayerState
from engine.errors import CaptioningError
from engine.timeline import to_samples
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_S, px
from ui.library.player_bar import SPEEDS, PlayerBar
from ui.library.player_words import PlayedWords, TimedSentence
from ui.library.reading_pane import ReadingPane
from ui.library.waveform import SKIP

if TYPE_CHECKING:
    from app.transcripts.values import Transcript
    from ui.library.ports import PlaybackPort

LOOK_MS = 33  # between two looks at what is heard, while it plays
GROWING_MS = 3_000  # between two looks at a recording that is still written


class TranscriptPlayer(QObject):
    """failed: why nothing is heard, once."""

    failed = Signal(object)

    def __init__(self, playback: PlaybackPort, pane: ReadingPane, theme: Theme) -> None:
        super().__init__(pane)
        self._playback, self._player, self._pane = playback, playback.player, pane
        self.bar = PlayerBar(theme)
        self.no_sound = named(QLabel(self.tr("No sound was kept.")), "playerNoSound")
        self.no_sound.setContentsMargins(px(SPACE_L), px(SPACE_S), px(SPACE_L), px(SPACE_S))
        for part in (self.bar, self.no_sound):
            pane.add_below(part)
            part.hide()
        self.words = PlayedWords(pane.view, theme, self._sentences, " jlr[]")
        self._number: int | None = None
        self._reported: CaptioningError | None = None
        self._opened, self._drawn = Relay(self._on_opened), Relay(self._on_drawn)
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._growing = QTimer(self, interval=GROWING_MS)
        self._growing.timeout.connect(self._draw)
        self._connect()

    def put_away(self) -> None:
        for relay in (self._opened, self._drawn):
            relay.cut()
        self._looking.stop()
        self._growing.stop()
        self._playback.forget()

    def hear(self, position: int) -> None:
        """From a place on, at once."""
        self._player.seek(position)
        self._play()

    def toggle(self) -> None:
        if self._player.state.motion is Motion.PLAYING:
            self._player.pause()
            self._look()
        else:
            self._play()

    def skip(self, way: int) -> None:
        """3 s ahead (1) or back (-1)."""
        self._seek(max(0, self._player.state.position + way * SKIP))

    def loop(self, on: bool) -> None:
        """The sentence that is heard, over and over."""
        self._player.set_loop(self.words.sentence_at(self._player.state.position) if on else None)
        self._look()

    def faster(self, way: int) -> None:
        speed = self._player.state.speed
        number = min(range(len(SPEEDS)), key=lambda each: abs(SPEEDS[each] - speed)) + way
        self._set_speed(SPEEDS[max(0, min(number, len(SPEEDS) - 1))])

    def _sentences(self) -> Sequence[TimedSentence]:
        return () if self._pane.editing.transcript is None else self._pane.editing.transcript.sentences

    def _play(self) -> None:
        self._reported = None
        self.words.following = True
        self._player.play()
        self._looking.start()
        self._look()

    def _seek(self, position: int) -> None:
        self.words.following = True
        self._player.seek(position)
        self._look()

    def _set_speed(self, speed: float) -> None:
        self._player.set_speed(speed)
        self._look()

    def _look(self) -> None:
        """Show how it stands; the timer ends with the sound."""
        state = self._player.state
        self._show(state)
        if state.motion is not Motion.PLAYING:
            self._looking.stop()
        if state.error is not None and state.error is not self._reported:
            self._reported = state.error
            self.failed.emit(state.error)

    def _show(self, state: PlayerState) -> None:
        self.bar.show_state(state)
        self.bar.waveform.show_position(state.position, self.words.sentence_at(state.position))
        moving = state.motion is Motion.PLAYING or state.position > 0
        self.words.show_position(state.position if moving else None)

    # What is open

    def _on_shown(self) -> None:
        transcript = self._pane.transcript
        if transcript is None or self._pane.number == self._number:
            return
        self._number = self._pane.number
        self._hide()
        number = self._number
        self._playback.open(transcript, lambda media: self._opened.send((number, media)))

    def _on_closed(self) -> None:
        if self._number is not None:
            self._number = None
            self._hide()
            self._playback.forget()

    def _hide(self) -> None:
        self.words.active = False
        self.words.show_position(None)
        self._looking.stop()
        self._growing.stop()
        self.bar.hide()
        self.no_sound.hide()

    def _on_opened(self, answer: object) -> None:
        number, media = answer if isinstance(answer, tuple) else (None, None)
        transcript = self._pane.transcript
        if number != self._number or transcript is None:
            return
        if isinstance(media, CaptioningError):
            self.failed.emit(media)
            return
        self.no_sound.setVisible(media is None)
        self.bar.setVisible(media is not None)
        self.words.active = media is not None
        if media is not None:
            self._show_sound(transcript)

    def _show_sound(self, transcript: Transcript) -> None:
        length = to_samples(transcript.session.duration_s)
        self.bar.length = length
        self.bar.waveform.show_sound(length, [each.position for each in transcript.bookmarks])
        self._show(self._player.state)
        self._draw()
        if transcript.session.running:
            self._growing.start()

    def _on_edited(self) -> None:
        if (transcript := self._pane.editing.transcript) is not None:
            self.bar.waveform.show_marks([each.position for each in transcript.marks.values()])

    def _draw(self) -> None:
        number = self._number
        self._playback.draw(lambda peaks: self._drawn.send((number, peaks)))

    def _on_drawn(self, answer: object) -> None:
        number, peaks = answer if isinstance(answer, tuple) else (None, None)
        if number == self._number and number is not None and not isinstance(peaks, CaptioningError):
            self.bar.length = max(peaks.length, self.bar.length)
            self.bar.waveform.show_peaks(peaks)
            self._show(self._player.state)

    def _on_key(self, key: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            " ": self.toggle,
            "j": partial(self.skip, -1),
            "l": partial(self.skip, 1),
            "r": lambda: self.loop(self._player.state.loop is None),
            "[": partial(self.faster, -1),
            "]": partial(self.faster, 1),
        }
        acts[key]()

    def _connect(self) -> None:
        self._pane.opened.connect(self._on_shown)
        self._pane.editing.changed.connect(self._on_edited)
        self._pane.closed.connect(self._on_closed)
        bar, words = self.bar, self.words
        bar.toggled.connect(self.toggle)
        bar.skipped.connect(self.skip)
        bar.looped.connect(self.loop)
        bar.speed_chosen.connect(self._set_speed)
        bar.waveform.wanted.connect(self._seek)
        words.clicked.connect(self.hear)
        words.double_clicked.connect(self._player.pause)  # it selects, or begins to edit
        words.pressed.connect(self._on_key)
