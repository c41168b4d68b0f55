"""The caption window: two lines, above everything, never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import ScriptedController, final, nothing_said, partial
from tests.support.ui_window import memory, open_window, theme
from ui.common.geometry_memory import on_a_screen
from ui.live.caption_window import SIDE_PADDING_PX, CaptionWindow

LONG = (
    "The plan for today is short: first the budget, then the move to the second floor, then your questions, "
    "and after that there is coffee for everyone in the large hall next to the library."
)


def overlay(qtbot: QtBot, folder: Path, text_px: int = 28) -> CaptionWindow:
    theme()
    made = CaptionWindow(memory(folder), text_px)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(window: CaptionWindow) -> list[str]:
    return [line.text for line in window.lines]


@pytest.mark.parametrize(
    "flag",
    [
        Qt.WindowType.Tool,
        Qt.WindowType.FramelessWindowHint,
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.WindowDoesNotAcceptFocus,
    ],
)
def test_it_stays_on_top_without_frame_or_focus(qtbot: QtBot, tmp_path: Path, flag: Qt.WindowType) -> None:
    assert overlay(qtbot, tmp_path).windowFlags() & flag == flag


def test_it_opens_without_taking_the_keyboard_away(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    window.show_overlay(True)
    qtbot.waitExposed(window.overlay)
    assert window.isActiveWindow()
    assert not window.overlay.isActiveWindow()


def test_it_shows_the_last_two_lines(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    for number, text in enumerate(("One.", "Two.", "Three.")):
        window.show_event(final(number, text))
    assert texts(window) == ["Two.", "Three."]


def test_every_line_fits_in_pixels(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    window.show_event(final(1, LONG))
    metrics = QFontMetricsF(window.text_font())
    room = window.width() - 2 * SIDE_PADDING_PX
    assert all(metrics.horizontalAdvance(text) <= room for text in texts(window))


def test_a_line_that_is_full_does_not_change_while_one_speaks_on(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    words = LONG.split()
    seen: list[str] = []
    for count in range(1, len(words) + 1):
        window.show_event(partial(1, " ".join(words[:count])))
        upper, lower = ["", *texts(window)][-2:]
        if seen and upper and upper != seen[-1]:
            assert " ".join(words).startswith(" ".join([*seen, upper]))
        if upper and upper not in seen:
            seen.append(upper)
        assert lower
    assert len(seen) >= 2


def test_a_final_keeps_the_lines_in_which_its_partial_was_read(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    room = QFontMetricsF(window.text_font()).horizontalAdvance("well well good morning everyone") - 1
    window.resize(int(room) + 2 * SIDE_PADDING_PX, window.height())
    qtbot.waitUntil(lambda: window.width() == int(room) + 2 * SIDE_PADDING_PX)
    window.show_event(partial(1, "well well good morning everyone today"))
    before = texts(window)
    window.show_event(final(1, "Good morning, everyone. Today"))
    assert before == ["well well good morning", "everyone today"]
    assert texts(window) == ["Good morning,", "everyone. Today"]


def test_tentative_words_are_marked_as_such(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    window.show_event(partial(1, "we will", " begin"))
    assert (window.lines[0].stable, window.lines[0].tentative) == ("we will", " begin")


def test_text_stays_during_a_pause(qtbot: QtBot, tmp_path: Path) -> None:
    controller = ScriptedController()
    window = open_window(qtbot, tmp_path, controller)
    window.show_overlay(True)
    window.start()
    controller.post(final(1, "Still here."))
    qtbot.waitUntil(lambda: bool(window.overlay.lines))
    window.pause_or_resume()
    assert texts(window.overlay) == ["Still here."]


def test_a_guess_that_was_nothing_disappears(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    window.show_event(partial(1, "", "hm"))
    window.show_event(nothing_said(1))
    assert texts(window) == []


def test_a_taller_window_has_larger_letters(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    before = window.text_font().pixelSize()
    window.resize(window.width(), window.height() * 2)
    qtbot.waitUntil(lambda: window.text_font().pixelSize() > 1.5 * before)


def test_its_first_letters_are_as_large_as_the_setting_says(qtbot: QtBot, tmp_path: Path) -> None:
    assert abs(overlay(qtbot, tmp_path, 40).text_font().pixelSize() - 40) <= 1


def test_it_can_be_dragged(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the desktop offers no moving of its own, the window follows the mouse."""
    window = overlay(qtbot, tmp_path)
    monkeypatch.setattr(type(window.windowHandle()), "startSystemMove", lambda _: False)
    before = window.pos()
    drag(qtbot, window, QPoint(200, 40), QPoint(-60, -50))
    assert window.pos() - before == QPoint(-60, -50)


def test_it_can_be_resized_at_its_corner(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = overlay(qtbot, tmp_path)
    monkeypatch.setattr(type(window.windowHandle()), "startSystemResize", lambda *_: False)
    before = window.geometry()
    drag(qtbot, window, QPoint(2, 2), QPoint(40, 10))
    assert window.geometry() == before.adjusted(40, 10, 0, 0)


def test_it_cannot_be_made_too_small_to_find(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = overlay(qtbot, tmp_path)
    monkeypatch.setattr(type(window.windowHandle()), "startSystemResize", lambda *_: False)
    drag(qtbot, window, QPoint(window.width() - 2, window.height() - 2), QPoint(-3000, -3000))
    assert (window.width(), window.height()) == (window.minimumWidth(), window.minimumHeight())


def drag(qtbot: QtBot, window: CaptionWindow, start: QPoint, way: QPoint) -> None:
    origin = window.pos()
    qtbot.mousePress(window, Qt.MouseButton.LeftButton, pos=start)
    # In the window's own coordinates, which move with it.
    qtbot.mouseMove(window, origin + start + way - window.pos())
    qtbot.mouseRelease(window, Qt.MouseButton.LeftButton, pos=start)


def test_place_and_size_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    first = overlay(qtbot, tmp_path)
    place = QRect(60, 70, 500, 120)
    first.setGeometry(place)
    qtbot.waitUntil(lambda: first.geometry() == place)
    first.hide()
    assert overlay(qtbot, tmp_path).geometry() == place


def test_a_place_on_a_screen_that_has_gone_is_not_used() -> None:
    screens = [QRect(0, 0, 1280, 800)]
    assert on_a_screen(QRect(100, 600, 800, 120), screens)
    assert not on_a_screen(QRect(2000, 600, 800, 120), screens)


def test_it_opens_low_in_the_middle_of_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    window = overlay(qtbot, tmp_path)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert abs(window.geometry().center().x() - screen.center().x()) <= 1
    assert screen.center().y() < window.geometry().top()
    assert screen.contains(window.geometry())


def test_its_own_button_closes_it_and_releases_the_button_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController())
    window.show_overlay(True)
    window.overlay.dismissed.emit()
    assert not window.overlay.isVisible()
    assert not window.commands.overlay.isChecked()
