"""The settings of the overlay: ready-made looks, colours, and a picture of what was chosen."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import ScriptedController
from ui.common.theme import contrast_ratio
from ui.live.overlay.style import preset_of
from ui.main_window import MainWindow
from ui.settings.fields import ChoiceField
from ui.settings.overlay_page import ColourField, OverlayPicture
from ui.settings.page import SettingsPage


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> SettingsPage:
    each = window.show_settings()
    titles = [each.groups.list.item(row).text() for row in range(each.groups.list.count())]
    each.groups.show_group(titles.index("Overlay"))
    qtbot.waitUntil(lambda: each.fields["overlay_lines"].isVisible())
    return each


def look_of(page: SettingsPage) -> ChoiceField:
    return next(each for each in page.findChildren(ChoiceField) if each.title.text() == "Look")


def test_a_ready_made_look_sets_all_of_it_at_once(
    page: SettingsPage, window: MainWindow, controller: ScriptedController
) -> None:
    look = look_of(page)
    look.control.choose("large")
    look.control.activated.emit(look.control.currentIndex())
    assert preset_of(controller.settings) == "large"
    assert window.overlay.measures.lines == 3
    shown = page.fields["overlay_weight"]
    assert isinstance(shown, ChoiceField)
    assert shown.control.value == "bold"


def test_a_look_of_ones_own_is_called_so(page: SettingsPage) -> None:
    page.change("overlay_lines", 5)
    assert look_of(page).control.currentText() == "My own"
    page.change("overlay_lines", 2)
    assert look_of(page).control.currentText() == "Standard"


def test_a_colour_is_chosen_in_a_dialog_that_holds_up_nothing(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    field = page.fields["overlay_background"]
    assert isinstance(field, ColourField)
    field.control.click()
    dialog = page.window().findChild(QColorDialog)
    assert isinstance(dialog, QColorDialog)
    dialog.setCurrentColor(QColor("#102030"))
    dialog.accept()
    assert controller.settings.overlay_background == "#102030"
    assert field.control.text() == "#102030"


def test_the_picture_shows_the_choice(page: SettingsPage) -> None:
    picture = page.findChild(OverlayPicture)
    assert isinstance(picture, OverlayPicture)
    before = picture.grab().toImage()
    page.change("overlay_text_colour", "#ffcc00")
    assert picture.grab().toImage() != before


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#00ff00", "#0000ff", "#ff0000", "#808080"])
def test_the_name_of_a_colour_can_be_read_on_it(page: SettingsPage, colour: str) -> None:
    field = page.fields["overlay_background"]
    field.show_value(colour)
    button = field.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    written = re.search(r" color: (#\w+)", button.styleSheet())
    assert written is not None
    assert contrast_ratio(QColor(written[1]), QColor(colour)) >= 4.5
