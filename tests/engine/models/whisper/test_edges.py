"""Edges between words: where the sound is quietest near by, in order whatever comes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import Word
from engine.models.whisper.edges import at_quietest
from engine.timeline import to_samples


def touching(*edges_s: float) -> list[Word]:
    edges = [to_samples(each) for each in edges_s]
    return [Word(f"w{at}", start, end) for at, (start, end) in enumerate(pairwise(edges))]


def spoken(length_s: float, *dips_s: float) -> np.ndarray:
    """A tone that is 20 dB quieter for 40 ms around each dip."""
    tone = (0.3 * np.sin(np.arange(to_samples(length_s)) / 7)).astype(np.float32)
    for dip in dips_s:
        tone[to_samples(dip - 0.02) : to_samples(dip + 0.02)] *= 0.1
    return tone


@pytest.mark.parametrize("early_s", [0.0, 0.03, 0.06, 0.09])
def test_an_edge_that_comes_too_early_goes_to_the_dip_behind_it(early_s):
    first, second = at_quietest(touching(0.2, 1.0 - early_s, 1.6), spoken(2.0, 1.0))
    assert first.end == second.start
    assert abs(first.end - to_samples(1.0)) <= to_samples(0.02)
    assert (first.start, second.end) == (to_samples(0.2), to_samples(1.6))


def test_where_nothing_is_quieter_it_goes_as_far_as_alignments_are_early():
    first, _ = at_quietest(touching(0.2, 1.0, 1.6), spoken(2.0))
    assert abs(first.end - to_samples(1.05)) <= to_samples(0.02)


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(0, 70))
def test_words_stay_in_order_and_none_ends_before_it_begins(steps, length):
    edges = sorted(steps)
    words = touching(*(each * 0.02 for each in edges))
    audio = np.random.default_rng(length).standard_normal(length * 320).astype(np.float32)
    found = at_quietest(words, audio)
    assert [each.text for each in found] == [each.text for each in words]
    assert all(each.start <= each.end for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
