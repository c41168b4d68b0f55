"""Labelling the speakers of an open transcript in the window: a real store and real sound; voices by loudness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.control.earshot import Earshot
from app.folders import portable_folders
from app.settings import Settings
from engine.timeline import SAMPLE_RATE
from tests.app.control.test_speakers import kept
from tests.support.audio import Loudness
from tests.support.ui_window import FORMATS, theme
from ui.common.banner import BannerStack
from ui.library.labelling import SpeakerLabelling
from ui.library.page import TranscriptsPage


class Desk:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.earshot = Earshot(Settings(), portable_folders(folder))
        look = theme()
        self.banners = BannerStack(look)
        qtbot.addWidget(self.banners)
        self.page = TranscriptsPage(self.earshot.library, self.earshot.transcripts, FORMATS, self.banners, look)
        qtbot.addWidget(self.page)
        self.labelling = SpeakerLabelling(self.page, self.earshot.speakers, self.banners, look)

    def open(self, number: int) -> None:
        self.page.resize(900, 600)
        self.page.show()
        self.page.reading.open(number)
        self.qtbot.waitUntil(lambda: self.page.reading.number == number)

    def label(self, answer: str) -> None:
        self.labelling.action.trigger()
        question = self.labelling.question
        assert question is not None
        question.count.choose(int(answer) if answer.isdecimal() else None)
        question.accept()

    def told(self) -> list[tuple[str, str]]:
        transcript = self.page.reading.editing.transcript
        assert transcript is not None
        return [(each.speaker, each.text) for each in transcript.sentences]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path / "home")
    yield made
    made.labelling.put_away()
    made.page.put_away()
    made.earshot.close()


def test_labels_are_an_edit_that_can_be_undone(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.transcripts.speaker_labels.voices_at_hand", lambda *_asked: Loudness())
    desk.open(kept(desk.earshot, tmp_path))
    desk.label("2")
    two = [("Speaker 1", "a b c d"), ("Speaker 2", "e f g h")]
    desk.qtbot.waitUntil(lambda: desk.told() == two)
    assert desk.labelling.progress is None
    desk.page.reading.editing.undo()
    assert desk.told() == [("", "a b c d e f g h")]
    desk.label("Automatic")
    desk.qtbot.waitUntil(lambda: desk.told() == two)


def test_a_sentence_in_which_two_speak_at_once_shows_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AlwaysTwo:
        def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
            return [(0, min(3 * SAMPLE_RATE, len(sound)))]

    monkeypatch.setattr("app.transcripts.speaker_labels.voices_at_hand", lambda *_asked: Loudness())
    monkeypatch.setattr("app.transcripts.speaker_labels.overlap_at_hand", lambda *_asked: AlwaysTwo())
    desk.open(kept(desk.earshot, tmp_path))
    desk.label("2")
    desk.qtbot.waitUntil(lambda: desk.told() == [("Speaker 1 +", "a b c d"), ("Speaker 2", "e f g h")])
    view = desk.page.reading.view
    assert [line.name for line in view.lines] == ["Speaker 1 +", "Speaker 2"]
    place = QPoint(int(view.names_end) // 2, view.cursorRect().center().y())
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place)))
    assert QToolTip.text().splitlines() == ["Two speak at once", "Change the speaker"]
    QToolTip.hideText()


def test_without_the_model_a_notice_leads_to_where_it_is_got(desk: Desk, tmp_path: Path) -> None:
    desk.open(kept(desk.earshot, tmp_path))
    desk.label("Automatic")
    desk.qtbot.waitUntil(lambda: any("CAM++" in each for each in _notices(desk)))
    banner = desk.banners.named("speakers")
    assert banner is not None
    with desk.qtbot.waitSignal(desk.labelling.models_wanted):
        banner.action.click()
    assert desk.banners.named("speakers") is None
    assert desk.told() == [("", "a b c d e f g h")]


def _notices(desk: Desk) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in desk.banners.findChildren(QLabel)]
