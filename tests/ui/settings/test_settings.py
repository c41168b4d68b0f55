"""The page of settings: every setting has its place, changes apply at once, failures are told in one sentence."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.control.earshot import Earshot
from app.control.languages import spoken_languages
from app.folders import portable_folders
from app.model_store.offer import OfferedModel
from app.settings import Settings, load_settings, options
from engine.errors import CaptioningError, ModelUnusable
from tests.support.ui_scripted import MINI, NANO, ScriptedController
from tests.support.ui_window import SETTINGS, open_window, theme
from ui.main_window import MainWindow
from ui.settings.fields import CheckListField, ChoiceField, FolderField, SwitchField, TextBox, TextField
from ui.settings.page import SettingsPage

CONTROL = Qt.KeyboardModifier.ControlModifier
SET_ELSEWHERE = {
    "input_device",
    "introduced",
    "obs_address",
    "obs_source",
    "obs_stream",
    "export_format",
    "export_template",
    "subtitle_preset",
    "subtitle_limits",
    "subtitle_rules",
}  # in the list of sources beside Start, by the page of the first start, where captions are sent and exported


@pytest.fixture
def controller() -> ScriptedController:
    each = ScriptedController()
    each.settings = SETTINGS
    return each


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> SettingsPage:
    each = window.show_settings()
    each.groups.complete()
    qtbot.waitUntil(lambda: each.isVisible() and each.model_page.model.control.count() > 1)
    return each


def choice(page: SettingsPage, name: str) -> ChoiceField:
    field = page.fields[name]
    assert isinstance(field, ChoiceField)
    return field


def pick(page: SettingsPage, name: str, value: object) -> None:
    """With the mouse on a line of the list, as far as a program can."""
    control = choice(page, name).control
    index = next(each for each in range(control.count()) if control.itemData(each) == value)
    control.setCurrentIndex(index)
    control.activated.emit(index)


def turn(qtbot: QtBot, page: SettingsPage, name: str) -> None:
    """Opens the group of the switch and presses it."""
    field = page.fields[name]
    assert isinstance(field, SwitchField)
    show_group_of(page, name)
    qtbot.mouseClick(field.control, Qt.MouseButton.LeftButton)


def show_group_of(page: SettingsPage, name: str) -> None:
    for row in range(page.groups.list.count()):
        page.groups.show_group(row)
        if page.fields[name].isVisible():
            return
    raise AssertionError(f"no group shows {name}")


# What it shows


def test_the_words_of_every_label_are_plain(window: MainWindow, page: SettingsPage) -> None:
    """Qt takes a title of a model or a folder that looks like HTML for HTML."""
    labels = [label for label in (*window.findChildren(QLabel), *page.findChildren(QLabel)) if label.text()]
    assert len(labels) > 20
    assert [label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText] == []


def test_every_setting_has_its_place(page: SettingsPage) -> None:
    assert {option.name for option in options()} - SET_ELSEWHERE == set(page.fields)


def test_every_field_offers_nothing_but_what_the_setting_can_hold(page: SettingsPage) -> None:
    known = {option.name: option for option in options()}
    for name, field in page.fields.items():
        control = field.control if isinstance(field, ChoiceField) else None
        values = [control.itemData(each) for each in range(control.count())] if control else []
        assert [value for value in values if known[name].complaint(value)] == []


def test_every_choice_of_a_setting_has_its_words(page: SettingsPage) -> None:
    for option in options():
        if option.choices and option.name not in SET_ELSEWHERE:
            field = choice(page, option.name)
            assert set(option.choices) <= {field.control.itemData(each) for each in range(field.control.count())}


def test_a_value_of_the_file_that_has_no_words_is_shown_as_it_stands(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.settings = Settings(theme="light", interface_language="en", caption_font_size=33)
    page = window.show_settings()
    assert choice(page, "caption_font_size").control.currentText() == "33"


def test_the_model_in_use_is_described(page: SettingsPage) -> None:
    described = page.model_page.model.meaning.text()
    assert "1.4 GB" in described
    assert "punctuation" not in described


def test_a_model_without_punctuation_says_so(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    plain = OfferedModel("plain", "Plain", ("en",), punctuation=False, rough=False, best=True)
    controller.offered = [plain]
    page = window.show_settings()
    page.groups.complete()
    qtbot.waitUntil(lambda: "No punctuation" in page.model_page.model.meaning.text())


def test_a_damaged_model_can_be_read_of_but_not_chosen(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    broken = OfferedModel("broken", "Broken", ("en",), True, False, problem="weights.onnx is incomplete.")
    controller.offered = [MINI, NANO, broken]
    page = window.show_settings()
    page.groups.complete()
    control = page.model_page.model.control
    qtbot.waitUntil(lambda: control.count() == 4)
    rows = control.model()
    assert not rows.flags(rows.index(3, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert rows.index(3, 0).data(Qt.ItemDataRole.ToolTipRole) == "weights.onnx is incomplete."


def test_the_spoken_language_is_one_that_the_chosen_model_knows(qtbot: QtBot, page: SettingsPage) -> None:
    def languages() -> set[object]:
        control = choice(page, "language").control
        return {control.itemData(each) for each in range(control.count())}

    before = languages()
    pick(page, "model", "mini")
    qtbot.waitUntil(lambda: languages() == {None, "en", "zh"})
    assert before == {None, "zh", "en", "ja"}


def test_the_user_s_languages_stand_first_and_are_checked(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    page.change("languages", ("ja", "de"))
    assert languages(page).checked() == ("ja", "de")
    control = choice(page, "language").control
    assert [control.itemData(each) for each in range(control.count())] == [None, "ja", "zh", "en"]  # German: unknown


def test_a_language_is_added_with_the_keyboard(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    page.change("languages", ("en",))
    show_group_of(page, "languages")
    field = languages(page)
    field.control.setFocus()
    field.control.choose("zh")
    QTest.keyClick(field.control, Qt.Key.Key_Space)
    assert controller.settings.languages == ("en", "zh")


def test_the_last_language_taken_away_leaves_the_choice_to_the_desktop(
    page: SettingsPage, controller: ScriptedController
) -> None:
    page.change("languages", ("ja",))
    field = languages(page)
    assert field.checked() == ("ja",)
    field.control.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert controller.settings.languages is None
    assert field.checked() == spoken_languages(Settings())


def languages(page: SettingsPage) -> CheckListField:
    field = page.fields["languages"]
    assert isinstance(field, CheckListField)
    return field


# Keys


def test_ctrl_comma_opens_it_with_the_keyboard_in_its_groups(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    page = window.findChild(SettingsPage)
    assert page is not None
    qtbot.waitUntil(page.groups.list.hasFocus)


def test_pages_and_values_are_changed_with_the_keyboard_alone(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    qtbot.waitUntil(page.groups.list.hasFocus)
    QTest.keyClick(page.groups.list, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QComboBox)
    QTest.keyClick(focus, Qt.Key.Key_Down)
    assert controller.settings.caption_mode == "calm"
    QTest.keyClick(focus, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.groups.list, Qt.Key.Key_Down)
    assert page.fields["alert_words"].isVisible()
    assert not page.fields["caption_mode"].isVisible()


def test_the_wheel_turns_no_choice(page: SettingsPage, controller: ScriptedController) -> None:
    """Who scrolls the page must not change what the mouse happens to be over."""
    control = choice(page, "caption_mode").control
    wheel = QWheelEvent(
        QPointF(5, 5),
        control.mapToGlobal(QPointF(5, 5)),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, wheel)
    assert (control.currentText(), controller.settings.caption_mode) == ("Balanced", "balanced")


def test_every_control_has_a_name_for_a_screen_reader(page: SettingsPage) -> None:
    assert [name for name, field in page.fields.items() if not vars(field)["control"].accessibleName()] == []


# Changes


def test_a_choice_is_in_force_at_once(page: SettingsPage, controller: ScriptedController) -> None:
    pick(page, "caption_mode", "calm")
    assert controller.settings.caption_mode == "calm"


def test_a_switch_is_in_force_at_once(qtbot: QtBot, page: SettingsPage, controller: ScriptedController) -> None:
    turn(qtbot, page, "record_audio")
    assert not controller.settings.record_audio


def test_colours_change_at_once(page: SettingsPage, window: MainWindow) -> None:
    pick(page, "theme", "dark")
    dark = window._theme.dark
    pick(page, "theme", "light")
    assert (dark, window._theme.dark) == (True, False)


def test_another_setting_leaves_the_colours_alone(qtbot: QtBot, page: SettingsPage, window: MainWindow) -> None:
    """To dress every widget anew takes long where a day of captions stands."""
    with qtbot.assertNotEmitted(window._theme.changed):
        pick(page, "caption_mode", "calm")


def test_the_size_of_captions_changes_at_once_in_both_windows(page: SettingsPage, window: MainWindow) -> None:
    before = (window.live.pane.text_px, window.overlay.height())
    pick(page, "caption_font_size", 40)
    assert window.live.pane.text_px > before[0]
    assert window.overlay.height() > before[1]


def test_the_status_line_follows_what_is_kept(qtbot: QtBot, page: SettingsPage, window: MainWindow) -> None:
    turn(qtbot, page, "record_audio")
    assert window.live.status.kept.text() == "Text is kept on this computer, sound is not"


def test_the_source_beside_start_follows_the_setting(page: SettingsPage, window: MainWindow) -> None:
    pick(page, "source", "system")
    assert window.live.picker.choice.kind.value == "system"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("caption_mode", "fast", "Saved. Applies from the next sentence on."),
        ("graphics", "cpu", "Saved. Applies when captions are started again."),
        ("interface_language", "zh", "Saved. Applies when Earshot is opened again."),
        ("theme", "light", "Saved."),
    ],
)
def test_while_captions_run_it_says_when_a_change_applies(
    qtbot: QtBot, page: SettingsPage, window: MainWindow, name: str, value: str, told: str
) -> None:
    window.start()
    pick(page, name, value)
    qtbot.waitUntil(lambda: page.message.text() == told)


def test_another_model_is_brought_in_while_captions_run(
    qtbot: QtBot, page: SettingsPage, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.may_answer.clear()
    pick(page, "model", "nano")
    said = page.model_page.model.meaning.text()
    controller.may_answer.set()
    qtbot.waitUntil(lambda: page.message.text() == "Saved.")
    assert said.startswith("Loading.")
    assert (controller.calls[-1], controller.settings.model) == ("exchange nano", "nano")


def test_the_status_line_names_the_model_that_took_over(
    qtbot: QtBot, page: SettingsPage, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.title, controller.rough = "Fun-ASR-Nano", False
    pick(page, "model", "nano")
    qtbot.waitUntil(lambda: window.live.status.model.text() == "Fun-ASR-Nano")
    assert not window.live.status.badge.isVisible()


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    controller.model_error = ModelUnusable("weights.onnx is incomplete.", "Fetch the model again.")
    pick(page, "model", "nano")
    qtbot.waitUntil(lambda: page.message.text() == "weights.onnx is incomplete. Fetch the model again.")
    assert choice(page, "model").control.value is None


def test_settings_that_cannot_be_written_are_told_of_in_one_clear_sentence(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    controller.settings_error = CaptioningError("settings.toml may not be written.", "Choose another place.")
    pick(page, "caption_mode", "calm")
    qtbot.waitUntil(lambda: page.message.text() == "settings.toml may not be written. Choose another place.")
    assert bool(page.message.property("wrong"))


def test_the_folder_of_recordings_can_be_chosen_and_given_back(
    page: SettingsPage, controller: ScriptedController, tmp_path: Path
) -> None:
    field = page.fields["recordings_folder"]
    assert isinstance(field, FolderField)
    field.choose(tmp_path)
    chosen = (controller.settings.recordings_folder, field.meaning.text())
    field.reset_button.click()
    assert chosen == (tmp_path, str(tmp_path))
    assert controller.settings.recordings_folder is None


def test_an_answer_after_the_window_has_gone_does_no_harm(
    qtbot: QtBot, page: SettingsPage, window: MainWindow, controller: ScriptedController
) -> None:
    controller.may_answer.clear()
    others = set(threading.enumerate())  # other tests may have left some that sleep
    pick(page, "caption_mode", "calm")
    window.close()
    controller.may_answer.set()
    qtbot.waitUntil(lambda: set(threading.enumerate()) <= others)
    QApplication.processEvents()
    assert page.message.text() == ""


# With the real controller


@pytest.fixture
def live(tmp_path: Path) -> Earshot:
    return Earshot(SETTINGS, portable_folders(tmp_path / "home"))


def test_a_change_reaches_the_file(qtbot: QtBot, tmp_path: Path, live: Earshot) -> None:
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    page = window.show_settings()
    pick(page, "endpoint_silence_scale", 2.0)
    qtbot.waitUntil(lambda: page.message.text() == "Saved.")
    assert load_settings(live.preferences.folders.settings_file).settings.endpoint_silence_scale == 2.0
    live.close()


def test_a_file_that_may_not_be_written_is_told_of_and_the_change_holds(
    qtbot: QtBot, tmp_path: Path, live: Earshot
) -> None:
    file = live.preferences.folders.settings_file
    file.mkdir(parents=True)  # a folder in its place: nobody can write that, not even root
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    page = window.show_settings()
    pick(page, "theme", "dark")
    qtbot.waitUntil(lambda: page.message.text().startswith("The change holds until Earshot is closed"))
    assert live.preferences.settings.theme == "dark"
    live.close()


def test_a_folder_that_sound_cannot_be_kept_in_is_not_taken(qtbot: QtBot, tmp_path: Path, live: Earshot) -> None:
    (tmp_path / "file").write_text("in the way")
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    page = window.show_settings()
    field = page.fields["recordings_folder"]
    assert isinstance(field, FolderField)
    field.choose(tmp_path / "file" / "folder")
    qtbot.waitUntil(lambda: "cannot be" in page.message.text())
    assert live.preferences.settings.recordings_folder is None
    assert field.meaning.text() == str(live.preferences.folders.recordings)
    live.close()


def explanations(page: SettingsPage) -> list[QLabel]:
    """Those of the settings themselves; a path and the description of a model have their own lengths."""
    fields = [each for name, each in page.fields.items() if name not in ("model", "recordings_folder")]
    return [each.meaning for each in fields if each.meaning.text()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_explanation_is_one_line(qtbot: QtBot, language: str, request: pytest.FixtureRequest) -> None:
    """In the window at its first size; what has no room goes into the hint."""
    if language == "zh":
        request.getfixturevalue("chinese")
    controller = ScriptedController()
    controller.offered = [replace(NANO, context=True, hotwords=True)]  # otherwise that is said first
    page = SettingsPage(controller, theme())
    qtbot.addWidget(page)
    page.resize(980, 640)
    page.show()
    longer = []
    for row in range(page.groups.list.count()):
        page.groups.show_group(row)
        QApplication.processEvents()
        longer += [
            label.text()
            for label in explanations(page)
            if label.isVisible() and label.height() >= 2 * label.fontMetrics().height()
        ]
    assert longer == []


def test_no_line_is_cut(qtbot: QtBot, page: SettingsPage) -> None:
    for row in range(page.groups.list.count()):
        page.groups.show_group(row)
        labels = [label for label in page.groups.findChildren(QLabel) if label.text() and label.isVisible()]
        assert labels
        qtbot.waitUntil(lambda labels=labels: not any(is_cut(label) for label in labels))


def is_cut(label: QLabel) -> bool:
    return label.height() < label.heightForWidth(label.width())


# In little room


def out_of_reach(page: SettingsPage) -> list[str]:
    """Controls that are not whole between the edges of the page."""
    found = []
    for row in range(page.groups.list.count()):
        page.groups.show_group(row)
        QApplication.processEvents()
        area = page.groups.area
        for control in area.findChildren(QWidget):
            if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                left = control.mapTo(area.viewport(), QPoint(0, 0)).x()
                if left < 0 or left + control.width() > area.viewport().width():
                    found.append(control.accessibleName())
    return found


@pytest.mark.parametrize("width", [360, 640, 1020])
def test_every_control_is_in_reach_in_a_narrow_page_and_beside_a_long_path(qtbot: QtBot, width: int) -> None:
    controller = ScriptedController()
    controller.settings = replace(SETTINGS, recordings_folder=Path("/home/anna") / ("Sitzung" * 12))
    page = SettingsPage(controller, theme())
    qtbot.addWidget(page)
    page.resize(width, 400)
    page.show()
    assert out_of_reach(page) == []
    assert page.width() == width
    assert page.groups.list.isVisible() is (width > 700)
    assert page.groups.drop_down.isVisible() is not page.groups.list.isVisible()


def test_a_path_that_is_too_wide_is_shortened_and_still_told_whole(
    page: SettingsPage, controller: ScriptedController
) -> None:
    folder = Path("/home/anna") / ("Sitzung" * 36)
    controller.settings = replace(controller.settings, recordings_folder=folder)
    page.show_settings()
    show_group_of(page, "recordings_folder")
    label = page.fields["recordings_folder"].meaning
    QApplication.processEvents()
    assert "…" in QLabel.text(label)
    assert label.text() == label.toolTip() == str(folder)


def test_a_screen_reader_reads_the_explanation_of_the_present_choice(qtbot: QtBot, page: SettingsPage) -> None:
    field = choice(page, "model")
    described = field.control.accessibleDescription()
    assert "1.4 GB" in described
    pick(page, "model", "mini")
    qtbot.waitUntil(lambda: field.meaning.text() != described)
    assert field.control.accessibleDescription() == field.meaning.text()


# What the model uses


def context_box(page: SettingsPage) -> TextBox:
    field = page.fields["context_text"]
    assert isinstance(field, TextField)
    show_group_of(page, "context_text")
    return field.control


def test_a_text_on_what_is_talked_about_is_taken_when_its_field_is_left(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    box = context_box(page)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "Rent")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "Anna")
    assert controller.settings.context_text is None
    page.search.setFocus()
    qtbot.waitUntil(lambda: controller.settings.context_text == "Rent\nAnna")


def test_a_text_that_is_being_typed_when_the_page_is_left_is_taken(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    box = context_box(page)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "Rent")
    page.hide()
    qtbot.waitUntil(lambda: controller.settings.context_text == "Rent")


def test_an_emptied_text_is_no_setting_any_more(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    controller.settings = replace(controller.settings, context_text="Rent")
    page.show_settings()
    box = context_box(page)
    assert box.toPlainText() == "Rent"
    box.clear()
    box.left.emit()
    qtbot.waitUntil(lambda: controller.settings.context_text is None)


@pytest.mark.parametrize("name", ["context_text", "context_finals", "hotword_replacement"])
def test_a_setting_that_the_chosen_model_does_not_use_says_so(
    name: str, qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.offered = [replace(MINI, context=True, hotwords=True), replace(NANO, context=False, hotwords=False)]
    controller.settings = replace(controller.settings, model="mini")
    page = window.show_settings()
    page.groups.complete()
    qtbot.waitUntil(lambda: page.model_page.model.control.findData("nano") >= 0)
    meaning = page.fields[name].meaning
    used = meaning.text()
    pick(page, "model", "nano")
    qtbot.waitUntil(lambda: "chosen model" in meaning.text())
    assert meaning.text().endswith(used)
    pick(page, "model", "mini")
    qtbot.waitUntil(lambda: meaning.text() == used)


# Search


def shown(page: SettingsPage) -> set[str]:
    return {name for name, field in page.fields.items() if field.isVisible()}


def test_typing_finds_settings_of_all_groups_by_title_explanation_and_hint(qtbot: QtBot, page: SettingsPage) -> None:
    qtbot.keyClicks(page.search, "flac")
    by_explanation = shown(page)
    page.search.setText("gone closed window")
    by_hint = shown(page)
    page.search.setText("CAPTION size")
    by_title = shown(page)
    page.search.clear()
    assert (by_explanation, by_hint, by_title) == ({"record_audio"}, {"keep_transcripts"}, {"caption_font_size"})
    assert shown(page) >= {"caption_mode", "endpoint_silence_scale"}
    assert "model" not in shown(page)


def test_what_was_searched_is_marked_where_it_stands(page: SettingsPage) -> None:
    title = page.fields["caption_font_size"].title
    page.search.setText("size")
    marked = title.text()
    page.search.clear()
    assert marked.startswith("Caption <span")
    assert ">size</span>" in marked
    assert (title.text(), title.textFormat()) == ("Caption size", Qt.TextFormat.PlainText)


def test_a_search_for_markup_is_taken_letter_for_letter(page: SettingsPage) -> None:
    page.search.setText("<b> &amp; [")
    assert shown(page) == set()


def test_a_search_without_a_result_says_so(page: SettingsPage) -> None:
    before = page.groups.nothing.isVisible()
    page.search.setText("xylophone")
    assert (before, page.groups.nothing.isVisible()) == (False, True)
    assert page.groups.nothing.text() == "No setting found"


@pytest.mark.parametrize("group", [0, 3])
def test_a_group_that_is_chosen_ends_the_search(qtbot: QtBot, page: SettingsPage, group: int) -> None:
    groups = page.groups
    page.search.setText("flac")
    marked = groups.list.selectedItems()
    place = groups.list.visualItemRect(groups.list.item(group)).center()
    qtbot.mouseClick(groups.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert marked == []
    assert page.search.text() == ""
    assert groups.list.selectedItems() == [groups.list.item(group)]
    assert "record_audio" not in shown(page)


# Back to the defaults


def test_one_setting_is_reset_where_it_differs_and_that_can_be_undone(
    page: SettingsPage, controller: ScriptedController
) -> None:
    button = page.fields["caption_mode"].reset_button
    before = button.isVisible()
    pick(page, "caption_mode", "calm")
    offered = button.isVisible()
    button.click()
    reset = controller.settings.caption_mode
    page.resets.undo_button.click()
    assert (before, offered, reset, controller.settings.caption_mode) == (False, True, "balanced", "calm")
    assert not page.resets.undo_button.isVisible()


def test_all_settings_are_reset_after_one_question_and_that_can_be_undone(
    qtbot: QtBot, page: SettingsPage, controller: ScriptedController
) -> None:
    pick(page, "caption_mode", "calm")
    pick(page, "model", "nano")
    qtbot.waitUntil(lambda: controller.settings.model == "nano")
    controller.settings = replace(controller.settings, introduced=True)  # no setting of the page: it stays
    chosen = controller.settings
    page.resets.all_button.click()
    question = page.findChild(QMessageBox)
    assert question is not None
    asked = controller.settings
    question.buttons()[0].click()
    qtbot.waitUntil(lambda: controller.settings == Settings(introduced=True))
    page.resets.undo_button.click()
    qtbot.waitUntil(lambda: controller.settings == chosen)
    assert asked == chosen


def test_a_question_that_is_refused_changes_nothing(page: SettingsPage, controller: ScriptedController) -> None:
    before = controller.settings
    page.resets.all_button.click()
    question = page.findChild(QMessageBox)
    assert question is not None
    question.reject()
    assert controller.settings == before
