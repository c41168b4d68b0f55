"""The sound of a file stands where a player would play it: time stamps count, their mistakes do not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

from engine.audio.container_clock import LONGEST_HOLE_S, ContainerClock
from engine.audio.file import read_mono
from tests.support.audio import sine

FRAME = {"aac": 1_024, "libmp3lame": 1_152, "libopus": 960, "pcm_s16le": 1_000}
FORMAT = {"aac": "fltp", "libmp3lame": "fltp", "libopus": "flt", "pcm_s16le": "s16"}


def write_track(
    path: Path, codec: str, seconds: float, moved_s: Callable[[float], float] = lambda at_s: 0.0, video_s: float = 0.0
) -> Path:
    """A tone at 48 kHz whose frames have their time stamps moved, under a black picture of `video_s`."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=48_000, layout="mono")
        video: Any = container.add_stream("mpeg4", rate=10) if video_s else None
        if video is not None:
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
            for at in range(round(10 * video_s)):
                picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")
                picture.pts = at
                container.mux(video.encode(picture))
            container.mux(video.encode(None))
        for frame in tone_frames(codec, seconds, moved_s):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def tone_frames(codec: str, seconds: float, moved_s: Callable[[float], float]) -> list[Any]:
    sound = sine(seconds, 48_000)
    frames = []
    for start in range(0, len(sound) - FRAME[codec] + 1, FRAME[codec]):
        part = sound[start : start + FRAME[codec]][None, :]
        part = (part * 32_767).astype(np.int16) if codec == "pcm_s16le" else part
        frame = av.AudioFrame.from_ndarray(part, format=FORMAT[codec], layout="mono")
        frame.sample_rate, frame.time_base = 48_000, Fraction(1, 48_000)
        frame.pts = start + round(48_000 * moved_s(start / 48_000))
        frames.append(frame)
    return frames


def loud_s(sound: np.ndarray) -> list[tuple[float, float]]:
    """Beginning and end of each stretch of sound, from 20 ms to 20 ms."""
    power = np.sqrt(np.mean(sound[: len(sound) // 320 * 320].reshape(-1, 320) ** 2, axis=1))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], power > 0.05, [False]])))
    return [(round(float(start) / 50, 2), round(float(end) / 50, 2)) for start, end in edges.reshape(-1, 2)]


@pytest.mark.parametrize(("name", "codec"), [("a.mkv", "pcm_s16le"), ("a.webm", "libopus"), ("a.mp4", "aac")])
def test_a_stretch_without_packets_is_silence(tmp_path, name, codec):
    path = write_track(tmp_path / name, codec, 4.0, lambda at_s: 0.0 if at_s < 2.0 else 3.0)
    first, second = loud_s(read_mono(path))
    assert first == pytest.approx((0.0, 2.0), abs=0.08)
    assert second == pytest.approx((5.0, 7.0), abs=0.08)


def test_sound_that_begins_after_the_picture_does_so_here(tmp_path):
    path = write_track(tmp_path / "talk.mp4", "aac", 3.0, lambda at_s: 5.0, video_s=9.0)
    assert loud_s(read_mono(path)) == [pytest.approx((5.0, 8.0), abs=0.08)]


@pytest.mark.parametrize("suffix", ["mkv", "mp4", "ts"])
def test_a_time_at_which_the_whole_file_begins_is_no_silence(tmp_path, suffix):
    path = write_track(tmp_path / f"part.{suffix}", "aac", 3.0, lambda at_s: 5.0)
    assert loud_s(read_mono(path)) == [pytest.approx((0.0, 3.0), abs=0.08)]


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.mp3", "libmp3lame"),
        ("a.m4a", "aac"),
        ("a.aac", "aac"),
        ("a.ogg", "libopus"),
        ("a.webm", "libopus"),
        ("a.mkv", "aac"),
        ("a.avi", "libmp3lame"),
    ],
)
def test_encoder_delay_and_rounding_add_nothing(tmp_path, name, codec):
    sound = read_mono(write_track(tmp_path / name, codec, 12.0))
    assert len(sound) / 16_000 == pytest.approx(12.0, abs=0.08)
    assert len(loud_s(sound)) == 1


def test_jitter_of_time_stamps_adds_nothing(tmp_path):
    jitter = np.random.default_rng(1).uniform(0.0, 0.019, 1_000)
    path = write_track(tmp_path / "a.mkv", "pcm_s16le", 6.0, lambda at_s: float(jitter[round(48 * at_s)]))
    assert len(read_mono(path)) == 6 * 16_000


def test_a_clock_that_is_set_within_a_broadcast_is_no_silence(tmp_path):
    path = write_track(tmp_path / "tv.ts", "aac", 4.0, lambda at_s: 0.0 if at_s < 2.0 else 1_800.0)
    assert len(read_mono(path)) / 16_000 == pytest.approx(4.0, abs=0.08)


def clock(length_s: float | None = None) -> ContainerClock:
    """Of a container that begins at 100 s."""
    duration = None if length_s is None else round(length_s * 1e6)
    return ContainerClock(SimpleNamespace(start_time=100_000_000, duration=duration, format=SimpleNamespace(flags=0)))


def test_a_single_wrong_time_stamp_is_passed_over():
    told = clock()
    assert told.hole_s(103.0, 101.1, 1.0) == 0.0
    assert told.hole_s(101.1, 101.2, 1.1) == 0.0
    assert told.hole_s(103.2, 103.3, 1.2) == pytest.approx(2.0)


def test_no_silence_reaches_beyond_the_length_that_the_container_states():
    told = clock(length_s=60.0)
    assert told.hole_s(400.0, 400.1, 30.0) == 0.0
    assert told.hole_s(405.0, 405.1, 30.0) == pytest.approx(5.0)  # that clock is in step again


def test_a_container_of_unknown_length_makes_no_hours_of_silence():
    assert clock().hole_s(100.0 + LONGEST_HOLE_S + 1.0, None, 0.0) == 0.0
    assert clock().hole_s(160.0, None, 0.0) == pytest.approx(60.0)
