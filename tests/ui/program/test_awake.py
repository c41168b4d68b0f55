"""The screen stays on for somebody who reads captions, and for nobody else."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.support.desktop_bus import Desktop
from tests.support.ui_scripted import ScriptedController
from ui.main_window import MainWindow
from ui.program.program import Program


def test_the_screen_stays_on_while_captions_run_and_are_seen(
    qtbot: QtBot, desktop: Desktop, program: Program, window: MainWindow, controller: ScriptedController
) -> None:
    def kept(member: str = "Inhibit") -> None:
        assert desktop.until(member)

    window.start()
    kept()
    window.pause_or_resume()
    kept("left")
    window.pause_or_resume()
    kept()
    window.hide()
    kept("left")
    window.show_overlay(True)  # captions are seen again
    kept()
    controller.settings = replace(controller.settings, keep_screen_awake=False)
    window.settings_changed.emit(controller.settings)
    kept("left")
    controller.settings = replace(controller.settings, keep_screen_awake=True)
    window.settings_changed.emit(controller.settings)
    kept()
    window.start_or_stop()
    kept("left")
    assert desktop.nothing_more()
