"""Ours is faster-whisper's decode: with the whole window the same tokens, as sure of them.

In float32: with int8 a difference of 1e-7 between the features flips roundings, which changes what the encoder puts
out by up to a tenth of its range, and now and then a word.
EARSHOT_PARITY_CLIPS=20 takes more recordings than the few of every run.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from engine.models.whisper import tokens
from engine.models.whisper.decoding import DecodedTokens, Decoder
from engine.models.whisper.mel import HOP, MOST_FRAMES, GrowingLogMel
from engine.timeline import to_seconds

FOLDER = Path(__file__).resolve().parents[4] / "resources" / "models"
WINDOW = MOST_FRAMES * HOP
CLIPS = [
    "en_jfk",
    "zh_aishell_BAC009S0150W0150",
    "en_so762_096280028",
    "zh_funasr_asr_example",
    "noisy_en_so762_024020337_street_5dB",
    "mix_aishell_BAC009S0150W0299",
    "en_LJ001_0004",
    "en_fw_stereo_L",
    "en_librispeech_1089-134686-0000",
    "en_so762_005750330",
    "en_so762_024300052",
    "en_speechbrain_spk2_snt2",
    "en_vctk_p286_011",
    "noisy_en_so762_096340005_kitchen_10dB",
    "zh_aishell_BAC009S0150W0091",
    "zh_aishell_BAC009S0150W0356",
    "zh_ppasr_test",
    "noisy_zh_aishell_BAC009S0150W0261_babble_5dB",
    "mix_aishell_BAC009S0150W0048",
    "mix_constructed_01",
][: int(os.environ.get("EARSHOT_PARITY_CLIPS", "6"))]


@pytest.fixture(scope="module")
def peer(whisper_base: str) -> Any:
    """faster-whisper's model. Any: the library has no types."""
    faster_whisper = pytest.importorskip("faster_whisper")
    return faster_whisper.WhisperModel(str(FOLDER / whisper_base), device="cpu", compute_type="float32", cpu_threads=2)


@pytest.fixture(scope="module")
def decoder(peer: Any, whisper_base: str) -> Decoder:
    """Ours on the weights that are loaded already."""
    return Decoder(peer.model, tokens.read(FOLDER / whisper_base))


@pytest.fixture(params=CLIPS)
def clip(request: pytest.FixtureRequest, shared: Callable[[str], Path]) -> tuple[np.ndarray, str]:
    """Sound and language."""
    audio, _rate = soundfile.read(shared(f"data/speech/dev/{request.param}.flac"), dtype="float32")
    return audio, "en" if "en_" in request.param else "zh"


def ours(decoder: Decoder, audio: np.ndarray, language: str, beam: int) -> DecodedTokens:
    features = GrowingLogMel(decoder.bins).features(audio, WINDOW - len(audio))
    return decoder.decode(decoder.encode(features), decoder.tokens.prompt(language, []), to_seconds(len(audio)), beam)


def theirs(peer: Any, audio: np.ndarray, language: str, beam: int) -> Any:
    """The one segment that faster-whisper makes of the sound, padded to the window as ours is."""
    padded = np.pad(audio, (0, WINDOW - len(audio)))
    segments, _info = peer.transcribe(
        padded,
        language=language,
        beam_size=beam,
        temperature=0.0,
        without_timestamps=True,
        condition_on_previous_text=False,
        compression_ratio_threshold=None,
        log_prob_threshold=None,
        no_speech_threshold=None,
    )
    (segment,) = segments
    return segment


def test_greedy_tokens_and_their_probability_are_those_of_faster_whisper(
    decoder: Decoder, peer: Any, clip: tuple[np.ndarray, str]
) -> None:
    assert_same(ours(decoder, *clip, beam=1), theirs(peer, *clip, beam=1))


@pytest.mark.parametrize("clip", CLIPS[1:2], indirect=True)
def test_a_beam_search_finds_what_faster_whispers_finds(
    decoder: Decoder, peer: Any, clip: tuple[np.ndarray, str]
) -> None:
    assert_same(ours(decoder, *clip, beam=5), theirs(peer, *clip, beam=5))


def assert_same(found: DecodedTokens, expected: Any) -> None:
    assert list(found.ids) == expected.tokens
    assert found.log_prob == pytest.approx(expected.avg_logprob, abs=1e-4)
    assert found.no_speech == pytest.approx(expected.no_speech_prob, abs=1e-4)
