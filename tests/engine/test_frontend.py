"""The filter bank and its stacking give what FunASR's frontend gives, at once or hop by hop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frontend import fbank, lfr
from engine.frontend.growing import GrowingFeatures

GOLDEN = "golden/fun-asr-nano-tiny"
FBANK_TOLERANCE = 1e-3  # the reference itself moves by 3.5e-4 between float32 and float64
SAME = 1e-5  # log-mel values up to 20 in float32; a product's order of summation may differ


def noise(samples: int, seed: int = 1) -> np.ndarray:
    """Noise whose loudness swings, so that neighbouring frames differ."""
    swing = 0.2 * (1.1 + np.sin(np.arange(samples) / 900))
    return (np.random.default_rng(seed).standard_normal(samples) * swing).astype(np.float32)


def golden(shared: Callable[[str], Path], name: str) -> dict[str, np.ndarray]:
    with np.load(shared(f"{GOLDEN}/{name}.npz")) as arrays:
        return dict(arrays)


def test_filter_bank_of_noise_equals_the_reference(shared: Callable[[str], Path]) -> None:
    reference = golden(shared, "noise_tone_3s")
    assert np.abs(fbank.log_mel(reference["waveform"]) - reference["fbank"]).max() < FBANK_TOLERANCE


def test_filter_bank_of_speech_equals_the_reference(shared: Callable[[str], Path]) -> None:
    reference = golden(shared, "speech_en_3s")
    audio = reference["waveform_int16"].astype(np.float32) / 32_768
    assert np.abs(fbank.log_mel(audio) - reference["fbank"]).max() < FBANK_TOLERANCE


def test_stacking_the_reference_frames_gives_the_reference_rows_exactly(shared: Callable[[str], Path]) -> None:
    reference = golden(shared, "noise_tone_3s")
    assert np.array_equal(lfr.stack(reference["fbank"]), reference["lfr"])


@pytest.mark.parametrize("samples", [160, 399, 400, 560, 720, 1361, 3280])
def test_a_short_clip_gives_the_reference_rows(shared: Callable[[str], Path], samples: int) -> None:
    reference = golden(shared, "lfr_short")
    rows = lfr.features(reference[f"wave_{samples}"])
    assert rows.shape == reference[f"lfr_{samples}"].shape
    assert np.abs(rows - reference[f"lfr_{samples}"]).max() < FBANK_TOLERANCE


@pytest.mark.parametrize(
    ("samples", "frames", "rows"),
    [
        (159, 0, 0),
        (160, 1, 1),
        (401, 1, 1),
        (719, 2, 1),
        (1360, 7, 2),
        (4240, 25, 5),
        (16_000, 98, 17),
        (480_000, 2998, 500),
    ],
)
def test_lengths_follow_the_published_table(samples: int, frames: int, rows: int) -> None:
    assert fbank.frame_count(samples) == frames
    assert lfr.row_count(frames) == rows


def test_a_clip_too_short_for_a_frame_gives_no_rows() -> None:
    assert lfr.features(noise(100)).shape == (0, 560)


def test_digital_silence_rests_on_the_floor() -> None:
    assert np.allclose(fbank.log_mel(np.zeros(800, np.float32)), np.log(1.1920929e-07))


def test_long_audio_is_the_same_in_blocks_as_frame_by_frame() -> None:
    audio = noise(16_000 * 11)
    frame = 700  # lies behind the first block of 512 frames
    alone = fbank.log_mel(audio[frame * 160 : frame * 160 + 400])
    assert np.abs(fbank.log_mel(audio)[frame] - alone[0]).max() < SAME


@settings(max_examples=60, deadline=None)
@given(hops=st.lists(st.integers(min_value=1, max_value=9000), min_size=1, max_size=25))
def test_features_that_grow_hop_by_hop_equal_those_of_the_whole(hops: list[int]) -> None:
    audio = noise(sum(hops))
    growing, heard = GrowingFeatures(), 0
    for hop in hops:
        heard += hop
        rows = growing.update(audio[:heard])
        whole = lfr.features(audio[:heard])
        assert rows.shape == whole.shape
        assert np.abs(rows - whole).max(initial=0.0) < SAME


@given(frames=st.integers(min_value=1, max_value=400), more=st.integers(min_value=1, max_value=30))
@settings(deadline=None)
def test_settled_rows_stay_as_they_are_whatever_follows(frames: int, more: int) -> None:
    bank = np.arange((frames + more) * 80, dtype=np.float32).reshape(-1, 80)
    settled = lfr.settled_rows(frames)
    assert np.array_equal(lfr.stack(bank[:frames])[:settled], lfr.stack(bank)[:settled])


def test_growing_features_compute_each_frame_once(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[int] = []
    real = fbank.log_mel

    def counting(audio: np.ndarray) -> np.ndarray:
        frames = real(audio)
        computed.append(len(frames))
        return frames

    monkeypatch.setattr(fbank, "log_mel", counting)
    growing, audio = GrowingFeatures(), noise(48_000)
    for end in range(3200, 48_001, 3200):
        growing.update(audio[:end])
    assert sum(computed) == fbank.frame_count(48_000)


@given(st.lists(st.integers(0, 20_000), min_size=2, max_size=8))
@settings(max_examples=40, deadline=None)
def test_an_utterance_whose_end_is_cut_again_has_the_features_of_what_is_left(ends: list[int]) -> None:
    """The end of an utterance is found in the silence behind it, after partials that heard more."""
    audio, growing = noise(20_000), GrowingFeatures()
    for end in ends:
        rows = growing.update(audio[:end])
        expected = lfr.features(audio[:end])
        assert rows.shape == expected.shape
        assert not rows.size or np.abs(rows - expected).max() < SAME


def test_the_rows_handed_out_cannot_be_overwritten_by_their_reader() -> None:
    rows = GrowingFeatures().update(noise(8000))
    with pytest.raises(ValueError, match="read-only"):
        rows[0, 0] = 1.0
