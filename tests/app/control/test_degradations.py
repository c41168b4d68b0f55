"""What works less well than was asked for is told once, where the user looks, and fails nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import ctranslate2
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from app.choices import LiveOptions, SourceChoice, SourceKind
from app.commands.captioning import Output, caption
from app.commands.terminal import TerminalCaptions
from app.event_json import event_object
from app.folders import Folders, portable_folders, user_folders
from app.settings import Settings
from engine.events import CaptionEvent, DecodedBy, Degraded, EngineError, Final, OtherLanguage, SessionEnded
from engine.models.fun_asr_nano.llm import library
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser
from tests.support.tiny_whisper import write_tiny_whisper
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window
from ui.main_window import MainWindow

pytestmark = pytest.mark.slow

NO_CARD = Degraded(0, "No graphics card was found.", "Check its driver.")
NO_CHINESE = Degraded(0, "The model does not know the language 中文.", "Choose another one.")


@pytest.fixture
def clip(sample: Path, tmp_path: Path) -> SourceChoice:
    """The first sentences of the sample."""
    sound, rate = soundfile.read(sample, dtype="float32")
    soundfile.write(tmp_path / "clip.flac", sound[: 8 * rate], rate)
    return SourceChoice(SourceKind.FILE, path=tmp_path / "clip.flac", paced=False)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return portable_folders(tmp_path / "home")


@pytest.fixture
def sessions(folders: Folders, clip: SourceChoice) -> Iterator[Callable[[Settings, int], list[list[CaptionEvent]]]]:
    """The events of so many sessions over the clip, one after the other, in one program."""
    earshots = []

    def run(settings: Settings, count: int = 1) -> list[list[CaptionEvent]]:
        earshots.append(earshot := ReadEarshot(settings, folders))
        return [one_session(earshot, clip) for _ in range(count)]

    yield run
    for each in earshots:
        each.close()


def one_session(earshot: ReadEarshot, choice: SourceChoice) -> list[CaptionEvent]:
    events: list[CaptionEvent] = []
    earshot.session.start(choice, LiveOptions())
    while not any(isinstance(event, SessionEnded) for event in events):
        earshot.reader.wait(0.2)
        events += earshot.reader.drain()
    return events


def degraded(events: list[CaptionEvent]) -> list[str]:
    assert not any(isinstance(event, EngineError) for event in events)
    return [event.what for event in events if isinstance(event, Degraded)]


# -- what is found -------------------------------------------------------------------------------------------


def test_without_llama_cpp_every_session_tells_once_that_the_language_model_is_left_out(sessions, monkeypatch):
    monkeypatch.setattr(library, "PACKAGE", "llama_cpp_that_is_not_there")
    for events in sessions(Settings(model="mini", language="en"), 2):
        (what,) = degraded(events)
        assert "without the model's language model" in what
        assert {event.decoded_by for event in events if isinstance(event, Final)} == {DecodedBy.CTC}


@pytest.mark.parametrize("model", ["mini", "tiny"])
def test_a_graphics_card_that_was_asked_for_and_is_not_there_is_told_once(model, sessions, folders, monkeypatch):
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    write_tiny_whisper(folders.models / "tiny")
    assert [len(degraded(each)) for each in sessions(Settings(model=model, graphics="gpu", language="en"), 2)] == [1, 1]
    assert degraded(sessions(Settings(model=model, graphics="auto", language="en"))[0]) == []


def test_a_graphics_card_that_fails_is_told_and_the_processor_takes_over(sessions, folders, monkeypatch):
    """A driver that is too old, a library of CUDA that is missing: here there is no card behind the count."""
    if ctranslate2.get_cuda_device_count():
        pytest.skip("there is a graphics card that works")
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    write_tiny_whisper(folders.models / "tiny")
    (what,) = degraded(sessions(Settings(model="tiny", language="en"))[0])
    assert what.startswith("The model cannot use the graphics card")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(model="tiny", language="zh"), ["中文"]),
        (Settings(model="tiny", languages=("zh", "de", "en")), ["中文", "Deutsch"]),
        (Settings(model="tiny", language="zh-Hant"), ["中文"]),
        (Settings(model="tiny", language="en-GB"), []),
        (Settings(model="tiny"), []),
    ],
)
def test_a_model_of_one_language_tells_which_of_those_wanted_it_does_not_know(settings, told, sessions, folders):
    write_tiny_whisper(folders.models / "tiny", multilingual=False)
    found = degraded(sessions(settings)[0])
    assert len(found) == len(told)
    assert all(f"does not know the language {name}" in what for name, what in zip(told, found, strict=True))


def test_a_language_that_is_chosen_while_captions_run_is_checked_too(folders, sample, monkeypatch):
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: ScriptedRecogniser(["hello"] * 50))
    earshot = ReadEarshot(Settings(language="en"), folders)
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=True), LiveOptions())
    events: list[CaptionEvent] = []
    while not any(isinstance(event, Final) for event in events):
        earshot.reader.wait(0.2)
        events += earshot.reader.drain()
    assert degraded(events) == []
    earshot.preferences.change_settings(replace(earshot.preferences.settings, language="zh"), lambda failed: None)
    while not degraded(events):
        earshot.reader.wait(0.2)
        events += earshot.reader.drain()
    earshot.close()


def test_a_language_that_is_spoken_twice_and_is_none_of_the_users_is_told_once(sessions, monkeypatch):
    scripted = ScriptedRecogniser(["guten Tag"] * 50)
    scripted.dress = lambda hypothesis: replace(hypothesis, spoken="de")
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: scripted)
    (events,) = sessions(Settings(languages=("en",)))
    assert len([event for event in events if isinstance(event, Final)]) > 1
    (told,) = [event for event in events if isinstance(event, OtherLanguage)]
    assert (told.language, told.known) == ("de", False)
    assert told.what.startswith("Deutsch is spoken")


# -- where it is told ----------------------------------------------------------------------------------------


def test_a_program_that_reads_along_gets_an_object():
    assert event_object(NO_CARD) == {
        "type": "degraded",
        "position": 0.0,
        "what": "No graphics card was found.",
        "remedy": "Check its driver.",
    }


def test_the_terminal_tells_it_in_a_line_beside_the_captions():
    out, notes = io.StringIO(), io.StringIO()
    TerminalCaptions(out, notes).show(NO_CARD)
    assert (out.getvalue(), notes.getvalue()) == ("", "earshot: No graphics card was found. Check its driver.\n")


def test_the_command_ends_as_well_as_without_it(clip, capsys):
    write_tiny_whisper(user_folders().models / "tiny", multilingual=False)
    assert caption(clip, LiveOptions(model="tiny", language="zh"), Output()) == 0
    assert capsys.readouterr().err.count("does not know the language 中文") == 1


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, tmp_path, ScriptedController())


def show(window: MainWindow, *events: CaptionEvent) -> list[str]:
    """The notices that stand after a session has begun and told these."""
    window.notices.begin_session()
    for event in events:
        window.notices.show_event(event)
    return [event.what for event in (NO_CARD, NO_CHINESE) if window.banners.named(event.what)]


def test_the_window_has_a_notice_for_each_until_the_next_session(window):
    assert len(show(window, NO_CARD, NO_CHINESE)) == 2
    assert show(window) == []


@pytest.mark.parametrize("by_key", [True, False])
def test_what_the_user_has_put_away_stays_away_in_later_sessions(window, by_key):
    (name,) = show(window, NO_CARD)
    if by_key:
        window.commands.dismiss.trigger()
    else:
        window.banners.named(name).close_button.click()
    assert show(window, NO_CARD) == []
