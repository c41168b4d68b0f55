"""Any recogniser, with the user's vocabulary applied to its finals: replacement by rule, told in the final's reason."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np

from engine.hotwords.proof import Ear
from engine.hotwords.steering import Steering
from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request, Utterance

log = logging.getLogger(__name__)

NOT_APPLIED = "the vocabulary could not be applied; this is what was heard"


class SteeredRecogniser:
    """Passes everything on to `recogniser`; its final texts become what the request's steering makes of them."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    @property
    def capabilities(self) -> Capabilities:
        return self._recogniser.capabilities

    def begin(self, request: Request) -> Utterance:
        utterance = self._recogniser.begin(request)
        return utterance if request.steering is None else SteeredUtterance(utterance, request.steering)

    def close(self) -> None:
        self._recogniser.close()


class SteeredUtterance:
    """Guesses stay as they are: a word that is replaced in one guess and not in the next would flicker."""

    def __init__(self, utterance: Utterance, steering: Steering) -> None:
        self._utterance = utterance
        self._steering = steering

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        return self._utterance.hypothesise(audio)

    def finish(self, audio: np.ndarray) -> Hypothesis:
        hypothesis = self._utterance.finish(audio)
        try:
            return steered(hypothesis, self._steering)
        except Exception:  # a vocabulary must not cost the text that was heard
            log.exception("the vocabulary was not applied")
            return replace(hypothesis, reason=NOT_APPLIED)

    def close(self) -> None:
        self._utterance.close()


def steered(hypothesis: Hypothesis, steering: Steering) -> Hypothesis:
    """A final text as the user wants it. Of an empty one nothing is made: no hotword appears in silence.

    hotwords_offered: what the model was given, or, where it takes none, what its text brought up.
    """
    if not hypothesis.text.strip():
        return hypothesis
    offered = hypothesis.hotwords_offered or steering.chosen(hypothesis.text)
    written = steering.written(hypothesis.text, hypothesis.words, hypothesis.ear)
    reasons = [*filter(None, (hypothesis.reason, *written.sentences))]
    return replace(
        hypothesis,
        text=written.text,
        words=written.words,
        hotwords_offered=offered,
        hotwords_used=tuple(dict.fromkeys((*hypothesis.hotwords_used, *written.used))),
        hotwords_replaced=written.replaced,
        reason=reasons[0] if len(reasons) == 1 else "; ".join(reasons) or None,
        heard=None if hypothesis.heard is None else _heard(hypothesis.heard, steering, hypothesis.ear),
    )


def _heard(hypothesis: Hypothesis, steering: Steering, ear: Ear | None) -> Hypothesis:
    """What takes the place of a text that a guard does not believe holds the user's words, too."""
    if not hypothesis.text.strip():
        return hypothesis
    written = steering.written(hypothesis.text, hypothesis.words, ear)
    return replace(
        hypothesis,
        text=written.text,
        words=written.words,
        hotwords_used=written.used,
        hotwords_replaced=written.replaced,
    )
