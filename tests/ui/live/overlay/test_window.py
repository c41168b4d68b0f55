"""The overlay: captions above everything, never in the way, and everything about it is the user's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.control.broadcast import Improvement
from app.settings import Settings
from engine.events import Stream
from tests.support.ui_overlay import open_overlay, texts
from tests.support.ui_scripted import ScriptedController, final, nothing_said, partial
from tests.support.ui_window import lines_of, open_window
from ui.live.overlay.window import CaptionOverlay
from ui.main_window import MainWindow

LONG = (
    "The plan for today is short: first the budget, then the move to the second floor, then your questions, "
    "and after that there is coffee for everyone in the large hall next to the library."
)
_KEY, _LOCKED = Qt.Key, Qt.WindowType.WindowTransparentForInput


@pytest.mark.parametrize("flag", ["Tool", "FramelessWindowHint", "WindowStaysOnTopHint", "WindowDoesNotAcceptFocus"])
def test_it_stays_on_top_without_frame_or_focus(qtbot: QtBot, tmp_path: Path, flag: str) -> None:
    wanted = Qt.WindowType[flag]
    assert open_overlay(qtbot, tmp_path).windowFlags() & wanted == wanted


# -- text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 6])
def test_it_shows_as_many_lines_as_the_user_chose(qtbot: QtBot, tmp_path: Path, count: int) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_lines=count))
    for number in range(8):
        overlay.show_event(final(number, f"Number {number}."))
    assert texts(overlay) == [f"Number {number}." for number in range(8 - count, 8)]


def test_every_line_fits_in_pixels(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_width=30, overlay_lines=6))
    overlay.show_event(final(1, LONG))
    metrics = QFontMetricsF(overlay.text_font())
    assert len(texts(overlay)) == 6
    assert all(metrics.horizontalAdvance(text) <= overlay.measures.room_px for text in texts(overlay))


def test_a_wide_window_has_lines_of_42_characters(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_width=100, overlay_lines=6), text_px=14)
    overlay.show_event(final(1, LONG))
    assert max(map(len, texts(overlay))) <= 42
    assert len(texts(overlay)) == 6


def test_a_line_that_is_full_does_not_change_while_one_speaks_on(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_lines=6))
    words, before = LONG.split(), [""]
    for count in range(1, len(words) + 1):
        overlay.show_event(partial(1, " ".join(words[:count])))
        assert texts(overlay)[: len(before) - 1] == before[:-1]
        before = texts(overlay)
    assert len(before) >= 4


def test_a_final_keeps_the_lines_in_which_its_partial_was_read(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    words = "so today we will talk about the roof the stairs and the garden"
    overlay.show_event(partial(1, words))
    before = [text.split() for text in texts(overlay)]
    overlay.show_event(final(1, "So today, we will talk about the roof. The stairs and the garden."))
    assert [len(text.split()) for text in texts(overlay)] == [len(line) for line in before]


@pytest.mark.parametrize("sentence", ["Me first. ", ""])
def test_the_first_label_of_a_speaker_moves_no_word(qtbot: QtBot, tmp_path: Path, sentence: str) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    spoken = partial(1, f"{sentence}so today we will talk about the old roof of the house")
    overlay.show_event(spoken)
    before = texts(overlay)
    overlay.show_event(replace(spoken, stream=Stream.OTHERS))
    assert [text.removeprefix("Others: ") for text in texts(overlay)] == before


def test_it_names_who_speaks(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    overlay.show_event(replace(final(1, "Shall we begin?", 1), stream=Stream.OTHERS))
    overlay.show_event(replace(partial(2, "Yes", ", I", 3), stream=Stream.ME))
    assert texts(overlay) == ["Others: Shall we begin?", "Me: Yes, I"]


def test_tentative_words_and_drafts_are_marked_as_such(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    overlay.show_event(final(1, "We begin.", draft=True))
    overlay.show_event(partial(2, "we will", " end"))
    draft, live = overlay.lines
    assert (draft.draft, live.stable, live.tentative, live.draft) == (True, "we will", " end", False)


def test_unfinished_text_differs_by_its_underline_and_not_by_colour_alone(qtbot: QtBot, tmp_path: Path) -> None:
    """With one colour for all text the pictures still differ."""
    settings = Settings(overlay_tentative_colour="#ffffff")
    pictures = []
    for event in (partial(1, "we begin"), partial(1, "", "we begin"), final(1, "we begin", draft=True)):
        overlay = open_overlay(qtbot, tmp_path, settings)
        overlay.show_event(event)
        pictures.append(overlay.grab().toImage())
    assert len({bytes(each.constBits()) for each in pictures}) == 3


def test_an_alert_word_has_a_box_around_it(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    overlay.show_event(final(1, "Thank you, Anna, and good night."))
    plain = overlay.grab().toImage()
    overlay.take_settings(Settings(alert_words=("good morning",)), overlay.measures.text_px)
    absent = overlay.grab().toImage()
    overlay.take_settings(Settings(alert_words=("anna",)), overlay.measures.text_px)
    assert (absent == plain, overlay.grab().toImage() == plain) == (True, False)


def test_words_of_the_vocabulary_stay_whole_from_the_first_time_on(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_lines=6))
    overlay.show_event(partial(1, "so here comes the next large hearing loop", ""))
    parted = texts(overlay)
    overlay.text.vocabulary = lambda: ("next large hearing loop", "elsewhere")
    overlay.show_event(partial(2, "so here comes the next large hearing loop", ""))
    assert not any("next large hearing loop" in line for line in parted)
    assert any("next large hearing loop" in line for line in texts(overlay)[len(parted) :])


def test_a_draft_of_the_session_before_is_improved_where_it_stands(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    for number, text in enumerate(("Good mourning.", "Thank you.")):
        overlay.begin_session()
        overlay.text.name_session(number)
        overlay.show_event(final(7, text, draft=True))
    overlay.text.show_improvement(Improvement(0, final(7, "Good morning.")))
    overlay.text.show_improvement(Improvement(5, final(7, "Nobody knows this one.")))
    assert texts(overlay) == ["Good morning.", "Thank you."]


def test_a_reader_may_be_shown_settled_text_alone(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_settled_only=True))
    overlay.show_event(partial(1, "we will", " end"))
    assert texts(overlay) == ["we will"]


def test_a_guess_that_was_nothing_disappears(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    overlay.show_event(partial(1, "", "hm"))
    overlay.show_event(nothing_said(1))
    assert texts(overlay) == []


# -- focus and keyboard --------------------------------------------------------------------------------------


def test_it_opens_without_taking_the_keyboard_away(qtbot: QtBot, window: MainWindow) -> None:
    window.show_overlay(True)
    qtbot.waitExposed(window.overlay)
    assert window.isActiveWindow()
    assert not window.overlay.isActiveWindow()


def test_a_command_gives_it_the_keyboard_and_escape_gives_it_back(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.go_to_overlay.trigger()
    qtbot.waitUntil(window.overlay.isActiveWindow)
    qtbot.keyClick(window.overlay, _KEY.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    assert window.overlay.isVisible()
    assert window.overlay.windowHandle().flags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_a_click_gives_it_the_keyboard(qtbot: QtBot, tmp_path: Path, no_help: None) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    qtbot.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(200, 40))
    qtbot.waitUntil(overlay.isActiveWindow)


def test_arrows_move_it_and_with_shift_resize_it(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    before = overlay.geometry()
    qtbot.keyClick(overlay, _KEY.Key_Left)
    qtbot.keyClick(overlay, _KEY.Key_Up)
    assert overlay.geometry() == before.translated(-16, -16)
    qtbot.keyClick(overlay, _KEY.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(overlay, _KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert overlay.geometry() == before.translated(-16, -16).adjusted(0, 0, -16, 16)


def test_arrows_never_move_it_off_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    for _ in range(120):
        qtbot.keyClick(overlay, _KEY.Key_Down)
        qtbot.keyClick(overlay, _KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.primaryScreen().availableGeometry().contains(overlay.geometry())


# -- mouse ---------------------------------------------------------------------------------------------------


@pytest.fixture
def no_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop that offers no moving and resizing of its own: the window follows the mouse."""
    from PySide6.QtGui import QWindow

    monkeypatch.setattr(QWindow, "startSystemMove", lambda _: False)
    monkeypatch.setattr(QWindow, "startSystemResize", lambda *_: False)


def test_it_can_be_dragged(qtbot: QtBot, tmp_path: Path, no_help: None) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    before = overlay.pos()
    drag(qtbot, overlay, QPoint(200, 40), QPoint(-60, -50))
    assert overlay.pos() - before == QPoint(-60, -50)


def test_it_can_be_resized_at_its_corner(qtbot: QtBot, tmp_path: Path, no_help: None) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    before = overlay.geometry()
    drag(qtbot, overlay, QPoint(2, 2), QPoint(40, 10))
    assert overlay.geometry() == before.adjusted(40, 10, 0, 0)


def test_it_cannot_be_made_too_small_to_find(qtbot: QtBot, tmp_path: Path, no_help: None) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    drag(qtbot, overlay, QPoint(overlay.width() - 2, overlay.height() - 2), QPoint(-3000, -3000))
    assert (overlay.width(), overlay.height()) == (overlay.minimumWidth(), overlay.minimumHeight())


def drag(qtbot: QtBot, overlay: CaptionOverlay, start: QPoint, way: QPoint) -> None:
    origin = overlay.pos()
    qtbot.mousePress(overlay, Qt.MouseButton.LeftButton, pos=start)
    # In the window's own coordinates, which move with it.
    qtbot.mouseMove(overlay, origin + start + way - overlay.pos())
    qtbot.mouseRelease(overlay, Qt.MouseButton.LeftButton, pos=start)


def test_its_own_button_closes_it_and_releases_the_button_in_the_window(window: MainWindow) -> None:
    window.show_overlay(True)
    window.overlay.dismissed.emit()
    assert not window.overlay.isVisible()
    assert not window.commands.overlay.isChecked()


@pytest.mark.parametrize("locked", [True, False])
def test_a_lock_lets_the_mouse_through_and_the_window_unlocks_it(qtbot: QtBot, tmp_path: Path, locked: bool) -> None:
    controller = ScriptedController()
    controller.settings = Settings(overlay_locked=not locked)
    window = open_window(qtbot, tmp_path, controller)
    window.show_overlay(True)
    qtbot.keyClick(window, _KEY.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert bool(window.overlay.windowHandle().flags() & _LOCKED) == locked
    assert window.overlay.isVisible()
    assert controller.settings.overlay_locked == locked
    assert window.commands.lock_overlay in lines_of(window.live.header.more_menu)


# -- place and look ------------------------------------------------------------------------------------------


def test_it_opens_low_in_the_middle_of_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert abs(overlay.geometry().center().x() - screen.center().x()) <= 1
    assert screen.center().y() < overlay.geometry().top()
    assert screen.contains(overlay.geometry())


def test_place_width_and_size_of_letters_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    first = open_overlay(qtbot, tmp_path)
    place = QRect(60, 70, 500, 150)
    first.setGeometry(place)
    qtbot.waitUntil(lambda: first.geometry() == place)
    letters = first.text_font().pixelSize()
    first.hide()
    second = open_overlay(qtbot, tmp_path)
    assert (second.pos(), second.width()) == (place.topLeft(), 500)
    assert abs(second.text_font().pixelSize() - letters) <= 1


def test_it_is_never_larger_than_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_lines=6, overlay_width=100), text_px=250)
    assert QGuiApplication.primaryScreen().availableGeometry().contains(overlay.geometry())


def test_a_taller_window_has_larger_letters(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    before = overlay.text_font().pixelSize()
    overlay.resize(overlay.width(), overlay.height() * 2)
    qtbot.waitUntil(lambda: overlay.text_font().pixelSize() > 1.5 * before)


@pytest.mark.parametrize("text_px", [14, 28, 40, 80])
@pytest.mark.parametrize("lines", [1, 2, 4])
def test_its_letters_are_as_large_as_the_setting_says(qtbot: QtBot, tmp_path: Path, text_px: int, lines: int) -> None:
    overlay = open_overlay(qtbot, tmp_path, Settings(overlay_lines=lines), text_px)
    assert abs(overlay.text_font().pixelSize() - text_px) <= 1


@pytest.mark.parametrize(
    "change",
    [
        {"overlay_font": "DejaVu Sans Mono"},
        {"overlay_weight": "bold"},
        {"overlay_text_colour": "#ffff00"},
        {"overlay_tentative_colour": "#ff8800"},
        {"overlay_background": "#402000"},
        {"overlay_opacity": 40},
        {"overlay_outline": 3},
        {"overlay_align": "right"},
        {"overlay_align": "centre"},
        {"overlay_width": 40},
        {"overlay_lines": 4},
        {"caption_font_size": 40},
    ],
    ids=str,
)
def test_each_choice_changes_the_picture_at_once(qtbot: QtBot, tmp_path: Path, change: dict[str, object]) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    overlay.show_event(partial(1, "we", " begin"))
    before = overlay.grab().toImage()
    overlay.take_settings(replace(Settings(), **change), 40 if "caption_font_size" in change else 28)  # type: ignore[arg-type]
    assert overlay.grab().toImage() != before


def test_more_lines_leave_the_letters_and_the_lower_edge(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    before = overlay.geometry(), overlay.text_font().pixelSize()
    overlay.take_settings(Settings(overlay_lines=4), 28)
    assert (overlay.geometry().bottom(), overlay.text_font().pixelSize()) == (before[0].bottom(), before[1])
    assert overlay.height() > before[0].height()


def test_another_look_keeps_the_width_that_the_reader_gave_it(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    overlay.setGeometry(QRect(60, 70, 500, 150))
    overlay.take_settings(Settings(overlay_weight="bold"), 28)
    assert overlay.width() == 500


def test_everything_goes_by_keyboard_while_it_has_it(qtbot: QtBot, tmp_path: Path) -> None:
    overlay = open_overlay(qtbot, tmp_path)
    assert overlay.accessibleName()
    assert overlay.accessibleDescription() == overlay.standing.now.words
    overlay.focus.take()
    qtbot.waitUntil(overlay.isActiveWindow)
    assert QApplication.focusWidget() is overlay
