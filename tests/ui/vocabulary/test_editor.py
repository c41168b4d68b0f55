"""The vocabulary window: words, lists, profiles and trials, by mouse and by keyboard; nothing typed is ever lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.hotwords.desk import HotwordService
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Profiles
from app.hotwords.usage import UsageCounts
from engine.events import DecodedBy, Final
from tests.support.ui_window import theme
from ui.common.translation import install
from ui.vocabulary.editor import HotwordEditor
from ui.vocabulary.table import Column

CONTROL = Qt.KeyboardModifier.ControlModifier
TEAM = "# people\nKubernetes|k8s\tcooper netties\t2\tthe cluster\n张伟\nfun asr => Fun-ASR\n"
WAIT_MS = 20_000


@pytest.fixture
def library(tmp_path: Path) -> HotwordLibrary:
    made = HotwordLibrary(tmp_path / "lists")
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
def desk(library: HotwordLibrary, usage: UsageCounts) -> Iterator[HotwordService]:
    made = HotwordService(library, usage)
    yield made
    made.close()


@pytest.fixture
def editor(qtbot: QtBot, desk: HotwordService) -> Iterator[HotwordEditor]:
    made = HotwordEditor(desk, theme())
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: made.sheet.editable, timeout=WAIT_MS)
    yield made
    made.put_away()


def words(model: QAbstractItemModel, column: Column = Column.WORD) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def on_disk(library: HotwordLibrary, name: str = "team") -> str:
    return library.path(name).read_text(encoding="utf-8")


def wait_saved(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.sheet.save()
    qtbot.waitUntil(lambda: editor.sheet.saved, timeout=WAIT_MS)


def keys(qtbot: QtBot, text: str) -> None:
    """Typed into whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, text)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier)


def told(editor: HotwordEditor, name: str = "hotwords") -> str:
    banner = editor.banners.named(name)
    return "" if banner is None else banner.what.text()


# What is seen


def test_the_list_of_the_active_profile_is_open_with_every_line_that_says_something(editor: HotwordEditor) -> None:
    assert editor.sheet.name == "team"
    assert words(editor.table) == ["Kubernetes|k8s", "张伟", "fun asr => Fun-ASR"]


def test_lists_and_profiles_that_cannot_be_used_are_told_once(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    library.path("board").write_bytes("热词\n".encode("gb18030"))
    library.save_profiles(Profiles({"work": ("team", "board", "gone")}, active="work"))
    gone = "The profile “work” names the list “gone”, which is not there."
    editor.sidebar.read_again()
    qtbot.waitUntil(lambda: told(editor, gone) == gone, timeout=WAIT_MS)
    assert told(editor, "The list “board” is not UTF-8 text.")
    editor.banners.clear(gone)
    editor.sidebar.read_again()
    qtbot.waitUntil(lambda: editor.asking.waiting == 0, timeout=WAIT_MS)
    assert told(editor, gone) == ""


def test_the_words_of_every_label_are_plain_but_those_of_the_trial(editor: HotwordEditor) -> None:
    """Qt takes a title that looks like HTML for HTML; the trial escapes what it shows."""
    rich = [
        label.objectName()
        for label in editor.findChildren(QLabel)
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert rich == ["hotwordTexts"]


def test_another_programs_list_is_imported_with_a_word_on_how_it_was_read(
    qtbot: QtBot, editor: HotwordEditor, tmp_path: Path
) -> None:
    (tmp_path / "theirs.txt").write_text("毫安时 = mAh\n赫兹 = Hz\n", encoding="utf-8")
    editor.files.import_from(tmp_path / "theirs.txt")
    qtbot.waitUntil(lambda: "theirs" in told(editor), timeout=WAIT_MS)
    banner = editor.banners.named("hotwords")
    assert banner is not None
    assert banner.remedy.text() == "“毫安时 = mAh” is read as a rule."


def test_a_pronunciation_that_nobody_gave_is_worked_out(editor: HotwordEditor) -> None:
    assert words(editor.table, Column.SOUNDS) == ["cooper netties", "zhāng wěi", ""]


def test_every_row_tells_its_line_of_the_file(editor: HotwordEditor) -> None:
    numbers = [editor.table.headerData(row, Qt.Orientation.Vertical) for row in range(3)]
    assert numbers == [2, 3, 4]


def test_counts_and_last_heard_are_shown(qtbot: QtBot, editor: HotwordEditor, usage: UsageCounts) -> None:
    for number in range(3):
        usage.note(Final(number, 0, 1, "", (), "m", DecodedBy.CTC, 0, None, ("张伟",), ("张伟",)))
    assert usage.settle()
    editor.look()
    qtbot.waitUntil(lambda: words(editor.table, Column.HEARD)[1] == "3", timeout=WAIT_MS)
    assert "2027" in words(editor.table, Column.LAST)[1]


def test_near_doubles_are_marked_and_can_be_shown_alone(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.paste("张玮\n")
    qtbot.waitUntil(lambda: editor.table.remarked == 1, timeout=WAIT_MS)
    editor.remarked.setChecked(True)
    assert words(editor.table) == ["张玮"]
    hint = editor.table.index(0, Column.WORD).data(Qt.ItemDataRole.ToolTipRole)
    assert "sounds the same as “张伟”" in hint


# Words


def test_a_word_that_is_typed_is_in_the_file(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    qtbot.keyClicks(editor.field, "Okonkwo")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM + "Okonkwo\n"


def test_changes_are_saved_by_themselves(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    editor.field.setText("Okonkwo")
    editor.add_typed()
    qtbot.waitUntil(lambda: "Okonkwo" in on_disk(library), timeout=WAIT_MS)


def test_the_first_word_makes_the_first_list(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    for name in ("team", "board"):
        library.remove(name)
    qtbot.waitUntil(lambda: editor.sheet.name is None and not editor.sidebar.shelf.lists, timeout=WAIT_MS)
    editor.field.setText("Okonkwo")
    editor.add_typed()
    qtbot.waitUntil(lambda: words(editor.table) == ["Okonkwo"], timeout=WAIT_MS)
    wait_saved(qtbot, editor)
    assert on_disk(library, "My words") == "Okonkwo\n"


def test_a_word_that_is_there_is_shown_instead_of_added(editor: HotwordEditor) -> None:
    editor.filter.setText("fun")
    editor.field.setText("KUBERNETES")
    editor.add_typed()
    assert "already" in told(editor)
    assert editor.view.places() == [1]
    assert editor.field.text() == "KUBERNETES"


def test_five_thousand_lines_are_pasted_at_once_and_undone_in_one_step(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    QGuiApplication.clipboard().setText("kubernetes\n" + "".join(f"word{n}\tsay {n}\t2\n" for n in range(5000)))
    editor.view.setFocus()
    qtbot.keyClick(editor.view, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: editor.table.rowCount() == 5003, timeout=WAIT_MS)
    assert told(editor) == "Added: 5000. There already: 1."
    wait_saved(qtbot, editor)
    assert on_disk(library).count("\n") == 5004
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM


def test_a_spreadsheet_s_cells_become_fields(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.paste("CRISPR\t基因编辑\t3\tlecture\r\n")
    qtbot.waitUntil(lambda: editor.table.rowCount() == 4, timeout=WAIT_MS)
    assert [words(editor.table, each)[3] for each in (Column.SOUNDS, Column.WEIGHT, Column.NOTE)] == [
        "基因编辑",
        "3",
        "lecture",
    ]


def test_many_lines_pasted_into_the_field_are_many_words(qtbot: QtBot, editor: HotwordEditor) -> None:
    QGuiApplication.clipboard().setText("one word\nanother\n")
    qtbot.keyClick(editor.field, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: words(editor.table)[3:] == ["one word", "another"], timeout=WAIT_MS)


def test_the_filter_keeps_what_holds_the_text_in_any_field(qtbot: QtBot, editor: HotwordEditor) -> None:
    qtbot.keyClicks(editor.filter, "NETTIES")
    assert words(editor.table) == ["Kubernetes|k8s"]


def test_a_weight_is_edited_in_place_and_undone(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    index = editor.table.index(1, Column.WEIGHT)
    assert editor.table.setData(index, "3")
    wait_saved(qtbot, editor)
    assert "张伟\t\t3\n" in on_disk(library)
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM
    editor.redo.trigger()
    assert words(editor.table, Column.WEIGHT)[1] == "3"


def test_a_computed_pronunciation_can_be_replaced(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    assert editor.table.index(1, Column.SOUNDS).data(Qt.ItemDataRole.EditRole) == ""
    editor.table.setData(editor.table.index(1, Column.SOUNDS), "jang way")
    wait_saved(qtbot, editor)
    assert "张伟\tjang way\n" in on_disk(library)


def test_what_cannot_be_used_is_refused_in_words(editor: HotwordEditor) -> None:
    assert not editor.table.setData(editor.table.index(1, Column.WEIGHT), "heavy")
    assert told(editor) == "The weight “heavy” is not a number."
    assert words(editor.table, Column.WEIGHT)[1] == "1"


def test_deleted_words_come_back_where_they_were(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    editor.view.selectAll()
    qtbot.keyClick(editor.view, Qt.Key.Key_Delete)
    wait_saved(qtbot, editor)
    assert on_disk(library) == "# people\n"
    editor.undo.trigger()
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM


def test_sorting_changes_what_is_seen_and_not_the_file(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    editor.view.sortByColumn(Column.WEIGHT, Qt.SortOrder.DescendingOrder)
    assert words(editor.table)[0] == "Kubernetes|k8s"
    editor.view.sortByColumn(Column.WORD, Qt.SortOrder.AscendingOrder)
    assert words(editor.table)[0] == "fun asr => Fun-ASR"
    wait_saved(qtbot, editor)
    assert on_disk(library) == TEAM


def test_copied_rows_can_be_pasted_into_another_list(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.view.selectRow(0)
    qtbot.keyClick(editor.view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "Kubernetes|k8s\tcooper netties\t2\tthe cluster\n"


# Others at the same files


def test_an_edit_by_hand_comes_in_and_what_was_typed_stays(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    editor.field.setText("typed")
    editor.add_typed()
    library.path("team").write_text(TEAM + "by hand\n", encoding="utf-8")
    qtbot.waitUntil(lambda: {"typed", "by hand"} <= set(words(editor.table)), timeout=WAIT_MS)
    wait_saved(qtbot, editor)
    assert {"typed", "by hand"} <= set(on_disk(library).splitlines())


def test_an_edit_by_hand_is_seen_while_nothing_is_typed(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    library.path("team").write_text("by hand\n", encoding="utf-8")
    qtbot.waitUntil(lambda: words(editor.table) == ["by hand"], timeout=WAIT_MS)


def test_a_list_that_cannot_be_written_keeps_what_was_typed_and_is_told(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    path = library.path("team")
    path.unlink()
    path.mkdir()
    editor.field.setText("typed")
    editor.add_typed()
    editor.sheet.save()
    qtbot.waitUntil(lambda: bool(told(editor)), timeout=WAIT_MS)
    assert "typed" in words(editor.table)
    assert not editor.sheet.saved
    path.rmdir()
    wait_saved(qtbot, editor)
    assert "typed" in on_disk(library)


def test_closing_the_window_saves_what_was_typed(editor: HotwordEditor, desk: HotwordService) -> None:
    editor.field.setText("last word")
    editor.add_typed()
    editor.put_away()
    desk.close()
    assert "last word" in on_disk(desk._library)


def test_what_is_typed_while_a_save_is_on_its_way_is_kept_at_the_end(
    editor: HotwordEditor, desk: HotwordService
) -> None:
    written = threading.Event()
    desk.ask(lambda library: written.wait(WAIT_MS / 1000), lambda answer: None)  # the disk is slow
    editor.field.setText("first")
    editor.add_typed()
    editor.sheet.save()
    editor.field.setText("second")
    editor.add_typed()
    editor.put_away()
    written.set()
    desk.close()
    assert [line for line in on_disk(desk._library).splitlines() if line in ("first", "second")] == ["first", "second"]


def test_the_clipboard_is_read_for_a_paste_alone(
    qtbot: QtBot, editor: HotwordEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: asked.append(1))
    qtbot.keyClicks(editor.field, "hello")
    assert (asked, editor.field.text()) == ([], "hello")


def test_a_list_in_another_encoding_is_shown_as_such_and_not_touched(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    library.path("board").write_bytes("张伟\n".encode("gb18030"))
    editor.sidebar.lists.choose("board")
    qtbot.waitUntil(lambda: told(editor, "The list “board” is not UTF-8 text.") != "", timeout=WAIT_MS)
    editor.paste("word\n")
    assert "no list" in told(editor)


# Lists and profiles


def test_one_click_switches_the_profile(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    profiles = editor.sidebar.profiles
    place = profiles.visualItemRect(profiles.item(0)).center()
    qtbot.mouseClick(profiles.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: library.profiles().active is None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.sidebar.lists.item(0).checkState() is Qt.CheckState.Checked, timeout=WAIT_MS)


def test_a_check_box_adds_a_list_to_the_profile(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    assert editor.sidebar.lists.item(0).text() == "board"
    editor.sidebar.lists.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: library.profiles().lists["work"] == ("board", "team"), timeout=WAIT_MS)


def test_to_uncheck_a_list_under_all_lists_makes_a_profile(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    editor.sidebar.profiles.choose(None)
    qtbot.waitUntil(lambda: editor.sidebar.lists.item(0).checkState() is Qt.CheckState.Checked, timeout=WAIT_MS)
    editor.sidebar.lists.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: library.profiles().active == "New profile", timeout=WAIT_MS)
    assert library.profiles().lists["New profile"] == ("team",)


def test_a_new_list_is_named_by_typing(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    editor.sidebar.add_list()
    qtbot.waitUntil(lambda: editor.sidebar.lists.isAncestorOf(QApplication.focusWidget()), timeout=WAIT_MS)
    keys(qtbot, "Names")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Names" in library.names() and editor.sheet.name == "Names", timeout=WAIT_MS)
    assert "New list" not in library.names()


def test_a_name_that_is_being_typed_is_not_taken_away_by_a_change_of_the_files(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary
) -> None:
    editor.sidebar.lists.rename("team")
    keys(qtbot, "People")
    library.create("another")
    editor.sidebar.read_again()
    qtbot.waitUntil(lambda: editor.asking.waiting == 0, timeout=WAIT_MS)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.names() == ["another", "board", "People"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.sidebar.lists.count() == 3, timeout=WAIT_MS)


def test_a_removed_list_can_be_brought_back(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    editor.sidebar.remove_list()
    qtbot.waitUntil(lambda: library.names() == ["board"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.sheet.name == "board", timeout=WAIT_MS)
    banner = editor.banners.named("removed")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: library.names() == ["board", "team"], timeout=WAIT_MS)
    assert on_disk(library) == TEAM
    qtbot.waitUntil(lambda: library.profiles().lists["work"] == ("team",), timeout=WAIT_MS)


def test_a_removed_profile_can_be_brought_back(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    before = library.profiles()
    editor.sidebar.profiles.choose("work")
    editor.sidebar.remove_profile()
    qtbot.waitUntil(lambda: "work" not in library.profiles().lists, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.banners.named("removed") is not None, timeout=WAIT_MS)
    banner = editor.banners.named("removed")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: library.profiles() == before, timeout=WAIT_MS)


def test_steps_of_a_list_outlive_a_look_at_another(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.field.setText("typed")
    editor.add_typed()
    editor.sidebar.lists.choose("board")
    qtbot.waitUntil(lambda: words(editor.table) == ["EBITDA"], timeout=WAIT_MS)
    assert not editor.undo.isEnabled()
    editor.sidebar.lists.choose("team")
    qtbot.waitUntil(lambda: "typed" in words(editor.table), timeout=WAIT_MS)
    editor.undo.trigger()
    assert "typed" not in words(editor.table)


# In and out


def test_a_file_of_another_program_becomes_a_list(
    qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary, tmp_path: Path
) -> None:
    file = tmp_path / "biology.csv"
    file.write_text("word,translation\nCRISPR,基因编辑\n,nothing\n", encoding="utf-8")
    editor.files.import_from(file)
    qtbot.waitUntil(lambda: editor.sheet.name == "biology" and editor.sheet.editable, timeout=WAIT_MS)
    assert words(editor.table, Column.SOUNDS) == ["基因编辑"]
    assert told(editor) == "Imported as “biology”, words: 1."


def test_a_list_is_exported_as_it_is_on_the_screen(qtbot: QtBot, editor: HotwordEditor, tmp_path: Path) -> None:
    editor.field.setText("typed")
    editor.add_typed()
    editor.files.export_to(tmp_path / "out.txt", "words")
    qtbot.waitUntil(lambda: told(editor) == "Saved as out.txt.", timeout=WAIT_MS)
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "Kubernetes\n张伟\ntyped\n"


# Trying


def wait_for_trial(qtbot: QtBot, editor: HotwordEditor, text: str) -> None:
    qtbot.waitUntil(lambda: text in editor.trial.texts.text(), timeout=WAIT_MS)


def test_a_sentence_shows_who_comes_up_why_and_what_it_becomes(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.trial.sentence.setText("we use cooper netties and fun asr")
    wait_for_trial(qtbot, editor, "we use Kubernetes and Fun-ASR")
    row = editor.trial.candidates.topLevelItem(0)
    assert row is not None
    assert [row.text(0), row.text(1)] == ["1.00", "Kubernetes"]
    assert "sounds like" in row.text(2)
    assert "we use cooper netties and fun asr" in editor.trial.texts.text()


def test_a_trial_knows_the_word_that_was_typed_a_moment_ago(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.trial.sentence.setText("we met o con quo")
    wait_for_trial(qtbot, editor, "we met o con quo")
    editor.paste("Okonkwo\to con quo\n")
    wait_for_trial(qtbot, editor, "we met Okonkwo")


def test_where_nothing_was_heard_the_box_says_what_to_do(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.trial.last.click()
    assert told(editor) == "Nothing was heard yet."


def test_without_a_model_hearing_again_says_what_is_missing(qtbot: QtBot, editor: HotwordEditor) -> None:
    editor.trial.again.click()
    qtbot.waitUntil(lambda: told(editor) == "No model is loaded yet.", timeout=WAIT_MS)
    assert editor.trial.again.isEnabled()


# The keyboard alone


def test_everything_can_be_done_without_a_mouse(qtbot: QtBot, editor: HotwordEditor, library: HotwordLibrary) -> None:
    press(qtbot, Qt.Key.Key_N, CONTROL)
    keys(qtbot, "Okonkwo")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_F, CONTROL)
    keys(qtbot, "okonk")
    assert words(editor.table) == ["Okonkwo"]
    while QApplication.focusWidget() is not editor.view:
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
    assert editor.filter.text() == ""
    press(qtbot, Qt.Key.Key_K, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: library.profiles().active is None, timeout=WAIT_MS)
    press(qtbot, Qt.Key.Key_T, CONTROL)
    keys(qtbot, "met okonkwo")
    wait_for_trial(qtbot, editor, "met Okonkwo")


def test_every_control_is_reached_with_tab_and_has_a_name(editor: HotwordEditor) -> None:
    controls: list[QWidget] = [
        *editor.findChildren(QToolButton),
        *editor.findChildren(QPushButton),
        editor.view,
        editor.filter,
        editor.field,
        editor.sidebar.lists,
        editor.sidebar.profiles,
        editor.trial.sentence,
        editor.trial.candidates,
    ]
    # Qt's own little buttons inside a field: Esc and Backspace do the same.
    own = [each for each in controls if not isinstance(each.parent(), QLineEdit)]
    assert [each for each in own if not each.focusPolicy() & Qt.FocusPolicy.TabFocus] == []
    assert [each for each in own if not (each.accessibleName() or words_on(each))] == []


# Chinese


def test_no_english_is_left_in_a_chinese_window(qtbot: QtBot, desk: HotwordService, library: HotwordLibrary) -> None:
    """Keys, file endings and what stands in the lists excepted."""
    application = QApplication.instance()
    assert application is not None
    before = QLocale()
    installed = install(application, "zh")
    made = HotwordEditor(desk, theme())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.sheet.editable, timeout=WAIT_MS)
    made.paste("张玮\n")
    made.trial.sentence.setText("we use cooper netties")
    wait_for_trial(qtbot, made, "we use Kubernetes")
    qtbot.waitUntil(lambda: made.table.remarked == 1, timeout=WAIT_MS)
    row = made.trial.candidates.topLevelItem(0)
    assert row is not None
    hint = made.table.index(3, Column.WORD).data(Qt.ItemDataRole.ToolTipRole)
    parts = [*made.findChildren(QLabel), *made.findChildren(QAbstractButton)]
    said = [each.text() for each in parts if each is not made.trial.texts] + [each.toolTip() for each in parts]
    said += [str(made.table.headerData(each, Qt.Orientation.Horizontal)) for each in Column]
    said += [row.text(2), hint, made.filter.placeholderText(), made.field.placeholderText(), made.windowTitle()]
    said += [each.text() for each in made.files.menu.actions()]
    made.put_away()
    for translator in installed:
        application.removeTranslator(translator)
    QLocale.setDefault(before)
    allowed = re.compile(
        r"Ctrl|Shift|Del(ete)?|Esc|F2|Fun-ASR|\.\w{3}|cooper netties|team|work|Earshot|Meta|Ins|\(&\w\)"
    )
    assert [text for text in said if re.search("[A-Za-z]{2,}", allowed.sub("", text))] == []


def words_on(control: QWidget) -> str:
    if isinstance(control, QLineEdit):
        return control.placeholderText()
    return control.text() if isinstance(control, QAbstractButton) else ""
