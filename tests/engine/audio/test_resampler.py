"""Any device format becomes 16 kHz mono, the same whatever the block sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio.levels import FLOOR_DBFS, peak_dbfs, rms_dbfs
from engine.audio.resampler import MonoResampler, StreamFormat
from engine.audio.tap import Tap


def sine(rate: int, seconds: float, hertz: float = 440.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


def interleave(mono: np.ndarray, channels: int) -> np.ndarray:
    return np.repeat(mono, channels)


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (16_000, 2), (44_100, 2), (48_000, 1), (96_000, 6)])
def test_a_tone_keeps_its_pitch_level_and_length(rate, channels):
    resampler = MonoResampler(StreamFormat(rate, channels))
    out = np.concatenate([resampler.push(interleave(sine(rate, 1.0), channels)), resampler.flush()])
    assert abs(len(out) - 16_000) <= 1
    expected = sine(16_000, 1.0)
    middle = slice(2_000, 14_000)
    assert np.max(np.abs(out[middle] - expected[middle])) < 2e-3


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(1, 3_000), min_size=1, max_size=40))
def test_block_sizes_do_not_change_the_samples(sizes):
    sound = np.random.default_rng(5).uniform(-1, 1, 2 * sum(sizes)).astype(np.float32)
    whole = MonoResampler(StreamFormat(44_100, 2))
    expected = np.concatenate([whole.push(sound), whole.flush()])
    pieces = MonoResampler(StreamFormat(44_100, 2))
    cuts = np.cumsum([2 * size for size in sizes])[:-1]
    got = [pieces.push(piece) for piece in np.split(sound, cuts)]
    assert np.array_equal(np.concatenate([*got, pieces.flush()]), expected)


def test_channels_are_averaged():
    mixed = MonoResampler(StreamFormat(16_000, 2)).push(np.array([1.0, 0.0, -0.5, 0.5], dtype=np.float32), last=True)
    assert mixed.tolist() == [0.5, 0.0]


def test_a_format_without_channels_is_refused():
    with pytest.raises(ValueError, match="channels"):
        StreamFormat(48_000, 0)


def test_a_tap_gives_all_sound_before_it_is_finished():
    tap = Tap(StreamFormat(48_000, 2), seconds=2.0)
    tap.write(interleave(sine(48_000, 1.0), 2))
    tap.close()
    heard = []
    while not tap.finished:
        got = tap.read()
        assert got is not None
        heard.append(got.samples)
    assert abs(len(np.concatenate(heard)) - 16_000) <= 1
    assert tap.read() is None


def test_a_tap_tells_a_loss_in_session_samples():
    tap = Tap(StreamFormat(48_000, 2), seconds=1.0)
    tap.write(interleave(sine(48_000, 1.5), 2))
    got = []
    while (heard := tap.read()) is not None:
        got.append(heard)
    tap.write(interleave(sine(48_000, 0.25), 2))
    tap.close()
    while not tap.finished:
        heard = tap.read()
        assert heard is not None
        got.append(heard)
    assert sum(heard.lost for heard in got) == 8_000
    assert abs(sum(len(heard.samples) for heard in got) - 20_000) <= 2


def test_a_full_scale_sine_reads_minus_three_decibels():
    assert rms_dbfs(2 * sine(16_000, 1.0)) == pytest.approx(-3.01, abs=0.01)


def test_digital_silence_reads_the_floor():
    assert rms_dbfs(np.zeros(100, dtype=np.float32)) == FLOOR_DBFS
    assert peak_dbfs(np.zeros(100, dtype=np.float32)) == FLOOR_DBFS
