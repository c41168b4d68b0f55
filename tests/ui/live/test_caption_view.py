"""The captions in the main window: they change in place, and stay where they are read."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextFragment
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.events import CaptionEvent, Stream
from engine.timeline import to_samples
from tests.support.ui_scripted import final, nothing_said, partial
from tests.support.ui_window import open_view, theme
from ui.common.clock import clock_text
from ui.live.caption_document import CaptionDocument
from ui.live.caption_pane import CaptionPane
from ui.live.caption_view import CaptionView


def show(view: CaptionView, *events: CaptionEvent) -> None:
    for event in events:
        view.show_event(event)


def fill(view: CaptionView, count: int = 40) -> None:
    show(view, *(final(number, f"This is sentence number {number}.", number) for number in range(count)))


def text_of(view: CaptionView) -> str:
    """What the document holds, without the empty block at its end."""
    return view.toPlainText().removesuffix("\n")


def top_line(view: CaptionView) -> tuple[str, int]:
    """The text of the uppermost block in view, and where it begins."""
    cursor = view.cursorForPosition(view.viewport().rect().topLeft())
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    return cursor.block().text(), view.cursorRect(cursor).top()


def colours(block: QTextBlock) -> list[tuple[str, str]]:
    """The pieces of a block with the colours that they name."""
    return [(run.text(), run.charFormat().foreground().color().name()) for run in fragments(block)]


def fragments(block: QTextBlock) -> list[QTextFragment]:
    found = []
    iterator = block.begin()
    while not iterator.atEnd():
        found.append(iterator.fragment())
        iterator += 1
    return found


def top_of(view: CaptionView, text: str) -> int:
    """Where the line with this text begins in the viewport."""
    return view.cursorRect(view.document().find(text)).top()


# What stands there


def test_a_final_takes_the_place_of_its_partial(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, partial(1, "good", " mor"), final(1, "Good morning."))
    assert text_of(view) == "Good morning."


def test_a_refined_final_replaces_its_draft_in_place(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "good mourning", 1, draft=True), final(2, "Thank you.", 2), final(1, "Good morning.", 1))
    assert text_of(view) == "Good morning.\nThank you."


def test_an_utterance_without_words_leaves_no_trace(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "Yes.", 1), partial(2, "", "hm", 2), nothing_said(2, 2))
    assert text_of(view) == "Yes."


def test_a_partial_without_text_opens_no_line(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "Yes.", 1), partial(2, "", " ", 2))
    assert text_of(view) == "Yes."


def test_a_partial_that_comes_after_its_final_changes_nothing(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "Good morning."), partial(1, "good", " mor"))
    assert text_of(view) == "Good morning."


def test_a_final_that_comes_late_stands_where_it_was_said(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, partial(2, "second", "", 5), final(1, "First.", 1))
    assert text_of(view) == "First.\nsecond"


def test_two_sessions_do_not_overwrite_each_other(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "Before."))
    view.begin_session("New captions")
    show(view, final(1, "After."))
    assert text_of(view) == "Before.\nNew captions\nAfter."


def test_the_first_session_needs_no_dividing_line(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.begin_session("New captions")
    show(view, final(1, "Hello."))
    assert text_of(view) == "Hello."


def test_a_start_that_heard_nothing_leaves_no_time_of_its_own(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    view.begin_session("at nine")
    show(view, final(1, "first"))
    view.begin_session("at ten")
    view.begin_session("at half past two")
    show(view, final(1, "second"))
    assert text_of(view) == "first\nat half past two\nsecond"


def test_tentative_text_has_its_own_colour_and_stable_text_the_full_one(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, partial(1, "stable", " tentative"))
    stable, tentative = fragments(view.document().firstBlock())
    assert not stable.charFormat().hasProperty(stable.charFormat().Property.ForegroundBrush)
    assert tentative.charFormat().foreground().color().name() == theme().colours.tentative


def test_a_final_keeps_nothing_of_the_tentative_colour(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, partial(1, "good", " mor"), final(1, "good mor"))
    assert len(fragments(view.document().firstBlock())) == 1


def test_tentative_text_takes_the_colour_of_a_new_theme(qtbot: QtBot) -> None:
    chosen = theme("light")
    view = CaptionView(chosen, 20)
    qtbot.addWidget(view)
    show(view, partial(1, "stable", " tentative"))
    chosen.choose("dark")
    assert colours(view.document().firstBlock())[-1] == ("tentative", chosen.colours.tentative)


def lines_under(view: CaptionView) -> list[tuple[str, QTextCharFormat.UnderlineStyle]]:
    """The pieces of the first caption with the kind of line under each."""
    return [(run.text(), run.charFormat().underlineStyle()) for run in fragments(view.document().firstBlock())]


def test_unfinished_text_differs_by_its_line_and_not_by_colour_alone(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    line = QTextCharFormat.UnderlineStyle
    show(view, partial(1, "good", " mor"))
    spoken = lines_under(view)
    show(view, final(1, "good mor", draft=True))
    draft = lines_under(view)
    show(view, final(1, "good mor"))
    assert spoken == [("good ", line.NoUnderline), ("mor", line.DotLine)]
    assert draft == [("good mor", line.DashUnderline)]
    assert lines_under(view) == [("good mor", line.NoUnderline)]


@pytest.mark.parametrize(
    ("draft", "better", "kept"),
    [
        ("we meat on fryday at noon", "We meet on Friday at noon.", "on"),
        ("我们星期无开会在北京", "我们星期五开会，在北京。", "星期"),
        ("😀 we meat at noon", "😀 we meet at noon", "at noon"),
    ],
)
def test_an_improved_draft_rewrites_only_the_words_that_differ(
    qtbot: QtBot, draft: str, better: str, kept: str
) -> None:
    """What a reader has selected of the others stays selected."""
    view = open_view(qtbot)
    show(view, final(1, draft, draft=True))
    view.setTextCursor(view.document().find(kept))
    show(view, final(1, better))
    assert view.textCursor().selectedText() == kept
    assert text_of(view) == better


def test_characters_beyond_the_basic_plane_shift_nothing(qtbot: QtBot) -> None:
    """Qt counts an emoji or a rare Chinese character as two."""
    view = open_view(qtbot)
    show(view, partial(1, "😀𠮷 yes", " an"), partial(1, "😀𠮷 yes and", " mo"))
    assert colours(view.document().firstBlock())[-1] == ("mo", theme().colours.tentative)
    assert text_of(view) == "😀𠮷 yes and mo"


# The reader's place


def test_the_newest_line_is_in_view_while_the_reader_is_at_the_bottom(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view)
    bar = view.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()


def test_new_captions_leave_a_reader_above_where_they_are(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view)
    view.verticalScrollBar().setValue(300)
    before = top_line(view)
    show(view, *(final(number, "More was said in the meantime.", number) for number in range(100, 120)))
    assert top_line(view) == before


def test_a_draft_refined_above_moves_nothing_in_view(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "short", 0, draft=True))
    show(view, *(final(number, f"This is sentence number {number}.", number) for number in range(2, 40)))
    view.verticalScrollBar().setValue(300)
    before = top_line(view)
    show(view, final(1, "a refined text that takes several lines " * 5, 0))
    assert top_line(view) == before


def fill_with_paragraphs(view: CaptionView) -> None:
    show(
        view,
        *(final(number, f"Sentence {number} goes on " + "and on " * (number % 30), number) for number in range(80)),
    )


@pytest.mark.parametrize("width", [320, 800])
def test_another_width_leaves_a_reader_above_where_they_are(qtbot: QtBot, width: int) -> None:
    view = open_view(qtbot)
    fill_with_paragraphs(view)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    before = top_line(view)[0]
    view.resize(width, 300)
    qtbot.waitUntil(lambda: view.viewport().width() > width - 30)
    assert top_line(view)[0] == before
    assert not view.place.following


def test_dragging_the_edge_of_the_window_to_and_fro_ends_where_it_began(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill_with_paragraphs(view)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    before = top_line(view)
    for width in (*range(500, 800, 7), *range(800, 300, -7), *range(300, 500, 7), 500):
        view.resize(width, 300)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: view.width() == 500)
    assert top_line(view) == before


def test_the_first_name_of_a_speaker_breaks_no_line_anew(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill_with_paragraphs(view)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    before = [view.places.area_of(number) for number in range(80)]
    show(view, replace(final(100, "I say so.", 100), stream=Stream.ME))
    assert [view.places.area_of(number) for number in range(80)] == before


def test_when_all_fits_into_a_larger_window_nothing_leads_back_to_the_newest_line(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view, 8)
    view.verticalScrollBar().setValue(0)
    was_following = view.place.following
    view.resize(500, 700)
    qtbot.waitUntil(lambda: view.place.following)
    assert not was_following


def test_a_guess_that_gets_shorter_moves_no_line_above_it(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view)
    show(view, partial(99, "", "a guess that is long enough to take two lines and a bit more", 99))
    before = top_line(view)
    show(view, partial(99, "", "a guess", 99))
    assert top_line(view) == before


def test_the_room_of_a_shorter_final_is_taken_by_the_next_line(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view)
    show(view, partial(99, "", "a guess that is long enough to take two lines and a bit more", 99))
    before = top_line(view)
    show(view, final(99, "A guess.", 99), partial(100, "", "one", 100))
    moved = top_of(view, before[0]) - before[1]
    assert -view.captions.line_px < moved <= 0


def test_selected_text_stays_selected_while_captions_arrive(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view, 3)
    cursor = view.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    show(view, partial(50, "", "more", 50), final(50, "More.", 50))
    assert view.textCursor().selectedText() == "This is sentence number 0."


# Keys and clipboard


def test_everything_can_be_selected_and_copied_with_the_keyboard(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "你好。", 1), final(2, "Thank you.", 2))
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "你好。\nThank you."


def test_what_is_copied_is_plain_text(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, partial(1, "stable", " tentative"))
    view.selectAll()
    assert view.createMimeDataFromSelection().formats() == ["text/plain"]


def test_copy_all_copies_one_utterance_a_line(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "One.", 1), final(2, "Two.", 2), partial(3, "th", "ree", 3))
    view.copy_all()
    assert QGuiApplication.clipboard().text() == "One.\nTwo.\nthree"


def test_the_up_key_goes_on_from_what_is_in_view(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    fill(view)
    bar = view.verticalScrollBar()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert bar.value() > bar.maximum() / 2


def test_text_cannot_be_changed_by_typing(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    show(view, final(1, "Kept."))
    qtbot.keyClicks(view, "xyz")
    assert text_of(view) == "Kept."


# The button that leads back


def pane(qtbot: QtBot) -> CaptionPane:
    made = CaptionPane(theme(), 20)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    qtbot.waitExposed(made)
    for number in range(40):
        made.show_event(final(number, f"This is sentence number {number}.", number))
    return made


def test_a_way_back_to_the_newest_line_shows_only_above_it(qtbot: QtBot) -> None:
    made = pane(qtbot)
    hidden_at_the_bottom = made.jump.isHidden()
    made.view.verticalScrollBar().setValue(100)
    assert hidden_at_the_bottom
    assert made.jump.isVisible()


def test_the_way_back_leads_to_the_newest_line_and_stays_there(qtbot: QtBot) -> None:
    made = pane(qtbot)
    bar = made.view.verticalScrollBar()
    bar.setValue(100)
    qtbot.mouseClick(made.jump, Qt.MouseButton.LeftButton)
    made.show_event(final(99, "The newest.", 99))
    assert bar.value() == bar.maximum()
    assert made.jump.isHidden()


def test_larger_text_is_larger_and_normal_text_is_as_before(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.change_text_size(1)
    larger = made.view.document().defaultFont().pixelSize()
    made.change_text_size(0)
    assert larger > 20
    assert made.view.document().defaultFont().pixelSize() == 20


# Times


def test_an_event_is_reported_when_it_was_painted(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    event = partial(1, "good", " mor")
    posted = time.monotonic()
    with qtbot.waitSignal(view.painted) as painted:
        view.show_event(event)
    assert painted.args is not None
    assert painted.args[0] is event
    assert posted <= painted.args[1] <= time.monotonic()


def test_an_event_is_reported_only_after_its_picture_has_left_for_the_screen(qtbot: QtBot) -> None:
    """Within the paint event itself nobody could have seen it yet."""
    view = open_view(qtbot)
    reported: list[object] = []
    view.painted.connect(lambda event, _at_s: reported.append(event))
    view.show_event(partial(1, "good", " mor"))
    view.repaint()
    during = list(reported)
    qtbot.waitUntil(lambda: len(reported) == 1)
    assert during == []


def test_a_text_that_changes_nothing_is_reported_without_waiting_for_the_next(qtbot: QtBot) -> None:
    view = open_view(qtbot)
    with qtbot.waitSignal(view.painted):
        view.show_event(partial(1, "good"))
    with qtbot.waitSignal(view.painted) as painted:
        view.show_event(partial(1, "good"))
    assert painted.args is not None


def test_times_are_short_below_an_hour_and_whole_above() -> None:
    at = [clock_text(to_samples(seconds)) for seconds in (4.9, 754, 3725)]
    assert at == ["0:04", "12:34", "1:02:05"]
    assert clock_text(to_samples(754), whole=True) == "00:12:34"


# Any order of events

ACTS = st.sampled_from(["guess", "draft", "final", "nothing"])
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 5), st.text("ab 你😀", max_size=6)), max_size=25)


@given(STEPS)
def test_any_order_of_events_leaves_each_utterance_once_and_in_order(acts: list[tuple[str, int, str]]) -> None:
    """Checked against a dictionary that does the same without a document."""
    document = QTextDocument()
    captions = CaptionDocument(document)
    wanted: dict[int, tuple[str, bool]] = {}  # text, and whether it is settled
    for act, key, text in acts:
        if act == "nothing":
            captions.withdraw(key)
            if not wanted.get(key, ("", True))[1]:
                del wanted[key]
        elif act == "guess":
            captions.show(key, key, text[:2], text[2:])
            if (key in wanted and not wanted[key][1]) or (key not in wanted and text.strip()):
                wanted[key] = (text, False)
        else:
            captions.settle(key, key, text, act == "draft")
            wanted[key] = (" ".join(text.split()), True)
    expected = [wanted[key][0] for key in sorted(wanted)]
    assert captions.plain_text() == "\n".join(expected)
    assert document.toPlainText().removesuffix("\n") == "\n".join(expected)
