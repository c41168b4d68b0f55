"""Windows over a long recording: every piece of speech is in one, and silence costs nothing."""

from __future__ import annotations

import numpy as np
import pytest

from engine.models.voices import WINDOW
from engine.speakers.overlap import overlaps_in
from engine.timeline import SAMPLE_RATE

S = SAMPLE_RATE


class LoudParts:
    """Hears two speakers wherever it is loud, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.windows = 0

    def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
        assert 0 < len(sound) <= WINDOW
        self.windows += 1
        edges = np.flatnonzero(np.diff(np.concatenate([[False], sound > 0.5, [False]])))
        return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _heard(speech: list[tuple[int, int]], *loud: tuple[int, int]) -> tuple[list[tuple[int, int]], int]:
    talk = np.zeros(60 * S, np.float32)
    for begin, end in loud:
        talk[begin:end] = 1.0
    model = LoudParts()
    return overlaps_in(speech, lambda start, end: talk[start:end], model), model.windows


def test_sentences_that_lie_close_share_a_window() -> None:
    found, windows = _heard([(S, 3 * S), (4 * S, 6 * S), (30 * S, 32 * S)], (2 * S, 5 * S), (31 * S, 32 * S))
    assert found == [(2 * S, 5 * S), (31 * S, 32 * S)]
    assert windows == 2


def test_a_sentence_longer_than_a_window_is_heard_to_its_end() -> None:
    found, windows = _heard([(S, 26 * S)], (10 * S, 12 * S), (25 * S, 26 * S))
    assert found == [(10 * S, 11 * S), (11 * S, 12 * S), (25 * S, 26 * S)]
    assert windows == 3


def test_speech_behind_the_end_of_the_sound_has_no_overlap() -> None:
    assert _heard([(59 * S, 60 * S), (75 * S, 80 * S)]) == ([], 1)


def test_it_can_be_cancelled_between_windows() -> None:
    def cancelled(share: float, doing: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        overlaps_in([(0, S)], lambda start, end: np.ones(end - start, np.float32), LoudParts(), cancelled)
