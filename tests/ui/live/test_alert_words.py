"""Words that a reader waits for stand out by a box, and are told once a caption."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.support.ui_scripted import ScriptedController, final, partial
from tests.support.ui_window import open_window, theme
from ui.live.alert_words import AlertWords
from ui.live.caption_pane import CaptionPane

NAMES = Settings(theme="light", alert_words=("Ann", "张伟", "fire alarm"))


@pytest.fixture
def pane(qtbot: QtBot) -> CaptionPane:
    made = CaptionPane(theme(), 20)
    qtbot.addWidget(made)
    made.resize(600, 320)
    made.show()
    qtbot.waitExposed(made)
    made.take_settings(NAMES)
    made.begin_session("")
    return made


def alerted(pane: CaptionPane) -> list[tuple[str, str]]:
    """What is told from now on."""
    told: list[tuple[str, str]] = []
    pane.alerts.alerted.connect(lambda word, text: told.append((word, text)))
    return told


def marked(pane: CaptionPane, number: int = 0) -> list[str]:
    entry = pane.view.captions[number]
    return [entry.text[begin:end] for begin, end in pane.view.alerts(entry.text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can ann hear us?", ["ann"]),
        ("Anna is planning; ANN’s here.", ["ANN"]),
        ("请张伟发言", ["张伟"]),
        ("😀 The Fire Alarm, Ann", ["Fire Alarm", "Ann"]),
        ("Nobody", []),
    ],
)
def test_an_alert_word_is_found_as_a_word_of_its_own(pane: CaptionPane, text: str, words: list[str]) -> None:
    pane.show_event(final(1, text))
    assert marked(pane) == words


def test_a_word_is_told_once_a_caption_and_not_before_it_is_sure(pane: CaptionPane) -> None:
    told = alerted(pane)
    pane.show_event(partial(1, "can", " Ann"))
    assert told == []
    pane.show_event(partial(1, "can Ann", " hear"))
    pane.show_event(final(1, "Can Ann hear us, Ann?", draft=True))
    pane.show_event(final(1, "Can Ann hear us? Ann?"))
    pane.show_event(final(2, "张伟在吗", 5))
    assert told == [("Ann", "can Ann hear"), ("张伟", "张伟在吗")]


def test_alert_words_of_the_settings_stand_out_in_boxes(qtbot: QtBot, tmp_path: Path) -> None:
    """By a box with an edge, not by colour alone; other words at once, also in captions that are there."""
    window = open_window(qtbot, tmp_path, ScriptedController(), NAMES)
    pane = window.live.pane
    pane.show_event(final(1, "Can Ann hear us?"))
    edge = QColor(theme_colours(pane).warning_text)

    def has_edge() -> bool:
        image = pane.view.grab().toImage()
        return any(image.pixelColor(x, y) == edge for x in range(image.width()) for y in range(0, image.height(), 3))

    assert has_edge()
    window.live.take_settings(replace(NAMES, alert_words=("us",)))
    assert marked(pane) == ["us"]
    window.live.take_settings(replace(NAMES, alert_words=None))
    assert marked(pane) == []
    assert not has_edge()


@pytest.mark.parametrize(("sound", "notification"), [(True, False), (False, True), (False, False)])
def test_what_follows_an_alert_word_is_what_the_settings_say(qtbot: QtBot, sound: bool, notification: bool) -> None:
    done: list[str] = []
    alerts = AlertWords(beep=lambda: done.append("sound"))
    alerts.notified.connect(lambda word, text: done.append(f"{word}: {text}"))
    alerts.take_settings(replace(NAMES, alert_sound=sound, alert_notification=notification))
    alerts.show_event(final(1, "Ann?"))
    assert done == ["Ann: Ann?"] * notification + ["sound"] * sound


def theme_colours(pane: CaptionPane):
    return pane._theme.colours
