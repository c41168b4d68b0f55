"""Finds hotwords in a CTC branch's candidates: spelled token by token along the rows, where the best text lost them.

Source of the idea: the "radar" of CapsWriter-Offline, which walks a trie along each row's top candidates. Here an
inverted index on tokens comes first, then the best path of each entry that is possible at all, by dynamic programming.
A path may rest on any row whose best candidate is the blank, and on `_LOST_ROWS` others between two tokens.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np

from engine.hotwords.entries import Candidate, Hotword, Via

_LOST_ROWS = 1
_FARTHEST = 15  # rows (0.9 s) between two tokens of one word
_FAINTEST = math.log(0.03)  # a fainter guess is no guess
_MOST_GUESSES = 4  # of a row
_MOST_PATHS = 100  # entries that are tried: bounds the time, whatever the rows hold
_LEAST_MEAN = 0.1  # geometric mean probability of a path's tokens
_FEWEST_TOKENS = 2  # one token alone is found somewhere in every sentence


class Speller(Protocol):
    """A CTC branch's vocabulary."""

    def encode(self, text: str) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Lattice:
    """ids: int [T, k], best first. log_probs: float [T, k]. blank: the id for nothing. speller: of these ids."""

    ids: np.ndarray
    log_probs: np.ndarray
    blank: int
    speller: Speller


class LatticeIndex:
    """The entries by their tokens; spelled when a vocabulary is first used."""

    def __init__(self, hotwords: Sequence[Hotword]) -> None:
        self._hotwords = hotwords
        self._speller: Speller | None = None
        self._spelled: list[tuple[int, tuple[int, ...]]] = []
        self._by_first: dict[int, list[int]] = {}

    def find(self, lattice: Lattice, least: float) -> list[Candidate]:
        """Entries that the rows can spell, with scores from `least` to 1 (no token was ever in doubt)."""
        if lattice.speller is not self._speller:
            self._spell(lattice.speller)
        guesses = _guesses(lattice)
        blanks = [bool(each) for each in lattice.ids[:, 0] == lattice.blank]
        best: dict[int, float] = {}
        begun = (self._spelled[each] for token in guesses for each in self._by_first.get(token, ()))
        possible = (each for each in begun if all(token in guesses for token in each[1]))
        for owner, tokens in islice(possible, _MOST_PATHS):
            score = _best_path(guesses, blanks, tokens)
            if score is not None and math.exp(score) >= _LEAST_MEAN:
                best[owner] = max(best.get(owner, 0.0), math.exp(score))
        return [self._candidate(owner, mean, least) for owner, mean in best.items()]

    def _candidate(self, owner: int, mean: float, least: float) -> Candidate:
        hotword = self._hotwords[owner]
        score = least + (1 - least) * mean
        return Candidate(hotword, score, 0, 0, "", Via.LATTICE, hotword.text)

    def _spell(self, speller: Speller) -> None:
        self._speller = speller
        self._spelled = [
            (owner, tokens) for owner, each in enumerate(self._hotwords) for tokens in _spell(each, speller)
        ]
        by_first: dict[int, list[int]] = defaultdict(list)
        for number, (_, tokens) in enumerate(self._spelled):
            by_first[tokens[0]].append(number)
        self._by_first = dict(by_first)


def _spell(hotword: Hotword, speller: Speller) -> Iterator[tuple[int, ...]]:
    """Token rows of a hotword as it may stand in a text: after a blank or not, in small letters or not."""
    forms = dict.fromkeys([hotword.text, hotword.text.lower()])
    for form in forms:
        yield from {
            tokens
            for tokens in (tuple(speller.encode(form)), tuple(speller.encode(f" {form}")))
            if len(tokens) >= _FEWEST_TOKENS
        }


def _guesses(lattice: Lattice) -> dict[int, dict[int, float]]:
    """For each token but the blank: the rows that guess it, with its log-probability there."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    ids, scores = lattice.ids[:, :_MOST_GUESSES], lattice.log_probs[:, :_MOST_GUESSES]
    for row, rank in np.argwhere((scores >= _FAINTEST) & (ids != lattice.blank)).tolist():
        found[int(ids[row, rank])][row] = float(scores[row, rank])
    return dict(found)


def _best_path(guesses: dict[int, dict[int, float]], blanks: Sequence[bool], tokens: Iterable[int]) -> float | None:
    """The mean log-probability of the best way through `tokens`, or None where there is none."""
    ways: dict[int, float] | None = None
    count = 0
    for token in tokens:
        count += 1
        here = guesses[token]
        ways = here if ways is None else _continued(ways, here, blanks)
        if not ways:
            return None
    return max(ways.values()) / count if ways else None


def _continued(ways: dict[int, float], here: dict[int, float], blanks: Sequence[bool]) -> dict[int, float]:
    found: dict[int, float] = {}
    for at, score in here.items():
        before = [ways[back] for back in _reachable(at, blanks) if back in ways]
        if before:
            found[at] = max(before) + score
    return found


def _reachable(at: int, blanks: Sequence[bool]) -> Iterator[int]:
    """Rows that the token before may stand in, newest first."""
    lost = 0
    for back in range(at - 1, max(-1, at - 1 - _FARTHEST), -1):
        yield back
        lost += not blanks[back]
        if lost > _LOST_ROWS:
            return
