"""What nobody foresaw ends a session in order: the end is told, the device is let go, the recording can be heard."""

from __future__ import annotations

import pytest
import sounddevice
import soundfile

from app.keeper import Keeper
from app.sources import session_of
from engine.audio.capture import Capture
from engine.audio.portaudio import refresh
from engine.audio.source import SourceHealth, SourceState
from engine.errors import DeviceUnavailable
from engine.events import DeviceBack, DeviceLost, EngineError, SessionEnded, Stream
from engine.streaming.runner import EngineThread
from engine.streaming.session import SessionOptions
from tests.support.audio import HandClock, HandSource, sine
from tests.support.recognisers import ScriptedRecogniser

PATIENCE_S = 30.0


class FaultySource(HandSource):
    """Raises `fault` wherever it is asked, once a test has set it."""

    fault = None

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
        self.keeper = Keeper(None, self.events.append, lambda: ("hand", "scripted", None))
        keep_sound(self.keeper)
        session = session_of(sources, ScriptedRecogniser(["never mind"] * 9), self.keeper, SessionOptions())
        self.engine = EngineThread(lambda: session, self.keeper)
        self.engine.start()

    def end(self):
        assert self.engine.join(PATIENCE_S), "the engine thread hangs"
        return self.events[-2:]


def test_an_unforeseen_failure_lets_the_microphone_go_and_ends_the_recording(tmp_path):
    source, path = FaultySource(), tmp_path / "kept.flac"
    one = Running({None: source}, lambda keeper: keeper.record_to(path))
    assert one.engine.wait_until_running()
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
    one = Running({Stream.ME: me, Stream.OTHERS: others}, lambda keeper: keeper.record_both_to(tmp_path / "kept.flac"))
    assert one.engine.wait_until_running()
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
    one = Running({Stream.ME: me, Stream.OTHERS: others}, lambda keeper: None)
    assert one.engine.wait_until_running()
    me.fault = RuntimeError("something in a library")
    assert isinstance(one.end()[-1], SessionEnded)
    assert others._sink is None


def test_a_device_that_is_open_is_let_go_when_the_other_fails_at_the_start():
    me, others = FaultySource(), FaultySource()
    others.fault = RuntimeError("something in a library")
    one = Running({Stream.ME: me, Stream.OTHERS: others}, lambda keeper: None)
    assert isinstance(one.end()[-1], SessionEnded)
    assert me.opened == 1
    assert not me.is_open


def test_a_failure_that_the_store_did_not_foresee_does_not_swallow_the_end():
    class BrokenStore:
        def end_session(self, session_id, position):
            raise RuntimeError("a fault of the database")

    posted = []
    keeper = Keeper(BrokenStore(), posted.append, lambda: ("hand", "scripted", None))
    keeper.session_id = 1
    with pytest.raises(RuntimeError, match="a fault of the database"):
        keeper(SessionEnded(16_000))
    assert posted == [SessionEnded(16_000)]


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
        with pytest.raises(DeviceUnavailable, match="cannot look for devices"):
            refresh()
    refresh()
    assert sounddevice._initialized == 1
