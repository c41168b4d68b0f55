"""What happens while the window is out of sight is told on the desktop, seldom enough to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.settings import Settings
from engine.events import DeviceLost
from tests.support.desktop_bus import Desktop
from tests.support.ui_scripted import ScriptedController, final
from ui.main_window import MainWindow
from ui.program.notifications import APART_S, SAME_AGAIN_S, Pace
from ui.program.program import Program

LOST = DeviceLost(0, "<USB>", "“<USB>” was unplugged.", "Captions go on when it is back.")


def test_an_error_is_reported_on_the_desktop_only_while_the_window_is_hidden(
    qtbot: QtBot, desktop: Desktop, program: Program, window: MainWindow, controller: ScriptedController
) -> None:
    controller.settings = replace(controller.settings, keep_screen_awake=False)
    window.start()
    controller.post(LOST)
    qtbot.waitUntil(lambda: window.banners.named("device") is not None)
    window.start_or_stop()
    window.start()
    window.hide()
    controller.post(LOST)
    told: list[list[object]] = []
    qtbot.waitUntil(lambda: told.extend(filter(None, [desktop.came("Notify")])) or bool(told))
    name, _, _, title, text, *_ = told[0]
    assert (name, title, text) == ("Earshot", "“<USB>” was unplugged.", "Captions go on when it is back.")
    program.notifications.tell("Anna", "was mentioned")  # too soon
    program.end()
    assert desktop.came("Notify") is None


def test_an_alert_word_is_told_on_the_desktop_where_the_user_wants_it(
    qtbot: QtBot, desktop: Desktop, program: Program, window: MainWindow
) -> None:
    wanted = Settings(alert_words=("Anna",), alert_notification=True)
    window.live.take_settings(wanted)
    window.live.pane.show_event(final(1, "Is Anna there?"))
    told: list[list[object]] = []
    qtbot.waitUntil(lambda: told.extend(filter(None, [desktop.came("Notify")])) or bool(told))
    assert told[0][3:5] == ["“Anna” was heard", "Is Anna there?"]


@pytest.mark.parametrize(
    ("second", "after_s", "allowed"),
    [
        (("Anna", "said"), APART_S - 0.1, False),
        (("Bert", "said"), APART_S - 0.1, False),
        (("Bert", "said"), APART_S, True),
        (("Anna", "said"), SAME_AGAIN_S - 0.1, False),
        (("Anna", "said"), SAME_AGAIN_S, True),
    ],
)
def test_another_one_comes_after_a_while_and_the_same_words_after_a_longer_one(
    second: tuple[str, str], after_s: float, allowed: bool
) -> None:
    now = [1000.0]
    pace = Pace(lambda: now[0])
    assert pace.allows("Anna", "said")
    now[0] += after_s
    assert pace.allows(*second) is allowed


def test_without_a_service_the_tray_shows_it(qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    shown: list[str] = []
    monkeypatch.setattr(type(program.tray), "there", True)
    monkeypatch.setattr(program.tray.icon, "showMessage", lambda title, *_rest: shown.append(title))
    program.notifications.tell("Anna", "was mentioned")
    qtbot.waitUntil(lambda: shown == ["Anna"])
