"""Notices stay readable in a small window, and leave room for the captions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.support.ui_scripted import final
from ui.common.banner import Banner, Kind
from ui.main_window import MainWindow

SMALL = (640, 420)
LONG = "The recording /home/anna/.local/share/earshot/recordings/2026-11-20 10-32-00.flac cannot be written (no room)."


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.resize(*SMALL)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == SMALL)
    return window


def tell(window: MainWindow, count: int) -> list[Banner]:
    return [window.banners.tell(f"notice {each}", Kind.WARNING, LONG, "Captions go on.") for each in range(count)]


def is_whole(banner: Banner) -> bool:
    labels = (banner.what, banner.remedy)
    uncut = all(label.height() >= label.heightForWidth(label.width()) for label in labels)
    return uncut and all(banner.rect().contains(label.geometry()) for label in labels)


def is_in_view(window: MainWindow, banner: Banner) -> bool:
    place = banner.mapTo(window.banners, QPoint(0, 0))
    return place.y() >= 0 and place.y() + banner.what.height() <= window.banners.height()


def test_many_notices_in_a_small_window_are_whole_and_leave_it_to_the_captions(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.start()
    window.live.pane.show_event(final(1, "Hello."))
    told = tell(window, 4)
    qtbot.waitUntil(lambda: all(each.isVisible() for each in told))
    for _ in range(5):  # a squeezed layout begins with everything whole
        QApplication.processEvents()
    assert all(is_whole(each) for each in told)
    assert window.banners.height() <= window.height() / 3 + 1
    assert window.banners.geometry().top() > window.live.header.geometry().bottom()


def test_the_newest_notice_is_in_view(qtbot: QtBot, window: MainWindow) -> None:
    told = tell(window, 4)
    qtbot.waitUntil(lambda: window.banners.verticalScrollBar().maximum() > 0)
    assert is_in_view(window, told[-1])
    assert not is_in_view(window, told[0])


@pytest.mark.parametrize("reading", ["the newest line", "in the middle"])
def test_a_notice_moves_no_caption_of_a_full_page(qtbot: QtBot, window: MainWindow, reading: str) -> None:
    pane, view = window.live.pane, window.live.pane.view
    for number in range(60):
        pane.show_event(final(number, f"Sentence {number}."))
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 400)
    if reading == "in the middle":
        view.verticalScrollBar().setValue(400)
    number = 59 if view.place.following else view.places.first_visible().blockNumber() + 6
    before = view.viewport().mapToGlobal(view.places.area_of(number).topLeft())
    tell(window, 1)
    qtbot.waitUntil(lambda: view.viewport().mapTo(window, QPoint()).y() > window.banners.geometry().bottom() > 0)
    assert view.viewport().mapToGlobal(view.places.area_of(number).topLeft()) == before
    window.banners.clear("notice 0")
    qtbot.waitUntil(lambda: not window.banners.isVisible())
    assert view.viewport().mapToGlobal(view.places.area_of(number).topLeft()) == before


def test_a_notice_covers_no_line_of_a_short_text(qtbot: QtBot, window: MainWindow) -> None:
    view = window.live.pane.view
    window.live.pane.show_event(final(1, "Hello."))
    tell(window, 1)
    qtbot.waitUntil(lambda: view.viewport().mapTo(window, QPoint()).y() > window.banners.geometry().bottom() > 0)
    line = view.viewport().mapTo(window, view.places.area_of(0).topLeft())
    assert line.y() > window.banners.mapTo(window, window.banners.rect().bottomLeft()).y()


def test_a_larger_window_shows_more_of_the_notices(qtbot: QtBot, window: MainWindow) -> None:
    told = tell(window, 4)
    window.resize(1100, 760)
    qtbot.waitUntil(lambda: window.width() == 1100)
    qtbot.waitUntil(lambda: sum(is_in_view(window, each) for each in told) >= 3)


def test_what_is_to_be_filled_in_stands_below_the_words_where_room_is_short(qtbot: QtBot, window: MainWindow) -> None:
    notice = window.banners.tell("learning", Kind.INFO, "Listen for this word from now on?", "It goes to a list.")
    field = QLineEdit("Kubernetes")
    notice.put(field)

    def beside() -> bool:
        top = field.mapTo(notice, QPoint(0, 0)).y()
        return bool(top < notice.remedy.geometry().bottom())

    qtbot.waitUntil(lambda: field.isVisible() and not beside() and is_whole(notice))
    window.resize(1100, 700)
    qtbot.waitUntil(beside)
    window.resize(*SMALL)
    qtbot.waitUntil(lambda: not beside())
