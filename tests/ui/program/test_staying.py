"""Closing the window ends Earshot, or leaves it in the tray; Quit always ends it, and finishes first."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import ScriptedController
from ui.main_window import MainWindow
from ui.program.program import Program

OVERLAY = ["Overlay", "Lock the overlay", "Go to the overlay"]


@pytest.fixture
def quits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of the end of the test run."""
    asked: list[str] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: asked.append("quit"))
    return asked


def press_close(window: MainWindow) -> None:
    """The button of the window's frame, by the window manager: no test can make such an event itself."""
    if QGuiApplication.platformName() != "xcb" or shutil.which("xdotool") is None:
        pytest.skip("closing a window from outside needs an X display and xdotool")
    subprocess.run(["xdotool", "windowactivate", "--sync", str(int(window.winId())), "key", "alt+F4"], check=True)


def in_the_tray(
    monkeypatch: pytest.MonkeyPatch, program: Program, controller: ScriptedController, wanted: bool = True
) -> None:
    monkeypatch.setattr(type(program.tray), "there", True)
    controller.settings = replace(controller.settings, close_to_tray=wanted)


def test_the_window_stays_in_the_tray_where_that_is_wanted(
    qtbot: QtBot,
    program: Program,
    window: MainWindow,
    controller: ScriptedController,
    monkeypatch: pytest.MonkeyPatch,
    quits: list[str],
) -> None:
    in_the_tray(monkeypatch, program, controller)
    window.start()
    press_close(window)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert "stop" not in controller.calls  # captions go on
    program.tray.show.trigger()
    qtbot.waitUntil(window.isVisible)
    controller.settings = replace(controller.settings, close_to_tray=False)
    press_close(window)
    qtbot.waitUntil(lambda: "stop" in controller.calls)


def test_quit_ends_a_hidden_window_and_its_program(
    qtbot: QtBot,
    program: Program,
    window: MainWindow,
    controller: ScriptedController,
    monkeypatch: pytest.MonkeyPatch,
    quits: list[str],
) -> None:
    in_the_tray(monkeypatch, program, controller)
    window.hide()
    window.commands.leave.trigger()
    qtbot.waitUntil(lambda: quits == ["quit"])


def test_what_is_left_to_finish_is_seen_before_a_hidden_window_ends(
    qtbot: QtBot,
    program: Program,
    window: MainWindow,
    controller: ScriptedController,
    monkeypatch: pytest.MonkeyPatch,
    quits: list[str],
) -> None:
    in_the_tray(monkeypatch, program, controller)
    controller.stops_at_once = False
    window.start()
    window.hide()
    window.commands.leave.trigger()
    assert window.isVisible()
    assert window.banners.named("finishing") is not None
    controller.end()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_the_menu_of_the_tray_is_the_windows_own_commands(
    qtbot: QtBot, program: Program, window: MainWindow, controller: ScriptedController
) -> None:
    words = [action.text() for action in program.tray.menu.actions() if action.text()]
    assert words == ["Start", "Pause", *OVERLAY, "Show the window", "Quit"]
    program.tray.menu.actions()[0].trigger()
    assert controller.calls[-1] == "start"
    qtbot.waitUntil(lambda: program.tray.menu.actions()[0].text() == "Stop")
    assert program.tray.icon.toolTip() == "Earshot: captions"


def test_the_tray_leads_to_the_overlay_and_unlocks_it(
    qtbot: QtBot, program: Program, window: MainWindow, controller: ScriptedController
) -> None:
    """Also while the window is hidden: a locked overlay takes no click itself."""
    window.hide()
    _, lock, go_to = (each for each in program.tray.menu.actions() if each.text() in OVERLAY)
    lock.trigger()
    assert controller.settings.overlay_locked
    lock.trigger()
    assert not controller.settings.overlay_locked
    go_to.trigger()
    qtbot.waitUntil(lambda: window.overlay.isVisible() and window.overlay.hasFocus())
