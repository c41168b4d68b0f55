"""A sentence of the transcript is corrected in its place, stored, and its word learnt with the user's consent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from app.folders import user_folders
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Consent
from engine.errors import CaptioningError
from tests.support.ui_scripted import ScriptedController, final, partial
from ui.common.banner import Banner
from ui.common.sentence_field import SentenceField
from ui.main_window import MainWindow

HEARD, MEANT = "we use cooper netties now", "we use Kubernetes now"
WAIT_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow, controller: ScriptedController):
    window.start()
    controller.post(final(1, HEARD, 1), final(2, "and that is all", 3))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 2, timeout=WAIT_MS)
    yield window
    controller.close()


@pytest.fixture
def library(window: MainWindow) -> HotwordLibrary:
    return HotwordLibrary(user_folders().hotwords)


def text_of(window: MainWindow, number: int = 0) -> str:
    return window.live.pane.view.captions[number].text


def field(window: MainWindow) -> SentenceField:
    found = window.corrections.editing.field
    assert found is not None
    return found


def double_click(qtbot: QtBot, window: MainWindow, number: int) -> None:
    view = window.live.pane.view
    place = view.places.area_of(number).topLeft() + QPoint(30, 10)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def correct(window: MainWindow, text: str, number: int = 0) -> None:
    window.corrections.editing.open(number)
    field(window).setPlainText(text)
    field(window).kept.emit(text)


def offer_of(qtbot: QtBot, window: MainWindow) -> Banner:
    qtbot.waitUntil(lambda: window.banners.named("learning") is not None, timeout=WAIT_MS)
    found = window.banners.named("learning")
    assert found is not None
    return found


def press(banner: Banner, title: str) -> None:
    next(each for each in banner.findChildren(QToolButton) if each.text() == title).click()


# In its place


def test_a_double_click_opens_the_sentence_with_its_word_selected(qtbot: QtBot, window: MainWindow) -> None:
    double_click(qtbot, window, 0)
    assert field(window).toPlainText() == HEARD
    assert field(window).textCursor().selectedText() in HEARD.split()
    assert field(window).hasFocus()


def test_enter_keeps_what_was_typed(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    double_click(qtbot, window, 0)
    field(window).selectAll()
    qtbot.keyClicks(field(window), MEANT)
    qtbot.keyClick(field(window), Qt.Key.Key_Return)
    assert text_of(window) == MEANT
    assert controller.corrected == [(1, 1, MEANT)]
    assert window.corrections.editing.field is None


def test_esc_leaves_the_sentence_and_no_notice_is_taken_away_by_it(qtbot: QtBot, window: MainWindow) -> None:
    correct(window, MEANT)
    offer_of(qtbot, window)
    double_click(qtbot, window, 1)
    qtbot.keyClicks(field(window), "nonsense")
    qtbot.keyClick(field(window), Qt.Key.Key_Escape)
    assert text_of(window, 1) == "and that is all"
    assert window.banners.named("learning") is not None


def test_who_goes_elsewhere_loses_nothing(window: MainWindow) -> None:
    window.corrections.editing.open(0)
    field(window).setPlainText(MEANT)
    window.live.header.primary.setFocus()
    assert text_of(window) == MEANT


def test_the_keyboard_alone_will_do(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    view = window.live.pane.view
    view.setFocus()
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert field(window).toPlainText() == HEARD
    qtbot.keyClicks(field(window), MEANT)
    qtbot.keyClick(field(window), Qt.Key.Key_Return)
    assert controller.corrected == [(1, 1, MEANT)]
    assert view.hasFocus()


def test_f2_opens_the_newest_sentence(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert field(window).toPlainText() == "and that is all"


def test_f2_in_the_open_field_leaves_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClicks(field(window), MEANT)
    qtbot.keyClick(field(window), Qt.Key.Key_F2)
    assert field(window).toPlainText() == MEANT


def test_a_sentence_that_is_refined_under_the_open_field_joins_what_was_typed(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.post(final(3, "we use cooper netis", 5, draft=True), final(4, "helo", 7, draft=True))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 4, timeout=WAIT_MS)
    editing = window.corrections.editing
    editing.open(2)
    field(window).setPlainText("we use Kubernetes")
    controller.post(final(3, "We use cooper netties", 5))
    qtbot.waitUntil(lambda: field(window).text() == "We use Kubernetes", timeout=WAIT_MS)
    assert editing.over.news.text() == "Recognised meanwhile: We use cooper netties"
    editing.open(3)
    assert controller.corrected == [(1, 3, "We use Kubernetes")]
    controller.post(final(4, "hello", 7))
    qtbot.waitUntil(lambda: text_of(window, 3) == "hello", timeout=WAIT_MS)
    editing.finish()
    assert text_of(window, 3) == "hello", "who typed nothing takes back no improvement"
    assert len(controller.corrected) == 1


def test_to_go_on_to_another_sentence_keeps_what_was_typed(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.corrections.editing.open(0)
    qtbot.keyClicks(field(window), MEANT)
    qtbot.keyClick(field(window), Qt.Key.Key_F2)
    assert field(window).toPlainText() == "and that is all"
    assert controller.corrected == [(1, 1, MEANT)]


def test_to_close_the_window_keeps_what_was_typed(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start_or_stop()
    qtbot.waitUntil(lambda: window.live.header.primary.text() == "Start")
    window.corrections.editing.open(0)
    qtbot.keyClicks(field(window), MEANT)
    window.close()
    assert controller.corrected == [(1, 1, MEANT)]


def test_what_is_still_being_spoken_cannot_be_corrected(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.post(partial(3, "as I was ", "saying", 5))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 3, timeout=WAIT_MS)
    double_click(qtbot, window, 2)
    assert window.corrections.editing.field is None


def test_captions_go_on_under_the_field_and_its_place_is_held(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.corrections.editing.open(0)
    field(window).setPlainText("half typed")
    controller.post(*(final(number, "and on it goes " * 6, number) for number in range(3, 40)))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 39, timeout=WAIT_MS)
    assert field(window).isVisible()
    assert field(window).toPlainText() == "half typed"
    inside = window.live.pane.view.places.area_of(0).adjusted(-8, -8, 8, 8)
    assert inside.contains(field(window).geometry().topLeft())
    field(window).left.emit()
    assert window.live.pane.view.place.following


def test_a_second_pass_takes_no_correction_away(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    correct(window, MEANT)
    controller.post(final(1, "we use cooper nettie's now", 1), final(3, "next", 5))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 3, timeout=WAIT_MS)
    assert text_of(window) == MEANT


def test_a_sentence_of_an_earlier_session_goes_to_that_session(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start_or_stop()
    window.start()
    controller.post(final(1, "a new session", 1))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 4, timeout=WAIT_MS)
    correct(window, MEANT)
    correct(window, "another session", 3)
    assert controller.corrected == [(1, 1, MEANT), (2, 1, "another session")]


def test_a_correction_that_cannot_be_saved_is_told_and_stays_on_the_screen(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.export_error = CaptioningError("The disk is full.", "Free some space.")
    correct(window, MEANT)
    qtbot.waitUntil(lambda: window.banners.named("correction") is not None, timeout=WAIT_MS)
    banner = window.banners.named("correction")
    assert banner is not None
    assert banner.what.text() == "The correction is not saved: The disk is full."
    assert text_of(window) == MEANT


# Learning


def test_the_word_is_offered_and_learnt_when_the_user_says_so(
    qtbot: QtBot, window: MainWindow, library: HotwordLibrary
) -> None:
    correct(window, MEANT)
    banner = offer_of(qtbot, window)
    assert banner.findChild(QLineEdit, "learnt").text() == "Kubernetes"
    assert library.names() == []
    press(banner, "Add")
    qtbot.waitUntil(lambda: library.learnt.load() == {"Kubernetes": ["cooper netties"]}, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: library.names() == ["My words"], timeout=WAIT_MS)
    assert library.profiles().learning is Consent.ASK


def test_the_word_can_be_changed_before_it_is_learnt(qtbot: QtBot, window: MainWindow, library: HotwordLibrary) -> None:
    correct(window, MEANT)
    name = offer_of(qtbot, window).findChild(QLineEdit, "learnt")
    name.setText("use Kubernetes")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.learnt.load() == {"use Kubernetes": ["use cooper netties"]}, timeout=WAIT_MS)


def test_always_learns_the_next_word_without_asking(qtbot: QtBot, window: MainWindow, library: HotwordLibrary) -> None:
    correct(window, MEANT)
    press(offer_of(qtbot, window), "Always")
    qtbot.waitUntil(lambda: library.profiles().learning is Consent.ALWAYS, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Kubernetes" in library.learnt.load(), timeout=WAIT_MS)
    correct(window, "and Okonkwo is all", 1)
    qtbot.waitUntil(lambda: "Okonkwo" in library.learnt.load(), timeout=WAIT_MS)
    assert window.banners.named("learning") is None


def test_never_leaves_the_user_alone(qtbot: QtBot, window: MainWindow, library: HotwordLibrary) -> None:
    correct(window, MEANT)
    press(offer_of(qtbot, window), "Never")
    qtbot.waitUntil(lambda: library.profiles().learning is Consent.NEVER, timeout=WAIT_MS)
    correct(window, "and Okonkwo is all", 1)
    qtbot.waitUntil(lambda: window.vocabulary.asking.waiting == 0, timeout=WAIT_MS)
    assert window.banners.named("learning") is None
    assert library.names() == []
