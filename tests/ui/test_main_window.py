"""The main window: commands by mouse and keyboard, notices, export, and leaving without losing a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QInputDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.choices import LiveState, SourceChoice, SourceKind
from app.control.broadcast import Improvement
from app.control.earshot import Earshot
from app.folders import portable_folders, user_folders
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Profiles
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import (
    BehindBy,
    DeviceBack,
    DeviceLost,
    EngineError,
    NoSound,
    Notice,
    OtherLanguage,
    Overrun,
    RecordingStopped,
    SilenceReason,
    SoundBack,
)
from tests.support.ui_scripted import HEADSET, ScriptedController, behind, final, level, partial
from tests.support.ui_window import open_window, theme
from ui.commands import Commands
from ui.common.banner import Banner
from ui.common.tokens import CONTROL_HEIGHT, px
from ui.live.level_meter import FLOOR_DBFS
from ui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
LOST = DeviceLost(16_000, "USB headset", "“USB headset” was unplugged.", "Captions go on when it is back.")


def wait_for_text(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.waitUntil(lambda: text in window.live.pane.view.toPlainText())


def banner(window: MainWindow, name: str) -> Banner:
    found = window.banners.named(name)
    assert found is not None
    return found


def noting(done: list[str], text: str) -> Callable[..., None]:
    return lambda *_: done.append(text)


# Commands


def test_the_first_screen_says_what_to_do_and_that_nothing_leaves(window: MainWindow) -> None:
    assert window.live.pane.empty.isVisible()
    assert "Press Start" in window.live.pane.empty.title.text()
    assert "Nothing leaves this computer" in window.live.pane.empty.detail.text()


def test_the_clear_button_starts_and_then_stops(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    qtbot.mouseClick(window.live.header.primary, Qt.MouseButton.LeftButton)
    words = window.live.header.primary.text()
    qtbot.mouseClick(window.live.header.primary, Qt.MouseButton.LeftButton)
    assert controller.calls == ["start", "stop"]
    assert (words, window.live.header.primary.text()) == ("Stop", "Start")


def test_the_controls_at_the_top_are_equally_high(window: MainWindow) -> None:
    header = window.live.header
    controls = (header.primary, header.pause, header.picker, header.overlay, header.export, header.more)
    assert {each.height() for each in controls} == {px(CONTROL_HEIGHT)}


def test_the_level_is_at_rest_in_a_pause(window: MainWindow) -> None:
    """The last measurement before a pause comes after it."""
    meter = window.live.header.meter
    window.pump.state_changed.emit(LiveState.CAPTIONING)
    window.pump.batch.emit([level(-12.0)])
    heard = meter.rms_dbfs()
    window.pump.state_changed.emit(LiveState.PAUSED)
    window.pump.batch.emit([level(-12.0)])
    assert heard > meter.rms_dbfs() == FLOOR_DBFS


def test_captions_that_are_improved_move_nothing(qtbot: QtBot, window: MainWindow) -> None:
    before = window.live.pane.geometry()
    window.live.status.show_improving(3)
    qtbot.waitUntil(window.live.status.skip.isVisible)
    window.live.layout().activate()
    assert window.live.pane.geometry() == before


def test_space_pauses_and_goes_on_and_never_starts(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    window.start()
    for _ in range(2):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert controller.calls == ["start", "pause", "resume"]


def test_space_on_a_button_presses_that_button(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.live.header.overlay.setFocus()
    qtbot.keyClick(window.live.header.overlay, Qt.Key.Key_Space)
    assert controller.calls == []
    assert window.overlay.isVisible()


def test_space_still_works_once_captions_have_taken_the_place_of_the_first_screen(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(final(1, "Hello."))
    qtbot.waitUntil(window.live.pane.view.isVisible)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert controller.calls == ["start", "pause"]


@pytest.mark.parametrize(("key", "calls"), [(Qt.Key.Key_R, ["start", "stop"]), (Qt.Key.Key_P, ["start", "pause"])])
def test_keys_command_a_running_session(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, key: Qt.Key, calls: list[str]
) -> None:
    window.start()
    qtbot.keyClick(window, key, CONTROL)
    assert controller.calls == calls


def test_ctrl_l_opens_and_closes_the_caption_window(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, CONTROL)
    opened = window.overlay.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_L, CONTROL)
    assert (opened, window.overlay.isVisible()) == (True, False)


def test_ctrl_q_quits(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Q, CONTROL)
    assert not window.isVisible()


def test_every_key_of_every_command_does_it(qtbot: QtBot) -> None:
    """Qt does nothing at a key that two commands want, or one command twice."""
    bare = QWidget()
    qtbot.addWidget(bare)
    commands = Commands(theme(), bare)
    commands.let_export(True)
    commands.show_state(LiveState.CAPTIONING)
    commands.open_file.setEnabled(True)
    done: list[str] = []
    for action in bare.actions():
        action.triggered.connect(noting(done, action.text()))
    bare.show()
    bare.activateWindow()
    qtbot.waitUntil(bare.isActiveWindow)
    pressed = [(action.text(), keys) for action in bare.actions() for keys in action.shortcuts()]
    for _, keys in pressed:
        QTest.keySequence(bare, keys)
    assert done == [text for text, _ in pressed]


def test_nothing_can_be_paused_while_nothing_runs(window: MainWindow) -> None:
    assert not window.live.header.pause.isEnabled()


def test_while_the_model_is_loaded_it_is_heard_so_it_can_be_paused_and_says_how_far_behind_it_is(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.state = LiveState.LOADING
    controller.post(BehindBy(0, 3.0, getting_ready=True))
    qtbot.waitUntil(lambda: window.live.status.pace.text() == "3 s behind")
    assert window.live.status.state.text() == "Getting ready…"
    qtbot.waitUntil(window.live.header.pause.isEnabled)
    window.pause_or_resume()
    assert controller.calls[-1] == "pause"


def test_while_it_finishes_the_next_captions_begin(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    """What is left of those before comes where they stand, and nowhere else; its count and a way to skip it show."""
    controller.stops_at_once = False
    window.start()
    controller.post(partial(1, "good mor"))
    wait_for_text(qtbot, window, "good mor")
    first = controller.number
    window.start_or_stop()
    assert window.live.header.primary.text() == "Start"
    assert window.live.header.primary.isEnabled()
    qtbot.waitUntil(lambda: (window.start_or_stop(), len(controller.started_with) == 2)[1])  # no double click on Stop
    controller.improving = 2
    controller.post(final(1, "New words."))
    controller.improvements.post(Improvement(first, final(1, "Good morning.")))
    status = window.live.status
    qtbot.waitUntil(status.skip.isVisible)
    assert status.improving.text() == "Improving captions: 2"
    shown = window.live.pane.view.captions.plain_text()
    assert shown.index("Good morning.") < shown.index("New words.")
    assert "good mor" not in shown
    assert [line.text for line in window.overlay.lines] == ["Good morning.", "New words."]
    qtbot.mouseClick(status.skip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not status.skip.isVisible())
    assert controller.calls[-1] == "skip refining"


def test_the_tab_key_reaches_every_control(window: MainWindow) -> None:
    header = window.live.header
    controls = [header.primary, header.picker, header.overlay, header.more]
    assert all(control.focusPolicy() & Qt.FocusPolicy.TabFocus for control in controls)


def test_every_control_has_a_name_for_a_screen_reader(window: MainWindow) -> None:
    controls: list[QWidget] = [*window.findChildren(QAbstractButton), *window.findChildren(QComboBox)]
    nameless = [each for each in controls if not (each.accessibleName() or getattr(each, "text", str)())]
    assert nameless == []


def test_every_command_has_a_hint_with_its_keys(window: MainWindow) -> None:
    commands = window.commands
    for action in (commands.start_stop, commands.pause, commands.overlay, commands.export):
        assert action.shortcut().toString() in action.toolTip()


# What a reader is told


def test_captions_appear_in_both_windows(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(partial(1, "good", " mor"))
    wait_for_text(qtbot, window, "good mor")
    assert [line.text for line in window.overlay.lines] == ["good mor"]


def test_a_lost_device_is_told_and_the_notice_goes_when_it_is_back(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(LOST)
    qtbot.waitUntil(lambda: window.banners.named("device") is not None)
    told = (banner(window, "device").what.text(), banner(window, "device").remedy.text())
    controller.post(DeviceBack(16_000, "USB headset", 4.0))
    qtbot.waitUntil(lambda: window.banners.named("device") is None)
    assert told == (LOST.what, LOST.remedy)


def test_losses_are_added_up_in_one_notice(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(Overrun(0, 16_000), Overrun(32_000, 8_000))
    qtbot.waitUntil(lambda: window.banners.named("overrun") is not None)
    assert "1.5 s of sound" in banner(window, "overrun").what.text()


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (EngineError(0, "The recogniser failed (out of memory).", "Captions go on."), "engine"),
        (RecordingStopped(0, "The disk is full.", "Captions go on."), "recording"),
    ],
)
def test_a_failure_is_one_notice_that_can_be_dismissed(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, event: EngineError | RecordingStopped, name: str
) -> None:
    window.start()
    controller.post(event)
    qtbot.waitUntil(lambda: window.banners.named(name) is not None)
    told = banner(window, name).what.text()
    qtbot.mouseClick(banner(window, name).close_button, Qt.MouseButton.LeftButton)
    assert told == event.what
    assert window.banners.named(name) is None


def test_escape_dismisses_the_newest_notice(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(LOST, Overrun(0, 16_000))
    qtbot.waitUntil(lambda: window.banners.named("overrun") is not None)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.banners.named("overrun") is None
    assert window.banners.named("device") is not None


def test_notices_are_never_dialogs(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(LOST, EngineError(0, "Something failed.", ""))
    qtbot.waitUntil(lambda: window.banners.named("engine") is not None)
    assert banner(window, "engine").window() is window
    assert window.isActiveWindow()


def test_a_new_session_begins_without_the_notices_of_the_last(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(Notice(0, "Track 2 is captioned."), EngineError(0, "Something failed.", "", fatal=True))
    qtbot.waitUntil(lambda: window.banners.named("engine") is not None)
    assert banner(window, "Track 2 is captioned.").what.text() == "Track 2 is captioned."
    window.start_or_stop()
    window.start()
    assert window.banners.named("engine") is None
    assert window.banners.named("Track 2 is captioned.") is None


def test_being_far_behind_stands_out(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(behind(1.6))
    qtbot.waitUntil(window.live.status.pace.isVisible)
    calm = bool(window.live.status.pace.property("late"))
    controller.post(behind(3.2))
    qtbot.waitUntil(lambda: bool(window.live.status.pace.property("late")))
    assert not calm
    assert window.live.status.pace.text() == "3 s behind"


def test_a_lag_that_nobody_feels_is_not_told(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    controller.post(behind(0.4), final(1, "Hello."))
    wait_for_text(qtbot, window, "Hello.")
    qtbot.waitUntil(lambda: window.live.status.pace.text() == "Keeping up")


def test_after_stop_it_says_how_long_the_rest_will_take(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.stops_at_once = False
    window.start()
    window.start_or_stop()
    controller.post(behind(21.0, left_s=8.4))
    qtbot.waitUntil(window.live.status.pace.isVisible)
    told = window.live.status.pace.text()
    controller.end()
    qtbot.waitUntil(lambda: not window.live.status.pace.isVisible())
    assert told == "about 8 s to go"


def test_text_that_the_disk_refuses_is_not_called_kept(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.text_is_kept = False
    controller.post(final(1, "Hello."))
    qtbot.waitUntil(lambda: window.live.status.kept.text() == "Sound is kept on this computer, text is not")
    controller.text_is_kept = True
    controller.post(final(2, "Again."))
    qtbot.waitUntil(lambda: window.live.status.kept.text() == "Text and sound are kept on this computer")


def test_a_rough_model_is_named_as_a_demonstration(window: MainWindow) -> None:
    assert window.live.status.badge.isVisible()
    assert window.live.status.badge.text() == "Demo model: expect mistakes"


def test_a_window_that_has_only_the_demo_says_how_to_get_a_better_model(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    qtbot.waitUntil(lambda: window.banners.named("model") is not None)
    assert banner(window, "model").remedy.text() == "Reinstall Earshot, or run its set-up again."


def test_a_chosen_demo_needs_no_such_advice(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    controller.settings = replace(controller.settings, model="mini")
    window.start()
    qtbot.waitUntil(lambda: window.live.status.state.text() == "Captioning")
    assert window.banners.named("model") is None


def test_a_window_without_any_model_says_how_to_get_one(
    qtbot: QtBot, tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.model_store.bundled.FOLDER", tmp_path / "none")
    controller = Earshot(Settings(), portable_folders(tmp_path))
    window = open_window(qtbot, tmp_path, controller)  # type: ignore[arg-type] # the real one
    controller.session.start(SourceChoice(SourceKind.FILE, path=sample))
    window.pump.turn()
    qtbot.waitUntil(lambda: window.banners.named("engine") is not None)
    told = banner(window, "engine")
    assert told.what.text() == "No model that can write captions is installed."
    assert told.remedy.text() == "Reinstall Earshot, or run its set-up again."
    controller.close()


def test_a_good_model_has_no_badge(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path, ScriptedController("Fun-ASR-Nano", rough=False))
    assert window.live.status.model.text() == "Fun-ASR-Nano"
    assert not window.live.status.badge.isVisible()


def test_the_pace_is_told_in_words_and_its_figures_in_the_hint(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(final(1, "Hello.", factor=0.25))
    qtbot.waitUntil(lambda: window.live.status.pace.text() == "Keeping up")
    assert "0.25 s" in window.live.status.pace.toolTip()


def test_a_microphone_without_sound_is_not_called_captioning(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(NoSound(0, "Headset", SilenceReason.MUTED, "“Headset” is muted.", "Unmute it."))
    qtbot.waitUntil(lambda: window.live.status.state.text() == "No sound")
    controller.post(SoundBack(0, "Headset"))
    qtbot.waitUntil(lambda: window.live.status.state.text() == "Captioning")


def test_without_sound_another_source_is_offered_and_captions_go_on_with_it(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    qtbot.waitUntil(lambda: window.live.picker.count() == 6)
    window.start()
    controller.post(NoSound(0, "Headset", SilenceReason.DIGITAL_SILENCE, "No sound arrives.", "Is it muted?"))
    qtbot.waitUntil(lambda: window.banners.named("silence") is not None)
    banner(window, "silence").action.click()
    qtbot.waitUntil(window.live.picker.view().isVisible)
    window.live.picker.hidePopup()
    window.live.picker.setCurrentIndex(2)
    window.live.picker.activated.emit(2)
    assert controller.calls == ["start", "stop", "start"]
    assert controller.started_with[1] == HEADSET.choice


def test_a_language_that_the_model_knows_can_be_added(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(OtherLanguage(0, "de", True, "German is spoken.", "Add it."))
    qtbot.waitUntil(lambda: window.banners.named("German is spoken.") is not None)
    offered = banner(window, "German is spoken.").action
    assert offered.text() == "Add Deutsch"
    offered.click()
    assert (controller.settings.languages or ())[-1] == "de"


def test_for_a_language_that_the_model_does_not_know_another_model_is_offered(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(OtherLanguage(0, "ja", False, "Japanese is spoken.", "Choose another model."))
    qtbot.waitUntil(lambda: window.banners.named("Japanese is spoken.") is not None)
    offered = banner(window, "Japanese is spoken.").action
    qtbot.waitUntil(lambda: offered.text() == "Use Fun-ASR-Nano")
    offered.click()
    assert controller.calls[-1] == "exchange nano"


def test_the_recording_mark_is_there_on_every_page_while_sound_is_kept(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    mark = window.frame.sidebar.recording
    assert not mark.isVisible()
    for words in (True, False):
        window.frame.sidebar.show_words(words)
        assert mark.sizeHint().width() <= window.frame.sidebar.width()
    assert (mark.text(), mark.accessibleName()) == ("●", "Recording")
    assert mark.toolTip().startswith("Recording")
    window.start()
    qtbot.waitUntil(mark.isVisible)
    window.show_page("vocabulary")
    assert mark.isVisible()
    window.pause_or_resume()
    qtbot.waitUntil(lambda: not mark.isVisible())
    window.pause_or_resume()
    qtbot.waitUntil(mark.isVisible)
    controller.post(RecordingStopped(0, "The disk is full.", "Captions go on."))
    qtbot.waitUntil(lambda: not mark.isVisible())


def test_the_status_says_when_the_sound_is_no_longer_kept(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    before = window.live.status.kept.text()
    controller.post(RecordingStopped(0, "The disk is full.", "Captions go on."))
    qtbot.waitUntil(lambda: window.live.status.kept.text() != before)
    assert window.live.status.kept.text() == "Text is kept on this computer, sound is not"


def test_the_level_meter_moves_and_rests_when_paused(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(level(-20.0))
    qtbot.waitUntil(lambda: window.live.header.meter.rms_dbfs() == -20.0)
    speaking = window.live.header.meter.speaking
    window.pause_or_resume()
    assert speaking
    assert not window.live.header.meter.speaking
    assert window.live.header.meter.rms_dbfs() == -60.0


# Export


def test_there_is_nothing_to_export_before_anything_was_said(window: MainWindow) -> None:
    assert not window.commands.export.isEnabled()


def test_an_export_is_done_by_a_worker_and_its_end_is_told(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, tmp_path: Path
) -> None:
    window.start()
    window.live.export_menu.export_to(tmp_path / "talk.srt", "srt")
    qtbot.waitUntil(lambda: window.banners.named("export") is not None)
    assert controller.exported == [(1, tmp_path / "talk.srt", "srt")]
    assert banner(window, "export").what.text() == "Saved as talk.srt."


def test_a_failed_export_says_what_to_do(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, tmp_path: Path
) -> None:
    controller.export_error = CaptioningError("The disk is full.", "Choose another place.")
    window.start()
    window.live.export_menu.export_to(tmp_path / "talk.srt", "srt")
    qtbot.waitUntil(lambda: window.banners.named("export") is not None)
    assert banner(window, "export").what.text() == "The disk is full."
    assert banner(window, "export").remedy.text() == "Choose another place."


def test_a_file_has_the_suffix_of_its_format(window: MainWindow) -> None:
    """Two formats are plain text: "txt" and "txt-times"."""
    window.live.export_menu.ask_where("txt-times")
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "txt"
    dialog.reject()


def test_the_file_dialog_lets_captions_go_on(qtbot: QtBot, window: MainWindow, controller: ScriptedController) -> None:
    window.start()
    window.live.export_menu.ask_where("srt")
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    controller.post(final(1, "Said meanwhile."))
    wait_for_text(qtbot, window, "Said meanwhile.")
    dialog.reject()


# Leaving


def test_closing_an_idle_window_asks_nothing(window: MainWindow, controller: ScriptedController) -> None:
    assert window.close()
    assert controller.calls == []


def test_closing_while_captioning_finishes_the_last_words_first(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.stops_at_once = False
    window.start()
    closed_at_once = window.close()
    told = banner(window, "finishing").what.text()
    controller.post(final(1, "The last words."))
    wait_for_text(qtbot, window, "The last words.")
    still_open = window.isVisible()
    controller.end()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not closed_at_once
    assert still_open
    assert told.startswith("Finishing")
    assert controller.calls == ["start", "stop"]


def test_a_second_close_does_not_cut_the_last_words_off(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.stops_at_once = False
    window.start()
    window.close()
    assert not window.close()
    controller.end()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_window_that_takes_long_to_finish_offers_to_close_now(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.leaving.OFFER_TO_LEAVE_MS", 1)
    controller.stops_at_once = False
    window.start()
    window.close()
    offered = banner(window, "finishing").action
    qtbot.waitUntil(offered.isVisible)
    qtbot.mouseClick(offered, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_how_much_is_left_is_shown_while_it_finishes(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    controller.stops_at_once = False
    window.start()
    window.close()
    controller.post(behind(12.0))
    qtbot.waitUntil(lambda: banner(window, "finishing").remedy.text() == "12 s of speech are left.")
    controller.post(behind(9.0, left_s=4.0))
    told = "9 s of speech are left. It will take about 4 s."
    qtbot.waitUntil(lambda: banner(window, "finishing").remedy.text() == told)
    controller.end()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_the_caption_window_closes_with_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.show_overlay(True)
    qtbot.waitUntil(window.overlay.isVisible)
    window.close()
    assert not window.overlay.isVisible()


def test_place_and_size_of_the_window_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    first = open_window(qtbot, tmp_path, ScriptedController())
    first.resize(700, 500)
    qtbot.waitUntil(lambda: first.width() == 700)
    first.close()
    again = open_window(qtbot, tmp_path, ScriptedController())
    assert (again.width(), again.height()) == (700, 500)


def test_an_answer_that_comes_after_the_window_has_gone_does_no_harm(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController, tmp_path: Path
) -> None:
    window.start()
    controller.end()
    qtbot.waitUntil(lambda: window.live.header.primary.text() == "Start")
    controller.may_answer.clear()
    window.live.export_menu.export_to(tmp_path / "talk.srt", "srt")
    window.close()
    controller.may_answer.set()
    qtbot.waitUntil(controller.answered.is_set)
    QApplication.processEvents()
    assert window.banners.named("export") is None


def test_the_window_is_idle_again_when_a_file_has_ended_by_itself(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.state = LiveState.STOPPING
    controller.end()
    qtbot.waitUntil(lambda: window.live.header.primary.text() == "Start")
    assert window.live.picker.isEnabled()


# The vocabulary


def test_ctrl_k_opens_the_vocabulary_beside_the_captions(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    page = window.vocabulary.page
    qtbot.waitUntil(lambda: page.editor is not None and page.editor.isVisible())
    assert window.frame.shown == "vocabulary"
    assert window.isAncestorOf(page)
    qtbot.keyClick(window, Qt.Key.Key_1, CONTROL)
    assert window.live.isVisible()


def test_keys_of_the_vocabulary_page_come_before_those_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    """Elsewhere F2 corrects a sentence, and Ctrl+F looks for one."""
    library = HotwordLibrary(user_folders().hotwords)
    library.create("team", from_paste("Okonkwo\n"))
    window.show_page("vocabulary")
    page = window.vocabulary.page
    qtbot.waitUntil(lambda: page.editor is not None and page.editor.lists.editable)
    editor = page.editor
    assert editor is not None
    window.commands.let_export(True)  # as with captions
    qtbot.keyClick(editor.words.field, Qt.Key.Key_F, CONTROL)
    assert editor.words.filter.hasFocus()
    editor.pane.names.setFocus()
    qtbot.keyClick(editor.pane.names, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: editor.findChild(QInputDialog) is not None)
    dialog = editor.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.reject()
    qtbot.waitUntil(window.isActiveWindow)
    editor.words.view.go_to(0)
    editor.words.view.setFocus()
    qtbot.keyClick(editor.words.view, Qt.Key.Key_F2)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_a_shortcut_switches_to_the_next_vocabulary_and_says_so(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    HotwordLibrary(user_folders().hotwords).save_profiles(Profiles({"Board": ()}))
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: window.banners.named("vocabulary") is not None)
    assert banner(window, "vocabulary").what.text() == "The vocabulary “Board” is used from the next sentence on."
    assert HotwordLibrary(user_folders().hotwords).profiles().active == "Board"
    controller.close()


def test_the_menu_shows_the_profiles_with_the_active_one_checked(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    HotwordLibrary(user_folders().hotwords).save_profiles(Profiles({"Board": ()}, active="Board"))
    window.vocabulary.menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: len(window.vocabulary.menu.actions()) == 4)
    *actions, _line, following = window.vocabulary.menu.actions()
    assert [(each.text(), each.isChecked()) for each in actions] == [("All lists", False), ("Board", True)]
    assert following is window.commands.next_profile
    actions[0].trigger()
    qtbot.waitUntil(lambda: HotwordLibrary(user_folders().hotwords).profiles().active is None)
    controller.close()
