"""The features are those that Whisper was trained on, at the cost of what is new in a growing utterance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.models.whisper.mel import HOP, MOST_FRAMES, GrowingLogMel

SECOND = 16_000
ENOUGH = 200  # zeros behind the sound, from which the reflection at the end of the reference is zeros too


def reference(audio: np.ndarray, bins: int) -> np.ndarray:
    """faster-whisper's features, float32 [bins, frames]."""
    faster_whisper = pytest.importorskip("faster_whisper.feature_extractor")
    return np.asarray(faster_whisper.FeatureExtractor(feature_size=bins)(audio, padding=0))


def noise(samples: int, seed: int = 1) -> np.ndarray:
    return (0.1 * np.random.default_rng(seed).standard_normal(samples)).astype(np.float32)


@pytest.mark.parametrize("bins", [80, 128])
@pytest.mark.parametrize("clip", ["en_jfk", "en_speechbrain_spk2_snt2", "zh_aishell_BAC009S0150W0150"])
def test_features_of_speech_are_those_of_faster_whisper(shared: Callable[[str], Path], clip: str, bins: int) -> None:
    audio, _rate = soundfile.read(shared(f"data/speech/dev/{clip}.flac"), dtype="float32")
    padded = np.pad(audio, (0, 4 * SECOND))
    np.testing.assert_allclose(
        GrowingLogMel(bins).features(audio, 4 * SECOND), reference(padded, bins)[:, : len(padded) // HOP], atol=1e-4
    )


@pytest.mark.parametrize("samples", [1, 201, 399, 401, SECOND + 79])
def test_features_of_short_sounds_are_those_of_faster_whisper(samples: int) -> None:
    audio = noise(samples)
    expected = reference(np.pad(audio, (0, SECOND)), 80)
    found = GrowingLogMel(80).features(audio, SECOND)
    np.testing.assert_allclose(found, expected[:, : found.shape[1]], atol=1e-4)


def test_no_sound_at_all_has_the_features_of_silence() -> None:
    found = GrowingLogMel(80).features(np.zeros(0, np.float32), SECOND)
    np.testing.assert_allclose(found, reference(np.zeros(SECOND, np.float32), 80)[:, :100], atol=1e-4)


def test_thirty_seconds_without_silence_fill_the_window() -> None:
    audio = noise(30 * SECOND)
    found = GrowingLogMel(80).features(audio, 0)
    assert found.shape == (80, MOST_FRAMES)
    expected = reference(np.pad(audio, (0, ENOUGH)), 80)[:, :MOST_FRAMES]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_more_than_thirty_seconds_are_cut_at_the_window() -> None:
    audio = noise(31 * SECOND)
    np.testing.assert_array_equal(
        GrowingLogMel(80).features(audio, SECOND),
        GrowingLogMel(80).features(audio[: 30 * SECOND + ENOUGH], 0),
    )


@given(
    lengths=st.lists(st.integers(0, 2 * SECOND), min_size=1, max_size=6),
    silence=st.sampled_from([0, 37, ENOUGH, SECOND]),
)
def test_growing_and_shrinking_sound_has_the_features_of_sound_computed_at_once(
    lengths: list[int], silence: int
) -> None:
    audio = noise(2 * SECOND)
    growing = GrowingLogMel(80)
    for length in lengths:
        at_once = GrowingLogMel(80).features(audio[:length], silence)
        np.testing.assert_allclose(growing.features(audio[:length], silence), at_once, atol=1e-5)


def test_samples_that_are_no_numbers_are_silence() -> None:
    audio = noise(SECOND)
    audio[[100, 8_000]], silent = (np.nan, np.inf), audio.copy()
    silent[[100, 8_000]] = 0.0
    np.testing.assert_array_equal(GrowingLogMel(80).features(audio, 0), GrowingLogMel(80).features(silent, 0))
