"""A real (virtual) microphone and loudspeaker captioned at once: labels, echo, one time, one recording."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.choices import SourceChoice, SourceKind
from app.control.sources import open_both, session_of
from app.transcripts.sink import TranscriptSink
from benchmarks.echo_cases import Room, echoed, flite_voices
from engine.events import CaptionEvent, DeviceBack, DeviceLost, Final, NothingSaid, SpeechStarted, Stream
from engine.session.options import SessionOptions
from engine.timeline import to_samples, to_seconds
from tests.support.audio import write_wav
from tests.support.recognisers import ScriptedRecogniser
from tests.support.virtual_devices import SPEAKER, VirtualDevices

PATIENCE_S = 40.0
TEXTS = ["good morning all", "where is my umbrella", "four pints of milk", "he plays chess", "sunny on Friday"]


class Both:
    """Both devices in a session on a thread, with everything it tells."""

    def __init__(self, recording: Path) -> None:
        self.events: list[CaptionEvent] = []
        self.recording = recording
        self._news = threading.Condition()
        sink = TranscriptSink(None, self._take, lambda: ("both", "scripted", None))
        sink.record_both_to(recording)
        sources = open_both(SourceChoice(SourceKind.BOTH))
        options = SessionOptions(partials=False)
        self.session = session_of(sources, ScriptedRecogniser(4 * TEXTS), sink, options)
        self.session.start()
        self._thread = threading.Thread(target=self.session.run)
        self._thread.start()

    def _take(self, event: CaptionEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def of(self, kind: type, stream: Stream) -> list[CaptionEvent]:
        return [event for event in list(self.events) if isinstance(event, kind) and event.stream is stream]

    def utterances(self, stream: Stream) -> set[int]:
        """Those with a final; a draft comes before some."""
        return {event.utterance_id for event in self.of(Final, stream)}

    def wait_for(self, kind: type, stream: Stream) -> CaptionEvent:
        with self._news:
            assert self._news.wait_for(lambda: self.of(kind, stream), PATIENCE_S), f"no {kind.__name__} of {stream}"
        return self.of(kind, stream)[0]

    def stop(self) -> None:
        self.session.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


@pytest.fixture
def both(virtual_devices: VirtualDevices, tmp_path: Path):
    each = Both(tmp_path / "both.flac")
    yield each
    each.stop()


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> list[np.ndarray]:
    found = flite_voices(tmp_path_factory.mktemp("voices"))
    if not found:
        pytest.skip("flite is not installed")
    return found


def test_what_the_speaker_plays_and_what_is_said_are_two_streams(both, virtual_devices, voices, tmp_path):
    virtual_devices.play_speaker(write_wav(tmp_path / "others.wav", voices[0]))
    both.wait_for(Final, Stream.OTHERS)
    virtual_devices.play(write_wav(tmp_path / "me.wav", voices[1]))
    mine = both.wait_for(Final, Stream.ME)
    theirs = both.of(Final, Stream.OTHERS)[0]
    assert theirs.end <= mine.start


def test_the_speakers_echo_in_the_microphone_is_not_captioned_twice(both, virtual_devices, voices, tmp_path):
    room = Room(delay_s=0.15, gain_db=-8.0, reverberation_s=0.25)
    heard = echoed(np.pad(voices[0], (0, to_samples(0.6))), room)
    played = write_wav(tmp_path / "others.wav", voices[0])
    echo = write_wav(tmp_path / "echo.wav", heard)
    with virtual_devices.start_playing(played, SPEAKER) as speaker, virtual_devices.start_playing(echo) as air:
        speaker.wait()
        air.wait()
    both.wait_for(Final, Stream.OTHERS)
    nothing = both.wait_for(NothingSaid, Stream.ME)
    assert nothing.reason.startswith("an echo of the computer's sound")
    assert both.of(Final, Stream.ME) == []


def test_who_speaks_while_others_are_heard_is_captioned(both, virtual_devices, voices, tmp_path):
    room = Room(delay_s=0.15, gain_db=-8.0, reverberation_s=0.25)
    heard = echoed(np.pad(voices[0], (0, to_samples(0.6))), room)
    length = min(len(heard), len(voices[1]))
    heard[:length] += voices[1][:length]
    played = write_wav(tmp_path / "others.wav", voices[0])
    mixed = write_wav(tmp_path / "mixed.wav", 0.5 * heard)
    with virtual_devices.start_playing(played, SPEAKER) as speaker, virtual_devices.start_playing(mixed) as air:
        speaker.wait()
        air.wait()
    both.wait_for(Final, Stream.OTHERS)
    both.wait_for(Final, Stream.ME)


def test_the_recording_has_the_microphone_left_and_the_speaker_right_at_the_times_of_the_finals(
    both, virtual_devices, voices, tmp_path
):
    virtual_devices.play_speaker(write_wav(tmp_path / "others.wav", voices[0]))
    theirs = both.wait_for(Final, Stream.OTHERS)
    virtual_devices.play(write_wav(tmp_path / "me.wav", voices[1]))
    mine = both.wait_for(Final, Stream.ME)
    both.stop()
    sound, rate = soundfile.read(both.recording, dtype="float32")
    assert (rate, sound.shape[1]) == (16_000, 2)
    for channel, final in ((0, mine), (1, theirs)):
        inside = np.abs(sound[final.start : final.end, channel]).max()
        outside = np.delete(sound[:, channel], np.s_[final.start : final.end])
        assert inside > 0.1
        assert np.abs(outside).max() < 0.1 * inside


def test_an_unplugged_microphone_leaves_the_speaker_captioned_and_comes_back(both, virtual_devices, voices, tmp_path):
    others = write_wav(tmp_path / "others.wav", voices[0])
    virtual_devices.play_speaker(others)
    both.wait_for(Final, Stream.OTHERS)
    virtual_devices.unplug()
    lost = both.wait_for(DeviceLost, Stream.ME)
    assert lost.remedy == "The other source is still captioned; this one resumes when it is back."
    virtual_devices.play_speaker(others)
    with both._news:
        assert both._news.wait_for(lambda: len(both.utterances(Stream.OTHERS)) == 2, PATIENCE_S)
    virtual_devices.plug()
    both.wait_for(DeviceBack, Stream.ME)
    spoken_at_s = time.monotonic()
    virtual_devices.play(write_wav(tmp_path / "me.wav", voices[1]))
    mine = both.wait_for(Final, Stream.ME)
    started = both.of(SpeechStarted, Stream.ME)[-1]
    assert started.timing.heard_s >= spoken_at_s
    assert to_seconds(mine.start) > to_seconds(both.of(Final, Stream.OTHERS)[-1].end)
