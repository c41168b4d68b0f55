"""Every setting does something, and for each there is a test that shows what."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

import app.control.session_control
from app.choices import SourceChoice, SourceKind
from app.folders import Folders, portable_folders
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.settings import Settings, options
from app.transcripts.store import TranscriptStore
from engine.events import CaptionEvent, Final, Level, Partial, SessionEnded
from tests.support.audio import HandSource
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
HERE = "app/test_settings_effects.py"
OVERLAY = "ui/live/overlay/test_window.py"
SHOWN_BY = {
    "interface_language": (HERE, "test_the_interface_speaks_the_language_of_the_setting"),
    "theme": ("ui/settings/test_settings.py", "test_colours_change_at_once"),
    "caption_font_size": ("ui/settings/test_settings.py", "test_the_size_of_captions_changes_at_once_in_both_windows"),
    "overlay_lines": (OVERLAY, "test_it_shows_as_many_lines_as_the_user_chose"),
    "overlay_font": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_weight": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_text_colour": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_tentative_colour": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_background": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_opacity": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_outline": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_align": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_width": (OVERLAY, "test_each_choice_changes_the_picture_at_once"),
    "overlay_settled_only": (OVERLAY, "test_a_reader_may_be_shown_settled_text_alone"),
    "overlay_locked": (OVERLAY, "test_a_lock_lets_the_mouse_through_and_the_window_unlocks_it"),
    "source": ("ui/live/test_source_picker.py", "test_the_settings_name_the_first_choice"),
    "input_device": ("ui/live/test_source_picker.py", "test_the_settings_name_the_first_choice"),
    "model": (
        "app/model_store/test_exchange.py",
        "test_a_choice_that_is_not_there_gives_way_to_the_next_best_in_the_next_session",
    ),
    "offline": ("ui/models/test_getting.py", "test_offline_fetches_nothing_and_says_so"),
    "model_mirror": ("app/control/test_model_manager.py", "test_the_mirror_of_the_settings_is_asked"),
    "language": ("app/control/test_languages.py", "test_a_session_asks_for_what_the_settings_say"),
    "languages": (
        "app/control/test_changing_settings.py",
        "test_other_languages_and_another_script_reach_the_running_session",
    ),
    "chinese_script": (
        "app/control/test_changing_settings.py",
        "test_other_languages_and_another_script_reach_the_running_session",
    ),
    **dict.fromkeys(
        ("obs_address", "obs_source", "obs_stream"), ("ui/sharing/test_outputs.py", "test_obs_is_remembered")
    ),
    "export_format": ("ui/library/test_export_dialog.py", "test_choices_are_remembered_and_count_for_every_export"),
    "export_template": (
        "ui/library/test_export_dialog.py",
        "test_an_own_template_is_seen_before_it_is_used_and_gives_its_ending",
    ),
    "subtitle_preset": ("ui/library/test_export_dialog.py", "test_choices_are_remembered_and_count_for_every_export"),
    "subtitle_limits": ("ui/library/test_export_dialog.py", "test_choices_are_remembered_and_count_for_every_export"),
    "subtitle_rules": ("ui/library/test_export_dialog.py", "test_rules_get_names_and_lose_them_at_once"),
    "copy_media": ("app/control/test_file_queue.py", "test_a_copy_lies_beside_the_recordings_where_the_user_wants_one"),
    "label_speakers": ("app/control/test_speakers.py", "test_the_setting_labels_a_transcript_when_it_ends"),
    "record_audio": (HERE, "test_sound_is_recorded_where_the_settings_say_and_only_then"),
    "recordings_folder": (HERE, "test_sound_is_recorded_where_the_settings_say_and_only_then"),
    "caption_mode": (HERE, "test_early_text_may_change_and_still_text_does_not"),
    "endpoint_silence_scale": (HERE, "test_hasty_sentences_are_more_than_patient_ones"),
    "context_finals": ("app/control/test_context.py", "test_the_users_text_stands_before_the_earlier_sentences"),
    "context_text": ("app/control/test_context.py", "test_the_users_text_stands_before_the_earlier_sentences"),
    "threads": ("app/control/test_changing_settings.py", "test_threads_count_when_a_model_is_loaded_the_next_time"),
    "hotword_replacement": (HERE, "test_a_hotword_takes_the_place_of_what_sounds_like_it_unless_that_is_off"),
    "graphics": (
        "app/control/test_degradations.py",
        "test_a_graphics_card_that_was_asked_for_and_is_not_there_is_told_once",
    ),
    "graphics_layers": (
        "engine/models/fun_asr_nano/llm/test_files.py",
        "test_the_layers_that_were_asked_for_reach_llama_cpp",
    ),
    "underline_hotwords": ("ui/live/test_hotword_marks.py", "test_the_setting_decides_from_the_start"),
    "close_to_tray": ("ui/program/test_staying.py", "test_the_window_stays_in_the_tray_where_that_is_wanted"),
    **{
        f"shortcut_{name}": ("ui/program/test_shortcuts.py", "test_each_key_of_the_settings_does_what_it_is_for")
        for name in ("captions", "pause", "overlay", "mark")
    },
    "keep_screen_awake": ("ui/program/test_awake.py", "test_the_screen_stays_on_while_captions_run_and_are_seen"),
    "alert_words": ("ui/live/test_alert_words.py", "test_alert_words_of_the_settings_stand_out_in_boxes"),
    "alert_notification": ("ui/live/test_alert_words.py", "test_what_follows_an_alert_word_is_what_the_settings_say"),
    "alert_sound": ("ui/live/test_alert_words.py", "test_what_follows_an_alert_word_is_what_the_settings_say"),
    "mask_profanity": ("ui/live/test_masking.py", "test_the_window_shows_asterisks_where_the_settings_say_so"),
    "announce_captions": ("ui/live/test_announcer.py", "test_what_is_read_is_what_the_settings_say"),
    "introduced": ("ui/live/test_first_page.py", "test_it_is_shown_at_the_first_start_and_never_again"),
    "keep_transcripts": (HERE, "test_text_is_kept_where_the_settings_say_so"),
    "bin_days": ("app/transcripts/test_library.py", "test_what_left_the_bin_is_gone_with_its_sound"),
    "delete_after_days": (
        "app/transcripts/test_library.py",
        "test_the_rule_by_age_is_told_a_day_before_and_spares_what_is_tagged",
    ),
}


def test_each_setting_has_a_test_of_its_effect() -> None:
    assert set(SHOWN_BY) == {option.name for option in options()}
    for file, name in set(SHOWN_BY.values()):
        tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (file, name)


# -- a session with a model that says what the test wants ----------------------------------------------------

Run = Callable[..., list[CaptionEvent]]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return portable_folders(tmp_path / "home")


@pytest.fixture
def run(folders: Folders, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The events of a session over the sample's beginning, read as a file, also at its pace, or, with `live`, heard
    by a microphone."""
    clip = tmp_path / "clip.flac"

    def session(
        settings: Settings, text: str = "we use fun asr now", live: bool = False, paced: bool = False
    ) -> list[CaptionEvent]:
        seconds = 6 if paced else 16
        soundfile.write(clip, soundfile.read(sample, dtype="float32", stop=seconds * 16_000)[0], 16_000)
        monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: ScriptedRecogniser([text] * 100))
        source = HandSource()
        if live:
            monkeypatch.setattr(app.control.session_control, "open_source", lambda choice: source)
        earshot = ReadEarshot(settings, folders)
        kind = SourceKind.MICROPHONE if live else SourceKind.FILE
        earshot.session.start(SourceChoice(kind, path=None if live else clip, paced=paced))
        events: list[CaptionEvent] = []
        sound = soundfile.read(clip, dtype="float32", stop=48_000)[0]
        while not any(isinstance(event, SessionEnded) for event in events):
            if live and source.opened:
                source.deliver(sound)
                if any(isinstance(event, Level) for event in events):
                    earshot.session.stop()
            earshot.reader.wait(0.1)
            events += earshot.reader.drain()
        earshot.close()
        return events

    return session


@pytest.mark.parametrize("recorded", [True, False])
def test_sound_is_recorded_where_the_settings_say_and_only_then(recorded: bool, run: Run, tmp_path: Path) -> None:
    run(Settings(record_audio=recorded, recordings_folder=tmp_path / "sound"), live=True)
    assert len(list(tmp_path.glob("sound/*.flac"))) == recorded


@pytest.mark.parametrize("kept", [True, False])
def test_text_is_kept_where_the_settings_say_so(kept: bool, run: Run, folders: Folders) -> None:
    run(Settings(keep_transcripts=kept))
    with TranscriptStore(folders.transcripts_file) as store:
        assert len(store.sessions()) == kept


def test_hasty_sentences_are_more_than_patient_ones(run: Run) -> None:
    def finals(scale: float) -> int:
        return sum(isinstance(event, Final) for event in run(Settings(endpoint_silence_scale=scale)))

    assert finals(0.5) > finals(2.0)


@pytest.mark.parametrize(("mode", "changes"), [("fast", True), ("calm", False)])
def test_early_text_may_change_and_still_text_does_not(mode: str, changes: bool, run: Run) -> None:
    text = " ".join(f"word{number}" for number in range(200))
    guesses = [event for event in run(Settings(caption_mode=mode), text, paced=True) if isinstance(event, Partial)]
    assert guesses
    assert any(guess.tentative for guess in guesses) == changes


@pytest.mark.parametrize(("mode", "written"), [("off", "we use fun asr now"), ("careful", "we use Fun-ASR now")])
def test_a_hotword_takes_the_place_of_what_sounds_like_it_unless_that_is_off(
    mode: str, written: str, run: Run, folders: Folders
) -> None:
    HotwordLibrary(folders.hotwords).create("terms", from_paste("Fun-ASR\n"))
    finals = [event for event in run(Settings(hotword_replacement=mode)) if isinstance(event, Final)]
    assert {final.text for final in finals} == {written}


# -- the window ----------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from app.settings import LoadedSettings, Settings
from tests.support.ui_scripted import ScriptedController
from ui import application, main_window

shown = main_window.MainWindow.show
def show(window):
    shown(window)
    print(window.commands.start_stop.text())
    QTimer.singleShot(0, window, window.close)
main_window.MainWindow.show = show
application.run(ScriptedController(), LoadedSettings(Settings(interface_language=sys.argv[1])), (("txt", "Text"),))
"""


@pytest.mark.parametrize(("language", "start"), [("en", "Start"), ("zh", "开始")])
def test_the_interface_speaks_the_language_of_the_setting(language: str, start: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", PROGRAM, language]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    assert done.stdout.decode("utf-8").strip() == start, done.stderr
