"""Choosing where the sound comes from, while devices come and go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.choices import ListedSource, SourceChoice, SourceKind
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import Level
from tests.support.ui_scripted import HEADSET, MICROPHONE, SPEAKERS, ScriptedController, level
from tests.support.ui_window import open_window, theme
from ui.live.page import first_choice
from ui.live.source_picker import SourcePicker
from ui.live.source_rows import LEVEL
from ui.main_window import MainWindow

DEFAULT = SourceChoice()


@pytest.fixture
def picker(qtbot: QtBot, controller: ScriptedController) -> SourcePicker:
    made = SourcePicker(controller, theme(), DEFAULT)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.count() == 6)
    return made


class ScriptedLevels:
    """Says how loud sources are when a test wants it."""

    def __init__(self, post: Callable[[SourceChoice, Level | None], None]) -> None:
        self.post = post
        self.watched: set[SourceChoice] = set()

    def watch(self, choices: Collection[SourceChoice]) -> None:
        self.watched = set(choices)

    def close(self) -> None:
        self.watched = set()


def titles(picker: SourcePicker) -> list[str]:
    return [picker.itemText(index) for index in range(picker.count())]


def choose(picker: SourcePicker, title: str) -> None:
    """What a click on a line of the list does."""
    index = titles(picker).index(title)
    picker.setCurrentIndex(index)
    picker.activated.emit(index)


def test_the_name_of_a_device_is_no_markup(picker: SourcePicker, controller: ScriptedController, qtbot: QtBot) -> None:
    """Qt takes a hint that looks like HTML for HTML; a picture in it would be fetched from the disk."""
    shown = "<b>Mic</b> <img src='x'> & more"
    controller.sources = [ListedSource(MICROPHONE.choice, "<b>Mic</b>\n<img src='x'>\x1b[31m & more")]
    picker.refresh()
    qtbot.waitUntil(lambda: shown in titles(picker))
    hint = QTextDocument()
    hint.setHtml(picker.itemData(titles(picker).index(shown), Qt.ItemDataRole.ToolTipRole))
    assert hint.toPlainText().replace("\n", " ") == shown


def test_microphones_computer_sound_and_files_are_offered(picker: SourcePicker) -> None:
    assert titles(picker) == [
        "Default microphone (Built-in microphone)",
        "Built-in microphone",
        "USB headset",
        "Computer sound (Speakers)",
        "Microphone and computer sound",
        "Caption a file as it plays…",
    ]


def test_the_default_microphone_is_there_before_anything_was_listed(qtbot: QtBot) -> None:
    controller = ScriptedController()
    controller.sources = []
    made = SourcePicker(controller, theme(), DEFAULT)
    qtbot.addWidget(made)
    assert titles(made) == ["Default microphone", "Caption a file as it plays…"]
    assert made.choice == DEFAULT


def test_sources_are_heard_while_their_list_is_open_and_no_longer(qtbot: QtBot, controller: ScriptedController) -> None:
    made: list[ScriptedLevels] = []

    def levels(post: Callable[[SourceChoice, Level | None], None]) -> ScriptedLevels:
        made.append(ScriptedLevels(post))
        return made[0]

    picker = SourcePicker(controller, theme(), DEFAULT, levels)
    qtbot.addWidget(picker)
    picker.show()
    qtbot.waitUntil(lambda: picker.count() == 6)
    closed = set(made[0].watched)
    picker.showPopup()
    opened = set(made[0].watched)
    made[0].post(HEADSET.choice, level(-20))
    line = titles(picker).index(HEADSET.title)
    qtbot.waitUntil(lambda: picker.itemData(line, LEVEL) == -20)
    picker.hidePopup()
    assert not closed
    assert {MICROPHONE.choice, HEADSET.choice, SPEAKERS.choice} <= opened
    assert not made[0].watched
    assert picker.itemData(line, LEVEL) is None


def test_a_muted_source_is_called_so(qtbot: QtBot, picker: SourcePicker, controller: ScriptedController) -> None:
    controller.sources = [replace(HEADSET, muted=True)]
    picker.refresh()
    qtbot.waitUntil(lambda: "USB headset (muted)" in titles(picker))


def test_without_computer_sound_there_is_no_second_source_to_hear(
    qtbot: QtBot, picker: SourcePicker, controller: ScriptedController
) -> None:
    controller.sources = [MICROPHONE]
    picker.refresh()
    qtbot.waitUntil(lambda: titles(picker)[1:] == [MICROPHONE.title, "Caption a file as it plays…"])


def test_microphone_and_computer_sound_start_together(
    qtbot: QtBot, tmp_path: Path, controller: ScriptedController
) -> None:
    window = open_window(qtbot, tmp_path, controller, Settings(theme="light", interface_language="en", source="both"))
    chosen = window.live.picker.currentText()
    window.start()
    assert chosen == "Microphone and computer sound"
    assert controller.started_with == [SourceChoice(SourceKind.BOTH)]


def test_a_picked_source_is_the_one_that_starts(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    qtbot.waitUntil(lambda: window.live.picker.count() == 6)
    choose(window.live.picker, SPEAKERS.title)
    window.start()
    assert controller.started_with == [SPEAKERS.choice]


def test_a_picked_source_is_kept_for_the_next_time(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    qtbot.waitUntil(lambda: window.live.picker.count() == 6)
    choose(window.live.picker, HEADSET.title)
    assert first_choice(controller.settings) == HEADSET.choice
    choose(window.live.picker, "Computer sound (Speakers)")
    assert (controller.settings.source, controller.settings.input_device) == ("system", HEADSET.choice.device)


def change_source_while_captions_run(window: MainWindow, source: str) -> SourceKind:
    """The kind that is shown while they still run."""
    window.start()
    window.show_settings().change("source", source)
    meanwhile = window.live.picker.choice.kind
    window.start_or_stop()
    return meanwhile


def test_a_source_that_is_set_while_captions_run_is_that_of_the_next_start(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    meanwhile = change_source_while_captions_run(window, "system")
    qtbot.waitUntil(window.live.picker.isEnabled)
    window.start()
    assert meanwhile is SourceKind.MICROPHONE
    assert controller.started_with == [DEFAULT, SourceChoice(SourceKind.SYSTEM)]


def test_a_source_that_is_set_while_a_file_is_captioned_does_not_take_its_place(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, controller: ScriptedController
) -> None:
    window.live.picker.pick_file(tmp_path / "talk.mp3")
    change_source_while_captions_run(window, "system")
    qtbot.waitUntil(window.live.picker.isEnabled)
    assert window.live.picker.choice.kind is SourceKind.FILE


def test_a_file_is_for_once(window: MainWindow, tmp_path: Path, controller: ScriptedController) -> None:
    before = controller.settings
    window.live.picker.pick_file(tmp_path / "talk.mp3")
    assert controller.settings == before


def test_a_picked_source_that_cannot_be_kept_is_told(
    qtbot: QtBot, tmp_path: Path, controller: ScriptedController
) -> None:
    controller.settings_error = CaptioningError("There is no room for settings.toml.", "Free some space.")
    window = open_window(qtbot, tmp_path, controller)
    qtbot.waitUntil(lambda: window.live.picker.count() == 6)
    choose(window.live.picker, HEADSET.title)
    qtbot.waitUntil(lambda: window.banners.named("source") is not None)
    assert window.live.picker.choice == HEADSET.choice


def test_a_device_that_comes_is_listed_and_the_choice_stays(
    qtbot: QtBot, picker: SourcePicker, controller: ScriptedController
) -> None:
    choose(picker, HEADSET.title)
    controller.sources = [ListedSource(SourceChoice(SourceKind.MICROPHONE, "new"), "Webcam"), MICROPHONE, HEADSET]
    picker.refresh()
    qtbot.waitUntil(lambda: "Webcam" in titles(picker))
    assert picker.currentText() == HEADSET.title
    assert picker.choice == HEADSET.choice


def test_a_chosen_device_that_goes_stays_chosen_and_is_marked(
    qtbot: QtBot, picker: SourcePicker, controller: ScriptedController
) -> None:
    """It may be back in a moment; another one is never taken silently."""
    choose(picker, HEADSET.title)
    controller.sources = [MICROPHONE]
    picker.refresh()
    qtbot.waitUntil(lambda: HEADSET.title not in titles(picker))
    assert picker.choice == HEADSET.choice
    assert picker.currentText().endswith("(not connected)")


def test_an_open_list_neither_closes_nor_loses_its_rows_when_a_device_comes(
    qtbot: QtBot, picker: SourcePicker, controller: ScriptedController
) -> None:
    picker.showPopup()
    qtbot.waitUntil(picker.view().isVisible)
    controller.sources = [*controller.sources, ListedSource(SourceChoice(SourceKind.MICROPHONE, "new"), "Webcam")]
    qtbot.waitUntil(lambda: not picker.asking)
    picker.refresh()
    qtbot.waitUntil(lambda: "Webcam" in titles(picker))
    assert picker.view().isVisible()
    picker.hidePopup()


def test_sources_are_listed_by_a_worker_while_the_window_goes_on(qtbot: QtBot) -> None:
    """A sound server that hangs holds nothing up, and is not asked again before it answers."""
    asked: list[Callable[[list[ListedSource]], None]] = []

    class Hanging(ScriptedController):
        def list_sources(self, done: Callable[[list[ListedSource]], None]) -> None:
            asked.append(done)

    made = SourcePicker(Hanging(), theme(), DEFAULT)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.refresh()
    questions = len(asked)
    threading.Thread(target=lambda: asked[0]([HEADSET])).start()
    qtbot.waitUntil(lambda: HEADSET.title in titles(made))
    assert questions == 1


def test_devices_are_asked_for_while_the_window_is_active_and_not_in_the_background(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: window.live.picker.polling)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not window.live.picker.polling)


def test_while_captions_run_the_source_cannot_be_changed_and_is_not_polled(
    window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    assert not window.live.picker.isEnabled()
    assert not window.live.picker.polling


def test_a_file_is_chosen_in_a_dialog_that_waits_for_nobody(qtbot: QtBot, picker: SourcePicker) -> None:
    choose(picker, "Caption a file as it plays…")
    dialog = picker.window().findChild(QFileDialog)
    assert dialog is not None
    assert picker.choice == DEFAULT
    dialog.reject()


def test_a_chosen_file_has_its_own_line(qtbot: QtBot, picker: SourcePicker, tmp_path: Path) -> None:
    with qtbot.waitSignal(picker.picked) as picked:
        picker.pick_file(tmp_path / "talk.mp3")
    assert picked.args == [SourceChoice(SourceKind.FILE, path=tmp_path / "talk.mp3")]
    assert picker.currentText() == "talk.mp3"


def test_the_keyboard_walks_through_the_sources(qtbot: QtBot, picker: SourcePicker) -> None:
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert picker.choice == MICROPHONE.choice


@pytest.mark.parametrize(
    ("settings", "choice"),
    [
        (Settings(), SourceChoice()),
        (Settings(input_device="usb"), SourceChoice(SourceKind.MICROPHONE, "usb")),
        (Settings(source="system", input_device="usb"), SourceChoice(SourceKind.SYSTEM)),
        (Settings(source="both", input_device="usb"), SourceChoice(SourceKind.BOTH)),
    ],
)
def test_the_settings_name_the_first_choice(settings: Settings, choice: SourceChoice) -> None:
    assert first_choice(settings) == choice


def test_a_look_that_fails_is_told_once_and_is_over_when_one_is_answered(qtbot: QtBot) -> None:
    silent = CaptioningError("The sound system does not answer.", "Wait.")
    answers: list[list[ListedSource] | CaptioningError] = [silent, silent, [HEADSET]]

    class Silent(ScriptedController):
        def list_sources(self, done: Callable[..., None]) -> None:
            done(answers.pop(0))

    made = SourcePicker(Silent(), theme(), DEFAULT)
    qtbot.addWidget(made)
    told: list[object] = []
    made.unanswered.connect(told.append)
    while answers:
        made.refresh()
        qtbot.waitUntil(lambda: not made.asking)
    assert told == [silent, None]
    assert HEADSET.title in titles(made)


def test_each_audio_track_of_a_file_can_be_chosen(
    qtbot: QtBot, picker: SourcePicker, controller: ScriptedController, tmp_path: Path
) -> None:
    film = tmp_path / "film.mkv"
    default, other = (SourceChoice(SourceKind.FILE, path=film, track=track) for track in (None, 1))
    controller.tracks = [ListedSource(other, "1 (chi)"), ListedSource(default, "2 (eng)", default=True)]
    picker.pick_file(film)
    qtbot.waitUntil(lambda: "film.mkv, track 1 (chi)" in titles(picker))
    assert (picker.currentText(), picker.choice) == ("film.mkv, track 2 (eng)", default)
    choose(picker, "film.mkv, track 1 (chi)")
    assert picker.choice == other
    picker.pick_file(tmp_path / "talk.flac")
    assert picker.currentText() == "talk.flac"
    assert "film.mkv, track 1 (chi)" not in titles(picker)
