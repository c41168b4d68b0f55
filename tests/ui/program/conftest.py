"""A window with all that stands beside it, on a desktop of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.choices import LiveState
from tests.support import desktop_bus
from tests.support.desktop_bus import Desktop
from tests.support.ui_scripted import ScriptedController
from tests.support.waiting import PATIENCE_S
from ui.main_window import MainWindow
from ui.program.program import Program


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """With a screen saver and notifications; Earshot finds it."""
    if obstacle := desktop_bus.obstacle():
        pytest.skip(obstacle)
    folder = tmp_path / "bus"
    folder.mkdir()
    with desktop_bus.running(folder, "saver", "notifications") as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


@pytest.fixture
def window(window: MainWindow, controller: ScriptedController) -> Iterator[MainWindow]:
    yield window
    controller.state = LiveState.IDLE


@pytest.fixture
def program(window: MainWindow, controller: ScriptedController, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Its workers have the time that a loaded machine needs to end."""
    monkeypatch.setattr("ui.program.program.END_S", PATIENCE_S)
    made = Program(window, controller, None)
    yield made
    made.end()
