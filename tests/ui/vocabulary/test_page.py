"""The vocabulary page: words, lists, profiles and trials, by mouse and by keyboard; nothing typed is ever lost."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.control.earshot import Earshot
from app.control.vocabulary import VocabularyService
from app.folders import portable_folders
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Profiles
from app.hotwords.usage import UsageCounts
from app.settings import Settings
from engine.events import DecodedBy, Final
from tests.support.ui_window import theme
from ui.common.banner import BannerStack
from ui.common.tokens import RADIUS_M, px
from ui.common.translation import install
from ui.vocabulary.columns import Column
from ui.vocabulary.editor import VocabularyEditor
from ui.vocabulary.page import VocabularyPage

CONTROL = Qt.KeyboardModifier.ControlModifier
TEAM = "# people\nKubernetes|k8s\tcooper netties\t2\tthe cluster\n张伟\nfun asr => Fun-ASR\n"
WAIT_MS = 60_000


@pytest.fixture
def library(tmp_path: Path) -> HotwordLibrary:
    made = HotwordLibrary(portable_folders(tmp_path).hotwords)
    made.create("team", from_paste(""))
    made.path("team").write_text(TEAM, encoding="utf-8")
    made.create("board", from_paste("EBITDA\n"))
    made.save_profiles(Profiles({"work": ("team",)}, active="work"))
    return made


@pytest.fixture
def usage(tmp_path: Path) -> Iterator[UsageCounts]:
    made = UsageCounts(tmp_path / "usage.db", lambda: 1_800_000_000.0)
    yield made
    made.close()


@pytest.fixture
def desk(library: HotwordLibrary, usage: UsageCounts, tmp_path: Path) -> Iterator[VocabularyService]:
    made = Earshot(Settings(), portable_folders(tmp_path)).vocabulary
    made.usage = usage
    yield made
    made.close()


_windows: list[QWidget] = []


def open_page(qtbot: QtBot, desk: VocabularyService, width: int = 1000, height: int = 700) -> VocabularyPage:
    """In a window with its notices above it, as the frame has it."""
    look = theme()
    window, banners = QWidget(), BannerStack(look)
    _windows[:] = [window]  # nothing else holds it
    page = VocabularyPage(desk, look, banners)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(banners)
    column.addWidget(page, 1)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.editor is not None and page.editor.list_controller.known, timeout=WAIT_MS)
    page.setFocus()
    return page


def open_editor(qtbot: QtBot, desk: VocabularyService, width: int = 1000, height: int = 700) -> VocabularyEditor:
    editor = open_page(qtbot, desk, width, height).editor
    assert editor is not None
    return editor


@pytest.fixture
def editor(qtbot: QtBot, desk: VocabularyService) -> Iterator[VocabularyEditor]:
    made = open_editor(qtbot, desk)
    qtbot.waitUntil(lambda: made.lists.editable, timeout=WAIT_MS)
    yield made
    made.put_away()


def words(model: QAbstractItemModel, column: Column = Column.WORD) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def on_disk(library: HotwordLibrary, name: str = "team") -> str:
    return library.path(name).read_text(encoding="utf-8")


def wait_saved(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.lists.save()
    qtbot.waitUntil(lambda: editor.lists.saved, timeout=WAIT_MS)


def keys(qtbot: QtBot, text: str) -> None:
    """Typed into whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, text)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier)


def told(editor: VocabularyEditor, name: str = "vocabulary") -> str:
    banner = editor.asking.banners.named(name)
    return "" if banner is None else banner.what.text()


# What is seen


def test_the_list_of_the_active_profile_is_open_with_every_line_that_says_something(editor: VocabularyEditor) -> None:
    assert editor.lists.name == "team"
    assert words(editor.table) == ["Kubernetes|k8s", "张伟", "fun asr => Fun-ASR"]


def test_lists_and_profiles_that_cannot_be_used_are_told_once(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    library.path("board").write_bytes("热词\n".encode("gb18030"))
    library.save_profiles(Profiles({"work": ("team", "board", "gone")}, active="work"))
    gone = "The profile “work” names the list “gone”, which is not there."
    editor.list_controller.read_again()
    qtbot.waitUntil(lambda: told(editor, gone) == gone, timeout=WAIT_MS)
    assert told(editor, "The list “board” is not UTF-8 text.")
    editor.asking.banners.clear(gone)
    editor.list_controller.read_again()
    qtbot.waitUntil(lambda: editor.asking.waiting == 0, timeout=WAIT_MS)
    assert told(editor, gone) == ""


def test_the_words_of_every_label_are_plain_but_those_of_the_trial(editor: VocabularyEditor) -> None:
    """Qt takes a title that looks like HTML for HTML; the trial escapes what it shows."""
    rich = [
        label.objectName()
        for label in editor.findChildren(QLabel)
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert set(rich) <= {"vocabularyTexts"}


def test_another_programs_list_is_imported_with_a_word_on_how_it_was_read(
    qtbot: QtBot, editor: VocabularyEditor, tmp_path: Path
) -> None:
    (tmp_path / "theirs.txt").write_text("毫安时 = mAh\n赫兹 = Hz\n", encoding="utf-8")
    editor.files.import_from(tmp_path / "theirs.txt")
    qtbot.waitUntil(lambda: "theirs" in told(editor), timeout=WAIT_MS)
    banner = editor.asking.banners.named("vocabulary")
    assert banner is not None
    assert banner.remedy.text() == "“毫安时 = mAh” is read as a rule."


def test_a_pronunciation_that_nobody_gave_is_worked_out(editor: VocabularyEditor) -> None:
    assert words(editor.table, Column.SOUNDS) == ["cooper netties", "zhāng wěi", ""]


def test_every_row_tells_its_line_of_the_file(editor: VocabularyEditor) -> None:
    numbers = [editor.table.headerData(row, Qt.Orientation.Vertical) for row in range(3)]
    assert numbers == [2, 3, 4]


def test_counts_and_last_heard_are_shown(qtbot: QtBot, editor: VocabularyEditor, usage: UsageCounts) -> None:
    for number in range(3):
        usage.note(Final(number, 0, 1, "", (), "m", DecodedBy.CTC, 0, None, ("张伟",), ("张伟",)))
    assert usage.settle()
    editor.look()
    qtbot.waitUntil(lambda: words(editor.table, Column.HEARD)[1] == "3", timeout=WAIT_MS)
    assert "2027" in words(editor.table, Column.LAST)[1]


def test_near_doubles_are_marked_and_can_be_shown_alone(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.words.paste("张玮\n")
    qtbot.waitUntil(lambda: editor.table.remarked == 1, timeout=WAIT_MS)
    editor.remarked.click()
    assert words(editor.table) == ["张玮"]
    hint = editor.table.index(0, Column.WORD).data(Qt.ItemDataRole.ToolTipRole)
    assert "sounds the same as “张伟”" in hint


# Words


def test_a_word_that_is_typed_is_in_the_file(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    qtbot.keyClicks(editor.words.field, "Okonkwo")
    qtbot.keyClick(editor.words.field, Qt.Key.Key_Return)
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM + "Okonkwo\n"


def test_changes_are_saved_by_themselves(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    editor.words.field.setText("Okonkwo")
    editor.words.add_typed()
    qtbot.waitUntil(lambda: "Okonkwo" in on_disk(library), timeout=WAIT_MS)


def test_the_first_word_makes_the_first_list(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    for name in ("team", "board"):
        library.remove(name)
    qtbot.waitUntil(lambda: editor.lists.name is None and not editor.list_controller.now.lists, timeout=WAIT_MS)
    assert editor.words.guide.isVisible()
    assert not editor.trial.isVisible()
    press(qtbot, Qt.Key.Key_N, CONTROL)
    keys(qtbot, "Okonkwo")
    editor.words.guide.add.click()
    qtbot.waitUntil(lambda: words(editor.table) == ["Okonkwo"], timeout=WAIT_MS)
    wait_saved(qtbot, editor)
    assert on_disk(library, "My words") == "Okonkwo\n"


def test_a_word_that_is_there_is_shown_instead_of_added(editor: VocabularyEditor) -> None:
    editor.words.filter.setText("fun")
    editor.words.field.setText("KUBERNETES")
    editor.words.add_typed()
    assert "already" in told(editor)
    assert editor.words.view.places() == [1]
    assert editor.words.field.text() == "KUBERNETES"


def test_five_thousand_lines_are_pasted_at_once_and_undone_in_one_step(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    QGuiApplication.clipboard().setText("kubernetes\n" + "".join(f"word{n}\tsay {n}\t2\n" for n in range(5000)))
    editor.words.view.setFocus()
    qtbot.keyClick(editor.words.view, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: editor.table.rowCount() == 5003, timeout=WAIT_MS)
    assert told(editor) == "Added: 5000. There already: 1."
    wait_saved(qtbot, editor)
    assert on_disk(library).count("\n") == 5004
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM


def test_a_spreadsheet_s_cells_become_fields(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.words.paste("CRISPR\t基因编辑\t3\tlecture\r\n")
    qtbot.waitUntil(lambda: editor.table.rowCount() == 4, timeout=WAIT_MS)
    assert [words(editor.table, each)[3] for each in (Column.SOUNDS, Column.WEIGHT, Column.NOTE)] == [
        "基因编辑",
        "3",
        "lecture",
    ]


def test_many_lines_pasted_into_the_field_are_many_words(qtbot: QtBot, editor: VocabularyEditor) -> None:
    QGuiApplication.clipboard().setText("one word\nanother\n")
    qtbot.keyClick(editor.words.field, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: words(editor.table)[3:] == ["one word", "another"], timeout=WAIT_MS)


def test_the_filter_keeps_what_holds_the_text_in_any_field(qtbot: QtBot, editor: VocabularyEditor) -> None:
    qtbot.keyClicks(editor.words.filter, "NETTIES")
    assert words(editor.table) == ["Kubernetes|k8s"]


def test_a_weight_is_edited_in_place_and_undone(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    index = editor.table.index(1, Column.WEIGHT)
    assert editor.table.setData(index, "3")
    wait_saved(qtbot, editor)
    assert "张伟\t\t3\n" in on_disk(library)
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM
    editor.redo.trigger()
    assert words(editor.table, Column.WEIGHT)[1] == "3"


def test_a_computed_pronunciation_can_be_replaced(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    assert editor.table.index(1, Column.SOUNDS).data(Qt.ItemDataRole.EditRole) == ""
    editor.table.setData(editor.table.index(1, Column.SOUNDS), "jang way")
    wait_saved(qtbot, editor)
    assert "张伟\tjang way\n" in on_disk(library)


def test_what_cannot_be_used_is_refused_in_words(editor: VocabularyEditor) -> None:
    assert not editor.table.setData(editor.table.index(1, Column.WEIGHT), "heavy")
    assert told(editor) == "The weight “heavy” is not a number."
    assert words(editor.table, Column.WEIGHT)[1] == "1"


def test_deleted_words_come_back_where_they_were(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    editor.words.view.setFocus()
    editor.words.view.selectAll()
    press(qtbot, Qt.Key.Key_Delete)
    wait_saved(qtbot, editor)
    assert on_disk(library) == "# people\n"
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM


def test_sorting_changes_what_is_seen_and_not_the_file(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    editor.words.view.sortByColumn(Column.WEIGHT, Qt.SortOrder.DescendingOrder)
    assert words(editor.table)[0] == "Kubernetes|k8s"
    editor.words.view.sortByColumn(Column.WORD, Qt.SortOrder.AscendingOrder)
    assert words(editor.table)[0] == "fun asr => Fun-ASR"
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM


def test_copied_rows_can_be_pasted_into_another_list(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.words.view.setFocus()
    editor.words.view.selectRow(0)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "Kubernetes|k8s\tcooper netties\t2\tthe cluster\n"


# Others at the same files


def test_an_edit_by_hand_comes_in_and_what_was_typed_stays(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    editor.words.field.setText("typed")
    editor.words.add_typed()
    library.path("team").write_text(TEAM + "by hand\n", encoding="utf-8")
    qtbot.waitUntil(lambda: {"typed", "by hand"} <= set(words(editor.table)), timeout=WAIT_MS)
    wait_saved(qtbot, editor)
    assert {"typed", "by hand"} <= set(on_disk(library).splitlines())


def test_an_edit_by_hand_is_seen_while_nothing_is_typed(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    library.path("team").write_text("by hand\n", encoding="utf-8")
    qtbot.waitUntil(lambda: words(editor.table) == ["by hand"], timeout=WAIT_MS)


def test_a_list_that_cannot_be_written_keeps_what_was_typed_and_is_told(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    path = library.path("team")
    path.unlink()
    path.mkdir()
    editor.words.field.setText("typed")
    editor.words.add_typed()
    editor.lists.save()
    qtbot.waitUntil(lambda: bool(told(editor)), timeout=WAIT_MS)
    assert "typed" in words(editor.table)
    assert not editor.lists.saved
    path.rmdir()
    wait_saved(qtbot, editor)
    assert "typed" in on_disk(library)


def test_closing_the_window_saves_what_was_typed(editor: VocabularyEditor, desk: VocabularyService) -> None:
    editor.words.field.setText("last word")
    editor.words.add_typed()
    editor.put_away()
    desk.close()
    assert "last word" in on_disk(desk._library)


def test_what_is_typed_while_a_save_is_on_its_way_is_kept_at_the_end(
    editor: VocabularyEditor, desk: VocabularyService
) -> None:
    written = threading.Event()
    desk.ask(lambda library: written.wait(WAIT_MS / 1000), lambda answer: None)  # the disk is slow
    editor.words.field.setText("first")
    editor.words.add_typed()
    editor.lists.save()
    editor.words.field.setText("second")
    editor.words.add_typed()
    editor.put_away()
    written.set()
    desk.close()
    assert [line for line in on_disk(desk._library).splitlines() if line in ("first", "second")] == ["first", "second"]


def test_the_clipboard_is_read_for_a_paste_alone(
    qtbot: QtBot, editor: VocabularyEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: asked.append(1))
    qtbot.keyClicks(editor.words.field, "hello")
    assert (asked, editor.words.field.text()) == ([], "hello")


def test_a_list_in_another_encoding_is_shown_as_such_and_not_touched(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    library.path("board").write_bytes("张伟\n".encode("gb18030"))
    editor.pane.names.choose("board")
    qtbot.waitUntil(lambda: told(editor, "The list “board” is not UTF-8 text.") != "", timeout=WAIT_MS)
    editor.words.paste("word\n")
    assert told(editor) == "This list cannot be changed."


# Lists and profiles


def test_a_profile_is_switched_in_its_menu(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    assert editor.pane.profile.text() == "Profile: work ▾"
    editor.menus.profiles.aboutToShow.emit()
    editor.menus.profiles.actions()[0].trigger()
    qtbot.waitUntil(lambda: library.profiles().active is None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.pane.names.item(0).checkState() is Qt.CheckState.Checked, timeout=WAIT_MS)


def test_a_check_box_adds_a_list_to_the_profile(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    assert editor.pane.names.item(0).text() == "board"
    editor.pane.names.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: library.profiles().lists["work"] == ("board", "team"), timeout=WAIT_MS)


def test_to_uncheck_a_list_under_all_lists_makes_a_profile(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    editor.list_controller.switch(None)
    qtbot.waitUntil(lambda: editor.pane.names.item(0).checkState() is Qt.CheckState.Checked, timeout=WAIT_MS)
    editor.pane.names.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: library.profiles().active == "New profile", timeout=WAIT_MS)
    assert library.profiles().lists["New profile"] == ("team",)


def name_typed(qtbot: QtBot, editor: VocabularyEditor, name: str) -> None:
    """Into the dialog that asks for one."""
    qtbot.waitUntil(lambda: editor.findChild(QInputDialog) is not None, timeout=WAIT_MS)
    dialog = editor.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget() or editor), timeout=WAIT_MS)
    keys(qtbot, name)
    press(qtbot, Qt.Key.Key_Return)


def test_a_new_list_is_named_by_typing(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    editor.pane.add.click()
    name_typed(qtbot, editor, "Names")
    qtbot.waitUntil(lambda: "Names" in library.names() and editor.lists.name == "Names", timeout=WAIT_MS)
    qtbot.waitUntil(editor.words.guide.isVisible, timeout=WAIT_MS)


def test_f2_renames_the_list_with_its_steps(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    editor.words.paste("typed\n")
    qtbot.waitUntil(lambda: "typed" in words(editor.table), timeout=WAIT_MS)
    editor.pane.names.setFocus()
    press(qtbot, Qt.Key.Key_F2)
    name_typed(qtbot, editor, "People")
    qtbot.waitUntil(lambda: library.names() == ["board", "People"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.lists.name == "People" and editor.title.text() == "People", timeout=WAIT_MS)
    assert library.profiles().lists["work"] == ("People",)
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library, "People") == TEAM


def test_profiles_are_made_renamed_and_never_doubled(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    editor.list_controller.add_profile("trip")
    qtbot.waitUntil(lambda: library.profiles() == Profiles({"work": ("team",), "trip": ("team",)}, "trip"))
    qtbot.waitUntil(lambda: editor.list_controller.profile == "trip", timeout=WAIT_MS)
    editor.list_controller.rename_profile("work")
    assert told(editor) == "There is a profile “work” already."
    editor.list_controller.rename_profile("journey")
    qtbot.waitUntil(lambda: library.profiles().active == "journey", timeout=WAIT_MS)


def test_a_removed_list_can_be_brought_back(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    editor.list_controller.remove_list()
    qtbot.waitUntil(lambda: library.names() == ["board"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.lists.name == "board", timeout=WAIT_MS)
    banner = editor.asking.banners.named("removed")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: library.names() == ["board", "team"], timeout=WAIT_MS)
    assert on_disk(library) == TEAM
    qtbot.waitUntil(lambda: library.profiles().lists["work"] == ("team",), timeout=WAIT_MS)


def test_a_removed_profile_can_be_brought_back(qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary) -> None:
    before = library.profiles()
    editor.list_controller.remove_profile()
    qtbot.waitUntil(lambda: "work" not in library.profiles().lists, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.asking.banners.named("removed") is not None, timeout=WAIT_MS)
    banner = editor.asking.banners.named("removed")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: library.profiles() == before, timeout=WAIT_MS)


def test_steps_of_a_list_outlive_a_look_at_another(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.words.field.setText("typed")
    editor.words.add_typed()
    editor.pane.names.choose("board")
    qtbot.waitUntil(lambda: words(editor.table) == ["EBITDA"], timeout=WAIT_MS)
    assert not editor.undo.isEnabled()
    editor.pane.names.choose("team")
    qtbot.waitUntil(lambda: "typed" in words(editor.table), timeout=WAIT_MS)
    editor.undo.trigger()
    assert "typed" not in words(editor.table)


# In and out


def test_a_file_of_another_program_becomes_a_list(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary, tmp_path: Path
) -> None:
    file = tmp_path / "biology.csv"
    file.write_text("word,translation\nCRISPR,基因编辑\n,nothing\n", encoding="utf-8")
    editor.files.import_from(file)
    qtbot.waitUntil(lambda: editor.lists.name == "biology" and editor.lists.editable, timeout=WAIT_MS)
    assert words(editor.table, Column.SOUNDS) == ["基因编辑"]
    assert told(editor) == "Imported as “biology”, words: 1."


def test_a_list_is_exported_as_it_is_on_the_screen(qtbot: QtBot, editor: VocabularyEditor, tmp_path: Path) -> None:
    editor.words.field.setText("typed")
    editor.words.add_typed()
    editor.files.export_to(tmp_path / "out.txt", "words")
    qtbot.waitUntil(lambda: told(editor) == "Saved as out.txt.", timeout=WAIT_MS)
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "Kubernetes\n张伟\ntyped\n"


# Trying


def wait_for_trial(qtbot: QtBot, editor: VocabularyEditor, text: str) -> None:
    qtbot.waitUntil(lambda: text in editor.trial.texts.text(), timeout=WAIT_MS)


def test_a_sentence_shows_who_comes_up_why_and_what_it_becomes(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.trial.sentence.setText("we use cooper netties and fun asr")
    wait_for_trial(qtbot, editor, "we use Kubernetes and Fun-ASR")
    assert "sounds like" not in editor.trial.texts.text()
    editor.trial.why.click()
    assert "sounds like “cooper netties” (1.00)" in editor.trial.texts.text()
    assert "we use cooper netties and fun asr" in editor.trial.texts.text()


def test_a_trial_knows_the_word_that_was_typed_a_moment_ago(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.trial.sentence.setText("we met o con quo")
    wait_for_trial(qtbot, editor, "we met o con quo")
    editor.words.paste("Okonkwo\to con quo\n")
    wait_for_trial(qtbot, editor, "we met Okonkwo")


def test_where_nothing_was_heard_the_box_says_what_to_do(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.trial.last.click()
    assert told(editor) == "Nothing was heard yet."


def test_without_a_model_hearing_again_says_what_is_missing(qtbot: QtBot, editor: VocabularyEditor) -> None:
    editor.again.trigger()
    qtbot.waitUntil(lambda: told(editor) == "No model is loaded yet.", timeout=WAIT_MS)


# The keyboard alone


def test_everything_can_be_done_without_a_mouse(
    qtbot: QtBot, editor: VocabularyEditor, library: HotwordLibrary
) -> None:
    press(qtbot, Qt.Key.Key_N, CONTROL)
    keys(qtbot, "Okonkwo")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_F, CONTROL)
    keys(qtbot, "okonk")
    assert words(editor.table) == ["Okonkwo"]
    while QApplication.focusWidget() is not editor.words.view:
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Down)
    for _ in range(2):
        press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    keys(qtbot, "4")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: words(editor.table, Column.WEIGHT) == ["4"], timeout=WAIT_MS)
    press(qtbot, Qt.Key.Key_Escape)
    assert editor.words.filter.text() == ""
    press(qtbot, Qt.Key.Key_T, CONTROL)
    keys(qtbot, "met okonkwo")
    wait_for_trial(qtbot, editor, "met Okonkwo")


@pytest.mark.parametrize("width", [1000, 560])
def test_every_control_is_reached_with_tab_named_and_described(
    qtbot: QtBot, desk: VocabularyService, width: int
) -> None:
    editor = open_editor(qtbot, desk, width)
    qtbot.waitUntil(lambda: editor.lists.editable, timeout=WAIT_MS)
    editor.words.paste("张玮\n")
    editor.trial.sentence.setText("we use cooper netties")
    wait_for_trial(qtbot, editor, "Kubernetes")
    qtbot.waitUntil(lambda: editor.table.remarked == 1, timeout=WAIT_MS)
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
    controls = [
        each
        for each in editor.findChildren(QWidget)
        # Qt's own little buttons and rows inside a field: Esc and Backspace, or the arrows, do the same.
        if isinstance(each, kinds) and each.isVisible() and not inside_a_control(each)
    ]
    assert len(controls) >= 9
    assert [each for each in controls if not each.focusPolicy() & Qt.FocusPolicy.TabFocus] == []
    assert [each for each in controls if not (each.accessibleName() or words_on(each))] == []
    assert [each for each in controls if not (each.accessibleDescription() or each.toolTip())] == []
    seen: set[QWidget] = set()
    while (focused := QApplication.focusWidget()) is not None and focused not in seen:
        seen.add(focused)
        press(qtbot, Qt.Key.Key_Tab)
    assert set(controls) - seen == set()
    editor.put_away()


def inside_a_control(widget: QWidget) -> bool:
    return isinstance(widget.parent(), QLineEdit | QComboBox | QHeaderView) or isinstance(widget, QHeaderView)


# Little room, and much


@pytest.mark.parametrize(("width", "height"), [(560, 420), (456, 300)])
def test_a_small_page_has_all_of_its_zones(qtbot: QtBot, desk: VocabularyService, width: int, height: int) -> None:
    """The second is what a screen of 1024x600 leaves at 200 %, beside the slim sidebar."""
    page = open_page(qtbot, desk, width, height)
    assert page.editor is not None
    editor = page.editor
    qtbot.waitUntil(lambda: editor.lists.editable, timeout=WAIT_MS)
    editor.words.paste("张玮\n")
    editor.trial.sentence.setText("we use cooper netties and fun asr")
    editor.trial.why.click()
    wait_for_trial(qtbot, editor, "Kubernetes")
    qtbot.waitUntil(lambda: editor.table.remarked == 1, timeout=WAIT_MS)
    editor.asking.banners.dismiss_newest()
    QApplication.processEvents()
    assert (page.window().width(), page.window().height()) == (width, height)
    parts = [editor.bar.names, editor.bar.used, editor.words.field, editor.words.filter, editor.words.view]
    parts += [editor.remarked, editor.trial.outcome, editor.trial.sentence, editor.trial.last, editor.more]
    for part in parts:
        place = QRect(part.mapTo(editor, QPoint()), part.size())
        assert part.isVisible(), part
        assert editor.rect().contains(place), part
        assert part.width() >= part.minimumSizeHint().width()
        assert part.height() >= 20, part
    assert not editor.pane.isVisible()
    editor.put_away()


def test_a_narrow_page_chooses_and_uses_lists_one_at_a_time(
    qtbot: QtBot, desk: VocabularyService, library: HotwordLibrary
) -> None:
    editor = open_editor(qtbot, desk, 560, 420)
    assert editor.bar.names.currentText() == "team"
    assert editor.bar.used.isChecked()
    editor.bar.names.setFocus()
    press(qtbot, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: words(editor.table) == ["EBITDA"], timeout=WAIT_MS)
    assert not editor.bar.used.isChecked()
    editor.bar.used.click()
    qtbot.waitUntil(lambda: library.profiles().lists["work"] == ("board", "team"), timeout=WAIT_MS)
    editor.put_away()


def test_what_nobody_needs_is_imported_when_the_page_is_seen() -> None:
    code = "import ui.vocabulary.corner, sys; print({'numpy', 'ui.vocabulary.editor'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Guiding


def test_pasted_words_make_the_first_list(qtbot: QtBot, tmp_path: Path) -> None:
    folders = portable_folders(tmp_path / "new")
    library, desk = HotwordLibrary(folders.hotwords), Earshot(Settings(), folders).vocabulary
    editor = open_editor(qtbot, desk)
    guide = editor.words.guide
    qtbot.waitUntil(guide.isVisible, timeout=WAIT_MS)
    assert "one per line" in guide.field.placeholderText()
    assert not guide.add.isEnabled()
    assert not editor.pane.isVisible()
    assert not editor.trial.isVisible()
    guide.field.setFocus()
    QGuiApplication.clipboard().setText("Okonkwo\n张伟\n")
    qtbot.keyClick(guide.field, Qt.Key.Key_V, CONTROL)
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: words(editor.table) == ["Okonkwo", "张伟"], timeout=WAIT_MS)
    assert editor.words.view.isVisible()
    assert editor.trial.isVisible()
    wait_saved(qtbot, editor)
    assert on_disk(library, "My words") == "Okonkwo\n张伟\n"
    editor.put_away()
    desk.close()


def test_words_that_were_deleted_can_be_undone_in_the_table(qtbot: QtBot, editor: VocabularyEditor) -> None:
    """The guide comes to an empty list, not to one that was emptied a moment ago."""
    editor.words.view.setFocus()
    editor.words.view.selectAll()
    press(qtbot, Qt.Key.Key_Delete)
    assert words(editor.table) == []
    assert editor.words.view.isVisible()
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert len(words(editor.table)) == 3


def test_codes_are_shown_on_request_alone(editor: VocabularyEditor) -> None:
    assert editor.table.setData(editor.table.index(0, Column.SOUNDS), "")
    assert words(editor.table, Column.SOUNDS)[:2] == ["kuh-BUR-neh-tess", "zhāng wěi"]
    editor.codes.trigger()
    assert words(editor.table, Column.SOUNDS)[:2] == ["K AH B ER N EH T EH S", "zhāng wěi"]


def test_nothing_in_the_table_cuts_the_corners_of_its_border(editor: VocabularyEditor) -> None:
    view, side = editor.words.view, px(RADIUS_M)
    picture = view.grab().toImage()
    for column in (*range(side), *range(view.width() - side, view.width())):
        for row in range(side):
            above, below = (picture.pixelColor(column, each) for each in (row, view.height() - 1 - row))
            assert above.lightnessF() == pytest.approx(below.lightnessF(), abs=0.2), f"at {column}, {row}"


# Chinese


def test_no_english_is_left_in_a_chinese_window(qtbot: QtBot, desk: VocabularyService, library: HotwordLibrary) -> None:
    """Keys, file endings and what stands in the lists excepted."""
    application = QApplication.instance()
    assert application is not None
    before = QLocale()
    installed = install(application, "zh")
    made = open_editor(qtbot, desk)
    qtbot.waitUntil(lambda: made.lists.editable, timeout=WAIT_MS)
    made.words.paste("张玮\n")
    made.trial.sentence.setText("we use cooper netties")
    wait_for_trial(qtbot, made, "we use Kubernetes")
    qtbot.waitUntil(lambda: made.table.remarked == 1, timeout=WAIT_MS)
    made.trial.why.click()
    hint = made.table.index(3, Column.WORD).data(Qt.ItemDataRole.ToolTipRole)
    said = [each.text() for each in made.findChildren(QAbstractButton)]
    said += [made.trial.texts.accessibleName()]
    said += [each.text() for each in made.findChildren(QLabel) if each is not made.trial.texts]
    said += [each.toolTip() for each in made.findChildren(QWidget)]
    said += [each.accessibleName() + each.accessibleDescription() for each in made.findChildren(QWidget)]
    said += [str(made.table.headerData(each, Qt.Orientation.Horizontal)) for each in Column]
    fields = (made.words.filter, made.words.field, made.trial.sentence, made.words.guide.field)
    said += [hint, *(each.placeholderText() for each in fields)]
    made.menus.profiles.aboutToShow.emit()
    said += [each.text() for menu in made.findChildren(QMenu) for each in menu.actions()]
    made.put_away()
    for translator in installed:
        application.removeTranslator(translator)
    QLocale.setDefault(before)
    allowed = re.compile(
        r"Ctrl|Shift|Del(ete)?|Esc|F2|Fun-ASR|\.\w{3}|cooper netties|team|board|work|we use|Kubernetes|Earshot|\(&\w\)"
    )
    assert [text for text in said if re.search("[A-Za-z]{2,}", allowed.sub("", text))] == []


def words_on(control: object) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""
