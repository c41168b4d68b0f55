"""The page of the first start."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from app.model_store.choosing import shipped
from app.model_store.offer import lighter_model
from app.model_store.speed import Speed
from engine.errors import CaptioningError
from tests.support.ui_scripted import MINI, NANO, ScriptedController
from ui.live.first_page import FirstPage
from ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from app.settings import LoadedSettings, Settings
from tests.support.ui_scripted import ScriptedController
from ui import application

class Looking(application.MainWindow):
    def show(self):
        super().show()
        print(self.first_page is not None)
        QTimer.singleShot(0, self.close)

application.MainWindow = Looking
sys.exit(application.run(ScriptedController(), LoadedSettings(Settings(introduced=sys.argv[1] == "True"))))
"""


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> FirstPage:
    shown = window.show_first_page()
    qtbot.waitUntil(lambda: shown.language.count() == 4 and shown.picker.count() == 6)
    return shown


def test_it_says_what_earshot_does_and_takes_the_place_of_all_pages(page: FirstPage, window: MainWindow) -> None:
    said = " ".join(each.text() for each in page.findChildren(type(page.speed)))
    assert "Nothing leaves this computer." in said
    assert page.isVisible()
    assert not window.frame.isVisible()


def test_its_answers_become_settings_and_captions_start_at_once(
    qtbot: QtBot, page: FirstPage, window: MainWindow, controller: ScriptedController
) -> None:
    page.language.choose("ja")
    page.keep_text.setChecked(True)
    page.picker.setCurrentIndex(3)
    page.picker.activated.emit(3)
    page.start.click()
    settings = controller.settings
    assert (settings.language, settings.record_audio, settings.source, settings.introduced) == (
        "ja",
        False,
        "system",
        True,
    )
    assert controller.calls == ["start"]
    assert controller.started_with == [window.live.picker.choice]
    assert window.frame.isVisible()


def test_not_now_starts_nothing_and_keeps_the_answers(
    qtbot: QtBot, page: FirstPage, window: MainWindow, controller: ScriptedController
) -> None:
    page.later.setFocus()
    qtbot.keyClick(page.later, Qt.Key.Key_Return)
    assert controller.calls == []
    assert controller.settings.introduced
    assert window.live.isVisible()


def test_captions_that_start_by_a_key_end_it(
    qtbot: QtBot, page: FirstPage, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    qtbot.waitUntil(window.live.isVisible)
    assert window.first_page is None


@pytest.mark.parametrize(
    ("speed", "told"),
    [
        (
            Speed("Fun-ASR-Nano", 0.3, 0.5),
            "Fun-ASR-Nano fits this computer: captions appear about 0.5 s after the words.",
        ),
        (Speed("Fun-ASR-Nano", 0.8, 0.9), "Fun-ASR-Nano just keeps up on this computer."),
        (Speed("Fun-ASR-Nano", 1.5, 2.0), "Fun-ASR-Nano is too slow for this computer"),
        (CaptioningError("The model is damaged."), "The speed could not be tried."),
    ],
)
def test_it_says_what_to_expect_of_this_computer(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, speed: Speed | CaptioningError, told: str
) -> None:
    controller.speed = speed
    page = window.show_first_page()
    qtbot.waitUntil(lambda: page.speed.text().startswith(told))


def test_a_computer_that_is_too_slow_is_offered_the_largest_lighter_model() -> None:
    base = replace(NANO, name="base", title="Base", memory=300_000_000)
    tiny = replace(NANO, name="tiny", title="Tiny", memory=100_000_000)
    assert lighter_model(Speed(NANO.title, 2.0, 2.0), [MINI, tiny, base, NANO]) == base
    assert lighter_model(Speed("Tiny", 2.0, 2.0), [MINI, tiny, base, NANO]) is None


def test_every_question_can_be_answered_by_the_keyboard_and_is_named(page: FirstPage) -> None:
    for control in (*page.findChildren(QComboBox), *page.findChildren(QAbstractButton)):
        named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert named, control


def test_it_is_shown_at_the_first_start_and_never_again() -> None:
    for introduced in (False, True):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(introduced)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.stdout == f"{not introduced}\n", done.stderr


def test_another_language_brings_the_model_that_fits_it(
    qtbot: QtBot, page: FirstPage, controller: ScriptedController
) -> None:
    controller.recommended = next(each for each in shipped() if each.name == "whisper-small")
    page.language.choose("en")
    page.language.activated.emit(page.language.currentIndex())
    assert controller.settings.language == "en"
    qtbot.waitUntil(lambda: page.better is not None)


def test_the_recommended_model_is_got_from_here(qtbot: QtBot, page: FirstPage, controller: ScriptedController) -> None:
    assert page.better is None
    small = next(each for each in shipped() if each.name == "whisper-small")
    controller.recommended = small
    page.model_actions.look()
    qtbot.waitUntil(lambda: page.better is not None)
    assert page.better is not None
    assert page.better.title.text() == small.title
    assert "Recommended" in page.better.reason.text()
    asked = page.model_actions.ask_to_get(small)
    assert "MIT" in asked.informativeText()
    asked.reject()
