"""The reader's marks, and the menu over a caption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from app.choices import LiveState
from app.folders import user_folders
from app.hotwords.library import HotwordLibrary
from app.transcripts.store import TranscriptStore
from engine.errors import CaptioningError
from engine.events import Stream
from engine.timeline import to_samples
from tests.support.ui_scripted import ScriptedController, final, level, partial
from ui.live.caption_view import CaptionView
from ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow, controller: ScriptedController):
    window.start()
    controller.post(final(1, "Good morning.", 1), final(2, "we use Kubernetes", 723), partial(3, "and", " so", 730))
    qtbot.waitUntil(lambda: len(window.live.pane.view.captions) == 3)
    yield window
    controller.close()


def choose(window: MainWindow, number: int, title: str) -> None:
    """An entry of the menu over a caption; its word is the second."""
    view = window.live.pane.view
    area = view.places.area_of(number)
    menu = window.live.pane.menu.menu_at(
        QPoint(area.left() + view.fontMetrics().horizontalAdvance("we u"), area.center().y())
    )
    next(action for action in menu.actions() if action.text() == title).trigger()


def flag_colour(window: MainWindow) -> int:
    """Pixels of the margin in the colour of marks."""
    view = window.live.pane.view
    image = view.grab().toImage()
    accent = QColor(window.live.pane._theme.colours.accent)
    left = round(view.places.text_left)
    return sum(image.pixelColor(x, y) == accent for x in range(left) for y in range(image.height()))


def test_ctrl_m_marks_this_moment_beside_the_caption_that_is_spoken(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    unmarked = flag_colour(window)
    controller.post(replace(level(-20.0), end=to_samples(734)))
    qtbot.waitUntil(lambda: window.live.pane.marks._position == to_samples(734))
    with qtbot.waitSignal(window.live.pane.marks.marked) as marked:
        qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    view = window.live.pane.view
    assert marked.args == [view.session, to_samples(734)]
    assert [view.margin.flags_of(number) for number in range(3)] == [[], [], [to_samples(734)]]
    assert flag_colour(window) > unmarked
    inside = QPoint(10, view.places.area_of(2).center().y())
    assert view.margin.hint_at(inside) == "Marked at 12:14"


def test_a_mark_before_the_first_caption_waits_for_it(qtbot: QtBot, window: MainWindow) -> None:
    window.start_or_stop()
    window.start()
    pane = window.live.pane
    pane.marks.show_event(level(-20.0))
    pane.marks.mark_now()
    pane.show_event(final(1, "At last.", 9))
    assert pane.view.margin.flags_of(len(pane.view.captions) - 1) == [0]
    assert not any(pane.view.margin.flags_of(number) for number in range(3))


def test_the_menu_marks_the_beginning_of_a_caption(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.live.pane.marks.marked) as marked:
        choose(window, 1, "Mark here")
    assert marked.args == [window.live.pane.view.session, to_samples(723)]


class MarkTaker:
    """Takes the place of the library: the first mark is kept, others are refused."""

    def __init__(self) -> None:
        self.marks: list[tuple[int | None, int]] = []

    def add_mark(self, session_id: int | None, position: int, note: str, done: Callable[[object], None]) -> None:
        self.marks.append((session_id, position))
        done(None if len(self.marks) == 1 else CaptioningError("The disk is full.", "Free some space."))


def test_a_mark_goes_into_the_transcript_of_its_captions_and_a_failure_is_told(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None stands for the captions that run; the one before has its number."""
    taker, pane = MarkTaker(), window.live.pane
    monkeypatch.setattr(ScriptedController, "marks", taker)
    window.start_or_stop()
    qtbot.waitUntil(lambda: controller.state is LiveState.IDLE)
    window.start()
    pane.show_event(final(1, "Another.", 9))
    pane.marks.mark_now()
    choose(window, 1, "Mark here")
    assert [number for number, _ in taker.marks] == [None, 1]
    qtbot.waitUntil(lambda: window.banners.named("mark") is not None)
    banner = window.banners.named("mark")
    assert banner is not None
    assert banner.what.text() == "The disk is full."


def test_a_mark_is_found_in_the_stored_transcript_until_it_is_removed(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    """Of earlier captions of the page, through the real library."""
    with TranscriptStore(user_folders().transcripts_file) as store:
        controller.session_id = number = store.begin_session("mic", "mini", "en", None, 1_000.0)
        window.live.show_event(final(2, "we use Kubernetes", 723))
        window.live.begin_session()
        window.live.pane.marks.mark_at(1)
        window.live.pane.marks.mark_at(1)
        qtbot.waitUntil(lambda: [each.position for each in store.load(number).bookmarks] == [to_samples(723)])
        choose(window, 1, "Remove the mark at 12:03")
        qtbot.waitUntil(lambda: store.load(number).bookmarks == ())
        assert window.live.pane.view.margin.flags == []


def test_one_caption_is_copied_with_and_without_its_time(window: MainWindow) -> None:
    window.live.pane.show_event(replace(final(4, "Mine.", 740), stream=Stream.ME))
    copied = []
    for number, title in ((1, "Copy this caption"), (1, "Copy with time"), (3, "Copy with time")):
        choose(window, number, title)
        copied.append(QGuiApplication.clipboard().text())
    assert copied == ["we use Kubernetes", "[00:12:03] we use Kubernetes", "[00:12:20] Me: Mine."]


def test_the_menu_opens_the_caption_for_correction(window: MainWindow) -> None:
    choose(window, 1, "Correct this caption")
    field = window.corrections.editing.field
    assert field is not None
    assert field.toPlainText() == "we use Kubernetes"


def test_what_is_still_spoken_can_be_copied_and_not_corrected(window: MainWindow) -> None:
    place = window.live.pane.view.places.area_of(2).center()
    menu = window.live.pane.menu.menu_at(place)
    enabled = {action.text(): action.isEnabled() for action in menu.actions()}
    assert enabled["Copy this caption"]
    assert not enabled["Correct this caption"]


@pytest.mark.parametrize(
    ("text", "word", "offered"),
    [
        ("we use Kubernetes, Ann", "bern", "Kubernetes"),
        ("😀 我们讨论预算问题。", "算", "预算"),
        ("it isn't Ann's", "nn", "Ann"),
        ("one, two", ", ", ""),
    ],
)
def test_the_word_under_the_mouse_is_offered_for_the_vocabulary(
    window: MainWindow, text: str, word: str, offered: str
) -> None:
    view = window.live.pane.view
    window.live.pane.show_event(final(9, text, 800))
    found = view.document().find(word, view.document().lastBlock().previous().position())
    begin, end = (view.cursorRect(_at(view, place)) for place in (found.selectionStart(), found.selectionStart() + 1))
    menu = window.live.pane.menu.menu_at(QPoint((begin.left() + 3 * end.left()) // 4, begin.center().y()))
    titles = [action.text() for action in menu.actions() if "vocabulary" in action.text()]
    assert titles == ([f"Add “{offered}” to vocabulary"] if offered else [])


def _at(view: CaptionView, position: int) -> QTextCursor:
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    return cursor


def test_a_word_goes_to_the_vocabulary(qtbot: QtBot, window: MainWindow) -> None:
    view = window.live.pane.view
    view.setTextCursor(view.document().find("Kubernetes"))
    choose(window, 1, "Add “Kubernetes” to vocabulary")
    library = HotwordLibrary(user_folders().hotwords)
    qtbot.waitUntil(lambda: library.names() == ["My words"])
    qtbot.waitUntil(lambda: [each.text for each in library.read("My words").parsed.entries] == ["Kubernetes"])
    assert library.learnt.load() == {}


def test_with_the_keyboard_the_menu_is_that_of_the_caption_with_the_caret(qtbot: QtBot, window: MainWindow) -> None:
    view = window.live.pane.view
    view.setFocus()
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    menu = window.live.pane.menu.menu_at(QPoint(0, view.viewport().height() - 1))
    next(action for action in menu.actions() if action.text() == "Copy with time").trigger()
    assert QGuiApplication.clipboard().text() == "[00:00:01] Good morning."
