"""The live earshot: one session at a time, kept as it goes, found again after a kill."""

from __future__ import annotations

import threading

import pytest

import app.control.session_control
from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.exporters import export_formats
from app.folders import portable_folders
from app.settings import Settings
from engine.events import DecodedBy, EngineError, Final, Level, SessionEnded
from tests.support.answers import answer
from tests.support.audio import HandSource, sine
from tests.support.listening import ReadEarshot
from tests.support.waiting import PATIENCE_S, until


@pytest.fixture
def earshot(tmp_path):
    each = ReadEarshot(Settings(model="mini"), portable_folders(tmp_path / "home"))
    yield each
    each.close()


def events_to_the_end(earshot):
    events, waiting = [], threading.Event()
    while not any(isinstance(event, SessionEnded) for event in events):
        events += earshot.reader.drain()
        waiting.wait(0.01)
    return events


def final(number, text="kept"):
    return Final(number, 16_000 * number, 16_000 * number + 8_000, text, (), "m", DecodedBy.CTC, 0.1)


def test_a_file_becomes_a_finished_transcript(earshot, sample):
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=False), LiveOptions(partials=False))
    events = events_to_the_end(earshot)
    finals = [event.text for event in events if isinstance(event, Final)]
    transcript = earshot.transcripts.store().load(earshot.transcripts.session_id)
    assert [kept.text for kept in transcript.segments] == finals
    assert transcript.session.finished
    assert earshot.session.state is LiveState.IDLE
    assert earshot.models.rough


def test_captions_that_are_nowhere_say_why_they_cannot_be_exported(earshot, tmp_path):
    failed = answer(lambda done: earshot.transcripts.export(None, tmp_path / "talk.txt", "txt", done))
    assert "not stored" in failed.what
    assert failed.remedy


def test_a_second_start_while_one_runs_is_ignored(earshot, sample):
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample))
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample))
    earshot.session.stop()
    assert sum(isinstance(event, SessionEnded) for event in events_to_the_end(earshot)) == 1


def test_stop_while_the_model_loads_ends_in_order(earshot, sample):
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample))
    earshot.session.stop()
    events_to_the_end(earshot)
    assert earshot.session.state is LiveState.IDLE


class SlowlyOpened(HandSource):
    """A headset that takes its time: it is open when the test says so."""

    def __init__(self):
        super().__init__()
        self.asked, self.let_open, self.closed = threading.Event(), threading.Event(), threading.Event()

    def open(self):
        self.asked.set()
        assert self.let_open.wait(PATIENCE_S)
        self.closed.clear()
        return super().open()

    def close(self):
        super().close()
        self.closed.set()


@pytest.fixture
def headset(monkeypatch):
    source = SlowlyOpened()
    monkeypatch.setattr(app.control.session_control, "open_source", lambda choice: source)
    yield source
    source.let_open.set()


def test_a_pause_while_the_device_is_being_opened_closes_it_again(earshot, headset):
    earshot.session.start(SourceChoice(SourceKind.MICROPHONE))
    assert headset.asked.wait(PATIENCE_S)
    earshot.session.pause()
    headset.let_open.set()
    assert headset.closed.wait(PATIENCE_S)
    assert (earshot.session.state, headset.opened) == (LiveState.PAUSED, 1)
    headset.asked.clear()
    earshot.session.resume()
    assert headset.asked.wait(PATIENCE_S)
    until(lambda: earshot.session.state is LiveState.CAPTIONING)


def test_a_pause_that_is_over_before_the_device_is_open_leaves_it_open(earshot, headset):
    earshot.session.start(SourceChoice(SourceKind.MICROPHONE))
    assert headset.asked.wait(PATIENCE_S)
    earshot.session.pause()
    earshot.session.resume()
    headset.let_open.set()
    events = []

    def is_heard():
        headset.deliver(sine(0.1))
        events.extend(earshot.reader.drain())
        return any(isinstance(event, Level) for event in events)

    until(is_heard)
    until(lambda: earshot.session.state is LiveState.CAPTIONING)


def test_a_file_that_is_missing_is_a_fatal_error_and_leaves_no_session(earshot, tmp_path):
    earshot.session.start(SourceChoice(SourceKind.FILE, path=tmp_path / "nowhere.wav"))
    (error,) = [event for event in events_to_the_end(earshot) if isinstance(event, EngineError)]
    assert error.fatal
    assert "nowhere.wav" in error.what
    assert earshot.transcripts.store().sessions() == []


def test_a_session_that_was_broken_off_is_found_once(earshot):
    store = earshot.transcripts.store()
    session = store.begin_session("mic", "mini", started_at=1_000_000.0)
    store.append(session, final(1))
    store.append(session, final(2))
    store.begin_session("mic", "mini")  # without any text there is nothing to tell
    (left,) = answer(earshot.transcripts.find_left_over)
    assert (left.session_id, left.finals) == (session, 2)
    assert answer(earshot.transcripts.find_left_over) == []
    assert [kept.text for kept in store.load(session).segments] == ["kept", "kept"]


def test_every_export_format_has_a_name_and_a_title():
    assert {"txt", "srt", "vtt", "json"} <= {name for name, _ in export_formats()}
