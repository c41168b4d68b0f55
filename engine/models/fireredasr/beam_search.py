"""Beam search of the attention decoder, as the reference does it, over any number of utterances at once.

Source: FireRedTeam/FireRedASR @5bf83d8, fireredasr/models/module/transformer_decoder.py (batch_beam_search).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

_NEVER = -1e10  # the score of a candidate that only fills its place


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """As the publisher's example asks for. steps: 0 for as many as the encoder has rows."""

    beams: int = 3
    best: int = 1
    steps: int = 0
    smoothing: float = 1.25
    length_penalty: float = 0.6
    eos_penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class BeamText:
    """tokens: without the tokens at begin and end. score: logarithm, by the length penalty.

    probabilities: float (tokens), of each token when it was chosen.
    """

    tokens: tuple[int, ...]
    score: float
    probabilities: tuple[float, ...]


class StepDecoder(Protocol):
    """A decoder that keeps the state of earlier steps."""

    def step(self, tokens: np.ndarray, parents: np.ndarray) -> np.ndarray:
        """Logits [n * beams, vocabulary] after one more token of each beam.

        tokens, parents: int64 [n * beams]; a parent is the row of the previous step that the beam continues.
        """


@dataclass(frozen=True, slots=True)
class Extension:
    """The best ways on, [n, beams] each: their scores, and their places among the beams * beams ways."""

    scores: np.ndarray
    places: np.ndarray


def search(
    decoder: StepDecoder, utterances: int, most_steps: int, sos: int, eos: int, options: SearchOptions
) -> list[list[BeamText]]:
    """The `options.best` best candidates of each utterance, best first.

    most_steps: the limit where the options set none. A beam that has not ended there is kept as it is.
    """
    beams = options.beams
    scores = np.full((utterances, beams), _NEVER)
    scores[:, 0] = 0.0  # otherwise the first step would take the same token for every beam
    last = np.full(utterances * beams, sos)
    parents = np.arange(utterances * beams)
    history = np.empty((utterances * beams, 0), np.int64)
    chances = np.empty((utterances * beams, 0))
    finished = np.zeros(utterances * beams, bool)
    for _ in range(options.steps or most_steps):
        log_probs = smoothed(decoder.step(last, parents), options, eos)
        tokens, gains = best_tokens(log_probs, beams)
        own = gains.copy()
        tokens[finished] = eos
        gains[finished] = [0.0, *[_NEVER] * (gains.shape[1] - 1)]
        extension = extend(scores, gains.reshape(utterances, beams, -1))
        scores = extension.scores
        row, way = np.divmod(extension.places, gains.shape[1])
        parents = (row + beams * np.arange(utterances)[:, None]).reshape(-1)
        last = tokens[parents, way.reshape(-1)]
        history = np.column_stack([history[parents], last])
        chances = np.column_stack([chances[parents], own[parents, way.reshape(-1)]])
        finished = last == eos
        if finished.all():
            break
    ended = list(_candidates(history, np.exp(chances), scores.reshape(-1), eos, options))
    groups = [ended[start : start + beams] for start in range(0, len(ended), beams)]
    return [sorted(group, key=lambda found: -found.score)[: options.best] for group in groups]


def smoothed(logits: np.ndarray, options: SearchOptions, eos: int) -> np.ndarray:
    """Log-probabilities, float64 [rows, vocabulary]. A penalty below 1 favours the end; nothing is normalised anew."""
    flat = logits.astype(np.float64) / options.smoothing
    flat -= flat.max(axis=1, keepdims=True)
    log_probs = flat - np.log(np.exp(flat).sum(axis=1, keepdims=True))
    log_probs[:, eos] *= options.eos_penalty
    return np.asarray(log_probs)


def best_tokens(log_probs: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The `count` likeliest tokens of each row and their log-probabilities, best first, lower ids before equals."""
    order = np.argsort(-log_probs, axis=1, kind="stable")[:, :count] if log_probs.shape[1] <= count else None
    if order is None:
        kept = np.sort(np.argpartition(-log_probs, count - 1, axis=1)[:, :count], axis=1)
        inner = np.argsort(-np.take_along_axis(log_probs, kept, axis=1), axis=1, kind="stable")
        order = np.take_along_axis(kept, inner, axis=1)
    return order, np.take_along_axis(log_probs, order, axis=1)


def extend(scores: np.ndarray, gains: np.ndarray) -> Extension:
    """scores: [n, beams]. gains: [n, beams, ways], of each way on from each beam."""
    count, beams, _ = gains.shape
    totals = (scores[:, :, None] + gains).reshape(count, -1)
    places = np.argsort(-totals, axis=1, kind="stable")[:, :beams]
    return Extension(np.take_along_axis(totals, places, axis=1), places)


def _candidates(
    history: np.ndarray, chances: np.ndarray, scores: np.ndarray, eos: int, options: SearchOptions
) -> Iterator[BeamText]:
    for tokens, probabilities, score in zip(history, chances, scores, strict=True):
        count = int((tokens != eos).sum())
        length = count + 1  # with the token at the beginning
        fair = float(score) / ((5 + length) / 6) ** options.length_penalty
        yield BeamText(tuple(tokens[:count].tolist()), fair, tuple(probabilities[:count].tolist()))
