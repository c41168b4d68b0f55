"""The settings dialog: every setting has its place, changes apply at once, failures are told in one sentence."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.folders import portable_folders
from app.languages import spoken_languages
from app.live import LiveController
from app.models.offer import OfferedModel
from app.settings import Settings, load_settings, options
from engine.errors import CaptioningError, ModelUnusable
from tests.support.ui_scripted import MINI, NANO, ScriptedController
from tests.support.ui_window import SETTINGS, open_window
from ui.main_window import MainWindow
from ui.settings.dialog import SettingsDialog
from ui.settings.fields import CheckListField, ChoiceField, FolderField, SwitchField, TextBox, TextField

CONTROL = Qt.KeyboardModifier.ControlModifier
SET_ELSEWHERE = {"input_device"}  # beside Start, in the list of sources


@pytest.fixture
def controller() -> ScriptedController:
    each = ScriptedController()
    each.settings = SETTINGS
    return each


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, controller: ScriptedController) -> MainWindow:
    return open_window(qtbot, tmp_path, controller)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> SettingsDialog:
    each = window.show_settings()
    qtbot.waitUntil(lambda: each.isActiveWindow() and each.model_page.model.control.count() > 1)
    return each


def choice(dialog: SettingsDialog, name: str) -> ChoiceField:
    field = dialog.fields[name]
    assert isinstance(field, ChoiceField)
    return field


def pick(dialog: SettingsDialog, name: str, value: object) -> None:
    """With the mouse on a line of the list, as far as a program can."""
    control = choice(dialog, name).control
    index = next(each for each in range(control.count()) if control.itemData(each) == value)
    control.setCurrentIndex(index)
    control.activated.emit(index)


def turn(qtbot: QtBot, dialog: SettingsDialog, name: str) -> None:
    """Opens the page of the switch and presses it."""
    field = dialog.fields[name]
    assert isinstance(field, SwitchField)
    page = next(row for row in range(dialog.stack.count()) if dialog.stack.widget(row).isAncestorOf(field))
    dialog.list.setCurrentRow(page)
    qtbot.mouseClick(field.control, Qt.MouseButton.LeftButton)


# What it shows


def test_the_words_of_every_label_are_plain(window: MainWindow, dialog: SettingsDialog) -> None:
    """Qt takes a title of a model or a folder that looks like HTML for HTML."""
    labels = [label for label in (*window.findChildren(QLabel), *dialog.findChildren(QLabel)) if label.text()]
    assert len(labels) > 20
    assert [label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText] == []


def test_every_setting_has_its_place_in_the_dialog(dialog: SettingsDialog) -> None:
    assert {option.name for option in options()} - SET_ELSEWHERE == set(dialog.fields)


def test_every_field_offers_nothing_but_what_the_setting_can_hold(dialog: SettingsDialog) -> None:
    known = {option.name: option for option in options()}
    for name, field in dialog.fields.items():
        values = [field.control.itemData(each) for each in range(field.control.count())] if is_choice(field) else []
        assert [value for value in values if known[name].complaint(value)] == []


def test_every_choice_of_a_setting_has_its_words(dialog: SettingsDialog) -> None:
    for option in options():
        if option.choices:
            field = choice(dialog, option.name)
            assert set(option.choices) <= {field.control.itemData(each) for each in range(field.control.count())}


def is_choice(field: object) -> bool:
    return isinstance(field, ChoiceField)


def test_a_value_of_the_file_that_has_no_words_is_shown_as_it_stands(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.settings = Settings(theme="light", interface_language="en", caption_font_size=33)
    dialog = window.show_settings()
    assert choice(dialog, "caption_font_size").control.currentText() == "33"


def test_the_model_in_use_is_described(dialog: SettingsDialog) -> None:
    described = dialog.model_page.model.meaning.text()
    assert "1.4 GB" in described
    assert "punctuation" not in described


def test_a_model_without_punctuation_says_so(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    plain = OfferedModel("plain", "Plain", ("en",), punctuation=False, rough=False, best=True)
    controller.models = [plain]
    dialog = window.show_settings()
    qtbot.waitUntil(lambda: "has no punctuation" in dialog.model_page.model.meaning.text())


def test_a_damaged_model_can_be_read_of_but_not_chosen(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    broken = OfferedModel("broken", "Broken", ("en",), True, False, problem="weights.onnx is incomplete.")
    controller.models = [MINI, NANO, broken]
    dialog = window.show_settings()
    control = dialog.model_page.model.control
    qtbot.waitUntil(lambda: control.count() == 4)
    rows = control.model()
    assert not rows.flags(rows.index(3, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert rows.index(3, 0).data(Qt.ItemDataRole.ToolTipRole) == "weights.onnx is incomplete."


def test_the_spoken_language_is_one_that_the_chosen_model_knows(qtbot: QtBot, dialog: SettingsDialog) -> None:
    def languages() -> set[object]:
        control = choice(dialog, "language").control
        return {control.itemData(each) for each in range(control.count())}

    before = languages()
    pick(dialog, "model", "mini")
    qtbot.waitUntil(lambda: languages() == {None, "en", "zh"})
    assert before == {None, "zh", "en", "ja"}


def test_the_user_s_languages_stand_first_and_are_checked(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    dialog.change("languages", ("ja", "de"))
    assert languages(dialog).checked() == ("ja", "de")
    control = choice(dialog, "language").control
    assert [control.itemData(each) for each in range(control.count())] == [None, "ja", "zh", "en"]  # German: unknown


def test_a_language_is_added_with_the_keyboard(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    dialog.change("languages", ("en",))
    dialog.list.setCurrentRow(1)
    field = languages(dialog)
    field.control.setFocus()
    field.control.choose("zh")
    QTest.keyClick(field.control, Qt.Key.Key_Space)
    assert controller.settings.languages == ("en", "zh")


def test_the_last_language_taken_away_leaves_the_choice_to_the_desktop(
    dialog: SettingsDialog, controller: ScriptedController
) -> None:
    dialog.change("languages", ("ja",))
    field = languages(dialog)
    assert field.checked() == ("ja",)
    field.control.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert controller.settings.languages is None
    assert field.checked() == spoken_languages(Settings())


def languages(dialog: SettingsDialog) -> CheckListField:
    field = dialog.fields["languages"]
    assert isinstance(field, CheckListField)
    return field


# Keys


def test_ctrl_comma_opens_it_and_escape_closes_it(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_pages_and_values_are_changed_with_the_keyboard_alone(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    qtbot.waitUntil(dialog.list.hasFocus)
    QTest.keyClick(dialog.list, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QComboBox)
    QTest.keyClick(focus, Qt.Key.Key_Down)
    assert controller.settings.caption_mode == "calm"
    QTest.keyClick(focus, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.stack.currentIndex() == 1


def test_the_wheel_turns_no_choice(dialog: SettingsDialog, controller: ScriptedController) -> None:
    """Who scrolls the page must not change what the mouse happens to be over."""
    control = choice(dialog, "caption_mode").control
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


def test_every_control_has_a_name_for_a_screen_reader(dialog: SettingsDialog) -> None:
    assert [field.name for field in dialog.fields.values() if not field.control.accessibleName()] == []


# Changes


def test_a_choice_is_in_force_at_once(dialog: SettingsDialog, controller: ScriptedController) -> None:
    pick(dialog, "caption_mode", "calm")
    assert controller.settings.caption_mode == "calm"


def test_a_switch_is_in_force_at_once(qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController) -> None:
    turn(qtbot, dialog, "record_audio")
    assert not controller.settings.record_audio


def test_colours_change_at_once(dialog: SettingsDialog, window: MainWindow) -> None:
    pick(dialog, "theme", "dark")
    dark = window._theme.dark
    pick(dialog, "theme", "light")
    assert (dark, window._theme.dark) == (True, False)


def test_another_setting_leaves_the_colours_alone(qtbot: QtBot, dialog: SettingsDialog, window: MainWindow) -> None:
    """To dress every widget anew takes long where a day of captions stands."""
    with qtbot.assertNotEmitted(window._theme.changed):
        pick(dialog, "caption_mode", "calm")


def test_the_size_of_captions_changes_at_once_in_both_windows(dialog: SettingsDialog, window: MainWindow) -> None:
    before = (window.pane.text_px, window.overlay.height())
    pick(dialog, "caption_font_size", 40)
    assert window.pane.text_px > before[0]
    assert window.overlay.height() > before[1]


def test_the_status_line_follows_what_is_kept(qtbot: QtBot, dialog: SettingsDialog, window: MainWindow) -> None:
    turn(qtbot, dialog, "record_audio")
    assert window.status.kept.text() == "Text is kept on this computer, sound is not"


def test_the_source_beside_start_follows_the_setting(dialog: SettingsDialog, window: MainWindow) -> None:
    pick(dialog, "source", "system")
    assert window.picker.choice.kind.value == "system"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("caption_mode", "fast", "Saved. It applies from the next sentence on."),
        ("graphics", "cpu", "Saved. It applies when captions are started again."),
        ("interface_language", "zh", "Saved. It shows when Earshot is opened the next time."),
        ("theme", "light", "Saved."),
    ],
)
def test_while_captions_run_it_says_when_a_change_applies(
    qtbot: QtBot, dialog: SettingsDialog, window: MainWindow, name: str, value: str, told: str
) -> None:
    window.start()
    pick(dialog, name, value)
    qtbot.waitUntil(lambda: dialog.message.text() == told)


def test_another_model_is_brought_in_while_captions_run(
    qtbot: QtBot, dialog: SettingsDialog, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.may_answer.clear()
    pick(dialog, "model", "nano")
    said = dialog.model_page.model.meaning.text()
    controller.may_answer.set()
    qtbot.waitUntil(lambda: dialog.message.text() == "Saved.")
    assert said.startswith("It is being loaded.")
    assert (controller.calls[-1], controller.settings.model) == ("exchange nano", "nano")


def test_the_status_line_names_the_model_that_took_over(
    qtbot: QtBot, dialog: SettingsDialog, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.model_title, controller.model_is_rough = "Fun-ASR-Nano", False
    pick(dialog, "model", "nano")
    qtbot.waitUntil(lambda: window.status.model.text() == "Fun-ASR-Nano")
    assert not window.status.badge.isVisible()


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    controller.model_error = ModelUnusable("weights.onnx is incomplete.", "Fetch the model again.")
    pick(dialog, "model", "nano")
    qtbot.waitUntil(lambda: dialog.message.text() == "weights.onnx is incomplete. Fetch the model again.")
    assert choice(dialog, "model").control.value is None


def test_settings_that_cannot_be_written_are_told_of_in_one_clear_sentence(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    controller.settings_error = CaptioningError("settings.toml may not be written.", "Choose another place.")
    pick(dialog, "caption_mode", "calm")
    qtbot.waitUntil(lambda: dialog.message.text() == "settings.toml may not be written. Choose another place.")
    assert bool(dialog.message.property("wrong"))


def test_the_folder_of_recordings_can_be_chosen_and_given_back(
    dialog: SettingsDialog, controller: ScriptedController, tmp_path: Path
) -> None:
    field = dialog.fields["recordings_folder"]
    assert isinstance(field, FolderField)
    field.choose(tmp_path)
    chosen = (controller.settings.recordings_folder, field.meaning.text())
    field.reset.click()
    assert chosen == (tmp_path, str(tmp_path))
    assert controller.settings.recordings_folder is None


def test_an_answer_after_the_window_has_gone_does_no_harm(
    qtbot: QtBot, dialog: SettingsDialog, window: MainWindow, controller: ScriptedController
) -> None:
    controller.may_answer.clear()
    others = set(threading.enumerate())  # other tests may have left some that sleep
    pick(dialog, "caption_mode", "calm")
    window.close()
    controller.may_answer.set()
    qtbot.waitUntil(lambda: set(threading.enumerate()) <= others)
    QApplication.processEvents()
    assert dialog.message.text() == ""


# With the real controller


@pytest.fixture
def live(tmp_path: Path) -> LiveController:
    return LiveController(SETTINGS, portable_folders(tmp_path / "home"))


def test_a_change_reaches_the_file(qtbot: QtBot, tmp_path: Path, live: LiveController) -> None:
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    dialog = window.show_settings()
    pick(dialog, "endpoint_silence_scale", 2.0)
    qtbot.waitUntil(lambda: dialog.message.text() == "Saved.")
    assert load_settings(live.folders.settings_file).settings.endpoint_silence_scale == 2.0
    live.close()


def test_a_file_that_may_not_be_written_is_told_of_and_the_change_holds(
    qtbot: QtBot, tmp_path: Path, live: LiveController
) -> None:
    live.folders.settings_file.mkdir(parents=True)  # a folder in its place: nobody can write that, not even root
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    dialog = window.show_settings()
    pick(dialog, "theme", "dark")
    qtbot.waitUntil(lambda: dialog.message.text().startswith("The change holds until Earshot is closed"))
    assert live.settings.theme == "dark"
    live.close()


def test_a_folder_that_sound_cannot_be_kept_in_is_not_taken(qtbot: QtBot, tmp_path: Path, live: LiveController) -> None:
    (tmp_path / "file").write_text("in the way")
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    dialog = window.show_settings()
    field = dialog.fields["recordings_folder"]
    assert isinstance(field, FolderField)
    field.choose(tmp_path / "file" / "folder")
    qtbot.waitUntil(lambda: "cannot be" in dialog.message.text())
    assert live.settings.recordings_folder is None
    assert field.meaning.text() == str(live.folders.recordings)
    live.close()


def test_words_of_the_dialog_fit_their_place(qtbot: QtBot, dialog: SettingsDialog) -> None:
    """No page has to be scrolled sideways, and no line is cut off."""
    for row in range(dialog.stack.count()):
        dialog.list.setCurrentRow(row)
        page = dialog.stack.widget(row)
        labels = [label for label in page.findChildren(QLabel) if label.text() and label.isVisible()]
        assert labels
        qtbot.waitUntil(lambda labels=labels: not any(is_cut(label) for label in labels))


def is_cut(label: QLabel) -> bool:
    return label.height() < label.heightForWidth(label.width())


# In little room


def out_of_reach(dialog: SettingsDialog) -> list[str]:
    """Controls that are not whole between the edges of their page."""
    found = []
    for row in range(dialog.stack.count()):
        dialog.list.setCurrentRow(row)
        QApplication.processEvents()
        area = dialog.stack.widget(row)
        assert isinstance(area, QScrollArea)
        for control in area.findChildren(QWidget):
            if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                left = control.mapTo(area.viewport(), QPoint(0, 0)).x()
                if left < 0 or left + control.width() > area.viewport().width():
                    found.append(control.accessibleName())
    return found


@pytest.mark.parametrize("size", [(1, 1), (820, 560)])
def test_every_control_is_in_reach_in_a_small_dialog_and_beside_a_long_path(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController, size: tuple[int, int]
) -> None:
    controller.settings = replace(controller.settings, recordings_folder=Path("/home/anna") / ("Sitzung" * 12))
    dialog.show_settings()
    dialog.resize(*size)
    QApplication.processEvents()
    assert out_of_reach(dialog) == []


def test_a_path_that_is_too_wide_is_shortened_and_still_told_whole(
    dialog: SettingsDialog, controller: ScriptedController
) -> None:
    folder = Path("/home/anna") / ("Sitzung" * 12)
    controller.settings = replace(controller.settings, recordings_folder=folder)
    dialog.show_settings()
    label = dialog.fields["recordings_folder"].meaning
    assert "…" in QLabel.text(label)
    assert label.text() == label.toolTip() == str(folder)


def test_a_screen_reader_reads_the_explanation_of_the_present_choice(qtbot: QtBot, dialog: SettingsDialog) -> None:
    field = choice(dialog, "model")
    described = field.control.accessibleDescription()
    assert "1.4 GB" in described
    pick(dialog, "model", "mini")
    qtbot.waitUntil(lambda: field.meaning.text() != described)
    assert field.control.accessibleDescription() == field.meaning.text()


# What the model uses


def context_box(dialog: SettingsDialog) -> TextBox:
    field = dialog.fields["context_text"]
    assert isinstance(field, TextField)
    dialog.list.setCurrentRow(page_of(dialog, field))
    return field.control


def page_of(dialog: SettingsDialog, field: QWidget) -> int:
    return next(row for row in range(dialog.stack.count()) if dialog.stack.widget(row).isAncestorOf(field))


def test_a_text_on_what_is_talked_about_is_taken_when_its_field_is_left(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    box = context_box(dialog)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "Rent")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "Anna")
    assert controller.settings.context_text is None
    dialog.close_button.setFocus()
    qtbot.waitUntil(lambda: controller.settings.context_text == "Rent\nAnna")


def test_a_text_that_is_being_typed_when_the_dialog_is_closed_is_taken(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    box = context_box(dialog)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "Rent")
    dialog.close()
    qtbot.waitUntil(lambda: controller.settings.context_text == "Rent")


def test_an_emptied_text_is_no_setting_any_more(
    qtbot: QtBot, dialog: SettingsDialog, controller: ScriptedController
) -> None:
    controller.settings = replace(controller.settings, context_text="Rent")
    dialog.show_settings()
    box = context_box(dialog)
    assert box.toPlainText() == "Rent"
    box.clear()
    box.left.emit()
    qtbot.waitUntil(lambda: controller.settings.context_text is None)


@pytest.mark.parametrize("name", ["context_text", "context_finals", "hotword_replacement"])
def test_a_setting_that_the_chosen_model_does_not_use_says_so(
    name: str, qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.models = [replace(MINI, context=True, hotwords=True), replace(NANO, context=False, hotwords=False)]
    controller.settings = replace(controller.settings, model="mini")
    dialog = window.show_settings()
    qtbot.waitUntil(lambda: dialog.model_page.model.control.findData("nano") >= 0)
    meaning = dialog.fields[name].meaning
    used = meaning.text()
    pick(dialog, "model", "nano")
    qtbot.waitUntil(lambda: "The chosen model" in meaning.text())
    assert meaning.text().endswith(used)
    pick(dialog, "model", "mini")
    qtbot.waitUntil(lambda: meaning.text() == used)
