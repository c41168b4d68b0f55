"""A pause between two words belongs to neither."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.events import Word
from engine.models.whisper.pauses import without_pauses
from engine.timeline import to_samples, to_seconds
from tests.support.audio import sine

SOUND = np.concatenate([sine(0.5), np.zeros(to_samples(1.0), np.float32), sine(0.5), sine(0.5)])
"""Loud from 0 to 0.5 s and from 1.5 to 2.5 s."""


def placed(*places: float) -> tuple[Word, ...]:
    """Words that follow each other, from each place to the next."""
    edges = [to_samples(place) for place in places]
    return tuple(Word("word", start, end, 1.0) for start, end in pairwise(edges))


def edges(words: tuple[Word, ...]) -> list[tuple[float, float]]:
    return [(to_seconds(word.start), to_seconds(word.end)) for word in words]


@pytest.mark.parametrize("boundary", [0.4, 0.6, 1.0, 1.4, 1.7])
def test_two_words_are_parted_where_the_pause_is(boundary: float) -> None:
    assert edges(without_pauses(placed(0.0, boundary, 2.5), SOUND)) == [(0.0, 0.5), (1.5, 2.5)]


def test_words_without_a_pause_between_them_keep_their_boundary() -> None:
    assert edges(without_pauses(placed(1.5, 2.0, 2.5), SOUND)) == [(1.5, 2.0), (2.0, 2.5)]


def test_a_short_closure_is_no_pause() -> None:
    sound = np.concatenate([sine(0.5), np.zeros(to_samples(0.15), np.float32), sine(0.5)])
    words = placed(0.0, 0.55, 1.15)
    assert without_pauses(words, sound) == words


def test_noise_between_words_is_no_pause() -> None:
    noise = (0.1 * np.random.default_rng(1).standard_normal(len(SOUND))).astype(np.float32)
    words = placed(0.0, 1.0, 2.5)
    assert without_pauses(words, SOUND + noise) == words


def test_three_words_around_two_pauses_run_forward() -> None:
    sound = np.concatenate([SOUND[: to_samples(1.5)]] * 2 + [sine(0.5)])
    found = without_pauses(placed(0.0, 0.9, 2.4, 3.5), sound)
    assert edges(found) == [(0.0, 0.5), (1.5, 2.0), (3.0, 3.5)]


def test_a_word_that_lies_in_the_pause_alone_keeps_a_place_between_its_neighbours() -> None:
    found = edges(without_pauses(placed(0.0, 0.8, 1.2, 2.5), SOUND))
    flat = [place for word in found for place in word]
    assert flat == sorted(flat)


def test_characters_of_one_token_move_together() -> None:
    first, second = placed(0.0, 0.9, 2.5)
    assert edges(without_pauses((first, first, second, second), SOUND)) == [(0.0, 0.5)] * 2 + [(1.5, 2.5)] * 2


@pytest.mark.parametrize("count", [0, 1])
def test_no_pair_of_words_has_no_pause(count: int) -> None:
    words = placed(0.0, 2.5)[:count]
    assert without_pauses(words, SOUND) == words
    assert without_pauses(words, SOUND[:100]) == words
