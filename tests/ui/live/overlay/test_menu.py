"""What a right click on the overlay offers, and the ready-made looks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.support.ui_scripted import ScriptedController, final
from tests.support.ui_window import open_window
from ui.common.theme import contrast_ratio
from ui.live.overlay.menu import OverlayMenu, preset_names
from ui.live.overlay.style import PRESETS, preset_of, style_of, with_preset
from ui.main_window import MainWindow

READABLE, HIGH = 4.5, 7.0  # WCAG 2.2, 1.4.3 and 1.4.6


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.show_overlay(True)
    qtbot.waitExposed(window.overlay)
    return window


def entry(window: MainWindow, *way: str) -> QAction:
    overlay = window.overlay
    settings = window._earshot.preferences.settings
    menu: QMenu = OverlayMenu(overlay, window.commands, settings, overlay.changed.emit)
    for words in way:
        action = next(each for each in menu.actions() if each.text() == words)
        if (inner := action.menu()) is not None:
            assert isinstance(inner, QMenu)
            menu = inner
    return action


@pytest.mark.parametrize(
    ("way", "name", "value"),
    [
        (("Text size", "Larger text"), "caption_font_size", 32),
        (("Text size", "Smaller text"), "caption_font_size", 24),
        (("Lines", "4"), "overlay_lines", 4),
        (("Look", "High contrast"), "overlay_background", "#000000"),
        (("Look", "Calm"), "overlay_settled_only", True),
        (("Look", "Large"), "caption_font_size", 48),
        (("Lock the overlay",), "overlay_locked", True),
    ],
)
def test_a_choice_is_kept_and_shown_at_once(window: MainWindow, way: tuple[str, ...], name: str, value: object) -> None:
    before = window.overlay.grab().toImage()
    entry(window, *way).trigger()
    assert getattr(window._earshot.preferences.settings, name) == value
    if name != "overlay_locked":
        assert window.overlay.grab().toImage() != before


def test_it_pauses_resumes_and_closes(window: MainWindow) -> None:
    window.start()
    entry(window, "Pause").trigger()
    assert window.overlay.standing.now.words == "Paused"
    entry(window, "Resume").trigger()
    assert window.overlay.standing.now.words == "Captions"
    entry(window, "Close the overlay").trigger()
    assert not window.overlay.isVisible()


def test_the_present_choice_is_marked(window: MainWindow) -> None:
    assert [entry(window, "Look", name).isChecked() for name in preset_names().values()] == [True, False, False, False]
    assert entry(window, "Lines", "2").isChecked()


def test_each_preset_is_known_again_until_something_is_changed() -> None:
    for name in PRESETS:
        assert preset_of(with_preset(Settings(), name)) == name
    assert preset_of(with_preset(Settings(overlay_align="centre"), "calm")) == "calm"
    assert preset_of(Settings(overlay_opacity=12)) is None


@pytest.mark.parametrize(
    ("settings", "contrast"),
    [
        (Settings(), True),
        (Settings(caption_font_size=44, overlay_lines=4, overlay_width=90), True),
        (Settings(overlay_text_colour="#ffee00"), False),
        (with_preset(Settings(), "calm"), False),
    ],
)
def test_a_theme_of_high_contrast_changes_the_look_unless_the_user_chose_one(
    qtbot: QtBot, tmp_path: Path, settings: Settings, contrast: bool
) -> None:
    """Its colours follow the theme at once, its size stays."""
    controller = ScriptedController()
    controller.settings = settings
    window = open_window(qtbot, tmp_path, controller, settings)
    overlay, own = window.overlay, style_of(settings)
    assert overlay._style == own
    before = overlay.geometry()
    window._take_settings(replace(settings, theme="high_contrast"))
    high = style_of(with_preset(settings, "high_contrast"))
    assert overlay._style == (replace(high, lines=settings.overlay_lines) if contrast else own)
    assert overlay.geometry() == before
    window._take_settings(settings)
    assert overlay._style == own


@pytest.mark.parametrize("below", ["white", "black", "#808080"])
@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_read_above_any_desktop(name: str, below: str) -> None:
    look = style_of(with_preset(Settings(), name))
    ground = over(look.background, QColor(below))
    for text in (look.text, look.tentative):
        assert contrast_ratio(text, ground) >= (HIGH if name == "high_contrast" else READABLE)


def over(panel: QColor, below: QColor) -> QColor:
    """What a translucent panel looks like above a plain colour."""

    def mixed(one: float, other: float) -> float:
        return panel.alphaF() * one + (1 - panel.alphaF()) * other

    return QColor.fromRgbF(
        mixed(panel.redF(), below.redF()), mixed(panel.greenF(), below.greenF()), mixed(panel.blueF(), below.blueF())
    )


def test_text_stays_when_captions_are_paused(window: MainWindow) -> None:
    window.overlay.show_event(final(1, "Still here."))
    window.start()
    window.pause_or_resume()
    assert [line.text for line in window.overlay.lines] == ["Still here."]
