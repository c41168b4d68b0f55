"""Files of every kind are heard; those that cannot be are named in one sentence."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.audio.capture import Capture
from engine.audio.file import FileSource, read_mono
from engine.audio.source import SourceState
from engine.audio.tap import Tap
from engine.errors import AudioFileUnreadable, BadInput
from engine.events import DeviceLost
from tests.support.audio import sine, write_wav


def heard(source: FileSource) -> np.ndarray:
    """All that a source delivers, 16 kHz mono."""
    tap = Tap(source.open(), seconds=2.0)
    source.start(tap)
    parts = []
    while not tap.finished:
        got = tap.read()
        if got is not None:
            assert got.lost == 0
            parts.append(got.samples)
        elif source.health().state is SourceState.ENDED:
            source.close()
            tap.close()
    return np.concatenate(parts)


@pytest.mark.parametrize(("rate", "channels", "width"), [(8_000, 1, 1), (16_000, 1, 2), (44_100, 2, 2), (96_000, 6, 2)])
def test_any_rate_width_and_channel_count_is_heard(tmp_path, rate, channels, width):
    path = write_wav(tmp_path / "tone.wav", sine(1.0, rate), rate, channels, width)
    sound = heard(FileSource(path, paced=False))
    assert abs(len(sound) - 16_000) <= 1
    assert np.max(np.abs(sound[2_000:14_000] - sine(1.0)[2_000:14_000])) < (0.02 if width == 1 else 2e-3)


@pytest.mark.parametrize("suffix", ["flac", "ogg", "mp3"])
def test_compressed_sound_is_heard(tmp_path, suffix):
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, sine(2.0), 16_000)
    sound = read_mono(path)
    assert len(sound) == pytest.approx(32_000, abs=2_500)  # mp3 pads its ends
    assert np.sqrt(np.mean(sound[4_000:28_000] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.02)


def test_the_sound_of_a_video_is_heard(tmp_path):
    import av

    path = tmp_path / "talk.mp4"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")
            container.mux(video.encode(frame))
        sound = av.AudioFrame.from_ndarray(sine(1.0, 48_000)[None, :], format="fltp", layout="mono")
        sound.sample_rate = 48_000
        container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
        container.mux(video.encode(None))
    middle = read_mono(path)[4_000:12_000]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("name", ["Interview: Smith.wav", "10:30 talk.wav", "-i.wav"])
def test_a_file_name_is_never_taken_for_an_address(tmp_path, monkeypatch, name):
    write_wav(tmp_path / name, sine(0.5))
    monkeypatch.chdir(tmp_path)
    assert len(read_mono(Path(name))) == 8_000


def test_a_slow_listener_loses_nothing_of_a_file(tmp_path):
    path = write_wav(tmp_path / "long.wav", sine(20.0))
    source = FileSource(path, paced=False)
    tap = Tap(source.open(), seconds=0.5)
    source.start(tap)
    count = 0
    while not tap.finished:
        got = tap.read()
        count += len(got.samples) if got else 0
        if got is None and source.health().state is SourceState.ENDED:
            source.close()
            tap.close()
    assert count == 20 * 16_000


def test_a_paced_file_arrives_at_its_own_pace(tmp_path):
    """Not before its time: half a second of sound cannot have come earlier than half a second after the start."""
    source = FileSource(write_wav(tmp_path / "tone.wav", sine(0.5)), paced=True)
    tap = Tap(source.open(), seconds=2.0)
    began = time.monotonic()
    source.start(tap)
    while source.health().state is not SourceState.ENDED:
        time.sleep(0.005)
    assert time.monotonic() - began >= 0.5
    source.close()


def hear_or_raise(source: FileSource) -> None:
    heard(source)
    trouble = source.health().error
    assert trouble is not None
    raise trouble


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


BAD = {
    "text named .wav": (lambda folder: write(folder / "notes.wav", b"these are the minutes of the meeting\n" * 40)),
    "empty": (lambda folder: write(folder / "empty.wav", b"")),
    "picture": (lambda folder: write(folder / "face.flac", b"\x89PNG\r\n\x1a\n" + bytes(200))),
    "random bytes": (lambda folder: write(folder / "x.mp3", np.random.default_rng(3).bytes(5_000))),
    "folder": (lambda folder: folder),
    "missing": (lambda folder: folder / "nowhere.wav"),
    "header only": (lambda folder: write_wav(folder / "nothing.wav", sine(0.0))),
    "NUL in the name": (lambda folder: Path("a\0b.wav")),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_sound_is_named_in_one_sentence(tmp_path, kind):
    source = FileSource(BAD[kind](tmp_path), paced=False)
    with pytest.raises(BadInput) as told:
        hear_or_raise(source)
    assert told.value.what.endswith(".")
    assert told.value.remedy.endswith(".")
    assert "Traceback" not in str(told.value)
    assert "Errno" not in str(told.value)


def test_a_truncated_file_is_heard_to_where_it_breaks_off(tmp_path):
    whole = tmp_path / "whole.flac"
    soundfile.write(whole, np.random.default_rng(1).uniform(-0.5, 0.5, 64_000).astype(np.float32), 16_000)
    broken = write(tmp_path / "broken.flac", whole.read_bytes()[: whole.stat().st_size // 2])
    source = FileSource(broken, paced=False)
    sound = heard(source)
    assert 0.3 * 64_000 < len(sound) < 0.6 * 64_000
    trouble = source.health().error
    assert isinstance(trouble, AudioFileUnreadable)
    assert "breaks off" in trouble.what


@pytest.mark.parametrize("paced", [True, False])
@pytest.mark.parametrize("suffix", ["wav", "mp3"])
def test_a_pause_costs_nothing_of_a_file(tmp_path, paced, suffix):
    """Sample by sample it is what an uninterrupted reading brings."""
    path = tmp_path / f"noise.{suffix}"
    soundfile.write(path, np.random.default_rng(1).uniform(-0.5, 0.5, 48_000).astype(np.float32), 16_000)
    posted = []
    capture = Capture(FileSource(path, paced=paced, speed=4.0), posted.append)
    capture.start()
    parts = []

    def hear_until(enough):
        while not capture.ended and not enough():
            if (got := capture.read()) is not None:
                parts.append(got.samples)

    for pause_at in (10_000, 30_000):
        hear_until(lambda at=pause_at: capture.position >= at)
        capture.pause()
        capture.resume()
    hear_until(lambda: False)
    assert np.array_equal(np.concatenate(parts), read_mono(path))
    assert posted == []


def test_a_file_that_vanishes_in_a_pause_is_told(tmp_path):
    path = write_wav(tmp_path / "tone.wav", sine(3.0))
    posted = []
    capture = Capture(FileSource(path, paced=True), posted.append)
    capture.start()
    capture.pause()
    path.unlink()
    capture.resume()
    while not posted:
        capture.read()
    (lost,) = posted
    assert isinstance(lost, DeviceLost)
    assert "tone.wav" in lost.what


def test_closing_does_not_wait_for_a_disk_that_hangs(sample, monkeypatch):
    from engine.audio import file

    monkeypatch.setattr(file, "CLOSE_S", 0.1)
    goes_on = threading.Event()
    source = FileSource(sample, paced=False)
    source.open()
    monkeypatch.setattr(source, "_deliver", lambda sink, sound: goes_on.wait())
    source.start(lambda *_: None)
    source.close()
    assert source._thread.is_alive()
    goes_on.set()
    source._thread.join()
    source.close()
