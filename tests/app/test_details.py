"""What is sent along with the report of a fault: enough to look into it, and nothing of what was said or of whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app import VERSION, log
from app.cli import run
from app.details import LOG_LINES, details
from app.folders import Folders, portable_folders, user_folders
from app.settings import Settings
from engine.errors import CaptioningError, DeviceUnavailable
from engine.models.family import LoadOptions
from engine.models.manifest import Manifest
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import lines_of, open_window
from ui.main_window import MainWindow


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """Below the home folder of a user whose name nobody else need know."""
    monkeypatch.setenv("HOME", str(tmp_path / "wilhelmina"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "wilhelmina"))
    found = portable_folders(tmp_path / "wilhelmina" / "earshot")
    found.state.mkdir(parents=True)
    return found


def test_versions_devices_models_folders_and_the_end_of_the_log_are_there(folders: Folders) -> None:
    lines = [f"line {number} of {folders.state}" for number in range(100)]
    (folders.state / log.NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = details(folders, Settings(model="mini", context_text="Budget with Okonkwo"))
    for title in ("Earshot", "Computer", "Settings", "Sound devices", "Models", "Folders"):
        assert f"{title}\n  " in found
    assert "mini: Earshot Mini" in found
    assert f"version {VERSION}" in found
    assert "onnxruntime 1" in found
    newest = next(line for line in found.splitlines() if "line " in line)
    assert newest.strip().startswith(f"line {100 - LOG_LINES} ")
    assert "state ~" in found
    assert "wilhelmina" not in found
    assert "Okonkwo" not in found


def test_where_a_language_model_computes_is_told_below_its_model(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "The language model runs on a card with 12 of its 36 layers, with the rest on the processor."
    asked: list[LoadOptions] = []

    def placement(described: Manifest, folder: Path, options: LoadOptions) -> str | None:
        asked.append(options)
        return told if described.name == "mini" else None

    monkeypatch.setattr("app.details.registry.placement", placement)
    found = details(folders, Settings(graphics="gpu", graphics_layers=12))
    assert f"mini: Earshot Mini\n    {told}\n" in found
    assert found.count(told) == 1
    assert {(each.graphics, each.graphics_layers) for each in asked} == {("gpu", 12)}


def test_what_cannot_be_found_out_is_a_line_of_its_own(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> list[object]:
        raise DeviceUnavailable("The sound server does not answer.")

    monkeypatch.setattr("app.details.list_devices", silent)
    found = details(folders, Settings())
    assert "The sound server does not answer." in found
    assert "log (at most 50)\n  none\n" in found
    assert "model automatic" in found


def test_the_command_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    user_folders().state.mkdir(parents=True)
    (user_folders().state / log.NAME).write_text("the last line\n", encoding="utf-8")
    assert run(["details"], lambda *_: 0) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "  the last line"


# -- the window ----------------------------------------------------------------------------------------------


@pytest.fixture
def controller() -> ScriptedController:
    return ScriptedController()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, controller: ScriptedController) -> MainWindow:
    return open_window(qtbot, tmp_path, controller)


def told(qtbot: QtBot, window: MainWindow) -> str:
    qtbot.waitUntil(lambda: window.banners.named("details") is not None)
    banner = window.banners.named("details")
    assert banner is not None
    return banner.what.text()


def test_the_menu_copies_them(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    controller.details = "Earshot\n  version 7\n"
    assert window.commands.copy_details in lines_of(window.live.header.more_menu)
    window.commands.copy_details.trigger()
    assert "copied" in told(qtbot, window)
    assert QGuiApplication.clipboard().text() == controller.details


def test_a_failure_that_nothing_foresaw_offers_them(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.details = "Earshot\n  version 8\n"
    window.details.tell_of_failure()
    banner = window.banners.named("uncaught")
    assert banner is not None
    banner.action.click()
    assert "copied" in told(qtbot, window)
    assert QGuiApplication.clipboard().text() == controller.details


def test_what_cannot_be_collected_is_told(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    controller.details = CaptioningError("The sound system does not answer.", "Start the computer again.")
    window.commands.copy_details.trigger()
    assert told(qtbot, window) == "The sound system does not answer."
