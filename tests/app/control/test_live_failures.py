"""What nobody foresaw ends a session in order: the end is told, the device is let go, the recording can be heard."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import sounddevice
import soundfile

from app.control.sources import session_of
from app.transcripts.journal import journals_of
from app.transcripts.sink import TranscriptSink
from app.transcripts.store import TranscriptStore
from app.transcripts.writer import TranscriptWriter
from engine.audio.capture import Capture
from engine.audio.portaudio import library_kept
from engine.audio.source import SourceHealth, SourceState
from engine.echo.session_clock import SessionClock
from engine.errors import DeviceUnavailable
from engine.events import DeviceBack, DeviceLost, EngineError, Partial, SessionEnded, Stream
from engine.session.channel import ChannelInput
from engine.session.engine_thread import EngineThread
from engine.session.options import SessionOptions
from engine.session.session import Session
from engine.session.two_sources import two_sources
from engine.timeline import to_seconds
from tests.support.audio import HandClock, HandSource, sine
from tests.support.faulty_model import FaultyModel
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser
from tests.support.waiting import until

PATIENCE_S = 30.0


class FaultySource(HandSource):
    """Raises `fault` wherever it is asked, once a test has set it."""

    fault: Exception | None = None

    def open(self):
        self._fail()
        return super().open()

    def health(self):
        self._fail()
        return super().health()

    def _fail(self):
        if self.fault is not None:
            raise self.fault

    @property
    def is_open(self):
        return self._sink is not None


class Running:
    """A session of these sources on an engine thread, with all that it tells."""

    def __init__(self, sources, keep_sound):
        self.events = []
        self.sink = TranscriptSink(None, self.events.append, lambda: ("hand", "scripted", None))
        keep_sound(self.sink)
        session = session_of(sources, ScriptedRecogniser(["never mind"] * 9), self.sink, SessionOptions())
        self.engine = EngineThread(lambda: session, self.sink)
        self.engine.start()

    def end(self):
        assert self.engine.join(PATIENCE_S), "the engine thread hangs"
        return self.events[-2:]


def test_an_unforeseen_failure_lets_the_microphone_go_and_ends_the_recording(tmp_path):
    source, path = FaultySource(), tmp_path / "kept.flac"
    one = Running({None: source}, lambda sink: sink.record_to(path))
    assert one.engine.wait_until_running(PATIENCE_S)
    source.deliver(sine(1.0))
    source.fault = RuntimeError("something in a library")
    error, ended = one.end()
    assert isinstance(error, EngineError)
    assert error.fatal
    assert "something in a library" in error.what
    assert isinstance(ended, SessionEnded)
    assert not source.is_open
    assert soundfile.info(path).frames == 16_000


def test_both_devices_are_let_go_when_one_fails_in_an_unforeseen_way(tmp_path):
    me, others = FaultySource(), HandSource()
    one = Running({Stream.ME: me, Stream.OTHERS: others}, lambda sink: sink.record_both_to(tmp_path / "kept.flac"))
    assert one.engine.wait_until_running(PATIENCE_S)
    me.fault = RuntimeError("something in a library")
    assert isinstance(one.end()[-1], SessionEnded)
    assert not me.is_open
    assert others._sink is None


def test_a_device_that_cannot_be_let_go_does_not_keep_the_other():
    class Clinging(FaultySource):
        def close(self):
            self._fail()
            super().close()

    me, others = Clinging(), HandSource()
    one = Running({Stream.ME: me, Stream.OTHERS: others}, lambda sink: None)
    assert one.engine.wait_until_running(PATIENCE_S)
    me.fault = RuntimeError("something in a library")
    assert isinstance(one.end()[-1], SessionEnded)
    assert others._sink is None


def test_a_device_that_is_open_is_let_go_when_the_other_fails_at_the_start():
    me, others = FaultySource(), FaultySource()
    others.fault = RuntimeError("something in a library")
    one = Running({Stream.ME: me, Stream.OTHERS: others}, lambda sink: None)
    assert isinstance(one.end()[-1], SessionEnded)
    assert me.opened == 1
    assert not me.is_open


class Spoken:
    """People speak into these sources, and a real store keeps what is written."""

    def __init__(self, folder, model, *streams):
        self.store = TranscriptStore(folder / "transcripts.db")
        self.events = []
        writer = TranscriptWriter(lambda: self.store, journals_of(self.store.database.path), self.events.append)
        self.sink = TranscriptSink(writer, self.events.append, lambda: ("hand", "faulty", None))
        self.sources = {stream: FaultySource() for stream in streams or (None,)}
        self.engine = EngineThread(lambda: self._session(model), self.sink)
        self.engine.start()
        assert self.engine.wait_until_running(PATIENCE_S)

    def _session(self, model):
        if None in self.sources:
            capture = Capture(self.sources[None], self.sink, on_clock=self.sink.sound_flows)
            return Session([ChannelInput(capture, LoudnessDetector(), self.sink)], model, self.sink)
        timeline = SessionClock(self.sink.sound_flows)
        inputs = two_sources(self.sources, LoudnessDetector, self.sink, timeline)
        return Session(inputs, model, self.sink)

    def say(self, seconds):
        """Until a guess at what each source brought is shown."""
        before = self._spoken()
        for number, source in enumerate(self.sources.values()):
            source.deliver(np.concatenate([np.zeros(24_000, np.float32), sine(seconds, hertz=440.0 * (number + 1))]))
        until(lambda: {stream for stream, _ in self._spoken() - before} == set(self.sources))

    def _spoken(self):
        """The utterances that a guess was shown of."""
        return {(partial.stream, partial.utterance_id) for partial in self.of(Partial)}

    def of(self, *kinds):
        return [event for event in list(self.events) if isinstance(event, kinds)]

    def end(self):
        """What is in the store when the engine thread has ended."""
        assert self.engine.join(PATIENCE_S), "the engine thread hangs"
        transcript = self.store.load(self.sink.session_id)
        self.store.close()
        return transcript


TWO_SOURCES = (Stream.ME, Stream.OTHERS)


@pytest.mark.parametrize("streams", [(), TWO_SOURCES], ids=["one source", "two sources"])
def test_what_was_shown_is_kept_before_the_end_of_a_session_that_fails(tmp_path, streams):
    """One utterance waits for a final pass that does not come back, the other is being spoken."""
    never = threading.Event()
    model = FaultyModel(lambda call: call == "finish" and not never.wait(PATIENCE_S), beside=True)
    spoken = Spoken(tmp_path, model, *streams)
    spoken.say(2.0)
    spoken.say(1.0)
    next(iter(spoken.sources.values())).fault = RuntimeError("something in a library")
    transcript = spoken.end()
    never.set()
    for thread in threading.enumerate():
        if thread.name == "final passes":
            thread.join(PATIENCE_S)
    shown = {partial.utterance_id: partial.text for partial in spoken.of(Partial)}
    kept = {final.utterance_id: final for final in transcript.segments}
    assert set(kept) == set(shown)
    assert len(kept) == 2 * len(spoken.sources)
    assert all(final.draft and final.text.startswith(shown[number]) for number, final in kept.items())
    error, ended = spoken.events[-2:]
    assert (error.fatal, error.remedy) == (True, "What was said until now is kept; please start again.")
    assert ended == SessionEnded(error.position, len(kept))
    assert transcript.session.duration_s == pytest.approx(to_seconds(ended.position))
    assert max(final.end for final in kept.values()) <= ended.position


def test_a_device_that_fails_in_an_unforeseen_way_while_it_comes_back_is_tried_again():
    source, clock, events = FaultySource(), HandClock(), []
    capture = Capture(source, events.append, clock=clock)
    capture.start()
    source.lose()

    def look():
        clock.pass_s(1.1)
        while capture.read() is not None:
            pass

    look()
    source.fault = ValueError("no sound has 1 frames a second")
    look()
    look()
    source.fault = None
    look()
    assert [type(event) for event in events] == [DeviceLost, DeviceBack]
    assert source.is_open


def test_a_wanted_device_that_is_back_and_cannot_be_had_after_all_is_told():
    source, clock, events = HandSource(["Built-in", "Headset"]), HandClock(), []
    capture = Capture(source, events.append, clock=clock)
    capture.start()

    def look():
        clock.pass_s(1.1)
        while capture.read() is not None:
            pass

    source._health = SourceHealth(SourceState.OUTRANKED)
    source.absent = True
    look()
    look()
    assert [type(event) for event in events] == [DeviceLost]
    source.absent = False
    look()
    assert [(type(event), event.device) for event in events[1:]] == [(DeviceBack, "Headset")]


def test_a_sound_library_that_does_not_start_is_a_device_that_is_away(monkeypatch):
    """And the next look at the devices starts it after all."""

    def refuse():
        raise sounddevice.PortAudioError("Error initializing PortAudio", -9999)

    with monkeypatch.context() as broken:
        broken.setattr(sounddevice, "_initialize", refuse)
        with pytest.raises(DeviceUnavailable, match="cannot look for devices"), library_kept():
            pass
    with library_kept():
        pass
    assert sounddevice._initialized == 1
