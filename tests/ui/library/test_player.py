"""The player below an open transcript: clicks, keys, the word that is heard, and transcripts without sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.control.library import TranscriptLibrary
from app.control.playback import Motion, PlayedMedia, PlayerState
from app.control.workers import Workers
from app.transcripts import editing_acts as acts
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, Transcript
from engine.audio.peaks import read_peaks
from engine.errors import CaptioningError
from engine.events import DecodedBy, Final, Word
from tests.support.audio import sine, write_wav
from tests.support.ui_window import theme
from ui.library.player import TranscriptPlayer
from ui.library.player_words import word_places
from ui.library.reading_pane import ReadingPane
from ui.library.waveform import NARROWEST, Waveform

KEY = Qt.Key
SECOND = 16_000
TEXTS = [f"sentence number {number} of many" for number in range(60)]  # a word a second, five in each
LEFT = Qt.MouseButton.LeftButton


class ScriptedPlayback:
    """Both the playback and its player: plays as a test says; `state` is what is heard."""

    def __init__(self, sound: Path | None) -> None:
        self.state = PlayerState()
        self.sound = sound
        self.player = self
        self.calls: list[object] = []

    def open(self, transcript: Transcript, done: Callable[[PlayedMedia | None], None]) -> None:
        self.state = PlayerState()
        done(None if self.sound is None else PlayedMedia(self.sound))

    def draw(self, tell: Callable[[object], None]) -> None:
        if self.sound is not None:
            tell(read_peaks(self.sound, lambda _: None))

    def forget(self) -> None:
        self.calls.append("forget")

    def play(self) -> None:
        self.state = replace(self.state, motion=Motion.PLAYING, error=None)

    def pause(self) -> None:
        self.state = replace(self.state, motion=Motion.PAUSED)

    def seek(self, position: int) -> None:
        self.state = replace(self.state, position=position)

    def set_speed(self, speed: float) -> None:
        self.state = replace(self.state, speed=speed)

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        self.state = replace(self.state, loop=loop)

    def reach(self, seconds: float) -> None:
        self.state = replace(self.state, position=round(seconds * SECOND))


def spoken(number: int, text: str) -> Final:
    start = 5 * SECOND * number
    words = tuple(Word(word, start + at * SECOND, start + (at + 1) * SECOND) for at, word in enumerate(text.split()))
    return Final(number, start, start + 5 * SECOND, text, words, "mini", DecodedBy.CTC, 0.1)


class Opened:
    """A kept transcript in the pane, with its player."""

    def __init__(self, qtbot: QtBot, folder: Path, with_sound: bool = True) -> None:
        self.store = TranscriptStore(folder / "transcripts.db")
        self.workers = Workers()
        number = self.store.begin_session("Microphone", "mini", "en", None, 1_700_000_000.0)
        for at, text in enumerate(TEXTS):
            self.store.append(number, spoken(at, text))
        self.store.end_session(number, 300 * SECOND)
        self.playback = ScriptedPlayback(write_wav(folder / "a.wav", sine(300)) if with_sound else None)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.pane = ReadingPane(TranscriptLibrary(lambda: self.store, self.workers, lambda: None), theme(), [])
        self.pane.setParent(self.window)
        self.player = TranscriptPlayer(self.playback, self.pane, theme())
        self.window.resize(700, 500)
        self.pane.resize(700, 500)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.pane.open(number)
        qtbot.waitUntil(lambda: self.player.bar.isVisible() or self.player.no_sound.isVisible())

    def spot(self, line: int, text: str) -> QPoint:
        """In the viewport, in the middle of a word."""
        block = self.pane.view.document().findBlockByNumber(line)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + block.text().index(text) + len(text) // 2)
        return self.pane.view.cursorRect(cursor).center()

    def close(self) -> None:
        self.player.put_away()
        self.pane.put_away()
        self.workers.close(5.0)
        self.store.close()


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, tmp_path)
    yield made
    made.close()


def test_a_click_on_a_word_is_heard_from_there(opened: Opened, qtbot: QtBot) -> None:
    qtbot.mouseClick(opened.pane.view.viewport(), LEFT, pos=opened.spot(2, "number"))
    assert opened.playback.state == PlayerState(Motion.PLAYING, 11 * SECOND)
    assert opened.player.words.heard == "number"


def test_what_is_selected_by_the_mouse_is_not_played(opened: Opened, qtbot: QtBot) -> None:
    viewport = opened.pane.view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=opened.spot(2, "sentence"))
    qtbot.mouseMove(viewport, opened.spot(2, "many"))
    qtbot.mouseRelease(viewport, LEFT, pos=opened.spot(2, "many"))
    assert opened.playback.state.motion is Motion.PAUSED


def test_the_word_that_is_heard_is_marked_and_comes_into_sight(opened: Opened, qtbot: QtBot) -> None:
    view, words = opened.pane.view, opened.player.words
    qtbot.keyClick(view, KEY.Key_Space)
    assert opened.playback.state.motion is Motion.PLAYING
    opened.playback.reach(1.5)
    qtbot.waitUntil(lambda: words.heard == "number")
    assert view.verticalScrollBar().value() == 0
    opened.playback.reach(252.5)
    qtbot.waitUntil(lambda: words.heard == "50")
    assert 0 < opened.spot(50, "50").y() < view.viewport().height()


def test_the_view_stays_where_the_reader_scrolled(opened: Opened, qtbot: QtBot) -> None:
    bar = opened.pane.view.verticalScrollBar()
    qtbot.keyClick(opened.pane.view, KEY.Key_Space)
    bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
    there = bar.value()
    opened.playback.reach(252.5)
    qtbot.waitUntil(lambda: opened.player.words.heard == "50")
    assert bar.value() == there
    qtbot.keyClick(opened.pane.view, KEY.Key_L)
    assert bar.value() != there


def test_keys_in_the_text_jump_repeat_and_change_the_speed(opened: Opened, qtbot: QtBot) -> None:
    view = opened.pane.view
    opened.playback.reach(11.0)
    qtbot.keyClicks(view, "ll")
    assert opened.playback.state.position == 17 * SECOND
    qtbot.keyClicks(view, "j")
    assert opened.playback.state.position == 14 * SECOND
    qtbot.keyClicks(view, "r")
    assert opened.playback.state.loop == (10 * SECOND, 15 * SECOND)
    assert opened.player.bar.loop.isChecked()
    qtbot.keyClicks(view, "]")
    assert opened.playback.state.speed == opened.player.bar.speed.value == 1.25
    qtbot.keyClicks(view, "r[")
    assert (opened.playback.state.loop, opened.playback.state.speed) == (None, 1.0)


def test_the_bar_tells_the_time_and_what_play_does(opened: Opened, qtbot: QtBot) -> None:
    bar = opened.player.bar
    qtbot.waitUntil(lambda: bar.time.text() == "0:00 / 5:00")
    assert bar.play.accessibleName() == "Play"
    qtbot.mouseClick(bar.play, LEFT)
    opened.playback.reach(75)
    qtbot.waitUntil(lambda: bar.time.text() == "1:15 / 5:00")
    assert bar.play.accessibleName() == "Pause"
    qtbot.mouseClick(bar.play, LEFT)
    assert opened.playback.state.motion is Motion.PAUSED


def test_an_error_is_reported_once(opened: Opened, qtbot: QtBot) -> None:
    told: list[object] = []
    opened.player.failed.connect(told.append)
    qtbot.mouseClick(opened.player.bar.play, LEFT)
    error = CaptioningError("The speaker was disconnected.")
    opened.playback.state = replace(opened.playback.state, motion=Motion.PAUSED, error=error)
    qtbot.waitUntil(lambda: told == [error])
    qtbot.keyClicks(opened.pane.view, "l")
    assert told == [error]


def test_another_transcript_ends_the_sound(opened: Opened, qtbot: QtBot) -> None:
    opened.pane.close_transcript()
    assert opened.playback.calls == ["forget"]
    assert not opened.player.bar.isVisible()


def test_without_sound_the_bar_is_hidden_and_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    opened = Opened(qtbot, tmp_path, with_sound=False)
    assert opened.player.no_sound.text() == "No sound was kept."
    assert not opened.player.bar.isVisible()
    qtbot.keyClick(opened.pane.view, KEY.Key_Space)
    qtbot.mouseClick(opened.pane.view.viewport(), LEFT, pos=opened.spot(2, "number"))
    assert opened.playback.state.motion is Motion.PAUSED
    opened.close()


@pytest.fixture
def waveform(qtbot: QtBot) -> Waveform:
    made = Waveform(theme())
    qtbot.addWidget(made)
    made.resize(400, made.height())
    made.show_sound(100 * SECOND, [])
    made.show()
    return made


def test_a_click_on_the_outline_and_its_keys_choose_a_place(waveform: Waveform, qtbot: QtBot) -> None:
    wanted: list[int] = []
    waveform.wanted.connect(wanted.append)
    qtbot.mouseClick(waveform, LEFT, pos=QPoint(100, 10))
    waveform.show_position(25 * SECOND, None)
    qtbot.keyClick(waveform, KEY.Key_Right)
    qtbot.keyClick(waveform, KEY.Key_Home)
    assert wanted == [25 * SECOND, 28 * SECOND, 0]


def test_the_outline_zooms_around_the_place_and_follows_it(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.show_position(50 * SECOND, None)
    qtbot.keyClicks(waveform, "++")
    begin, end = waveform.sight
    assert end - begin == 25 * SECOND
    assert begin < 50 * SECOND < end
    waveform.show_position(end + SECOND, None)
    assert waveform.sight[0] < end + SECOND < waveform.sight[1]
    qtbot.keyClicks(waveform, "++++")
    assert waveform.sight[1] - waveform.sight[0] == NARROWEST
    qtbot.keyClicks(waveform, "-----")
    assert waveform.sight == (0, 100 * SECOND)


def test_words_are_found_in_the_text_whatever_stands_between() -> None:
    words = [Word(each, at, at + 1) for at, each in enumerate(["Hello", "wrld", "你", "好", " again"])]
    text = "Hello, world! 你好 again."
    assert [(text[a:b], at) for a, b, at in word_places(text, words)] == [
        ("Hello", 0),
        ("你", 2),
        ("好", 3),
        ("again", 4),
    ]


def test_a_sentence_that_was_edited_keeps_its_place_in_the_sound(opened: Opened, qtbot: QtBot) -> None:
    editing = opened.pane.editing
    assert editing.transcript is not None
    editing.do(acts.retext(editing.transcript, 2, "sentence figure 2 of many"))
    qtbot.mouseClick(opened.pane.view.viewport(), LEFT, pos=opened.spot(2, "many"))
    assert opened.playback.state.position == 14 * SECOND
    assert opened.player.words.heard == "many"


def test_a_place_that_is_noted_is_seen_in_the_outline(opened: Opened) -> None:
    editing = opened.pane.editing
    assert editing.transcript is not None
    editing.do(acts.note(editing.transcript, Bookmark(20 * SECOND, "here")))
    assert opened.player.bar.waveform.marks == [20 * SECOND]
