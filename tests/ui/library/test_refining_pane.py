"""Improving an open transcript in the window: scripted models, a real store, real sound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextCursor
from pytestqt.qtbot import QtBot

from app.control.earshot import Earshot
from app.folders import portable_folders
from app.model_store.offer import OfferedModel
from app.settings import Settings
from app.transcripts.editing_acts import retext
from engine.events import DecodedBy, Final
from engine.timeline import SAMPLE_RATE, to_samples
from tests.support.recognisers import ScriptedRecogniser
from tests.support.ui_window import FORMATS, theme
from ui.common.banner import BannerStack
from ui.library.heard_places import Choice
from ui.library.improving import add_improving
from ui.library.page import TranscriptsPage

PATIENCE_S = 60.0
SAID = ("good mourning", "see you", "by by")
HEARD = ("Good morning", "see you", "bye bye")
ANOTHER = OfferedModel("another", "Another Model", ("en",), punctuation=True, rough=False, best=True)


class Desk:
    """The page of transcripts on a store with one transcript, which is open, and a model that says HEARD."""

    def __init__(self, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot = qtbot
        self.earshot = Earshot(Settings(), portable_folders(folder))
        self.model = ScriptedRecogniser(HEARD)
        self.gate = threading.Event()
        self.gate.set()
        self.free = len(HEARD)  # passes before the gate holds one
        self.model.before_finish = self._wait
        monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: self.model)
        monkeypatch.setattr("app.model_store.offer.offered_models", lambda _folder, _languages: [ANOTHER])
        look = theme()
        self.banners = BannerStack(look)
        qtbot.addWidget(self.banners)
        self.page = TranscriptsPage(self.earshot.library, self.earshot.transcripts, FORMATS, self.banners, look)
        qtbot.addWidget(self.page)
        self.pane = add_improving(self.page, self.earshot.refining, self.earshot.models, look)

    def _wait(self) -> None:
        self.free -= 1
        assert self.free >= 0 or self.gate.wait(PATIENCE_S)

    def keep(self, folder: Path, sound: bool = True, drafts: tuple[int, ...] = ()) -> int:
        recording = folder / "sound.flac" if sound else None
        if recording is not None:
            folder.mkdir(parents=True, exist_ok=True)
            soundfile.write(recording, 0.1 * np.sin(np.arange(to_samples(6.0)) / 5), SAMPLE_RATE)
        store = self.earshot.transcripts.store()
        number = store.begin_session("mic", "mini", "en", recording)
        for at, text in enumerate(SAID):
            begin = to_samples(2.0 * at)
            end = begin + to_samples(1.5)
            store.append(number, Final(at, begin, end, text, (), "mini", DecodedBy.CTC, 0.1, draft=at in drafts))
        store.end_session(number, to_samples(6.0))
        return number

    def open(self, number: int) -> None:
        self.page.resize(900, 600)
        self.page.show()
        self.page.reading.open(number)
        self.qtbot.waitUntil(lambda: self.page.reading.number == number)

    def improve(self) -> None:
        action = self.page.findChild(QAction, "improve")
        assert action is not None
        action.trigger()
        assert self.page.stack.currentWidget() is self.pane
        self.qtbot.waitUntil(lambda: self.pane.model.count() > 0)

    def click(self, button) -> None:
        self.qtbot.waitUntil(button.isEnabled)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def run(self, number: int) -> None:
        """To its end."""
        self.open(number)
        self.improve()
        self.click(self.pane.start)
        self.qtbot.waitUntil(lambda: self.pane.message.text().startswith("Finished"))

    def texts(self, number: int) -> list[str]:
        return [each.text for each in self.earshot.transcripts.store().load(number).segments]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path / "home", monkeypatch)
    yield made
    made.gate.set()
    made.pane.put_away()
    made.page.put_away()
    made.earshot.close()


def test_what_differs_is_shown_side_by_side_and_nothing_changes_by_itself(desk, qtbot, tmp_path):
    number = desk.keep(tmp_path)
    desk.run(number)
    places = desk.pane.places
    assert [each.new.text for each in places.heard] == ["Good morning", "bye bye"]
    assert "2 of 3" in desk.pane.message.text()
    assert places.comparison.before.toPlainText() == "good mourning"
    assert places.comparison.after.toPlainText() == "Good morning"
    struck = QTextCursor(places.comparison.before.document())
    struck.setPosition(len("good mo"))
    assert struck.charFormat().fontStrikeOut()
    come = QTextCursor(places.comparison.after.document())
    come.setPosition(len("Good mo"))
    assert come.charFormat().fontUnderline()
    assert desk.texts(number) == list(SAID)


def test_one_is_taken_one_is_kept_and_undo_brings_the_text_back(desk, qtbot, tmp_path):
    number = desk.keep(tmp_path)
    desk.run(number)
    places = desk.pane.places
    desk.click(places.take)
    qtbot.waitUntil(lambda: desk.texts(number)[0] == "Good morning")
    qtbot.waitUntil(lambda: places.verdicts == [Choice.TAKEN, Choice.OPEN])
    assert places.list.currentRow() == 1
    desk.click(places.keep)
    assert places.verdicts == [Choice.TAKEN, Choice.KEPT]
    assert not places.take_everything.isEnabled()
    desk.click(places.undo)
    qtbot.waitUntil(lambda: desk.texts(number) == list(SAID))
    qtbot.waitUntil(lambda: places.verdicts == [Choice.OPEN, Choice.KEPT])


def test_all_are_taken_and_the_open_transcript_shows_them(desk, qtbot, tmp_path):
    number = desk.keep(tmp_path)
    desk.run(number)
    desk.click(desk.pane.places.take_everything)
    qtbot.waitUntil(lambda: desk.texts(number) == list(HEARD))
    qtbot.mouseClick(desk.pane.back, Qt.MouseButton.LeftButton)
    assert desk.page.stack.currentWidget() is desk.page.sides
    qtbot.waitUntil(lambda: "bye bye" in desk.page.reading.view.toPlainText())


def test_a_sentence_that_was_edited_meanwhile_stays(desk, qtbot, tmp_path):
    number = desk.keep(tmp_path)
    desk.run(number)
    editing = desk.page.reading.editing
    editing.do(retext(editing.transcript, 0, "Good mourning, all."))
    desk.click(desk.pane.places.take_everything)
    qtbot.waitUntil(lambda: desk.texts(number) == ["Good mourning, all.", "see you", "bye bye"])
    qtbot.waitUntil(lambda: desk.pane.places.verdicts == [Choice.KEPT, Choice.TAKEN])


def test_it_says_how_far_it_is_and_stops_with_what_it_has(desk, qtbot, tmp_path):
    number = desk.keep(tmp_path)
    desk.open(number)
    desk.improve()
    desk.free = 2
    desk.gate.clear()
    desk.click(desk.pane.start)
    qtbot.waitUntil(lambda: desk.pane.progress.value() >= 600)
    assert desk.pane.progress.isVisible()
    assert not desk.pane.model.isEnabled()
    desk.click(desk.pane.stop)
    desk.gate.set()
    qtbot.waitUntil(lambda: desk.pane.message.text().startswith("Stopped"))
    assert desk.pane.places.heard[0].new.text == "Good morning"
    assert desk.pane.start.isEnabled()


def test_drafts_and_what_is_selected_are_offered_first(desk, qtbot, tmp_path):
    number = desk.keep(tmp_path, drafts=(1, 2))
    desk.open(number)
    desk.improve()
    part = desk.pane.part
    assert [part.itemText(row) for row in range(part.count())] == ["Drafts (2)", "Whole transcript"]
    qtbot.mouseClick(desk.pane.back, Qt.MouseButton.LeftButton)
    cursor = desk.page.reading.view.textCursor()
    cursor.setPosition(len(SAID[0]) + 3)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    desk.page.reading.view.setTextCursor(cursor)
    desk.improve()
    assert part.currentText() == "Selected sentences"
    desk.model.texts = ["See you."]
    desk.click(desk.pane.start)
    qtbot.waitUntil(lambda: desk.pane.message.text().startswith("Finished"))
    assert [each.old.text for each in desk.pane.places.heard] == ["see you"]


def test_a_transcript_without_sound_says_why_not(desk, qtbot, tmp_path):
    desk.open(desk.keep(tmp_path, sound=False))
    desk.improve()
    qtbot.waitUntil(lambda: "no sound" in desk.pane.message.text())
    assert not desk.pane.start.isEnabled()
