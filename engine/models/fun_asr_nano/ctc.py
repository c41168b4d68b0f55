"""From CTC scores to tokens with their places: the greedy path, and the alignment of a given text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.text.wording import TokenSpan

_STEPS = 3  # into a state: from itself, from the one before, from two before


@dataclass(frozen=True, slots=True)
class Alignment:
    """The most probable way through T rows that says the target.

    places: int64 [T], index into the target, or -1 for the blank. log_probs: float32 [T], of that way's tokens.
    """

    targets: np.ndarray
    places: np.ndarray
    log_probs: np.ndarray

    def spans(self) -> list[TokenSpan]:
        """One a target token, in order."""
        return [
            TokenSpan(int(self.targets[place]), start, end, score)
            for place, start, end, score in _runs(self.places, self.log_probs, -1)
        ]


def greedy(best: np.ndarray, log_probs: np.ndarray, blank: int) -> list[TokenSpan]:
    """Collapse the best id of each row: equal neighbours are one token, blanks are none.

    best: int [T]. log_probs: float32 [T], of those ids. A score is the best row's probability.
    """
    return [TokenSpan(*run) for run in _runs(best, log_probs, blank)]


def align(blank: np.ndarray, columns: np.ndarray, targets: np.ndarray) -> Alignment | None:
    """Viterbi over the target's tokens with blanks between them, or None where the rows are too few.

    blank: float [T], log-probabilities of the blank. columns: float [T, L], those of each target token in order.
    targets: int [L], at least one, none of them the blank. T must hold L rows and one more for every pair of
    equal neighbours. On a tie a state is stayed in, and the last token wins over a blank behind it.
    Each row is one step over all 2L + 1 states at once.
    Source: Graves et al. 2006; ties as in torchaudio 2.x functional.forced_align.
    """
    rows, count = columns.shape
    if count == 0 or rows < count + int((targets[1:] == targets[:-1]).sum()):
        return None
    emissions = _interleaved(blank, columns)
    states = _backtrace(*_forward(emissions, _may_skip(targets)))
    places = np.where(states % 2 == 1, states // 2, -1)
    return Alignment(targets, places, emissions[np.arange(rows), states].astype(np.float32))


def _interleaved(blank: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """float64 [T, 2L + 1]: blank, first token, blank, second token ... blank."""
    rows, count = columns.shape
    emissions = np.empty((rows, 2 * count + 1))
    emissions[:, 0::2] = blank[:, None]
    emissions[:, 1::2] = columns
    return emissions


def _may_skip(targets: np.ndarray) -> np.ndarray:
    """bool [2L + 1]: states that may be reached over the blank before them."""
    skip = np.zeros(2 * len(targets) + 1, bool)
    skip[3::2] = targets[1:] != targets[:-1]
    return skip


def _forward(emissions: np.ndarray, skip: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The score of each state after the last row, and int8 [T, 2L + 1], how far back each came from."""
    rows, count = emissions.shape
    came_from = np.zeros((rows, count), np.int8)
    score = np.full(count, -np.inf)
    score[:2] = emissions[0, :2]
    ways = np.full((_STEPS, count), -np.inf)
    for row in range(1, rows):
        ways[0] = score
        ways[1, 1:] = score[:-1]
        ways[2, 2:] = np.where(skip[2:], score[:-2], -np.inf)
        step = ways.argmax(axis=0)  # the first of equals: stay
        score = np.take_along_axis(ways, step[None], axis=0)[0] + emissions[row]
        came_from[row] = step
    return score, came_from


def _backtrace(score: np.ndarray, came_from: np.ndarray) -> np.ndarray:
    """int64 [T], the state in each row."""
    last = len(score) - 1
    state = last if score[last] > score[last - 1] else last - 1
    states = np.empty(len(came_from), np.int64)
    for row in range(len(came_from) - 1, -1, -1):
        states[row] = state
        state -= int(came_from[row, state])
    return states


def _runs(labels: np.ndarray, log_probs: np.ndarray, silent: int) -> list[tuple[int, int, int, float]]:
    """(label, start, end, best probability) of each run of equal labels but `silent`."""
    if len(labels) == 0:
        return []
    starts = np.flatnonzero(np.concatenate([[True], labels[1:] != labels[:-1]]))
    ends = np.append(starts[1:], len(labels))
    scores = np.exp(np.maximum.reduceat(log_probs, starts))
    return [
        (int(labels[start]), int(start), int(end), float(score))
        for start, end, score in zip(starts, ends, scores, strict=True)
        if labels[start] != silent
    ]
