"""Find on the page of captions: the bar lies over the text, marks every place, and follows what is said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import ScriptedController, final, partial
from tests.support.ui_window import theme
from ui.common.banner import Kind
from ui.live.caption_pane import CaptionPane
from ui.main_window import MainWindow


@pytest.fixture
def pane(qtbot: QtBot) -> CaptionPane:
    made = CaptionPane(theme(), 20)
    qtbot.addWidget(made)
    made.resize(600, 320)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    for number in range(40):
        made.show_event(final(number, f"Sentence {number} has the Budget in it.", number))
    made.view.setFocus()
    return made


def find(pane: CaptionPane, text: str) -> None:
    pane.open_find()
    pane.find_bar.field.setText(text)
    while not pane.finding.done:  # a loaded machine may need several slices
        QTest.qWait(1)


def boxes_in_sight(pane: CaptionPane) -> int:
    """Pixels of the ground that places of the text have."""
    image = pane.view.grab().toImage()
    ground = QColor(theme_colours(pane).selection)
    return sum(
        image.pixelColor(x, y) == ground for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    )


def theme_colours(pane: CaptionPane):
    return pane._theme.colours


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("budget", ["Budget"] * 40),
        ("ＢＵＤＧＥＴ", ["Budget"] * 40),
        ("sentence 7", ["Sentence 7"]),
        ("nothing of the kind", []),
        (" ", []),
    ],
)
def test_every_place_is_found_whatever_its_case_and_width(pane: CaptionPane, sought: str, found: list[str]) -> None:
    find(pane, sought)
    assert pane.finding.found == found


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("我们讨论预算，预算不多。", "预算", ["预算", "预算"]),
        ("😀 用ＧＰＵ算", "gpu", ["ＧＰＵ"]),
        ("Don’t panic", "don't", ["Don’t"]),
        ("Zoë is here", "zoe", ["Zoë"]),
    ],
)
def test_chinese_and_odd_letters_are_found_where_they_stand(
    pane: CaptionPane, text: str, sought: str, found: list[str]
) -> None:
    pane.show_event(final(99, text, 99))
    find(pane, sought)
    assert pane.finding.found == found


def test_the_count_says_which_place_of_how_many(qtbot: QtBot, pane: CaptionPane) -> None:
    pane.view.verticalScrollBar().setValue(0)
    find(pane, "budget")
    first = pane.find_bar.count.text()
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    second = pane.find_bar.count.text()
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keySequence(pane.find_bar.field, QKeySequence("Shift+F3"))
    last = pane.find_bar.count.text()
    find(pane, "xyz")
    assert (first, second, last) == ("1 of 40", "2 of 40", "40 of 40")
    assert pane.find_bar.count.text() == "Not found"


def test_the_place_in_hand_is_brought_into_sight_clear_of_the_bar(qtbot: QtBot, pane: CaptionPane) -> None:
    find(pane, "sentence 5 ")
    line = pane.view.cursorRect(pane.view.textCursor())
    assert line.top() > pane.find_bar.geometry().bottom()
    assert line.bottom() < pane.view.viewport().height()
    assert not pane.view.place.following


def test_new_captions_are_counted_and_the_place_in_hand_stays(qtbot: QtBot, pane: CaptionPane) -> None:
    pane.view.verticalScrollBar().setValue(0)
    find(pane, "budget")
    pane.show_event(partial(50, "", "the budget", 50))
    spoken = pane.find_bar.count.text()
    pane.show_event(final(50, "The gadget.", 50))
    heard_otherwise = pane.find_bar.count.text()
    pane.show_event(final(51, "Budget, budget!", 0.5))
    assert (spoken, heard_otherwise, pane.find_bar.count.text()) == ("1 of 41", "1 of 40", "1 of 42")
    assert pane.finding.found == ["Budget"] * 2 + ["budget"] + ["Budget"] * 39


def test_the_bar_moves_no_text_and_marks_every_place_in_sight(pane: CaptionPane) -> None:
    before = pane.view.places.area_of(39)
    unmarked = boxes_in_sight(pane)
    find(pane, "budget")
    assert pane.view.places.area_of(39) == before
    assert boxes_in_sight(pane) > 5 * max(1, unmarked)


def test_escape_closes_the_bar_and_gives_the_focus_back(qtbot: QtBot, pane: CaptionPane) -> None:
    find(pane, "budget")
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Escape)
    assert pane.find_bar.isHidden()
    assert pane.view.hasFocus()
    assert pane.finding.found == []


def test_what_is_selected_is_what_is_sought(pane: CaptionPane) -> None:
    pane.view.setTextCursor(pane.view.document().find("Budget"))
    pane.open_find()
    assert pane.find_bar.field.text() == "Budget"
    assert pane.find_bar.field.selectedText() == "Budget"


def test_every_control_of_the_bar_is_named(pane: CaptionPane) -> None:
    bar = pane.find_bar
    for control in (bar.field, bar.previous, bar.next, bar.close_button):
        assert control.accessibleName()


def test_notices_leave_the_bar_free(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(final(1, "the budget", 1))
    qtbot.waitUntil(window.commands.find.isEnabled)
    window.banners.tell("test", Kind.INFO, "Something to know.")
    QTest.keySequence(window, QKeySequence("Ctrl+F"))
    bar = window.live.pane.find_bar

    def area(of: QWidget) -> QRect:
        return QRect(of.mapTo(window, QPoint(0, 0)), of.size())

    qtbot.waitUntil(bar.isVisible)
    assert not area(bar).intersects(area(window.banners))
    bar.field.setText("budget")
    viewport = window.live.pane.view.viewport()

    def is_in_sight() -> bool:
        line = window.live.pane.view.places.area_of(0)
        return window.childAt(viewport.mapTo(window, line.topLeft() + QPoint(5, 2))) is viewport

    qtbot.waitUntil(is_in_sight)
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert area(window.banners).top() < area(window.live.pane).bottom()
    assert window.banners.named("test") is not None
    controller.close()
