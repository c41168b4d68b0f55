"""The beam search against every possible text, on vocabularies small enough to try them all."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.fireredasr.beam_search import SearchOptions, search

SOS, EOS = 0, 1


class RandomDecoder:
    """Logits that depend on all tokens before; follows parents like a real decoder's cache."""

    def __init__(self, seed: int, vocabulary: int) -> None:
        self.seed, self.vocabulary = seed, vocabulary
        self.said: list[tuple[int, ...]] = []

    def step(self, tokens: np.ndarray, parents: np.ndarray) -> np.ndarray:
        before = [self.said[parent] for parent in parents] if self.said else [()] * len(tokens)
        self.said = [(*said, int(token)) for said, token in zip(before, tokens, strict=True)]
        return np.stack([self.logits(said) for said in self.said])

    def logits(self, said: tuple[int, ...]) -> np.ndarray:
        return np.random.default_rng([self.seed, *said]).normal(0, 2, self.vocabulary).astype(np.float32)


def score(decoder: RandomDecoder, tokens: tuple[int, ...], ended: bool, options: SearchOptions) -> float:
    """By the definition, one token after the other."""
    total = 0.0
    said: tuple[int, ...] = (SOS,)
    for token in (*tokens, *([EOS] if ended else [])):
        logits = decoder.logits(said).astype(np.float64) / options.smoothing
        log_prob = float(logits[token] - np.log(np.exp(logits).sum()))
        total += log_prob * (options.eos_penalty if token == EOS else 1.0)
        said = (*said, token)
    return float(total / ((5 + len(tokens) + 1) / 6) ** options.length_penalty)


def everything(vocabulary: int, steps: int) -> list[tuple[tuple[int, ...], bool]]:
    """Every text of so many steps, and whether it ends."""
    spoken = [token for token in range(vocabulary) if token != EOS]
    ended = [(text, True) for length in range(steps) for text in product(spoken, repeat=length)]
    return ended + [(text, False) for text in product(spoken, repeat=steps)]


@given(
    st.integers(0, 10**6),
    st.integers(2, 4),
    st.integers(1, 3),
    st.floats(0.5, 2.0),
    st.floats(0.0, 1.5),
    st.floats(0.1, 1.0),
)
def test_with_room_for_all_texts_the_search_finds_the_best(seed, vocabulary, steps, smoothing, length, eos):
    texts = everything(vocabulary, steps)
    options = SearchOptions(len(texts), len(texts), steps, smoothing, length, eos)
    decoder = RandomDecoder(seed, vocabulary)
    found = search(decoder, 1, steps, SOS, EOS, options)[0]
    expected = sorted((score(decoder, text, ended, options) for text, ended in texts), reverse=True)
    best = found[: len(expected)]
    assert [each.score for each in best] == pytest.approx(expected, abs=1e-9)
    for each in best:
        own = [score(decoder, each.tokens, ended, options) for ended in (True, False)]
        assert min(abs(each.score - one) for one in own) < 1e-9
        assert len(each.probabilities) == len(each.tokens)


@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 6))
def test_each_beam_is_a_text_with_the_score_that_it_has(seed, beams, steps):
    options = SearchOptions(beams, beams, 0, 1.0, 0.6, 1.0)
    decoder = RandomDecoder(seed, 5)
    found = search(decoder, 1, steps, SOS, EOS, options)[0]
    assert len({each.tokens for each in found}) == len(found)
    for each in found:
        own = score(decoder, each.tokens, len(each.tokens) < steps, options)
        assert each.score == pytest.approx(own, abs=1e-9)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_one_beam_takes_the_likeliest_token_each_time(seed, steps):
    decoder = RandomDecoder(seed, 6)
    found = search(decoder, 1, steps, SOS, EOS, SearchOptions(1, 1, 0, 1.0, 0.0, 1.0))[0][0]
    said: tuple[int, ...] = (SOS,)
    while len(said) <= steps and (token := int(decoder.logits(said).argmax())) != EOS:
        said = (*said, token)
    assert found.tokens == said[1:]
