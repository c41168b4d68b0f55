"""One utterance on its way: windows stay bounded, nothing is computed twice, and the text is that of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frontend import lfr
from engine.models.fun_asr_nano.audio import CtcScores
from engine.models.fun_asr_nano.incremental_encoder import IncrementalEncoder, PartialWindow, pause_between
from engine.text.wording import TokenSpan

BLANK = 80
AUDIBLE = 5.0  # log-mel energy far above the floor of -16
SHORT_WINDOW = PartialWindow(longest=40, context=12, tail=6)


@dataclass
class PitchRuntime:
    """Hears tones: the token of a row is the mel bin that is loudest in its middle frame, silence is blank.

    Keeps a note of how many rows each call was given.
    """

    encoded: list[int] = field(default_factory=list)
    has_ctc: bool = True

    def encode(self, features: np.ndarray) -> np.ndarray:
        self.encoded.append(len(features))
        return features[:, 240:320].copy()

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        return encoded

    def ctc(self, encoded: np.ndarray) -> CtcScores:
        best = np.where(encoded.max(axis=1) > AUDIBLE, encoded.argmax(axis=1), BLANK)
        certain = np.zeros(len(best), np.float32)
        return CtcScores(encoded, best[:, None], certain[:, None], certain)

    def columns(self, scores: CtcScores, wanted: np.ndarray) -> np.ndarray:
        return np.zeros((len(scores.hidden), len(wanted)), np.float32)

    def close(self) -> None:
        self.encoded.clear()


def tones(count: int) -> np.ndarray:
    """`count` tones of 0.24 s and different pitch, with pauses of 0.36 s between them."""
    time = np.arange(3840) / 16_000
    tone = [np.sin(2 * np.pi * (300 + 170 * (place * 7 % 23)) * time) for place in range(count)]
    return np.concatenate([np.concatenate([0.3 * wave, np.zeros(5760)]) for wave in tone]).astype(np.float32)


def whole(audio: np.ndarray) -> list[TokenSpan]:
    runtime = PitchRuntime()
    hearing = IncrementalEncoder(runtime, BLANK, PartialWindow())
    encoded = hearing.whole(audio)
    assert encoded is not None
    return hearing.tokens(runtime.ctc(encoded))


@settings(max_examples=25, deadline=None)
@given(hops=st.lists(st.integers(min_value=1600, max_value=16_000), min_size=30, max_size=30))
def test_bounded_windows_give_the_tokens_of_the_whole(hops: list[int]) -> None:
    audio = tones(30)[: sum(hops)]
    hearing, heard = IncrementalEncoder(PitchRuntime(), BLANK, SHORT_WINDOW), 0
    for hop in hops:
        heard = min(len(audio), heard + hop)
        tokens = hearing.partial(audio[:heard])
    assert tokens == whole(audio)


def test_a_window_never_grows_beyond_its_length_and_a_hop() -> None:
    audio, hop_rows = tones(30), 8
    runtime = PitchRuntime()
    hearing = IncrementalEncoder(runtime, BLANK, SHORT_WINDOW)
    for end in range(960 * hop_rows, len(audio), 960 * hop_rows):
        hearing.partial(audio[:end])
    assert max(runtime.encoded) <= SHORT_WINDOW.longest + hop_rows


def test_tokens_that_were_kept_are_not_taken_back() -> None:
    audio = tones(30)
    hearing = IncrementalEncoder(PitchRuntime(), BLANK, SHORT_WINDOW)
    early = hearing.partial(audio[: 16_000 * 9])
    late = hearing.partial(np.concatenate([np.zeros(16_000 * 9, np.float32), audio[16_000 * 9 :]]))
    kept = [span for span in early if span.end < 16_000 * 9 // 960 - SHORT_WINDOW.longest]
    assert kept
    assert late[: len(kept)] == kept


def test_a_final_takes_over_the_rows_of_a_partial_over_the_same_audio() -> None:
    audio, runtime = tones(4), PitchRuntime()
    hearing = IncrementalEncoder(runtime, BLANK, PartialWindow())
    hearing.partial(audio)
    assert hearing.whole(audio) is not None
    assert runtime.encoded == [lfr.row_count(1 + (len(audio) - 400) // 160)]


def test_a_final_over_more_audio_than_the_partial_is_encoded_anew() -> None:
    audio, runtime = tones(4), PitchRuntime()
    hearing = IncrementalEncoder(runtime, BLANK, PartialWindow())
    hearing.partial(audio[:20_000])
    encoded = hearing.whole(audio)
    assert encoded is not None
    assert np.allclose(encoded, runtime.encode(lfr.features(audio)), atol=1e-4)


def test_audio_without_a_frame_gives_nothing() -> None:
    hearing = IncrementalEncoder(PitchRuntime(), BLANK, PartialWindow())
    assert hearing.partial(np.zeros(100, np.float32)) == []
    assert hearing.whole(np.zeros(100, np.float32)) is None


@pytest.mark.parametrize(
    ("tokens", "row"),
    [
        ([], 20),  # all is silence: its middle
        ([(12, 14)], 22),  # the longer silence lies behind the token
        ([(24, 28)], 17),
        ([(5, 12), (18, 33)], 15),  # tokens that reach over the borders count as far as they do
        ([(0, 40)], 10),  # no silence at all: before what may still be said differently
    ],
)
def test_a_cut_lies_in_the_middle_of_the_longest_pause(tokens: list[tuple[int, int]], row: int) -> None:
    spans = [TokenSpan(1, start, end, 1.0) for start, end in tokens]
    assert pause_between(spans, 10, 30) == row
