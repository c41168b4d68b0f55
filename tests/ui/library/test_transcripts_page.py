"""The page of transcripts, on a real store: found, read, renamed, deleted and brought back by keyboard alone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.control.library import TranscriptLibrary
from app.control.workers import Workers
from app.transcripts.library import PAGE
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, ListedPart
from engine.events import DecodedBy, Final, Stream
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import FORMATS, theme
from ui.common.banner import BannerStack, Kind
from ui.library.lines import ListLine
from ui.library.models import LINE
from ui.library.page import SIDE_BY_SIDE_FROM, TranscriptsPage
from ui.library.selection import ChosenTranscripts
from ui.main_window import MainWindow

PATIENCE_S = 60.0
WIDE, NARROW = SIDE_BY_SIDE_FROM + 200, 560
KEY = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier


class Library:
    """A store with a page on it, and what the page is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "transcripts.db"
        self.controller = ScriptedController()
        self.workers = Workers()
        self.store: TranscriptStore | None = None
        self.gate = threading.Event()
        self.gate.set()

    def opened(self) -> TranscriptStore:
        assert self.gate.wait(PATIENCE_S)
        if self.store is None:
            self.store = TranscriptStore(self.path)
        return self.store

    def keep(self, title: str, *texts: str, began: float = 1_700_000_000.0, sound: bool = False) -> int:
        recording = self.folder / f"2026-11-20 10-32-{len(list(self.folder.iterdir())):02}.flac" if sound else None
        if recording is not None:
            recording.write_bytes(bytes(2_500_000))
        number = self.opened().begin_session("Microphone", "mini", "en", recording, began)
        for at, text in enumerate(texts):
            said = Final(at, 160_000 * at, 160_000 * at + 80_000, text, (), "mini", DecodedBy.CTC, 0.1)
            self.opened().append(number, said)
        self.opened().rename_session(number, title)
        self.opened().end_session(number, 160_000 * len(texts))
        return number

    def page(self, qtbot: QtBot, width: int = WIDE) -> TranscriptsPage:
        self.window = window = QWidget()
        qtbot.addWidget(window)
        look = theme()
        self.banners = BannerStack(look, window)
        library = TranscriptLibrary(self.opened, self.workers, lambda: None)
        page = TranscriptsPage(library, self.controller, FORMATS, self.banners, look, window)
        window.resize(width, 500)
        page.resize(width, 500)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page.focus_first()
        self.shown = page
        return page

    def notice(self, qtbot: QtBot) -> tuple[str, str]:
        qtbot.waitUntil(lambda: self.banners.named("library") is not None)
        banner = self.banners.named("library")
        assert banner is not None
        return banner.what.text(), banner.remedy.text()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path)
    yield made
    made.gate.set()
    if hasattr(made, "shown"):
        made.shown.put_away()
    assert made.workers.close(PATIENCE_S)
    if made.store is not None:
        made.store.close()


def titles(page: TranscriptsPage) -> list[str]:
    return [each.session.title for each in page.list_pane.transcripts.rows]


def filled(qtbot: QtBot, page: TranscriptsPage) -> TranscriptsPage:
    qtbot.waitUntil(lambda: bool(page.list_pane.transcripts.rows))
    return page


def open_text(qtbot: QtBot, page: TranscriptsPage, text: str) -> None:
    qtbot.waitUntil(lambda: text in page.reading.view.toPlainText())


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Where the keyboard is."""
    focus = QGuiApplication.focusObject()
    assert isinstance(focus, QWidget)
    qtbot.keyClick(focus, key, modifier)


def type_query(qtbot: QtBot, page: TranscriptsPage, words: str) -> None:
    press(qtbot, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list_pane.field.hasFocus()
    qtbot.keyClicks(page.list_pane.field, words)


def test_an_empty_page_says_what_will_be_here_and_its_button_starts(qtbot: QtBot, library: Library) -> None:
    page = library.page(qtbot)
    qtbot.waitUntil(page.empty.isVisible)
    with qtbot.waitSignal(page.start_wanted):
        qtbot.mouseClick(page.empty.start, Qt.MouseButton.LeftButton)


def test_the_first_rows_of_5000_are_there_without_the_rest(qtbot: QtBot, library: Library) -> None:
    library.opened()
    database = sqlite3.connect(library.path)
    with database:
        rows = [(f"Talk {number}", float(number)) for number in range(5_000)]
        database.executemany(
            "INSERT INTO sessions (title, source, model, started_at, end_position) VALUES (?, 'mic', 'm', ?, 0)", rows
        )
    database.close()
    page = filled(qtbot, library.page(qtbot))
    assert titles(page) == [f"Talk {number}" for number in range(4_999, 4_999 - PAGE, -1)]
    page.list_pane.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(titles(page)) == 2 * PAGE)
    assert titles(page)[-1] == f"Talk {5_000 - 2 * PAGE}"


def test_the_page_waits_for_no_database(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "Good morning.")
    library.gate.clear()
    page = library.page(qtbot)
    assert page.isVisible()
    assert titles(page) == []
    library.gate.set()
    filled(qtbot, page)


def test_a_line_says_when_how_long_how_much_and_whether_there_is_sound(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "One.", "Two.", sound=True)
    library.opened().begin_session("mic", "m", started_at=1.0)
    page = filled(qtbot, library.page(qtbot))
    model = page.list_pane.transcripts
    said = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert "Talk" in said[0]
    for part in ("20 s", "2 captions", "with sound", "2023" if "2023" in said[0] else "23"):
        assert part in said[0]
    assert "Closed before it was finished" in said[1]
    assert "with sound" not in said[1]


def test_beside_the_list_the_transcript_in_hand_is_shown_and_the_arrows_go_on(qtbot: QtBot, library: Library) -> None:
    library.keep("Older", "Good evening.", began=1_000.0)
    library.keep("Newer", "Good morning.", began=2_000.0)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    press(qtbot, KEY.Key_Down)
    open_text(qtbot, page, "Good evening.")
    assert page.reading.title.text() == "Older"
    assert page.list_pane.list.hasFocus()
    press(qtbot, KEY.Key_Return)
    assert page.reading.view.hasFocus()


def test_in_a_narrow_page_enter_opens_and_back_closes(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot, NARROW))
    assert not page.reading.isVisible()
    page.list_pane.choose(0)
    press(qtbot, KEY.Key_Return)
    qtbot.waitUntil(page.reading.view.hasFocus)
    assert not page.list_pane.isVisible()
    press(qtbot, KEY.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert (page.reading.isVisible(), page.list_pane.list.hasFocus()) == (False, True)
    page.resize(WIDE, 500)
    assert page.reading.isVisible()


def test_marks_and_speakers_are_visible_and_only_text_is_copied(qtbot: QtBot, library: Library) -> None:
    number = library.keep("Talk", "Good morning.", "Welcome.")
    library.opened().append(number, Final(9, 900_000, 960_000, "Hi.", (), "m", DecodedBy.CTC, 0.1, stream=Stream.ME))
    for mark in (Bookmark(10_000, "ask *Ann*"), Bookmark(1_000_000)):
        library.opened().add_mark(number, mark)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Hi.")
    view = page.reading.view
    assert view.toPlainText() == "Good morning.\n★ ask *Ann*\nWelcome.\nHi.\n★ Marked"
    assert [line.stream for line in view.lines] == [None, None, None, Stream.ME, None]
    view.selectAll()
    copied = view.createMimeDataFromSelection()
    assert (copied.text(), copied.hasHtml()) == (view.toPlainText(), False)


def test_what_a_search_finds_opens_at_its_place(
    qtbot: QtBot, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where that part of a long text is filled in later."""
    monkeypatch.setattr("ui.library.transcript_view.LINES_AT_ONCE", 10)
    library.keep("Other", "Nothing of it.", began=1_000.0)
    number = library.keep("Talk", *(f"Sentence {at}." for at in range(60)), "The release is in March.", "End.")
    page = filled(qtbot, library.page(qtbot))
    type_query(qtbot, page, "release")
    qtbot.waitUntil(page.list_pane.hit_list.isVisible)
    (hit,) = page.list_pane.hits.rows
    assert (hit.session_id, hit.snippet) == (number, "The release is in March.")
    press(qtbot, KEY.Key_Return)
    assert page.list_pane.hit_list.hasFocus()
    press(qtbot, KEY.Key_Return)
    view = page.reading.view
    qtbot.waitUntil(lambda: view.textCursor().block().text() == "The release is in March.")
    assert view.viewport().rect().contains(view.cursorRect().center())
    press(qtbot, KEY.Key_Escape)
    assert page.list_pane.list.isVisible()


def test_a_search_without_a_find_says_so(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot))
    type_query(qtbot, page, "zebra")
    qtbot.waitUntil(page.list_pane.nothing.isVisible)
    assert page.list_pane.nothing.text() == "No transcript has “zebra”."


def test_in_the_text_ctrl_f_finds_there(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "Good morning.", "A fine morning.")
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    page.reading.view.setFocus()
    press(qtbot, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.reading.find_bar.field.hasFocus()
    qtbot.keyClicks(page.reading.find_bar.field, "morning")
    qtbot.waitUntil(lambda: page.reading.finding.found == ["morning", "morning"])
    press(qtbot, KEY.Key_Escape)
    assert (page.reading.find_bar.isVisible(), page.reading.view.hasFocus()) == (False, True)


def test_a_title_is_typed_in_its_line(qtbot: QtBot, library: Library) -> None:
    number = library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    press(qtbot, KEY.Key_F2)
    editor = page.list_pane.list.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("Interview & <b>notes</b>")
    qtbot.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.reading.title.text() == "Interview & <b>notes</b>")
    assert titles(page) == ["Interview & <b>notes</b>"]
    assert library.opened().load(number).session.title == "Interview & <b>notes</b>"


def test_delete_asks_nothing_says_what_is_freed_and_can_be_undone(qtbot: QtBot, library: Library) -> None:
    library.keep("Older", "Good evening.", began=1_000.0)
    library.keep("Newer", "Good morning.", began=2_000.0, sound=True)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    press(qtbot, KEY.Key_Delete)
    assert library.notice(qtbot) == ("“Newer” was deleted.", "Its sound goes with it and frees 2.5 MB.")
    assert titles(page) == ["Older"]
    open_text(qtbot, page, "Good evening.")
    banner = library.banners.named("library")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: titles(page) == ["Newer", "Older"])
    open_text(qtbot, page, "Good morning.")


def test_the_last_transcript_deleted_leaves_the_empty_page(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    press(qtbot, KEY.Key_Delete)
    qtbot.waitUntil(page.empty.isVisible)


def test_what_came_meanwhile_is_there_when_the_page_is_shown_again(qtbot: QtBot, library: Library) -> None:
    library.keep("Older", "Good evening.", began=1_000.0)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good evening.")
    page.hide()
    library.keep("Newer", "Good morning.", began=2_000.0)
    page.show()
    qtbot.waitUntil(lambda: titles(page) == ["Newer", "Older"])


def test_the_open_transcript_is_exported_under_its_title(qtbot: QtBot, library: Library) -> None:
    number = library.keep("Q3: plan / budget", "Good morning.")
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    page.export_menu.export_to(library.folder / "out.txt", "txt")
    qtbot.waitUntil(lambda: library.banners.named("export") is not None)
    assert library.controller.exported == [(number, library.folder / "out.txt", "txt")]
    assert ChosenTranscripts(page.list_pane, page.reading).on_page()[0].file_name == "Q3- plan - budget"


def test_what_cannot_be_loaded_is_told(qtbot: QtBot, library: Library) -> None:
    number = library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot, NARROW))
    library.opened().delete_session(number)
    page.list_pane.choose(0)
    press(qtbot, KEY.Key_Return)
    assert library.notice(qtbot)[0].startswith("There is no transcript")


def test_every_control_is_named(qtbot: QtBot, library: Library) -> None:
    library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    kinds = ("QToolButton", "QLineEdit", "LineList", "TranscriptView", "QPushButton")
    controls = [each for each in page.findChildren(QWidget) if each.metaObject().className() in kinds]
    ours = [each for each in controls if each.objectName() != "_q_qlineeditclearbutton"]
    named: Callable[[QWidget], str] = lambda each: each.accessibleName() or str(each.property("text") or "")  # noqa: E731
    assert len(ours) >= 6
    assert [each.objectName() for each in ours if not named(each)] == []


def test_in_the_window_a_notice_stands_at_the_foot_of_the_page_and_the_button_starts_captions(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    page = window.show_page("transcripts")
    assert isinstance(page, TranscriptsPage)
    qtbot.waitUntil(page.empty.isVisible)
    for _ in range(2):  # when it has turned out to be empty, and when it is known to be
        qtbot.waitUntil(page.empty.start.hasFocus)
        window.show_page("live")
        window.show_page("transcripts")
    window.banners.tell("library", Kind.INFO, "“Talk” was deleted.")
    qtbot.waitUntil(lambda: window.banners.geometry().bottom() > window.frame.height() - 60)
    assert window.banners.geometry().bottom() < window.frame.height()
    qtbot.mouseClick(page.empty.start, Qt.MouseButton.LeftButton)
    assert (window.frame.shown, controller.calls[-1]) == ("live", "start")
    assert window.banners.geometry().bottom() < window.frame.height() / 2


def test_a_tag_that_was_typed_filters_the_list_and_goes_again(qtbot: QtBot, library: Library) -> None:
    library.keep("Older", "Good evening.", began=1_000.0)
    number = library.keep("Newer", "Good morning.", began=2_000.0)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    parts = page.list_pane.around.parts
    assert not parts.isVisible(), "there is nothing to choose yet"
    page.acts.ask_for_tags(page.list_pane.transcripts.rows[:1])
    dialog = page.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("council， 采访")
    dialog.accept()
    qtbot.waitUntil(parts.isVisible)
    assert library.opened().load(number).session.tags == ("council", "采访")
    assert [parts.itemText(each) for each in range(parts.count())] == ["All transcripts", "# council", "# 采访"]
    parts.setCurrentIndex(1)
    parts.activated.emit(1)
    qtbot.waitUntil(lambda: titles(page) == ["Newer"])
    line = page.list_pane.transcripts.data(page.list_pane.transcripts.index(0), LINE)
    assert isinstance(line, ListLine)
    assert "#council #采访" in line.detail
    library.opened().change_tags(number, remove=["council"])
    page.list_pane.refresh()
    qtbot.waitUntil(lambda: titles(page) == ["Newer", "Older"])


def test_the_key_of_export_works_in_the_text(qtbot: QtBot, library: Library) -> None:
    """On some desktops it means the end of the line to a text."""
    library.keep("Talk", "Good morning.")
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    page.reading.view.setFocus()
    shown: list[bool] = []

    def look() -> None:
        shown.append(page.export_menu.isVisible())
        page.export_menu.close()

    page.export_menu.aboutToShow.connect(lambda: QTimer.singleShot(0, page, look))
    press(qtbot, KEY.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert shown == [True]


def test_what_was_deleted_is_listed_and_brought_back(qtbot: QtBot, library: Library) -> None:
    library.keep("Older", "Good evening.", began=1_000.0)
    library.keep("Newer", "Good morning.", began=2_000.0)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    press(qtbot, KEY.Key_Delete)
    parts = page.list_pane.around.parts
    qtbot.waitUntil(parts.isVisible)
    parts.setCurrentIndex(1)
    parts.activated.emit(1)
    qtbot.waitUntil(lambda: titles(page) == ["Newer"])
    page.list_pane.choose(0)
    open_text(qtbot, page, "Good morning.")
    offered = {each.text().split("\t")[0] for each in page.reading.more.menu().actions() if each.isVisible()}
    assert offered == {"Show the sound file", "Bring back", "Delete for good…"}
    page.acts.bring_back(page.list_pane.transcripts.rows[0])
    qtbot.waitUntil(lambda: titles(page) == ["Newer", "Older"])


def test_everything_is_deleted_after_a_question_and_what_it_takes_stands_at_the_foot(
    qtbot: QtBot, library: Library
) -> None:
    library.keep("Talk", "Good morning.", sound=True)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good morning.")
    foot = page.list_pane.around.foot
    qtbot.waitUntil(lambda: "sound 2.5 MB" in foot.words.text())
    question = foot.ask()
    assert question.defaultButton().text() == "Cancel"
    next(each for each in question.buttons() if each.text() == "Delete everything").click()
    assert library.notice(qtbot)[0].startswith("Everything was deleted. 2.")
    qtbot.waitUntil(page.empty.isVisible)
    assert list(library.folder.glob("*.flac")) == []


def test_an_open_transcript_says_what_it_was_made_from_and_marks_its_drafts(qtbot: QtBot, library: Library) -> None:
    store = library.opened()
    number = store.begin_session("mic", "whisper-base", None, started_at=1.0)
    for at, draft in enumerate((False, True, True)):
        made = Final(at, 160_000 * at, 160_000 * at + 1, f"Sentence {at}.", (), "m", DecodedBy.CTC, 0.1, draft=draft)
        store.append(number, replace(made, language=("en", "zh", "en")[at]))
    store.correct(number, 2, "Edited.")
    store.change_tags(number, ["council"])
    store.end_session(number, 480_000)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Edited.")
    assert page.reading.detail.text().endswith("Microphone · Whisper base · English, 中文 · #council")
    assert [line.draft for line in page.reading.view.lines] == [False, True, False]
    line = page.list_pane.transcripts.data(page.list_pane.transcripts.index(0), LINE)
    assert isinstance(line, ListLine)
    assert "Source: Microphone" in line.hint
    assert "Model: Whisper base" in line.hint


def test_a_line_changes_while_captions_run_and_keeps_the_readers_place(qtbot: QtBot, library: Library) -> None:
    library.keep("Older", "Good evening.", "More.", began=1_000.0)
    page = filled(qtbot, library.page(qtbot))
    open_text(qtbot, page, "Good evening.")
    number = library.keep("Newer", "Good morning.", began=2_000.0)
    draft = Final(7, 160_000, 240_000, "Perhaps.", (), "mini", DecodedBy.CTC, 0.1, draft=True)
    library.opened().append(number, draft)
    page.take_events([draft])
    qtbot.waitUntil(lambda: titles(page) == ["Newer", "Older"])
    in_hand = page.list_pane.in_hand
    assert in_hand is not None
    assert in_hand.session.title == "Older"
    line = page.list_pane.transcripts.data(page.list_pane.transcripts.index(0), LINE)
    assert isinstance(line, ListLine)
    assert "2 captions · drafts: 1" in line.detail
    assert "Source: Microphone" in line.hint


def select_all(qtbot: QtBot, page: TranscriptsPage) -> None:
    page.list_pane.list.setFocus()
    page.list_pane.list.selectAll()


def test_delete_takes_all_that_are_selected_and_undo_brings_all_back(qtbot: QtBot, library: Library) -> None:
    for number, title in enumerate(("one", "two", "three")):
        library.keep(title, "so it is", began=1_700_000_000.0 - number)
    page = filled(qtbot, library.page(qtbot))
    select_all(qtbot, page)
    press(qtbot, KEY.Key_Delete)
    assert library.notice(qtbot)[0] == "3 transcripts were deleted."
    qtbot.waitUntil(lambda: titles(page) == [])
    banner = library.banners.named("library")
    assert banner is not None
    next(each for each in banner.findChildren(QToolButton) if each.text() == "Undo").click()
    qtbot.waitUntil(lambda: titles(page) == ["one", "two", "three"])


def test_f2_renames_one_of_several(qtbot: QtBot, library: Library) -> None:
    library.keep("one", "so it is")
    library.keep("two", "so it is", began=1_600_000_000.0)
    page = filled(qtbot, library.page(qtbot))
    select_all(qtbot, page)
    press(qtbot, KEY.Key_F2)
    assert len(page.list_pane.selected) == 1
    field = page.list_pane.list.findChild(QLineEdit)
    assert field is not None
    field.setText("other")
    qtbot.keyClick(field, KEY.Key_Return)
    qtbot.waitUntil(lambda: "other" in titles(page))
    assert len({*titles(page)} & {"one", "two"}) == 1


def test_tags_go_to_all_that_are_selected(qtbot: QtBot, library: Library) -> None:
    numbers = [library.keep(title, "so it is") for title in ("one", "two")]
    library.opened().change_tags(numbers[0], ["own", "both"])
    library.opened().change_tags(numbers[1], ["both"])
    page = filled(qtbot, library.page(qtbot))
    select_all(qtbot, page)
    page.acts.ask_for_tags(page.list_pane.selected)
    (dialog,) = page.findChildren(QInputDialog)
    assert dialog.textValue() == "both"
    dialog.setTextValue("new")
    dialog.accept()
    tags = lambda: [{*library.opened().load(each).session.tags} for each in numbers]  # noqa: E731
    qtbot.waitUntil(lambda: tags() == [{"own", "new"}, {"new"}])


def test_a_deleted_one_is_deleted_for_good_after_a_question(qtbot: QtBot, library: Library) -> None:
    number = library.keep("one", "so it is", sound=True)
    library.keep("two", "so it is")
    sound = library.opened().load(number).session.recording
    assert sound is not None
    library.opened().put_into_bin(number)
    page = filled(qtbot, library.page(qtbot))
    page.list_pane.transcripts.show_part(ListedPart(deleted=True))
    qtbot.waitUntil(lambda: titles(page) == ["one"])
    page.list_pane.choose(0)
    page.list_pane.list.setFocus()
    press(qtbot, KEY.Key_Delete)
    (question,) = page.findChildren(QMessageBox)
    assert question.text() == "Delete “one” for good?"
    assert sound.exists(), "nothing goes before the answer"
    next(each for each in question.buttons() if each.text() == "Delete for good").click()
    qtbot.waitUntil(lambda: not library.opened().deleted(4_000_000_000.0))
    qtbot.waitUntil(lambda: titles(page) == [])
    assert not sound.exists()
