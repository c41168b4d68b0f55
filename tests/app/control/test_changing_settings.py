"""Settings that change while captions run: what can be taken at once is, and the file has the last word."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import replace

import pytest

from app.choices import LiveState, SourceChoice, SourceKind
from app.control.preferences import folder_problem, kept
from app.folders import portable_folders
from app.model_store.offer import offered_models
from app.settings import Settings, load_settings
from app.transcripts.sink import TranscriptSink
from engine.events import Final, SessionEnded
from tests.support.answers import answer
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser

PATIENCE_S = 60.0
SETTINGS = Settings(model="mini", record_audio=False)


@pytest.fixture
def earshot(tmp_path):
    each = ReadEarshot(SETTINGS, portable_folders(tmp_path / "home"))
    yield each
    each.close()


def wait_for(condition):
    deadline, waiting = time.monotonic() + PATIENCE_S, threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        waiting.wait(0.01)


def test_the_last_of_many_quick_changes_is_the_one_on_the_disk(earshot):
    """Two workers write; the order of their turns must not matter."""
    told = threading.Semaphore(0)
    for points in range(20, 40):
        changed = replace(earshot.preferences.settings, caption_font_size=points)
        earshot.preferences.change_settings(changed, lambda error: told.release())
    assert all(told.acquire(timeout=PATIENCE_S) for _ in range(20))
    assert load_settings(earshot.preferences.folders.settings_file).settings.caption_font_size == 39


def test_a_change_while_captions_run_disturbs_nothing(earshot, sample):
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=False))
    changed = replace(
        SETTINGS, caption_mode="calm", context_finals=2, endpoint_silence_scale=0.5, hotword_replacement="always"
    )
    assert answer(lambda done: earshot.preferences.change_settings(changed, done)) is None
    events, waiting = [], threading.Event()
    while not any(isinstance(event, SessionEnded) for event in events):
        events += earshot.reader.drain()
        waiting.wait(0.01)
    assert [event for event in events if isinstance(event, Final)]
    assert earshot.preferences.settings == changed


def test_other_languages_and_another_script_reach_the_running_session(earshot, sample, monkeypatch):
    wishes = queue.Queue()
    monkeypatch.setattr("engine.session.session.Session.set_request", lambda _session, request: wishes.put(request))
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=True))
    wait_for(lambda: earshot.session.state is LiveState.CAPTIONING)
    changed = replace(SETTINGS, languages=("de", "zh"), chinese_script="traditional")
    earshot.preferences.change_settings(changed, lambda error: None)
    while (request := wishes.get(timeout=PATIENCE_S)).languages != ("de", "zh"):
        pass  # the wish that the session began with
    assert request.traditional


def test_what_is_chosen_while_the_model_is_loaded_counts_from_the_first_word_on(earshot, sample, monkeypatch):
    requests = queue.Queue()
    loaded = ScriptedRecogniser(["never mind"] * 50)
    changed = replace(SETTINGS, languages=("de", "zh"), chinese_script="traditional")

    def load(*_asked):
        answer(lambda done: earshot.preferences.change_settings(changed, done))
        begin = loaded.begin
        loaded.begin = lambda request: requests.put(request) or begin(request)
        return loaded

    monkeypatch.setattr("app.model_store.loading.load_recogniser", load)
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=False))
    request = requests.get(timeout=PATIENCE_S)
    while request.languages == ():  # the model is measured first
        request = requests.get(timeout=PATIENCE_S)
    assert (request.languages, request.traditional) == (("de", "zh"), True)


def test_threads_count_when_a_model_is_loaded_the_next_time(earshot):
    first = earshot.models.host.get("mini")
    again = earshot.models.host.get("mini")
    answer(lambda done: earshot.preferences.change_settings(replace(SETTINGS, threads=1), done))
    assert again is first
    assert earshot.models.host.get("mini") is not first


def test_a_folder_of_models_that_cannot_be_read_offers_none(tmp_path, monkeypatch):
    def refuse(_store):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.model_store.store.ModelStore.list", refuse)  # root may read everything
    assert offered_models(tmp_path) == []


def test_settings_that_cannot_be_written_say_what_happens_and_what_to_do(tmp_path):
    (tmp_path / "settings.toml").mkdir()
    failed = kept(tmp_path / "settings.toml", Settings(theme="dark"))
    assert failed is not None
    assert failed.what.startswith("The change holds until Earshot is closed, but it is not saved:")
    assert failed.remedy


def test_a_folder_is_tried_before_sound_is_kept_there(tmp_path):
    (tmp_path / "file").write_text("")
    assert folder_problem(tmp_path / "new" / "folder") is None
    assert folder_problem(tmp_path / "file" / "folder") is not None


def test_without_a_transcript_nothing_counts_as_kept():
    assert not TranscriptSink(None, lambda event: None, lambda: ("mic", "mini", None)).text_is_kept
