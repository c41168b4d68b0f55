"""A kept transcript is edited on its page, on a real store: each act by mouse or keyboard, and each undone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.control.library import TranscriptLibrary
from app.control.workers import Workers
from app.transcripts import editing_acts as acts
from app.transcripts.editing_values import Unsaved
from app.transcripts.errors import TranscriptStoreError
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark
from engine.events import DecodedBy, Final, Stream, Word
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import FORMATS, theme
from ui.common.banner import BannerStack
from ui.library.line_field import LineField
from ui.library.page import SIDE_BY_SIDE_FROM, TranscriptsPage
from ui.library.read_lines import ReadLine
from ui.library.replace_bar import ReplaceBar
from ui.library.sentence_menu import where_it_differs
from ui.library.transcript_editing import AT_ONCE, TranscriptEditing, next_lines

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
TEXTS = ["we use cooper netties now", "so it is", "and that is all"]
PATIENCE_S = 60.0


def final(number: int, text: str, stream: Stream | None = None) -> Final:
    begin = 160_000 * number
    words = [Word(each, begin + 4_000 * at, begin + 4_000 * (at + 1), 0.9) for at, each in enumerate(text.split())]
    end = begin + 4_000 * len(words)
    return Final(number, begin, end, text, tuple(words), "mini", DecodedBy.CTC, 0.1, stream=stream)


class Desk:
    """A page with one transcript that is open."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.store = TranscriptStore(folder / "transcripts.db")
        self.workers = Workers()
        self.session = self.store.begin_session("Microphone", "mini", "en", None, 1_700_000_000.0)

    def open(self, *finals: Final, ended: bool = True) -> TranscriptEditing:
        for each in finals:
            self.store.append(self.session, each)
        if ended:
            self.store.end_session(self.session, 160_000 * len(finals))
        self.window = window = QWidget()
        self.qtbot.addWidget(window)
        look = theme()
        library = TranscriptLibrary(lambda: self.store, self.workers, lambda: None)
        self.banners = BannerStack(look, window)
        self.page = TranscriptsPage(library, ScriptedController(), FORMATS, self.banners, look, window)
        window.resize(SIDE_BY_SIDE_FROM + 240, 560)
        self.page.resize(window.size())
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        self.reading = self.page.reading
        self.editing = self.reading.editing
        self.reading.open(self.session)
        self.qtbot.waitUntil(lambda: self.editing.transcript is not None)
        self.reading.view.setFocus()
        return self.editing

    @property
    def lines(self) -> list[str]:
        """What is shown, and nothing else in the document."""
        view = self.reading.view
        assert view.toPlainText().split("\n") == [line.text for line in view.lines] or not view.lines
        return [line.text for line in view.lines]

    def stored(self) -> list[str]:
        """When all of it is saved."""
        self.qtbot.waitUntil(lambda: self.editing.saving.at_rest)
        return [each.text for each in self.store.load(self.session).segments]

    @property
    def field(self) -> LineField:
        found = self.editing.field
        assert found is not None
        return found

    def menu(self, line: int, at: int | None = None) -> QMenu:
        """Over a line, at a character of it."""
        view = self.reading.view
        cursor = QTextCursor(view.document().findBlockByNumber(line))
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, n=at or 0)
        return self.reading.sentence_menu.menu_at(view.cursorRect(cursor).center())

    def put_away(self) -> None:
        if hasattr(self, "page"):
            self.page.put_away()
        assert self.workers.close(PATIENCE_S)
        self.store.close()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.put_away()


@pytest.fixture
def opened(desk: Desk) -> Desk:
    desk.open(*(final(at, text) for at, text in enumerate(TEXTS)))
    return desk


def choose(menu: QMenu, words: str) -> None:
    """A line of a menu, by how it begins."""
    lines = [each for each in menu.actions() if each.text().startswith(words)]
    assert lines[0].isEnabled()
    lines[0].trigger()


def enabled(menu: QMenu, words: str) -> bool:
    return next(each.isEnabled() for each in menu.actions() if each.text().startswith(words))


def answer(desk: Desk, text: str) -> None:
    """What a dialog asks for."""
    (dialog,) = (each for each in desk.window.findChildren(QInputDialog) if each.isVisible())
    dialog.setTextValue(text)
    dialog.accept()


def undone(desk: Desk) -> list[str]:
    desk.qtbot.keyClick(desk.reading.view, KEY.Key_Z, CTRL)
    return desk.stored()


def test_enter_opens_a_sentence_and_enter_keeps_what_was_typed(opened: Desk) -> None:
    opened.qtbot.keyClick(opened.reading.view, KEY.Key_Return)
    opened.qtbot.keyClicks(opened.field, " too")
    opened.qtbot.keyClick(opened.field, KEY.Key_Return)
    assert opened.lines[0] == f"{TEXTS[0]} too"
    assert (opened.stored()[0], opened.reading.view.hasFocus()) == (f"{TEXTS[0]} too", True)
    assert undone(opened) == TEXTS == opened.lines
    opened.qtbot.keyClick(opened.reading.view, KEY.Key_Y, CTRL)
    assert opened.stored()[0] == f"{TEXTS[0]} too"


def test_a_double_click_opens_the_sentence_with_its_word_selected(opened: Desk) -> None:
    place = opened.reading.view.area_of(1).topLeft() + QPoint(10, 10)
    opened.qtbot.mouseDClick(opened.reading.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (opened.field.text(), opened.field.textCursor().selectedText()) == (TEXTS[1], "so")


def test_escape_leaves_the_sentence_as_it_was(opened: Desk) -> None:
    opened.editing.edit(0)
    opened.qtbot.keyClicks(opened.field, "x")
    opened.qtbot.keyClick(opened.field, KEY.Key_Escape)
    assert (opened.lines, opened.editing.field) == (TEXTS, None)


def test_control_enter_splits_at_the_caret_and_backspace_at_the_start_merges_again(opened: Desk) -> None:
    opened.editing.edit(0, caret=len("we use "))
    opened.qtbot.keyClick(opened.field, KEY.Key_Return, CTRL)
    assert opened.lines == ["we use", "cooper netties now", *TEXTS[1:]]
    assert opened.field.text() == "cooper netties now"
    assert opened.stored() == opened.lines
    opened.qtbot.keyClick(opened.field, KEY.Key_Backspace)
    assert (opened.lines, opened.field.caret()) == (TEXTS, len("we use"))
    opened.qtbot.keyClick(opened.field, KEY.Key_Escape)
    assert undone(opened)[:2] == ["we use", "cooper netties now"]
    assert undone(opened) == TEXTS


def test_delete_at_the_end_merges_with_the_next(opened: Desk) -> None:
    opened.editing.edit(1)
    opened.qtbot.keyClick(opened.field, KEY.Key_Delete)
    assert opened.lines == [TEXTS[0], f"{TEXTS[1]} {TEXTS[2]}"]
    opened.editing.finish()
    assert undone(opened) == TEXTS


def test_the_arrows_go_from_sentence_to_sentence(opened: Desk) -> None:
    opened.editing.edit(0)
    opened.qtbot.keyClick(opened.field, KEY.Key_Down)
    assert opened.field.text() == TEXTS[1]
    opened.qtbot.keyClick(opened.field, KEY.Key_Up)
    assert opened.field.text() == TEXTS[0]


@pytest.mark.parametrize(
    ("words", "line", "at", "after"),
    [
        ("Split here", 0, 7, ["we use", "cooper netties now", *TEXTS[1:]]),
        ("Merge with the next", 0, 0, [f"{TEXTS[0]} {TEXTS[1]}", TEXTS[2]]),
        ("Move the end to the next", 0, 7, ["we use", "cooper netties now so it is", TEXTS[2]]),
        ("Move the beginning to the one before", 1, 3, [f"{TEXTS[0]} so", "it is", TEXTS[2]]),
        ("Delete", 1, 0, [TEXTS[0], TEXTS[2]]),
    ],
)
def test_each_act_of_the_menu_is_saved_and_undone(
    opened: Desk, words: str, line: int, at: int, after: list[str]
) -> None:
    choose(opened.menu(line, at), words)
    assert opened.lines == after == opened.stored()
    assert undone(opened) == TEXTS == opened.lines


def test_the_delete_key_in_the_text_deletes_the_selected_sentences_alone(opened: Desk) -> None:
    cursor = opened.reading.view.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
    opened.reading.view.setTextCursor(cursor)
    opened.qtbot.keyClick(opened.reading.view, KEY.Key_Delete)
    assert opened.stored() == [TEXTS[2]]
    assert opened.store.sessions()
    choose(opened.menu(0), "Restore deleted sentences (2)")
    assert opened.stored() == TEXTS


def test_all_sentences_can_go_and_come_back(opened: Desk) -> None:
    opened.editing.do(acts.delete(opened.editing.transcript.sentences if opened.editing.transcript else []))
    assert (opened.lines, opened.reading.hint.isVisible()) == ([], True)
    opened.editing.undo()
    opened.qtbot.waitUntil(lambda: opened.reading.view.toPlainText() == "\n".join(TEXTS))
    assert opened.reading.view.isVisible()


def test_the_recognised_text_is_shown_and_restored(opened: Desk) -> None:
    opened.editing.do(acts.retext(opened.editing.transcript, 0, "we use Kubernetes now"))  # type: ignore[arg-type] # open
    assert [line.edited for line in opened.reading.view.lines] == [True, False, False]
    choose(opened.menu(0), "Restore the recognised text")
    assert opened.stored() == TEXTS
    assert not enabled(opened.menu(0), "Restore the recognised text")
    assert undone(opened)[0] == "we use Kubernetes now"


def readings(menu: QMenu) -> QMenu | None:
    return next((each for each in menu.findChildren(QMenu) if each.title() == "Other readings"), None)


def test_another_reading_is_taken_from_the_menu_and_undone(desk: Desk) -> None:
    heard = replace(final(0, TEXTS[0]), alternatives=("we use kubernetes now", "we use R&D now"))
    desk.open(heard, final(1, TEXTS[1]))
    others = readings(desk.menu(0))
    assert others is not None
    assert [each.text() for each in others.actions()] == ["we use kubernetes now", "we use R&&D now"]
    choose(others, "we use kubernetes")
    after = ["we use kubernetes now", TEXTS[1]]
    assert desk.lines == after == desk.stored()
    left = readings(desk.menu(0))
    assert left is not None
    assert [each.toolTip() for each in left.actions()] == ["we use R&D now"]
    assert undone(desk) == TEXTS[:2]
    assert readings(desk.menu(1)) is None  # it has none
    choose(desk.menu(0, 7), "Split here")
    assert readings(desk.menu(0)) is None  # it is the reading of both parts


def test_a_long_reading_is_told_by_where_it_differs() -> None:
    shown = "so " * 40 + "we meet on Monday and then we go on"
    told = where_it_differs(shown.replace("meet", "met"), shown)
    assert "we met on Monday" in told
    assert (told[0], told[-1], len(told) <= 62) == ("…", "n", True)


def test_a_speaker_is_named_chosen_again_and_renamed_everywhere(desk: Desk) -> None:
    streams = (Stream.ME, Stream.OTHERS, Stream.ME)
    desk.open(*(final(at, text, streams[at]) for at, text in enumerate(TEXTS)))
    names = lambda: [line.name for line in desk.reading.view.lines]  # noqa: E731
    assert names() == ["Me", "Others", "Me"]
    menu = desk.reading.sentence_menu
    choose(menu.speaker_menu_of(1), "New name…")
    answer(desk, "Anna")
    choose(menu.speaker_menu_of(0), "Rename “Me” everywhere…")
    answer(desk, "Lee")
    assert names() == ["Lee", "Anna", "Lee"]
    choose(menu.speaker_menu_of(2), "Anna")
    assert names() == ["Lee", "Anna", "Anna"]
    assert desk.stored() == TEXTS
    assert desk.store.load(desk.session).edits.speakers == {0: "Lee", 1: "Anna", 2: "Anna"}
    for _ in range(3):
        desk.editing.undo()
    assert names() == ["Me", "Others", "Me"]


def test_a_press_on_the_name_of_a_speaker_opens_its_menu(desk: Desk) -> None:
    desk.open(*(final(at, text, Stream.ME) for at, text in enumerate(TEXTS)))
    place = QPoint(20, desk.reading.view.area_of(1).center().y())
    desk.qtbot.mouseClick(desk.reading.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions() if each.isChecked()] == ["Me"]
    menu.close()


def test_a_note_is_put_changed_and_removed(opened: Desk) -> None:
    choose(opened.menu(1), "Note here…")
    answer(opened, "ask again")
    assert opened.lines[2] == "★ ask again"
    choose(opened.menu(2), "Change the note…")
    answer(opened, "asked")
    opened.stored()
    assert opened.store.load(opened.session).bookmarks == (Bookmark(160_000, "asked"),)
    choose(opened.menu(2), "Remove the mark")
    opened.stored()
    assert (opened.store.load(opened.session).bookmarks, opened.lines) == ((), TEXTS)
    opened.editing.undo()
    assert opened.lines[2] == "★ asked"


def replace_with(desk: Desk, sought: str, new: str) -> ReplaceBar:
    """The bar, with everything found."""
    desk.qtbot.keyClick(desk.reading.view, KEY.Key_H, CTRL)
    bar = desk.reading.find_bar
    bar.field.setText(sought)
    bar.new.setText(new)
    desk.qtbot.waitUntil(lambda: desk.reading.finding.done)
    return bar


def test_many_sentences_are_replaced_undone_and_done_again_in_parts(opened: Desk) -> None:
    """The window has its turn in between; a sentence that changes meanwhile stays as it is."""
    count, turns = 3 * AT_ONCE, []
    before = [f"cooper {at}" for at in range(count)]
    opened.open(*(final(at, text) for at, text in enumerate(before)))
    opened.qtbot.waitUntil(lambda: opened.lines == before)
    bar = replace_with(opened, "cooper", "copper")
    turn = QTimer(bar, interval=0)
    turn.timeout.connect(lambda: turns.append(sum(line.startswith("copper") for line in opened.lines)))
    turn.start()
    bar.all.click()
    assert opened.lines == before
    opened.editing.do(acts.retext(opened.editing.transcript, count - 1, "something else"))
    after = [f"copper {at}" for at in range(count - 1)] + ["something else"]
    opened.qtbot.waitUntil(lambda: opened.lines == after)
    assert any(0 < each < count - 1 for each in turns)
    assert opened.stored() == after
    for act, wanted in ((opened.editing.undo, [*before[:-1], after[-1]]), (opened.editing.redo, after)):
        turns.clear()
        act()
        opened.qtbot.waitUntil(lambda: opened.lines == wanted)  # noqa: B023 - called at once
        assert any(0 < each < count - 1 for each in turns)
        assert opened.stored() == wanted


@pytest.mark.parametrize("seed", range(6))
def test_lines_that_are_shown_in_parts_are_at_last_those_that_are_wanted(seed: int) -> None:
    chance = random.Random(seed)
    lines = [ReadLine(at, f"{at}", at if chance.random() < 0.9 else None) for at in range(600)]
    other = [replace(each, text="other") if each.number is not None else each for each in lines]
    shown, wanted = (sorted(chance.sample(each, 400), key=lambda line: line.position) for each in (lines, other))
    for _ in range(600 // AT_ONCE + 1):
        after = next_lines(shown, wanted)
        apart = len({*after} - {*shown})
        assert apart <= AT_ONCE
        shown = after
    assert shown == wanted


def test_find_and_replace_shows_each_place_before_it_changes(opened: Desk) -> None:
    bar = replace_with(opened, "is", "was")
    assert (bar.count.text(), bar.preview.text()) == ("1 of 2", "so it [is → was]")
    bar.new.setFocus()
    opened.qtbot.keyClick(bar.new, KEY.Key_Return)
    assert opened.lines == [TEXTS[0], "so it was", TEXTS[2]]
    assert (bar.count.text(), bar.preview.text()) == ("1 of 1", "and that [is → was] all")
    bar.one.click()
    assert opened.lines == [TEXTS[0], "so it was", "and that was all"]
    assert (bar.one.isEnabled(), bar.all.isEnabled()) == (False, False)
    opened.qtbot.keyClick(bar.new, KEY.Key_Escape)
    assert bar.isHidden()
    assert undone(opened) == [TEXTS[0], "so it was", TEXTS[2]]


def test_a_replacement_that_holds_what_is_sought_goes_on_behind_itself(opened: Desk) -> None:
    bar = replace_with(opened, "is", "this")
    bar.one.click()
    assert opened.lines[1] == "so it this"
    assert bar.preview.text() == "and that [is → this] all"


def test_all_places_are_replaced_and_undone_at_once(opened: Desk) -> None:
    bar = replace_with(opened, "IS", "was")
    bar.same_case.setChecked(True)
    assert bar.count.text() == "Not found"
    bar.same_case.setChecked(False)
    bar.all.click()
    opened.qtbot.waitUntil(lambda: opened.lines == [TEXTS[0], "so it was", "and that was all"])
    assert bar.preview.text().startswith("Sentences changed: 2.")
    assert opened.reading.view.hasFocus()
    assert undone(opened) == TEXTS
    bar.whole_words.setChecked(True)
    bar.field.setText("coop")
    assert bar.count.text() == "Not found"
    opened.qtbot.keyClick(opened.reading.view, KEY.Key_F, CTRL)
    assert bar.count.text() == "1 of 1", "the choices belong to the part that replaces"


def test_a_transcript_that_still_runs_grows_and_keeps_what_was_edited(desk: Desk) -> None:
    desk.open(final(0, "helo"), final(1, "wold"), ended=False)
    desk.editing.edit(0)
    desk.qtbot.keyClicks(desk.field, "!")
    desk.editing.finish()
    desk.stored()
    for each in (final(0, "hello"), final(1, "world"), final(2, "at the end")):
        desk.store.append(desk.session, each)
    desk.editing.take(desk.store.load(desk.session))
    assert desk.lines == ["helo!", "world", "at the end"]
    desk.editing.undo()
    assert desk.lines == ["hello", "world", "at the end"]


def refined(desk: Desk, number: int, text: str) -> None:
    """The captions that run hear a sentence better, and the page learns of it."""
    desk.store.append(desk.session, final(number, text))
    desk.editing.take(desk.store.load(desk.session))


def test_a_sentence_that_is_improved_under_the_open_field_joins_what_was_typed(desk: Desk) -> None:
    desk.open(final(0, "we use cooper netties now"), final(1, "so it is"), ended=False)
    desk.editing.edit(0)
    desk.qtbot.keyClicks(desk.field, " folks")
    refined(desk, 0, "We use copper netties now")
    assert desk.field.text() == "We use copper netties now folks"
    assert desk.field.caret() == len(desk.field.text())
    assert desk.editing.over.news.isVisible()
    assert desk.editing.over.news.text() == "Recognised meanwhile: We use copper netties now"
    desk.qtbot.keyClick(desk.field, KEY.Key_Return)
    assert not desk.editing.over.news.isVisible()
    assert desk.stored()[0] == "We use copper netties now folks"
    choose(desk.menu(0), "Restore the recognised text")
    assert desk.stored()[0] == "We use copper netties now"


def test_who_opened_a_sentence_and_typed_nothing_takes_back_no_improvement(desk: Desk) -> None:
    desk.open(final(0, "helo"), ended=False)
    desk.editing.edit(0)
    refined(desk, 0, "hello")
    assert (desk.field.text(), desk.editing.over.news.isVisible()) == ("hello", False)
    desk.editing.finish()
    assert (desk.lines, [line.edited for line in desk.reading.view.lines]) == (["hello"], [False])


def test_an_edited_sentence_shows_what_is_recognised_meanwhile_and_stays(desk: Desk) -> None:
    desk.open(final(0, "helo all"), ended=False)
    desk.editing.do(acts.retext(desk.editing.transcript, 0, "helo everybody"))  # type: ignore[arg-type] # open
    desk.stored()
    desk.editing.edit(0)
    refined(desk, 0, "hello all")
    assert (desk.field.text(), desk.editing.over.news.isVisible()) == ("helo everybody", True)
    desk.editing.finish()
    assert desk.stored() == ["helo everybody"]


def test_what_was_typed_is_kept_when_another_transcript_is_opened(opened: Desk) -> None:
    opened.editing.edit(0)
    opened.qtbot.keyClicks(opened.field, "!")
    opened.page.close_transcript()
    opened.qtbot.waitUntil(lambda: opened.store.load(opened.session).segments[0].text == f"{TEXTS[0]}!")


def test_what_cannot_be_saved_is_told_once_and_saved_later(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = True
    save = opened.store.save_edits

    def refuse(session_id: int, edits: Unsaved) -> None:
        if blocked:
            raise TranscriptStoreError("The disk is full.", "Free some space.")
        save(session_id, edits)

    monkeypatch.setattr(opened.store, "save_edits", refuse)
    opened.editing.do(acts.delete(opened.editing.selected()))
    opened.qtbot.waitUntil(lambda: opened.banners.named("library") is not None)
    blocked = False
    opened.editing.saving.save_now()
    assert opened.stored() == TEXTS[1:]


def test_acts_on_three_hours_leave_the_window_fluent(desk: Desk) -> None:
    """20,000 words; the bound is wide, so that a loaded machine passes. 14 words a sentence."""
    words = [
        "so",
        "we",
        "went",
        "on",
        "to",
        "the",
        "next",
        "point",
        "and",
        "talked",
        "about",
        "it",
        "for",
        "a",
        "while",
    ]
    desk.open(*(final(at, " ".join(words)) for at in range(1_430)))
    desk.qtbot.waitUntil(lambda: desk.reading.view.document().blockCount() == 1_430, timeout=60_000)
    transcript = desk.editing.transcript
    assert transcript is not None

    def took(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        QApplication.processEvents()
        return (time.perf_counter() - began) * 1000

    figures = {
        "open": took(lambda: desk.editing.edit(700)),
        "type": took(lambda: desk.qtbot.keyClick(desk.field, KEY.Key_A)),
        "keep": took(desk.editing.finish),
        "split": took(lambda: desk.editing.do(acts.split(transcript, 700, 10))),
        "undo": took(desk.editing.undo),
        "redo": took(desk.editing.redo),
        "merge": took(lambda: desk.editing.do(acts.merge(transcript, 700))),
        "rename": took(lambda: desk.editing.do(acts.name_speaker(transcript.sentences, "Anna"))),
        "take": took(lambda: desk.editing.take(desk.store.load(desk.session))),
    }
    print({name: round(each, 1) for name, each in figures.items()})
    assert max(figures[name] for name in ("type", "split", "undo", "redo", "merge")) < 300
