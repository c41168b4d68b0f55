"""Places of words in the sound, from the CTC head's alignment of the decoder's text.

Source of the rules: FireRedTeam/FireRedASR2S, fireredasr2s/fireredasr2/models (forced alignment of the best text).
"""

from __future__ import annotations

import numpy as np

from engine.events import Word
from engine.models.fireredasr.beam_search import BeamText
from engine.models.fireredasr.config import ROW_SAMPLES
from engine.models.fireredasr.tokens import TokenDictionary
from engine.models.fun_asr_nano import ctc
from engine.text import wording
from engine.text.wording import TokenSpan
from engine.timeline import to_samples

EARLIER = to_samples(0.06)
"""The head's peaks come this much after a token begins."""

_LONG, _CUT_TO = 2.0, 1.5  # times the mean


def words(candidate: BeamText, log_probs: np.ndarray, blank: int, tokens: TokenDictionary) -> tuple[Word, ...]:
    """Words of the text in samples, with the decoder's probabilities; none where the sound is too short for it.

    log_probs: float32 [rows, vocabulary].
    """
    spoken = [place for place, token in enumerate(candidate.tokens) if tokens.piece(token)]
    targets = np.array([candidate.tokens[place] for place in spoken], np.int64)
    aligned = ctc.align(log_probs[:, blank], log_probs[:, targets], targets) if len(targets) else None
    if aligned is None:
        return ()
    spans = aligned.spans()
    begins = np.maximum(0, np.array([span.start for span in spans]) * ROW_SAMPLES - EARLIER)
    own = np.array([span.end - span.start for span in spans]) * ROW_SAMPLES
    ends = begins + lengths(begins, own)
    placed = [
        TokenSpan(span.token, int(begin), int(end), candidate.probabilities[place])
        for span, begin, end, place in zip(spans, begins, ends, spoken, strict=True)
    ]
    return wording.words(placed, tokens, step=1)


def lengths(begins: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Samples of each token: until the next one begins, but where that is far too long.

    own: samples for which the head held on to each token.
    """
    until_next = np.append(np.diff(begins), own[-1])
    mean = until_next.mean()
    shorter = np.maximum(own, np.int64(_CUT_TO * mean))
    return np.asarray(np.where(until_next > _LONG * mean, np.minimum(shorter, until_next), until_next))
