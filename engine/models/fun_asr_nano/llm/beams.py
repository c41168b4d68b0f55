"""Beam search over a language model's tokens, as the library does it that FireRedASR-LLM is published for.

Its beams end apart: a text that ends leaves the search, the others go on until none of them could still be better.
Source: transformers 4.51.3, generation/utils.py and generation/beam_search.py (early_stopping False, no sampling).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Logits = np.ndarray
"""float (ways, vocabulary)."""

_LOOP_WINDOW, _LOOP_DISTINCT = 30, 2


@dataclass(frozen=True, slots=True)
class BeamCandidate:
    """tokens: without the one that ends it. score: sum of logarithms, by the length penalty. ended: by the model."""

    tokens: tuple[int, ...]
    score: float
    ended: bool = False


def search(
    first: Logits,
    step: Callable[[np.ndarray, Sequence[int]], Logits],
    ends: Callable[[int], bool],
    most: int,
    beams: int,
    length_penalty: float = 0.0,
) -> list[BeamCandidate]:
    """The best texts, best first; at least one, `beams` at most.

    first: (1, vocabulary), behind the prompt. step: the logits behind one more token of each beam, int (n,); a parent
    is the row of the step before that the beam goes on from. most: tokens of a text, the end included. A beam that runs
    in circles is left; where all do, the search ends with the best of them among the others.
    """
    logits, scores = first, np.zeros(1)
    said: list[tuple[int, ...]] = [()]
    found: list[BeamCandidate] = []

    def settle(tokens: tuple[int, ...], score: float, *, ended: bool) -> None:
        found.append(BeamCandidate(tokens, score / (len(tokens) + ended) ** length_penalty, ended))
        found.sort(key=lambda each: -each.score)
        del found[beams:]

    for length in range(1, most + 1):
        totals = scores[:, None] + log_softmax(logits)
        ways = _best(totals, 2 * beams)
        parents: list[int] = []
        tokens: list[int] = []
        for rank, (parent, token) in enumerate(ways):
            if ends(token):
                if rank < beams:
                    settle(said[parent], float(totals[parent, token]), ended=True)
            elif len(tokens) < beams:
                parents.append(parent)
                tokens.append(token)
        scores = totals[parents, tokens]
        said = [(*said[parent], token) for parent, token in zip(parents, tokens, strict=True)]
        running = [place for place, each in enumerate(said) if not looping(each)]
        if said and not running:
            settle(said[0], float(scores[0]), ended=False)
        if not running or (len(found) == beams and found[-1].score >= scores[0] / length**length_penalty):
            return found
        scores, said = scores[running], [said[place] for place in running]
        if length < most:
            logits = step(np.array([tokens[place] for place in running]), [parents[place] for place in running])
    for tokens_said, score in zip(said, scores.tolist(), strict=True):
        settle(tokens_said, score, ended=False)
    return found


def log_softmax(logits: Logits) -> Logits:
    moved = logits.astype(np.float64)
    moved -= moved.max(axis=1, keepdims=True)
    return np.asarray(moved - np.log(np.exp(moved).sum(axis=1, keepdims=True)))


def looping(tokens: Sequence[int]) -> bool:
    """Whether the newest tokens are one or two over and over."""
    recent = tokens[-_LOOP_WINDOW:]
    return len(recent) == _LOOP_WINDOW and len(set(recent)) <= _LOOP_DISTINCT


def _best(totals: Logits, count: int) -> list[tuple[int, int]]:
    """Rows and columns of the greatest numbers, greatest first."""
    flat, width = totals.reshape(-1), totals.shape[1]
    count = min(count, len(flat))
    places = np.argpartition(-flat, count - 1)[:count]
    places = places[np.argsort(-flat[places], kind="stable")]
    return [(int(row), int(column)) for row, column in zip(*np.divmod(places, width), strict=True)]
