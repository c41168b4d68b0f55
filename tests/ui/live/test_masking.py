"""Swear words are shown with asterisks where the user wants it; what was said is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.support.ui_scripted import ScriptedController, final, partial
from tests.support.ui_window import open_window
from ui.main_window import MainWindow

SAID, SHOWN = "what a shitty day", "what a s***** day"


def test_the_window_shows_asterisks_where_the_settings_say_so(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    captions = window.live.pane.view.captions
    controller.post(final(1, SAID, 1))
    qtbot.waitUntil(lambda: len(captions) == 1)
    controller.settings = replace(controller.settings, mask_profanity=True)
    controller.post(final(2, SAID, 3), partial(3, "what a shi", "tty day", 5))
    qtbot.waitUntil(lambda: len(captions) == 3)
    assert [captions[number].text for number in range(3)] == [SAID, SHOWN, SHOWN]
    controller.close()


def test_who_corrects_a_masked_caption_starts_from_what_was_said(qtbot: QtBot, tmp_path: Path) -> None:
    controller = ScriptedController()
    controller.settings = Settings(mask_profanity=True)
    window = open_window(qtbot, tmp_path, controller)
    window.start()
    captions = window.live.pane.view.captions
    controller.post(final(1, SAID, 1))
    qtbot.waitUntil(lambda: len(captions) == 1)
    window.corrections.editing.open(0)
    field = window.corrections.editing.field
    assert field is not None
    assert field.toPlainText() == SAID
    field.kept.emit(SAID.replace("day", "way"))
    assert captions[0].text == "what a s***** way"
    assert controller.corrected == [(1, 1, "what a shitty way")]
    controller.close()
