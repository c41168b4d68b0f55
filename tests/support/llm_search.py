"""Greedy and beam search over the decoder as the reference's generate runs them, to compare their numbers.

Source: transformers 4.51.3, generation/utils.py and generation/beam_search.py: with embeddings for a prompt the penalty
for repetition sees generated tokens only; a beam takes it from log-probabilities, greedy from logits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Logits = Callable[[tuple[int, ...]], np.ndarray]
"""float64 (vocabulary,) behind the tokens said so far."""


def penalised(scores: np.ndarray, said: tuple[int, ...], penalty: float) -> np.ndarray:
    found = scores.copy()
    places = list(set(said))
    found[places] = np.where(scores[places] < 0, scores[places] * penalty, scores[places] / penalty)
    return found


def greedy(logits: Logits, end: int, most: int, penalty: float) -> tuple[tuple[int, ...], np.ndarray]:
    """The tokens, the end among them, and float64 (tokens, vocabulary): the logits of each, without the penalty."""
    said: tuple[int, ...] = ()
    rows = []
    while len(said) < most and end not in said:
        rows.append(logits(said))
        said += (int(penalised(rows[-1], said, penalty).argmax()),)
    return said, np.stack(rows)


def beam(
    logits: Logits, end: int, most: int, penalty: float, length_penalty: float, beams: int
) -> tuple[tuple[int, ...], float]:
    """The best tokens, the end among them, and their score."""
    open_beams: list[tuple[tuple[int, ...], float]] = [((), 0.0)]
    ended: list[tuple[float, tuple[int, ...]]] = []

    def settle(said: tuple[int, ...], score: float) -> None:
        ended.append((score / len(said) ** length_penalty, said))
        ended.sort(reverse=True)
        del ended[beams:]

    for step in range(most):
        ways = [
            (score + gain, (*said, token))
            for said, score in open_beams
            for token, gain in enumerate(penalised(log_softmax(logits(said)), said, penalty).tolist())
        ]
        ways = sorted(ways, reverse=True)[: 2 * beams]
        for rank, (score, said) in enumerate(ways):
            if said[-1] == end and rank < beams:
                settle(said, score)
        open_beams = [(said, score) for score, said in ways if said[-1] != end][:beams]
        if len(ended) == beams and ended[-1][0] >= open_beams[0][1] / (step + 1) ** length_penalty:
            break
    else:
        for said, score in open_beams:
            settle(said, score)
    score, said = ended[0]
    return said, score


def log_softmax(logits: np.ndarray) -> np.ndarray:
    moved = logits - logits.max()
    return np.asarray(moved - np.log(np.exp(moved).sum()))
