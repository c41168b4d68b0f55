"""Playback gives what the file has at the place, in every format; speed keeps pitch; loops, ends and lost devices."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sounddevice
import soundfile

from engine.audio import player as player_module
from engine.audio.media_reader import MediaReader
from engine.audio.player import Player
from engine.audio.playing_state import Motion, PlayedMedia
from engine.audio.portaudio import library_kept
from engine.audio.speaker import speaker_lost
from engine.errors import CaptioningError
from tests.support.audio import sine, write_wav
from tests.support.tracks import write_track
from tests.support.virtual_devices import VirtualDevices
from tests.support.waiting import PATIENCE_S, until

RATE = 48_000
SECOND = 16_000
FILES = {"a.mp3": "libmp3lame", "a.m4a": "aac", "a.ogg": "libopus", "a.mkv": "aac", "a.wav": "pcm_s16le"}


def noise(seconds: float, rate: int = 16_000) -> np.ndarray:
    """Every place sounds unlike every other: low-passed noise, so that lossy codecs keep it."""
    rough = np.random.default_rng(5).standard_normal(round(seconds * rate))
    smooth = np.convolve(rough, np.hanning(rate // 1000), mode="same")
    return np.asarray(0.3 * smooth / np.abs(smooth).max(), dtype=np.float32)


def read(reader: MediaReader, seconds: float = 1e9) -> np.ndarray:
    blocks: list[np.ndarray] = []
    while sum(map(len, blocks)) < seconds * RATE and (block := reader.read()) is not None:
        blocks.append(block)
    return np.concatenate([np.zeros((0, 2), dtype=np.float32), *blocks])[: int(min(seconds * RATE, 1e12))]


def shift_of(heard: np.ndarray, whole: np.ndarray) -> int:
    """Where in `whole` (n,) the sound `heard` (m,) begins; fails where it is nowhere."""
    size = len(heard) + len(whole)
    products = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(heard, size)), size)
    at = int(np.argmax(products[: len(whole)]))
    there = whole[at : at + len(heard)]
    assert there @ heard[: len(there)] > 0.95 * np.linalg.norm(there) * np.linalg.norm(heard)
    return at


def pitch(sound: np.ndarray, rate: int = RATE) -> float:
    tones = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(tones) * rate / len(sound))


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "a.flac", noise(20), SECOND)
    return tmp_path / "a.flac"


@pytest.mark.parametrize("name", ["a.flac", *FILES])
def test_reading_begins_exactly_at_the_place(name: str, recording: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    if name != "a.flac":
        write_track(path, FILES[name], noise(20, RATE), video_s=20.0 if name == "a.mkv" else 0.0)
    reader = MediaReader(path, RATE)
    reader.seek(0)
    whole = read(reader)[:, 0]
    rounded = RATE // 1_000 if name == "a.mkv" else 1  # Matroska counts milliseconds
    for position in (7_777, 5 * SECOND + 1, 15 * SECOND):
        reader.seek(position)
        assert abs(shift_of(read(reader, 0.5)[:, 0], whole) - position * 3) <= rounded
    reader.close()


def test_a_part_ends_exactly_at_its_end(recording: Path) -> None:
    reader = MediaReader(recording, RATE)
    reader.seek(1_000, 17_000)
    assert len(read(reader)) == RATE
    reader.close()


def test_two_sources_are_heard_on_both_ears(tmp_path: Path) -> None:
    me, others = sine(1, hertz=440), sine(1, hertz=1_000)
    soundfile.write(tmp_path / "two.flac", np.stack([me, others], axis=1), SECOND)
    reader = MediaReader(tmp_path / "two.flac", RATE, together=True)
    reader.seek(0)
    heard = read(reader)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    tones = np.abs(np.fft.rfft(heard[:, 0]))
    assert tones[440] > 0.9 * tones[1_000] > 0.8 * tones[440]
    reader.close()


@pytest.mark.parametrize("speed", [0.5, 1.5, 2.0])
def test_speed_changes_the_length_and_keeps_the_pitch(speed: float, tmp_path: Path) -> None:
    reader = MediaReader(write_wav(tmp_path / "tone.wav", sine(4, hertz=500)), RATE)
    reader.seek(0, speed=speed)
    heard = read(reader)
    assert len(heard) == pytest.approx(4 * RATE / speed, rel=0.02)
    assert pitch(heard[RATE // 2 :, 0]) == pytest.approx(500, abs=3)
    reader.close()


def test_what_a_recording_gained_meanwhile_is_read_too(tmp_path: Path) -> None:
    sound = noise(10)
    with soundfile.SoundFile(tmp_path / "grows.flac", "w", SECOND, 1, format="FLAC", subtype="PCM_16") as file:
        file.write(sound[: 8 * SECOND])
        file.flush()
        reader = MediaReader(tmp_path / "grows.flac", SECOND)
        reader.seek(2 * SECOND)
        heard = [reader.read()]
        file.write(sound[8 * SECOND :])
    while (block := reader.read()) is not None:
        heard.append(block)
    reader.close()
    whole = np.concatenate([each for each in heard if each is not None])[:, 0]
    assert len(whole) == 8 * SECOND
    assert np.abs(whole - sound[2 * SECOND :]).max() < 1e-3


class PatientSpeaker:
    """An output that a test hears: it takes frames when the test says so."""

    def __init__(self) -> None:
        self.rate = RATE
        self.written = self.heard = self._from = 0
        self.taken: list[np.ndarray] = []
        self._waiting = np.zeros((0, 2), dtype=np.float32)
        self.error: CaptioningError | None = None
        self.opened = threading.Event()
        self.closed = threading.Event()
        self._lock = threading.Lock()

    def open(self) -> None: ...

    def start(self) -> None:
        self.opened.set()

    def room(self) -> int:
        return RATE // 2 - len(self._waiting)

    def write(self, frames: np.ndarray) -> None:
        with self._lock:
            self._waiting = np.concatenate([self._waiting, frames])
            self.written += len(frames)

    def clear(self) -> None:
        with self._lock:
            self._waiting = self._waiting[:0]
            self.heard = self.written

    def close(self) -> None:
        self.closed.set()

    def hear(self, seconds: float) -> np.ndarray:
        """float32 (n,) of the left channel: so much, or all until the player writes no more."""
        got: list[np.ndarray] = []
        left = round(seconds * RATE)
        deadline = time.monotonic() + PATIENCE_S
        while left and time.monotonic() < deadline:
            with self._lock:
                block, self._waiting = self._waiting[:left], self._waiting[left:]
                self.heard += len(block)
            left -= len(block)
            got.append(block[:, 0])
            time.sleep(0.001)
        return np.concatenate(got)


class Playing:
    def __init__(self, media: Path) -> None:
        self.speakers: list[PatientSpeaker] = []
        self.player = Player(self._speaker)
        self.player.load(PlayedMedia(media))

    def _speaker(self) -> PatientSpeaker:
        self.speakers.append(PatientSpeaker())
        return self.speakers[-1]

    @property
    def speaker(self) -> PatientSpeaker:
        until(lambda: self.speakers)
        assert self.speakers[-1].opened.wait(PATIENCE_S)
        return self.speakers[-1]


@pytest.fixture
def playing(recording: Path) -> Iterator[Playing]:
    made = Playing(recording)
    yield made
    made.player.close()


def test_the_position_is_that_of_what_was_heard(playing: Playing) -> None:
    playing.player.seek(5 * SECOND)
    playing.player.play()
    heard = playing.speaker.hear(2.0)
    assert shift_of(heard[:RATE:3], noise(20)) == 5 * SECOND
    assert playing.player.state.position == 7 * SECOND
    playing.player.pause()
    assert (playing.player.state.motion, playing.player.state.position) == (Motion.PAUSED, 7 * SECOND)


def test_a_jump_while_it_plays_is_heard_at_once(playing: Playing) -> None:
    playing.player.play()
    speaker = playing.speaker
    speaker.hear(1.0)
    before = speaker.written
    playing.player.seek(12 * SECOND)
    assert playing.player.state.position == 12 * SECOND
    until(lambda: speaker.written > before)
    until(lambda: speaker.room() < RATE // 4)
    assert shift_of(speaker.hear(0.3)[::3], noise(20)) == 12 * SECOND


def test_half_speed_takes_twice_as_long(playing: Playing) -> None:
    playing.player.set_speed(0.5)
    playing.player.play()
    playing.speaker.hear(2.0)
    assert playing.player.state.position == pytest.approx(SECOND, abs=SECOND // 50)


def test_a_loop_plays_its_part_over_and_over(playing: Playing) -> None:
    playing.player.set_loop((3 * SECOND, 4 * SECOND))
    playing.player.play()
    heard = playing.speaker.hear(3.0)[::3]
    for time_round in range(3):
        assert shift_of(heard[time_round * SECOND :][: SECOND // 2], noise(20)) == 3 * SECOND
    assert 3 * SECOND <= playing.player.state.position <= 4 * SECOND
    playing.player.seek(9 * SECOND)
    assert playing.player.state.loop is None


def test_at_the_end_it_stops_and_begins_anew(playing: Playing) -> None:
    playing.player.seek(19 * SECOND)
    playing.player.play()
    playing.speaker.hear(1.0)
    until(lambda: playing.player.state.motion is Motion.ENDED)
    assert playing.player.state.position == 20 * SECOND
    playing.player.play()
    assert playing.player.state.position == 0


def test_a_lost_speaker_pauses_with_one_sentence_and_play_tries_again(playing: Playing) -> None:
    playing.player.play()
    playing.speaker.hear(1.0)
    playing.speaker.error = speaker_lost()
    until(lambda: playing.player.state.motion is Motion.PAUSED)
    state = playing.player.state
    assert (str(state.error), state.position) == (str(speaker_lost()), SECOND)
    playing.player.play()
    until(lambda: len(playing.speakers) == 2)
    assert shift_of(playing.speaker.hear(0.3)[::3], noise(20)) == SECOND
    assert playing.player.state.error is None


def test_nothing_is_held_open_in_a_long_pause(playing: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player_module, "RELEASE_S", 0.05)
    playing.player.play()
    playing.speaker.hear(0.1)
    playing.player.pause()
    assert playing.speaker.closed.wait(PATIENCE_S)


def test_a_file_that_is_gone_is_told(playing: Playing, recording: Path) -> None:
    recording.unlink()
    playing.player.play()
    until(lambda: playing.player.state.error is not None)
    assert playing.player.state.motion is Motion.PAUSED


class Monitor:
    """Hears what the loudspeaker plays."""

    def __init__(self) -> None:
        self._blocks: list[np.ndarray] = []
        self.stream = sounddevice.InputStream(device="vsysaudio", samplerate=SECOND, channels=1, callback=self._hear)

    def _hear(self, block: np.ndarray, *_: object) -> None:
        self._blocks.append(block[:, 0].copy())

    @property
    def heard(self) -> np.ndarray:
        return np.concatenate([np.zeros(0, dtype=np.float32), *self._blocks])


def test_the_loudspeaker_plays_what_the_file_has_at_the_place(virtual_devices: VirtualDevices, recording: Path) -> None:
    player = Player()
    player.load(PlayedMedia(recording))
    player.seek(5 * SECOND)
    with library_kept(), (monitor := Monitor()).stream:
        until(lambda: monitor.heard.size > 1_000)
        player.play()
        until(lambda: player.state.position > 7 * SECOND)
        until(lambda: np.abs(monitor.heard).max() > 0.01)
        player.pause()
        reached = player.state.position
    heard = monitor.heard
    begin = int(np.flatnonzero(np.abs(heard) > 0.005)[0])
    assert abs(shift_of(heard[begin : begin + SECOND], noise(20)) - 5 * SECOND) < SECOND // 50
    assert 7 * SECOND < reached < 9 * SECOND
    player.close()


def test_a_loudspeaker_that_is_unplugged_pauses(virtual_devices: VirtualDevices, recording: Path) -> None:
    player = Player()
    player.load(PlayedMedia(recording))
    player.play()
    until(lambda: player.state.position > 0)
    virtual_devices.unplug_all()
    until(lambda: player.state.motion is Motion.PAUSED)
    assert str(player.state.error) == str(speaker_lost())
    player.close()
