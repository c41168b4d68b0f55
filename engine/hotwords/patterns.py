"""Searches ten thousand pronunciations in one text at once: an inverted index, then bit-parallel distances.

The filter loses nothing: a distance in coarse classes never exceeds the one that scores, and a pattern that shares too
few pairs of neighbours with the text cannot be near enough.

Sources: the count filter is the q-gram lemma (Ukkonen 1992: k edits destroy at most k * q of the m - q + 1 q-grams);
the distances are Myers' bit-vector algorithm (J. ACM 46, 1999) in Hyyro's form for a search in a text, with one machine
word a pattern and numpy over the patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.hotwords.phones import inventory
from engine.hotwords.sounding import PhoneticText, Reading

WORDS = (np.uint8, np.uint16, np.uint32, np.uint64)
LONGEST = 64  # units of a pattern: more than 32 Chinese characters are a sentence, no hotword
_NONE = np.zeros(0, np.int64)
_FEW = 1000
_WORTH_COPYING = 0.6  # above this share of survivors it is cheaper to search them all


@dataclass(frozen=True, slots=True)
class Places:
    """Where patterns may end. patterns: int [n], their numbers. ends: int [n], the slot behind the last one."""

    patterns: np.ndarray
    ends: np.ndarray


class PatternGroup:
    """Patterns whose length fits one kind of machine word.

    numbers: int [n], what the caller calls them. slack: share of its length that a pattern may be off, 0..1.
    """

    def __init__(self, word: type[np.unsignedinteger], readings: Sequence[Reading], numbers: Sequence[int]) -> None:
        self._word = word
        self._coarse = [inventory().classes[list(reading)] for reading in readings]
        self._numbers = np.array(numbers, np.int64)
        self._lengths = np.array([len(reading) for reading in readings], np.int64)
        self._holders = self._inverted()
        # Distinct pairs of each pattern. An edit touches two pairs at most, so the lemma holds for distinct ones too.
        self._pairs = np.bincount(self._holders[1], minlength=len(readings))
        self._masks = self._places_of_classes()

    def find(self, text: PhoneticText, slack: float) -> Places:
        """Every pattern that may be within its slack of some place, with the ends of such places."""
        allowed = np.floor(self._lengths * slack + 1e-6).astype(np.int64)
        near = np.flatnonzero(self._shared_pairs(text) >= self._pairs - 2 * allowed)
        if len(near) > _WORTH_COPYING * len(self._numbers):
            near = np.arange(len(self._numbers))
        found, ends = self._distances(text, near, allowed[near])
        return Places(self._numbers[near[found]], ends)

    def _places_of_classes(self) -> np.ndarray:
        """[classes, n]: the places of each class in each pattern, as bits."""
        masks = np.zeros((inventory().class_count, len(self._coarse)), self._word)
        for number, classes in enumerate(self._coarse):
            for at, each in enumerate(classes.tolist()):
                masks[each, number] |= self._word(1 << at)
        return masks

    def _inverted(self) -> tuple[np.ndarray, np.ndarray]:
        """The inverted index: (place of each pair's first pattern [pairs + 1], the patterns, sorted by pair)."""
        count = inventory().class_count
        pairs = [np.unique(classes[:-1] * count + classes[1:]) for classes in self._coarse]
        owners = np.repeat(np.arange(len(pairs)), [len(each) for each in pairs])
        keys = np.concatenate(pairs) if pairs else np.zeros(0, np.int64)
        order = np.argsort(keys, kind="stable")
        firsts = np.searchsorted(keys[order], np.arange(count * count + 1))
        return firsts, owners[order]

    def _shared_pairs(self, text: PhoneticText) -> np.ndarray:
        """How many of its distinct pairs each pattern shares with the text."""
        firsts, owners = self._holders
        held = [owners[firsts[pair] : firsts[pair + 1]] for pair in _pairs_of(text)]
        return np.bincount(np.concatenate([*held, _NONE]), minlength=len(self._coarse))

    def _distances(self, text: PhoneticText, chosen: np.ndarray, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(which of `chosen`, slot behind its end) for every end of a token within the allowed distance."""
        masks = self._masks if len(chosen) == len(self._numbers) else self._masks[:, chosen]
        one = self._word(1)
        lengths = self._lengths[chosen]
        last = np.left_shift(one, (lengths - 1).astype(self._word))
        plus = np.full(len(chosen), np.iinfo(self._word).max, self._word)
        minus = np.zeros_like(plus)
        score = lengths.astype(np.int8)
        limit = allowed.astype(np.int8)
        found: list[np.ndarray] = []
        ends: list[np.ndarray] = []
        vertical, diagonal, rising, falling = (np.empty_like(plus) for _ in range(4))
        for at, slot in enumerate(_classes(text)):
            equal = masks[slot[0]] if len(slot) == 1 else np.bitwise_or.reduce(masks[list(slot)], axis=0)
            np.bitwise_or(equal, minus, out=vertical)
            np.bitwise_and(equal, plus, out=diagonal)
            diagonal += plus
            diagonal ^= plus
            diagonal |= equal
            np.bitwise_or(diagonal, plus, out=rising)
            np.invert(rising, out=rising)
            rising |= minus
            np.bitwise_and(plus, diagonal, out=falling)
            score += (rising & last) != 0
            score -= (falling & last) != 0
            rising <<= one
            falling <<= one
            np.bitwise_and(rising, vertical, out=minus)
            np.bitwise_or(vertical, rising, out=plus)
            np.invert(plus, out=plus)
            plus |= falling
            if text.ends[at]:
                near = np.flatnonzero(score <= limit)
                found.append(near)
                ends.append(np.full(len(near), at + 1))
        return np.concatenate([*found, _NONE]), np.concatenate([*ends, _NONE])


def grouped(readings: Sequence[Reading]) -> list[PatternGroup]:
    """Patterns of 1 to LONGEST units by the machine word they fit; their numbers are places in `readings`.

    A few go with the longer ones: a group costs about a millisecond, however small it is.
    """
    members: dict[type[np.unsignedinteger], list[int]] = {word: [] for word in WORDS}
    for number, reading in enumerate(readings):
        members[_word_for(len(reading))].append(number)
    used = [word for word in WORDS if members[word]]
    for word, longer in pairwise(used):
        if len(members[word]) < _FEW:
            members[longer] = members.pop(word) + members[longer]
    return [
        PatternGroup(word, [readings[each] for each in members[word]], members[word])
        for word in used
        if word in members
    ]


def _word_for(length: int) -> type[np.unsignedinteger]:
    return next(word for word in WORDS if length <= np.dtype(word).itemsize * 8)


def _classes(text: PhoneticText) -> list[tuple[int, ...]]:
    classes = inventory().classes
    return [tuple({int(classes[unit]) for unit in slot}) for slot in text.slots]


def _pairs_of(text: PhoneticText) -> set[int]:
    """Numbers of the pairs of classes that stand next to each other somewhere in the text."""
    count = inventory().class_count
    slots = _classes(text)
    return {one * count + other for left, right in pairwise(slots) for one in left for other in right}
