"""Opens a real overlay for tests."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.support.ui_window import memory, theme
from ui.commands import Commands
from ui.live.overlay.window import CaptionOverlay


def open_overlay(qtbot: QtBot, folder: Path, settings: Settings | None = None, text_px: int = 28) -> CaptionOverlay:
    """Shown; it applies what its menu asks for, as the main window does."""
    owner, look = QWidget(), theme()
    qtbot.addWidget(owner)
    made = CaptionOverlay(memory(folder), settings or Settings(), text_px, Commands(look, owner), look)
    made.changed.connect(lambda wanted: made.take_settings(wanted, text_px * wanted.caption_font_size // 28))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(overlay: CaptionOverlay) -> list[str]:
    return [line.text for line in overlay.lines]
