"""The virtual microphone and loudspeaker carry sound faithfully and can fail the way real ones do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import sounddevice
import soundfile

from tests.support.sound_daemon import SoundDaemonError
from tests.support.virtual_devices import SPEAKER, VirtualDevices

RATE_HZ = 16_000
PATIENCE_S = 60.0


class Ear:
    """Hears a device through sounddevice; every wait is for a condition."""

    def __init__(self) -> None:
        self._blocks: list[np.ndarray] = []
        self._news = threading.Condition()
        self.ended = threading.Event()

    def listen(self, block: np.ndarray, frames: int, time: object, status: object) -> None:
        with self._news:
            self._blocks.append(block[:, 0].copy())
            self._news.notify_all()

    @property
    def heard(self) -> np.ndarray:
        """float32 (n,), everything since the stream was opened."""
        with self._news:
            return np.concatenate([np.zeros(0, np.float32), *self._blocks])

    def await_samples(self, more: int) -> bool:
        """True when `more` samples have come since the call, False when patience ends."""
        wanted = self.heard.size + more
        with self._news:
            return self._news.wait_for(lambda: sum(b.size for b in self._blocks) >= wanted, PATIENCE_S)


@contextmanager
def hearing(device: str) -> Iterator[Ear]:
    ear = Ear()
    with sounddevice.InputStream(
        device=device,
        samplerate=RATE_HZ,
        channels=1,
        blocksize=512,
        callback=ear.listen,
        finished_callback=ear.ended.set,
    ):
        assert ear.await_samples(512)
        yield ear


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """One second from 200 to 2000 Hz: its correlation has a single sharp peak."""
    seconds = np.arange(RATE_HZ) / RATE_HZ
    phase = 2 * np.pi * (200 * seconds + 900 * seconds**2)
    soundfile.write(tmp_path / "sweep.wav", (0.5 * np.sin(phase)).astype(np.float32), RATE_HZ)
    return tmp_path / "sweep.wav"


def likeness(heard: np.ndarray, sound: Path) -> float:
    """Highest normalised cross-correlation over all delays; 1.0 is a perfect copy at any level."""
    original, _ = soundfile.read(sound, dtype="float32")
    size = heard.size + original.size
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(original, size)), size)
    delay = int(np.argmax(products[: heard.size - original.size]))
    copy = heard[delay : delay + original.size]
    return float(copy @ original / (np.linalg.norm(copy) * np.linalg.norm(original) + 1e-12))


def test_what_is_played_into_the_microphone_is_heard_unchanged(virtual_devices: VirtualDevices, sweep: Path) -> None:
    with hearing("vmic") as ear:
        virtual_devices.play(sweep)
        ear.await_samples(RATE_HZ // 2)  # what was still on its way
    assert likeness(ear.heard, sweep) > 0.99


def test_the_microphone_is_the_default_input(virtual_devices: VirtualDevices, sweep: Path) -> None:
    with hearing("default") as ear:
        virtual_devices.play(sweep)
        ear.await_samples(RATE_HZ // 2)
    assert likeness(ear.heard, sweep) > 0.99


def test_what_the_speaker_plays_is_heard_as_system_sound(virtual_devices: VirtualDevices, sweep: Path) -> None:
    with hearing("vsysaudio") as ear:
        virtual_devices.play_speaker(sweep)
        ear.await_samples(RATE_HZ // 2)
    assert likeness(ear.heard, sweep) > 0.99


def test_the_microphone_does_not_hear_the_speaker(virtual_devices: VirtualDevices, sweep: Path) -> None:
    with hearing("vmic") as ear:
        virtual_devices.play_speaker(sweep)
        ear.await_samples(RATE_HZ // 2)
    assert np.abs(ear.heard).max() == 0.0


def test_unplugging_everything_ends_an_open_stream(virtual_devices: VirtualDevices) -> None:
    with hearing("vmic") as ear:
        virtual_devices.unplug_all()
        assert ear.ended.wait(PATIENCE_S)


def test_unplugging_everything_leaves_no_device(virtual_devices: VirtualDevices) -> None:
    virtual_devices.unplug_all()
    assert virtual_devices.names("sources") == virtual_devices.names("sinks") == []


def test_unplugging_takes_the_microphone_out_of_the_list(virtual_devices: VirtualDevices) -> None:
    virtual_devices.unplug()
    assert virtual_devices.names("sources") == ["vspeaker.monitor"]


def test_a_microphone_plugged_in_again_hears(virtual_devices: VirtualDevices, sweep: Path) -> None:
    virtual_devices.unplug_all()
    virtual_devices.plug()
    with hearing("vmic") as ear:
        virtual_devices.play(sweep)
        ear.await_samples(RATE_HZ // 2)
    assert likeness(ear.heard, sweep) > 0.99


def test_a_stalled_microphone_delivers_again_after_it_is_resumed(virtual_devices: VirtualDevices) -> None:
    with hearing("vmic") as ear:
        virtual_devices.stall()
        stalled = "SUSPENDED" in virtual_devices.daemon.pactl("list", "short", "sources")
        virtual_devices.resume()
        assert (stalled, ear.await_samples(RATE_HZ // 2)) == (True, True)


def test_a_playback_that_is_stopped_falls_silent(virtual_devices: VirtualDevices, tmp_path: Path) -> None:
    noise = np.random.default_rng(7).normal(0, 0.1, 60 * RATE_HZ).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", noise, RATE_HZ)
    with hearing("vmic") as ear:
        with virtual_devices.start_playing(tmp_path / "noise.wav"):
            while not np.abs(ear.heard).max() > 0.0:
                assert ear.await_samples(512)
        ear.await_samples(RATE_HZ)
    assert np.abs(ear.heard[-RATE_HZ // 4 :]).max() == 0.0


def test_a_file_that_is_no_sound_is_refused_in_the_players_words(
    virtual_devices: VirtualDevices, tmp_path: Path
) -> None:
    (tmp_path / "letter.wav").write_text("Dear sound card")
    with pytest.raises(SoundDaemonError, match="paplay could not play"):
        virtual_devices.play(tmp_path / "letter.wav")


def test_faults_of_one_test_are_undone_before_the_next(virtual_devices: VirtualDevices) -> None:
    virtual_devices.unplug_all()
    virtual_devices.restore()
    assert (virtual_devices.names("sources")[-1], SPEAKER in virtual_devices.names("sinks")) == ("vmic", True)


def test_two_daemons_do_not_share_devices(virtual_devices: VirtualDevices, tmp_path: Path) -> None:
    other = VirtualDevices(tmp_path / "other")
    other.start()
    try:
        other.unplug_all()
        assert "vmic" in virtual_devices.names("sources")
    finally:
        other.stop()


def test_stopping_removes_the_daemons_folder(virtual_devices: VirtualDevices, tmp_path: Path) -> None:
    other = VirtualDevices(tmp_path / "other")
    other.start()
    other.stop()
    assert not (tmp_path / "other").exists()
