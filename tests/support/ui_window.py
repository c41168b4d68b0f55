"""Opens real widgets for tests, on a theme and a memory of their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction, QTextLayout
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.support.ui_scripted import ScriptedController
from ui.common.geometry_memory import GeometryMemory
from ui.common.theme import Theme, font
from ui.live.caption_view import CaptionView
from ui.main_window import MainWindow

FORMATS = (("txt", "Plain text"), ("srt", "SubRip"))


_themes: list[Theme] = []


def theme(setting: str = "light") -> Theme:
    """The only theme of the application; one of an earlier test lets go of it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    while _themes:
        _themes.pop().deleteLater()
    _themes.append(Theme(application, setting))
    return _themes[0]


def memory(folder: Path) -> GeometryMemory:
    return GeometryMemory(folder / "window.ini")


SETTINGS = Settings(theme="light", interface_language="en")


def open_window(
    qtbot: QtBot, folder: Path, controller: ScriptedController, settings: Settings = SETTINGS
) -> MainWindow:
    """Shown and active, so that its keys work."""
    window = MainWindow(controller, settings, FORMATS, theme(settings.theme), memory(folder))
    qtbot.addWidget(window)
    qtbot.addWidget(window.overlay)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def open_view(qtbot: QtBot, text_px: int = 20) -> CaptionView:
    view = CaptionView(theme(), text_px)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    qtbot.waitExposed(view)
    return view


def lines_of(menu: QMenu) -> list[QAction]:
    """All that can be chosen in a menu and in those inside it."""
    found: list[QAction] = []
    for action in menu.actions():
        inner = action.menu()
        found += lines_of(inner) if isinstance(inner, QMenu) else [action]
    return found


def missing_glyphs(text: str) -> list[str]:
    """Characters that the program's font, with all it falls back on, cannot draw."""
    layout = QTextLayout(text, font(20))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return [f"{run.rawFont().familyName()}: {run.glyphIndexes()}" for run in runs if 0 in run.glyphIndexes()]


def drawn_with(text: str) -> set[str]:
    """The font families that draw a text."""
    layout = QTextLayout(text, font(20))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return {run.rawFont().familyName() for run in layout.glyphRuns()}
