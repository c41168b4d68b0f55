"""One utterance on its way through frontend, encoder and CTC: what is computed once is kept.

The encoder sees all rows at once, to either side, so an update encodes its window anew. The window of a partial
is bounded: when it has grown to `longest` rows, the tokens before a pause are kept as they are, and the next
update begins `context` rows before that pause. docs/streaming-encoder.md has the figures behind the defaults.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.frontend.growing import GrowingFeatures
from engine.models.fun_asr_nano import ctc
from engine.models.fun_asr_nano.audio import AudioRuntime, CtcScores
from engine.text.wording import TokenSpan


@dataclass(frozen=True, slots=True)
class PartialWindow:
    """Rows of 60 ms. longest: what one partial encodes at most. context: what it sees before the tokens it may
    still change. tail: the newest rows, whose tokens are never kept yet, because what follows changes them."""

    longest: int = 167
    context: int = 67
    tail: int = 33


class IncrementalEncoder:
    """Follows one utterance. `blank`: the CTC branch's id for nothing."""

    def __init__(self, audio: AudioRuntime, blank: int, window: PartialWindow) -> None:
        self._runtime, self._blank, self._window = audio, blank, window
        self._features = GrowingFeatures()
        self._kept: list[TokenSpan] = []
        self._open_from = 0
        self._encoded: np.ndarray | None = None  # of the whole utterance, and only of
        self._encoded_samples = 0  # this length

    def partial(self, audio: np.ndarray) -> list[TokenSpan]:
        """Tokens of the utterance so far, float32 (n,); their rows count from its beginning."""
        rows = self._features.update(audio)
        if len(rows) == 0:
            return []
        first = max(0, self._open_from - self._window.context)
        encoded = self._runtime.encode(rows[first:])
        if first == 0:
            self._encoded, self._encoded_samples = encoded, len(audio)
        spans = self._spans(self._runtime.ctc(encoded), first)
        still_open = [span for span in spans if span.start >= self._open_from]
        tokens = self._kept + still_open
        if len(rows) - first > self._window.longest:
            self._keep(still_open, len(rows))
        return tokens

    def whole(self, audio: np.ndarray) -> np.ndarray | None:
        """The encoder's rows of the whole utterance, or None where it is too short for one."""
        if self._encoded is None or self._encoded_samples != len(audio):
            rows = self._features.update(audio)
            if len(rows) == 0:
                return None
            self._encoded, self._encoded_samples = self._runtime.encode(rows), len(audio)
        return self._encoded

    def tokens(self, scores: CtcScores) -> list[TokenSpan]:
        """The greedy tokens of a whole utterance."""
        return self._spans(scores, 0)

    def _spans(self, scores: CtcScores, first: int) -> list[TokenSpan]:
        spans = ctc.greedy(scores.top_ids[:, 0], scores.top_log_probs[:, 0], self._blank)
        return [TokenSpan(span.token, span.start + first, span.end + first, span.score) for span in spans]

    def _keep(self, spans: list[TokenSpan], rows: int) -> None:
        """Stop changing what lies before the longest pause in the second half of the part that may be kept."""
        newest = rows - self._window.tail
        oldest = (self._open_from + newest) // 2
        cut = pause_between(spans, oldest, newest)
        self._kept += [span for span in spans if span.start < cut]
        self._open_from = cut


def pause_between(spans: list[TokenSpan], oldest: int, newest: int) -> int:
    """The row in the middle of the longest silence between two rows; a token that fills all of it ends it."""
    borders = [span for span in spans if span.end > oldest and span.start < newest]
    ends = [oldest, *(min(span.end, newest) for span in borders)]
    starts = [*(max(span.start, oldest) for span in borders), newest]
    pauses = [(start - end, end) for end, start in zip(ends, starts, strict=True)]
    length, begin = max(pauses, key=lambda pause: pause[0])
    return begin + max(length, 0) // 2
