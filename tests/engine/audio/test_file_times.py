"""The sound of a file stands where a player would play it: time stamps count, their mistakes do not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from engine.audio.container_clock import LONGEST_HOLE_S, ContainerClock
from engine.audio.file import read_mono
from tests.support.audio import sine
from tests.support.tracks import loud_s, write_track


@pytest.mark.parametrize(("name", "codec"), [("a.mkv", "pcm_s16le"), ("a.webm", "libopus"), ("a.mp4", "aac")])
def test_a_stretch_without_packets_is_silence(tmp_path, name, codec):
    path = write_track(tmp_path / name, codec, sine(4.0, 48_000), lambda at_s: 0.0 if at_s < 2.0 else 3.0)
    first, second = loud_s(read_mono(path))
    assert first == pytest.approx((0.0, 2.0), abs=0.08)
    assert second == pytest.approx((5.0, 7.0), abs=0.08)


def test_sound_that_begins_after_the_picture_does_so_here(tmp_path):
    path = write_track(tmp_path / "talk.mp4", "aac", sine(3.0, 48_000), lambda at_s: 5.0, video_s=9.0)
    assert loud_s(read_mono(path)) == [pytest.approx((5.0, 8.0), abs=0.08)]


@pytest.mark.parametrize("suffix", ["mkv", "mp4", "ts"])
def test_a_time_at_which_the_whole_file_begins_is_no_silence(tmp_path, suffix):
    path = write_track(tmp_path / f"part.{suffix}", "aac", sine(3.0, 48_000), lambda at_s: 5.0)
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
    sound = read_mono(write_track(tmp_path / name, codec, sine(12.0, 48_000)))
    assert len(sound) / 16_000 == pytest.approx(12.0, abs=0.08)
    assert len(loud_s(sound)) == 1


def test_jitter_of_time_stamps_adds_nothing(tmp_path):
    jitter = np.random.default_rng(1).uniform(0.0, 0.019, 1_000)
    path = write_track(tmp_path / "a.mkv", "pcm_s16le", sine(6.0, 48_000), lambda at_s: float(jitter[round(48 * at_s)]))
    assert len(read_mono(path)) == 6 * 16_000


def test_a_clock_that_is_set_within_a_broadcast_is_no_silence(tmp_path):
    path = write_track(tmp_path / "tv.ts", "aac", sine(4.0, 48_000), lambda at_s: 0.0 if at_s < 2.0 else 1_800.0)
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


def test_reading_ends_soon_after_what_is_wanted_of_a_small_file_that_holds_much(tmp_path: Path) -> None:
    path = tmp_path / "silence.flac"
    soundfile.write(path, np.zeros(20 * 60 * 16_000, np.int16), 16_000)
    assert path.stat().st_size < 200_000
    assert 16_000 < len(read_mono(path, 16_000)) < 60 * 16_000
