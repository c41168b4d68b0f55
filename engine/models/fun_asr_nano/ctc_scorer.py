"""Scores a spelling with the CTC branch, over all ways to cut it into pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.hotwords.proof import Said
from engine.models.fun_asr_nano.audio import AudioRuntime, CtcScores
from engine.models.fun_asr_nano.config import ROW_SAMPLES
from engine.models.fun_asr_nano.vocabulary import TokenVocabulary

_LONGEST_PIECE = 16  # bytes
_IMPOSSIBLE = -1e9


class CtcScorer:
    """Implements SpellingScorer (engine/hotwords/proof.py) on the scores of one utterance."""

    def __init__(self, audio: AudioRuntime, scores: CtcScores, words: TokenVocabulary) -> None:
        self._audio, self._scores, self._words = audio, scores, words

    def likelihoods(self, said: Sequence[Said]) -> list[float]:
        cut = [pieces_within(self._words, _spelled(each.text)) for each in said]
        wanted = np.unique(np.array([piece for pieces in cut for _, _, piece in pieces], np.int64))
        if not wanted.size:
            return [_IMPOSSIBLE] * len(said)
        rows = [slice(each.start // ROW_SAMPLES, -(-each.end // ROW_SAMPLES)) for each in said]
        # The head sees the rows that are asked about, once for all: at 60,000 columns a row it is what takes time.
        first = min(part.start for part in rows)
        part = replace(self._scores, hidden=self._scores.hidden[first : max(part.stop for part in rows)])
        columns = self._audio.columns(part, wanted) if len(part.hidden) else np.zeros((0, len(wanted)))
        return [
            self._likelihood(at, pieces, columns[at.start - first : at.stop - first], wanted)
            for at, pieces in zip(rows, cut, strict=True)
        ]

    def _likelihood(
        self, rows: slice, pieces: list[tuple[int, int, int]], columns: np.ndarray, wanted: np.ndarray
    ) -> float:
        best = self._scores.top_log_probs[rows, 0]
        if not len(best) or not pieces:
            return _IMPOSSIBLE
        begins, ends, ids = (np.array(part) for part in zip(*pieces, strict=True))
        scored = columns[:, np.searchsorted(wanted, ids)]
        likely = best_way(self._scores.blank_log_prob[rows], scored, begins, ends)
        return min(0.0, likely - float(best.sum()))


def pieces_within(words: TokenVocabulary, text: bytes) -> list[tuple[int, int, int]]:
    """Every piece of the vocabulary that stands in the text: where it begins and ends, and its id."""
    return [
        (begin, end, piece)
        for begin in range(len(text))
        for end in range(begin + 1, min(len(text), begin + _LONGEST_PIECE) + 1)
        if (piece := words.id_of(text[begin:end])) is not None
    ]


def best_way(blank: np.ndarray, scores: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> float:
    """The log-probability of the most probable way through T rows that says a text, over all ways to cut it.

    blank: float [T]. scores: float [T, P], of P pieces that stand at begins..ends of the text, int [P]. Viterbi over
    the places between letters and the pieces that may be spoken at the moment; two equal pieces may follow each other
    without a blank, which CTC does not allow and which makes hardly a difference.
    """
    rested = np.full(int(ends.max()) + 1, -np.inf)
    rested[0] = 0.0
    speaking = np.full(len(begins), -np.inf)
    for silent, spoken in zip(blank, scores, strict=True):
        said = rested.copy()
        np.maximum.at(said, ends, speaking)
        speaking = np.maximum(speaking, said[begins]) + spoken
        rested = said + silent
    return float(max(rested[-1], speaking[ends == len(rested) - 1].max()))


def _spelled(text: str) -> bytes:
    """As CTC writes it: an English word begins with a blank."""
    return (f" {text}" if "a" <= text[:1] <= "z" else text).encode()
