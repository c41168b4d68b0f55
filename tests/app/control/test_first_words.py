"""Nobody speaks in vain while the model is loaded: sound is heard and recorded from Start on, and becomes text then."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

import app.control.earshot
import app.control.session_control
import engine.models.fun_asr_nano.decoder
from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.folders import portable_folders
from app.model_store.loading import load_recogniser
from app.settings import Settings
from engine.errors import ModelUnusable
from engine.events import BehindBy, EngineError, Final, NothingSaid, SessionEnded, Stream
from engine.timeline import SAMPLE_RATE
from tests.support.audio import HandSource
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser

PATIENCE_S = 60.0
BLOCK = 512


class Loading:
    """The model, once the test lets it be had."""

    def __init__(self):
        self.asked, self.may_go_on = threading.Event(), threading.Event()
        self.failure = None

    def __call__(self, *asked):
        self.asked.set()
        assert self.may_go_on.wait(PATIENCE_S)
        if self.failure is not None:
            raise self.failure
        return load_recogniser(*asked)


@pytest.fixture
def loading(monkeypatch):
    gate = Loading()
    monkeypatch.setattr("app.model_store.loading.load_recogniser", gate)
    yield gate
    gate.failure = ModelUnusable("Too late.")
    gate.may_go_on.set()


@pytest.fixture
def earshot(tmp_path):
    each = ReadEarshot(Settings(model="mini"), portable_folders(tmp_path / "home"))
    yield each
    each.close()


@pytest.fixture
def microphones(monkeypatch):
    sources = {Stream.ME: HandSource(), Stream.OTHERS: HandSource()}
    monkeypatch.setattr(app.control.session_control, "open_source", lambda choice: sources[Stream.ME])
    monkeypatch.setattr(app.control.session_control, "open_both", lambda choice: sources)
    return sources


@pytest.fixture
def speech(sample):
    """More than 10 s of talk, and a silence that ends it."""
    sound, rate = soundfile.read(sample, dtype="float32", frames=11 * SAMPLE_RATE)
    assert rate == SAMPLE_RATE
    return np.concatenate([sound, np.zeros(SAMPLE_RATE, np.float32)])


def collect(earshot, events, until):
    waiting, deadline = threading.Event(), time.monotonic() + PATIENCE_S
    while not until():
        assert time.monotonic() < deadline, events
        events += earshot.reader.drain()
        waiting.wait(0.01)


def speak(earshot, source, sound, events):
    """As fast as it is heard, and all of it is."""
    for start in range(0, len(sound), BLOCK):
        source.deliver(sound[start : start + BLOCK])
    collect(earshot, events, lambda: any(event.behind_s > 9.0 for event in events if isinstance(event, BehindBy)))


def end(earshot, events):
    earshot.session.stop()
    collect(earshot, events, lambda: any(isinstance(event, SessionEnded) for event in events))


def begun(earshot, source):
    earshot.session.start(SourceChoice(SourceKind.MICROPHONE), LiveOptions(partials=False))
    collect(earshot, [], lambda: source._sink is not None)


def kept_texts(earshot):
    return [kept.text for kept in earshot.transcripts.store().load(earshot.transcripts.session_id).segments]


def test_every_word_since_start_is_in_the_text_and_in_the_recording(earshot, microphones, loading, speech, monkeypatch):
    # The CTC text is the same in each run; the language model's may turn at a near tie, as its batches follow the time.
    monkeypatch.setattr(engine.models.fun_asr_nano.decoder, "for_model", lambda *asked, **how: None)
    source, events = microphones[Stream.ME], []
    begun(earshot, source)
    speak(earshot, source, speech, events)
    assert earshot.session.state is LiveState.LOADING
    assert all(event.getting_ready for event in events if isinstance(event, BehindBy))
    loading.may_go_on.set()
    end(earshot, events)
    late = kept_texts(earshot)
    session = earshot.transcripts.store().load(earshot.transcripts.session_id).session

    begun(earshot, source)  # the model is there: what a session with nothing to wait for makes of it
    collect(earshot, [], lambda: earshot.session.state is LiveState.CAPTIONING)
    for start in range(0, len(speech), BLOCK):
        source.deliver(speech[start : start + BLOCK])
    end(earshot, [])
    assert late == kept_texts(earshot) != []
    assert (session.model, session.finished) == ("mini", True)
    recorded, _ = soundfile.read(session.recording, dtype="float32")
    assert len(recorded) == len(speech)
    assert np.abs(recorded - speech).max() < 1e-3


def test_two_sources_are_heard_while_the_model_is_loaded(earshot, microphones, loading, speech):
    events = []
    earshot.session.start(SourceChoice(SourceKind.BOTH), LiveOptions(partials=False))
    collect(earshot, events, lambda: all(source._sink is not None for source in microphones.values()))
    assert not any(isinstance(event, Final) for event in events)
    loading.may_go_on.set()
    collect(earshot, events, lambda: earshot.session.state is LiveState.CAPTIONING)
    end(earshot, events)
    assert not any(isinstance(event, EngineError) for event in events)


def test_a_model_that_cannot_be_loaded_leaves_a_recording_that_is_whole_and_one_sentence(
    earshot, microphones, loading, speech
):
    source, events = microphones[Stream.ME], []
    loading.failure = ModelUnusable("The model is damaged.", "Import it again.")
    begun(earshot, source)
    speak(earshot, source, speech, events)
    loading.may_go_on.set()
    collect(earshot, events, lambda: any(isinstance(event, SessionEnded) for event in events))
    (told,) = [event for event in events if isinstance(event, EngineError)]
    assert (told.what, told.fatal) == ("The model is damaged.", True)
    session = earshot.transcripts.store().load(earshot.transcripts.session_id).session
    assert soundfile.info(session.recording).frames == len(speech)
    assert session.finished
    assert earshot.session.state is LiveState.IDLE
    assert source._sink is None


def test_a_pause_while_the_model_is_loaded_hears_nothing(earshot, microphones, loading):
    source = microphones[Stream.ME]
    begun(earshot, source)
    earshot.session.pause()
    collect(earshot, [], lambda: source._sink is None)
    assert earshot.session.state is LiveState.PAUSED
    loading.may_go_on.set()
    earshot.session.resume()
    collect(earshot, [], lambda: earshot.session.state is LiveState.CAPTIONING)


def test_who_closes_the_program_while_a_model_hangs_does_not_wait_for_it(
    earshot, microphones, loading, speech, monkeypatch
):
    """The recording is whole and the session over, although the worker never comes back."""
    source, events = microphones[Stream.ME], []
    begun(earshot, source)
    assert loading.asked.wait(PATIENCE_S)
    speak(earshot, source, speech, events)
    monkeypatch.setattr(app.control.earshot, "KEEP_S", 0.05)
    monkeypatch.setattr(app.control.session_control, "CLOSE_S", PATIENCE_S)  # the engine thread does come back
    store = earshot.transcripts.store()
    earshot.close()
    assert not loading.may_go_on.is_set()
    session = store.load(earshot.transcripts.session_id).session
    assert session.finished
    assert soundfile.info(session.recording).frames == len(speech)
    heard = [*events, *earshot.reader.drain()]
    assert any(isinstance(event, NothingSaid) for event in heard)
    assert isinstance([event for event in heard if not isinstance(event, EngineError)][-1], SessionEnded)


def test_who_closes_the_program_while_a_pass_hangs_has_a_whole_recording(earshot, microphones, speech, monkeypatch):
    """The engine thread never comes back from the model."""
    source, in_pass, may_go_on = microphones[Stream.ME], threading.Event(), threading.Event()
    model = ScriptedRecogniser(["said"] * 9, before_finish=lambda: in_pass.set() or may_go_on.wait(PATIENCE_S))
    model.capabilities = replace(model.capabilities, concurrent_finals=False)
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: model)
    monkeypatch.setattr("app.model_store.host._measured", lambda recogniser: None)
    monkeypatch.setattr(app.control.session_control, "CLOSE_S", 0.05)
    path = earshot.preferences.folders.recordings / "kept.flac"
    earshot.session.start(SourceChoice(SourceKind.MICROPHONE), LiveOptions(partials=False, record=path))
    collect(earshot, [], lambda: source._sink is not None)
    source.deliver(speech)
    assert in_pass.wait(PATIENCE_S)
    earshot.close()
    frames = soundfile.info(path).frames
    may_go_on.set()
    assert frames == len(speech)


def test_a_session_that_cannot_be_made_leaves_no_thread_and_no_open_device(
    earshot, microphones, loading, monkeypatch, tmp_path
):
    def fail(*_arguments):
        raise MemoryError

    before = set(threading.enumerate())
    monkeypatch.setattr(app.control.session_control, "session_of", fail)
    events = []
    earshot.session.start(SourceChoice(SourceKind.MICROPHONE), LiveOptions(record=Path(tmp_path / "kept.flac")))
    collect(earshot, events, lambda: any(isinstance(event, SessionEnded) for event in events))
    assert earshot.session.state is LiveState.IDLE
    loading.may_go_on.set()
    earshot.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), thread.name
    assert microphones[Stream.ME]._sink is None
