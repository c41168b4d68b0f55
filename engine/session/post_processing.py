"""Applies the user's vocabulary to a final text: replacements by sound and by rule, stated in the final's reason."""

from __future__ import annotations

import logging
from dataclasses import replace

from engine.hotwords.proof import SpellingScorer
from engine.hotwords.steering import Steering
from engine.models.recogniser import Hypothesis

log = logging.getLogger(__name__)

NOT_APPLIED = "the vocabulary could not be applied; this is what was heard"


def with_vocabulary(hypothesis: Hypothesis, steering: Steering | None) -> Hypothesis:
    """A final text with the vocabulary applied; unchanged where that fails. Partials are left alone: a word that is
    replaced in one partial and not in the next would flicker.
    """
    if steering is None:
        return hypothesis
    try:
        return _processed(hypothesis, steering)
    except Exception:  # a vocabulary must not cost the text that was heard
        log.exception("the vocabulary was not applied")
        return replace(hypothesis, reason=NOT_APPLIED)


def _processed(hypothesis: Hypothesis, steering: Steering) -> Hypothesis:
    """An empty text stays empty: no hotword appears in silence.

    hotwords_offered: what the model was given or, where it takes none, what its text brought up.
    """
    if not hypothesis.text.strip():
        return hypothesis
    offered = hypothesis.hotwords_offered or steering.chosen(hypothesis.text)
    written = steering.written(hypothesis.text, hypothesis.words, hypothesis.scorer)
    reasons = [*filter(None, (hypothesis.reason, *written.sentences))]
    return replace(
        hypothesis,
        text=written.text,
        words=written.words,
        hotwords_offered=offered,
        hotwords_used=tuple(dict.fromkeys((*hypothesis.hotwords_used, *written.used))),
        hotwords_replaced=written.replaced,
        reason=reasons[0] if len(reasons) == 1 else "; ".join(reasons) or None,
        ctc=None if hypothesis.ctc is None else _ctc_processed(hypothesis.ctc, steering, hypothesis.scorer),
    )


def _ctc_processed(hypothesis: Hypothesis, steering: Steering, scorer: SpellingScorer | None) -> Hypothesis:
    """Apply the vocabulary to the CTC text as well, because it replaces a text that a guard rejects."""
    if not hypothesis.text.strip():
        return hypothesis
    written = steering.written(hypothesis.text, hypothesis.words, scorer)
    return replace(
        hypothesis,
        text=written.text,
        words=written.words,
        hotwords_used=written.used,
        hotwords_replaced=written.replaced,
    )
