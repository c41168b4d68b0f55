"""A window over a scripted controller; the windows of one test are gone before the next test begins."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window
from ui.main_window import MainWindow


@pytest.fixture
def controller() -> ScriptedController:
    return ScriptedController()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, controller: ScriptedController) -> MainWindow:
    return open_window(qtbot, tmp_path, controller)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what was imported needs no second look: so a collection after each test takes a moment


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Here, and not by chance in a worker, which would destroy a widget while Qt walks through all of them."""
    gc.collect()
