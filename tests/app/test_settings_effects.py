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

import app.live
from app.choices import SourceChoice, SourceKind
from app.folders import Folders, portable_folders
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.live import LiveController
from app.settings import Settings, options
from app.transcripts.store import TranscriptStore
from engine.events import CaptionEvent, Final, Level, Partial, SessionEnded
from tests.support.audio import HandSource
from tests.support.recognisers import ScriptedRecogniser

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
HERE = "app/test_settings_effects.py"
SHOWN_BY = {
    "interface_language": (HERE, "test_the_interface_speaks_the_language_of_the_setting"),
    "theme": ("ui/settings/test_settings.py", "test_colours_change_at_once"),
    "caption_font_size": ("ui/settings/test_settings.py", "test_the_size_of_captions_changes_at_once_in_both_windows"),
    "source": ("ui/live/test_source_picker.py", "test_the_settings_name_the_first_choice"),
    "input_device": ("ui/live/test_source_picker.py", "test_the_settings_name_the_first_choice"),
    "model": ("app/models/test_exchange.py", "test_a_choice_while_nothing_runs_is_for_the_next_session"),
    "language": ("app/test_languages.py", "test_a_session_asks_for_what_the_settings_say"),
    "languages": (
        "app/test_changing_settings.py",
        "test_other_languages_and_another_script_reach_the_running_session",
    ),
    "chinese_script": (
        "app/test_changing_settings.py",
        "test_other_languages_and_another_script_reach_the_running_session",
    ),
    "record_audio": (HERE, "test_sound_is_recorded_where_the_settings_say_and_only_then"),
    "recordings_folder": (HERE, "test_sound_is_recorded_where_the_settings_say_and_only_then"),
    "caption_mode": (HERE, "test_early_text_may_change_and_still_text_does_not"),
    "endpoint_silence_scale": (HERE, "test_hasty_sentences_are_more_than_patient_ones"),
    "context_finals": ("app/test_context.py", "test_the_users_text_stands_before_the_earlier_sentences"),
    "context_text": ("app/test_context.py", "test_the_users_text_stands_before_the_earlier_sentences"),
    "threads": ("app/test_changing_settings.py", "test_threads_count_when_a_model_is_loaded_the_next_time"),
    "hotword_replacement": (HERE, "test_a_hotword_takes_the_place_of_what_sounds_like_it_unless_that_is_off"),
    "graphics": (
        "app/test_degradations.py",
        "test_a_graphics_card_that_was_asked_for_and_is_not_there_is_told_once",
    ),
    "underline_hotwords": ("ui/live/test_hotword_marks.py", "test_the_setting_decides_from_the_start"),
    "keep_transcripts": (HERE, "test_text_is_kept_where_the_settings_say_so"),
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
        monkeypatch.setattr("app.models.loading.load_recogniser", lambda *_asked: ScriptedRecogniser([text] * 100))
        source = HandSource()
        if live:
            monkeypatch.setattr(app.live, "open_source", lambda choice: source)
        controller = LiveController(settings, folders)
        kind = SourceKind.MICROPHONE if live else SourceKind.FILE
        controller.start(SourceChoice(kind, path=None if live else clip, paced=paced))
        events: list[CaptionEvent] = []
        sound = soundfile.read(clip, dtype="float32", stop=48_000)[0]
        while not any(isinstance(event, SessionEnded) for event in events):
            if live and source.opened:
                source.deliver(sound)
                if any(isinstance(event, Level) for event in events):
                    controller.stop()
            controller.feed.wait(0.1)
            events += controller.feed.drain()
        controller.close()
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
