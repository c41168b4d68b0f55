"""Of two channels everything that is said is heard, however they are wired."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio.file import read_mono
from engine.audio.mixing import ChannelMixer
from engine.audio.opening import open_sound
from engine.audio.resampler import StreamFormat
from engine.audio.tap import Tap

RATE = 16_000


@pytest.fixture(scope="module")
def speech(sample) -> np.ndarray:
    return read_mono(sample)[: 8 * RATE]


def mixed(*channels: np.ndarray, weights: tuple[float, ...] = ()) -> np.ndarray:
    mixer = ChannelMixer(len(channels), RATE, weights)
    sound = np.stack(channels, axis=1).astype(np.float32).reshape(-1)
    return mixer.push(sound, last=True)


def db(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(sound**2) + 1e-12))


def later(sound: np.ndarray, samples: int) -> np.ndarray:
    return np.concatenate([np.zeros(samples, dtype=np.float32), sound[: len(sound) - samples]])


SECOND = {
    "the same": lambda speech: speech,
    "opposite": lambda speech: -speech,
    "opposite and quieter": lambda speech: -0.9 * speech,
    "opposite and half as loud": lambda speech: -0.5 * speech,
    "opposite and louder": lambda speech: -2.0 * speech,
    "opposite and 0.25 ms later": lambda speech: -later(speech, 4),
    "0.25 ms later": lambda speech: later(speech, 4),
    "dead": lambda speech: 0 * speech,
    "dead but for the noise of its input": lambda speech: 1e-4 * np.random.default_rng(1).normal(size=len(speech)),
    "turned round in the middle": lambda speech: np.concatenate([speech[: 4 * RATE], -speech[4 * RATE :]]),
    "turned back in the middle": lambda speech: np.concatenate([-speech[: 4 * RATE], speech[4 * RATE :]]),
}


def test_quiet_speech_in_opposite_phase_is_heard_too(speech):
    """Its loudest sample is at -60 dBFS."""
    quiet = (1e-3 * speech).astype(np.float32)
    assert db(1e3 * mixed(quiet, -quiet)) == pytest.approx(db(speech), abs=0.2)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("kind", SECOND)
def test_one_speaker_is_as_loud_as_in_one_channel(speech, kind, swapped):
    """In each 100 ms in which somebody speaks, and without a click."""
    channels = (speech, SECOND[kind](speech))
    out = mixed(*(reversed(channels) if swapped else channels))
    parts = speech.reshape(-1, 1_600), out.reshape(-1, 1_600)
    spoken = [(db(said), db(heard)) for said, heard in zip(*parts, strict=True) if db(said) > -35]
    assert len(spoken) > 40
    assert min(heard - said for said, heard in spoken) > (-6.5 if "later" in kind else -3.0)
    assert abs(db(out) - db(speech)) < 1.0 or "louder" in kind
    steepest = np.abs(np.diff(speech)).max() * (2.0 if "louder" in kind else 1.0)
    assert np.abs(np.diff(out)).max() < 1.05 * steepest


def test_two_speakers_are_both_heard(speech):
    other = speech[::-1]
    both = np.stack([mixed(speech, other)] * 2)
    for said in (speech, other):
        assert np.dot(both[0], said) / np.dot(said, said) == pytest.approx(0.5, abs=0.05)


def test_one_after_the_other_is_heard_at_full_level(speech):
    silence = np.zeros(4 * RATE, dtype=np.float32)
    first, second = np.concatenate([speech[: 4 * RATE], silence]), np.concatenate([silence, speech[4 * RATE :]])
    out = mixed(first, second)
    assert db(out[: 4 * RATE]) == pytest.approx(db(speech[: 4 * RATE]), abs=0.1)
    assert db(out[4 * RATE :]) > db(speech[4 * RATE :]) - 6.1


def test_hum_in_opposite_phase_does_not_cost_the_speech(speech):
    hum = 0.3 * np.sin(2 * np.pi * 50 * np.arange(len(speech)) / RATE).astype(np.float32)
    assert np.max(np.abs(mixed(speech + hum, speech - hum) - speech)[RATE:]) < 1e-3


def test_the_centre_of_a_film_is_heard_whole(tmp_path, speech):
    """Also beside fronts that cancel each other, and with effects that speech must not drown in."""
    from tests.support.tracks import write_channels

    nothing = np.zeros_like(speech)
    noise = (0.05 * np.random.default_rng(2).normal(size=len(speech))).astype(np.float32)
    path = write_channels(tmp_path / "film.wav", [noise, -noise, speech, noise, nothing, nothing], RATE, "5.1")
    sound = open_sound(path)
    sound.close()
    assert sound.form.weights == (0.5, 0.5, 1.0, 0.0, 0.35, 0.35)
    heard = read_mono(path)[: len(speech)]
    assert np.dot(heard, speech) / np.dot(speech, speech) == pytest.approx(1.0, abs=0.02)
    assert db(heard - speech[: len(heard)]) < -30


def test_one_live_channel_of_many_is_heard_at_full_level(speech):
    nothing = np.zeros_like(speech)
    assert np.max(np.abs(mixed(nothing, nothing, speech, nothing) - speech)[RATE:]) < 1e-6


@settings(max_examples=25)
@given(sizes=st.lists(st.integers(1, 3_000), min_size=1, max_size=40))
def test_block_sizes_do_not_change_the_mix(sizes):
    noise = np.random.default_rng(5).uniform(-1, 1, sum(sizes)).astype(np.float32)
    sound = np.stack([noise, np.where(np.arange(len(noise)) < len(noise) // 2, noise, -noise)], axis=1).reshape(-1)
    whole = ChannelMixer(2, RATE).push(sound, last=True)
    pieces = ChannelMixer(2, RATE)
    got = [pieces.push(piece) for piece in np.split(sound, np.cumsum([2 * size for size in sizes])[:-1])]
    assert np.array_equal(np.concatenate([*got, pieces.push(sound[:0], last=True)]), whole)


def test_a_live_source_is_mixed_the_same_way(speech):
    """What a stereo microphone or the computer's own sound brings goes through a tap."""
    tap = Tap(StreamFormat(RATE, 2), seconds=10.0)
    tap.write(np.stack([speech, -speech], axis=1).reshape(-1))
    tap.close()
    parts = []
    while not tap.finished:
        heard = tap.read()
        assert heard is not None
        parts.append(heard.samples)
    assert db(np.concatenate(parts)) == pytest.approx(db(speech), abs=0.1)


def test_speech_in_opposite_phase_is_heard_in_a_file(shared):
    assert db(read_mono(shared("cases/wav-opposite-phase.wav"))) > -40
