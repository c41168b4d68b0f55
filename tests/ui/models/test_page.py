"""The page of models."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model_store.obtainable import read_catalogue
from engine.errors import CaptioningError
from engine.text.sentence import Sentence
from tests.support.ui_scripted import MINI, NANO, ScriptedController
from tests.support.ui_window import theme
from ui.common.model_description import described, described_obtainable
from ui.main_window import MainWindow
from ui.models.cards import ModelCard
from ui.models.page import ModelsPage


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ModelsPage:
    made = window.show_page("models")
    assert isinstance(made, ModelsPage)
    qtbot.waitUntil(lambda: len(made.cards) == 3)
    return made


def test_installed_models_are_listed_with_what_they_know_and_the_one_in_use(page: ModelsPage) -> None:
    assert [card.title.text() for card in page.cards] == ["Automatic", "Earshot Mini", "Fun-ASR-Nano"]
    assert "Fun-ASR-Nano" in page.cards[0].explanation.text()
    assert "1.4 GB of memory." in page.cards[2].explanation.text()
    assert [card.in_use.isVisible() for card in page.cards] == [True, False, False]


def test_sizes_have_one_form_on_installed_models_and_on_those_that_can_be_had() -> None:
    (tiny,) = (model for model in read_catalogue().models if model.name == "whisper-tiny")
    had = described_obtainable(tiny)
    installed = described(replace(NANO, quality="basic", languages=tiny.languages, size=tiny.size, memory=tiny.memory))
    assert "MB to fetch" in had
    assert installed == had.replace("to fetch", "on the disk")


def test_a_model_is_used_by_its_button_and_kept_for_the_next_time(
    qtbot: QtBot, page: ModelsPage, controller: ScriptedController
) -> None:
    page.cards[2].use.setFocus()
    page.cards[2].use.click()
    qtbot.waitUntil(lambda: page.cards[2].in_use.isVisible())
    more = page.cards[2].more  # whoever works by keyboard stays where they were
    qtbot.waitUntil(lambda: page.window().focusWidget() is more)
    assert controller.calls == ["exchange nano"]
    assert controller.settings.model == "nano"


def test_a_model_that_cannot_be_loaded_leaves_the_one_before_and_says_why(
    qtbot: QtBot, page: ModelsPage, window: MainWindow, controller: ScriptedController
) -> None:
    controller.model_error = CaptioningError("The model is damaged.", "Get it again.")
    page.use("nano")
    qtbot.waitUntil(lambda: window.banners.named("exchange") is not None)
    qtbot.waitUntil(lambda: page.cards[0].in_use.isVisible())  # the list was read again


def test_a_model_that_cannot_be_used_says_why_in_its_place(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.offered = [replace(MINI, problem=Sentence("A file is missing."))]
    made = window.show_page("models")
    assert isinstance(made, ModelsPage)
    qtbot.waitUntil(lambda: len(made.cards) == 2)
    assert made.cards[1].explanation.text() == "A file is missing."
    assert not made.cards[1].use.isEnabled()


def test_headings_grow_with_the_desktop_s_font(qtbot: QtBot) -> None:
    usual = QApplication.font()
    larger = QFont(usual)
    larger.setPointSizeF(2 * usual.pointSizeF())
    small = ModelCard(theme(), "Mini", "", in_use=False)
    QApplication.setFont(larger)
    try:
        large = ModelCard(theme(), "Mini", "", in_use=False)
    finally:
        QApplication.setFont(usual)
    for card in (small, large):
        qtbot.addWidget(card)
    assert large.title.font().pixelSize() == pytest.approx(2 * small.title.font().pixelSize(), abs=1)
