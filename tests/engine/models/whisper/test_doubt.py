"""The model's own scores tell text that stands for no speech, without dropping what somebody said."""

from __future__ import annotations

import pytest

from engine.models.whisper.decoding import DecodedTokens
from engine.models.whisper.doubt import compression_ratio, doubt

LOOP = "thank you " * 30


def of(no_speech: float, log_prob: float, text: str = "Thank you.", glossary: bool = False) -> str | None:
    return doubt(DecodedTokens(ids=(1,), probabilities=(), log_prob=log_prob, no_speech=no_speech), text, glossary)


@pytest.mark.parametrize(
    ("no_speech", "log_prob"),
    [
        (0.95, -0.3),  # sure of "you" in silence
        (0.6, -0.7),
        (0.3, -1.0),
        (0.0, -1.3),  # whatever it takes it for
    ],
)
def test_scores_of_noise_and_silence_are_doubted(no_speech: float, log_prob: float) -> None:
    assert of(no_speech, log_prob) is not None


@pytest.mark.parametrize(
    ("no_speech", "log_prob"),
    [
        (0.02, -0.2),
        (0.02, -1.1),  # accented or noisy speech
        (0.27, -0.5),
        (0.65, -0.2),  # digits read in Mandarin
    ],
)
def test_scores_of_speech_are_believed(no_speech: float, log_prob: float) -> None:
    assert of(no_speech, log_prob) is None


def test_a_vocabulary_makes_the_model_invent_and_so_lowers_the_limit() -> None:
    assert of(0.35, -0.6, glossary=False) is None
    assert of(0.35, -0.6, glossary=True) is not None


def test_a_loop_is_doubted_only_where_there_may_be_no_speech() -> None:
    assert of(0.2, -0.3, LOOP) is not None
    assert of(0.05, -0.3, LOOP) is None


def test_repetition_compresses_well_and_speech_does_not() -> None:
    assert compression_ratio(LOOP) > 2.4
    assert compression_ratio("The quick brown fox jumps over the lazy dog.") < 1.2
    assert compression_ratio("") == 0.0
