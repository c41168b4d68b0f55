"""The only place where the session calls a model: whatever the model does comes back as a value."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.events import Word
from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request, Utterance
from engine.session.back_off import BackOff
from engine.session.post_processing import with_vocabulary
from engine.text.harmless import storable

log = logging.getLogger(__name__)

WELL_AGAIN_S = 300.0  # without a failure; the next one is reported again
Observer = Callable[[np.ndarray, Request, Hypothesis], None]
"""Called with the sound of a final pass, float32 (n,), its request, and the answer as the model gave it."""
NO_MODEL = Capabilities("", "", (), partials=False, word_times=False, hotwords=False, context=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a pass: a hypothesis, or the failure. Times in seconds of the session's clock."""

    hypothesis: Hypothesis | None
    failure: Exception | None
    started_s: float
    computed_s: float


class SessionModel:
    """A recogniser as one session uses it, with its failures so far. A new recogniser starts without any."""

    def __init__(
        self,
        recogniser: Recogniser | None,
        clock: Callable[[], float],
        observer: Observer = lambda audio, request, answer: None,
    ) -> None:
        """recogniser: None while there is no model yet; no pass is made then."""
        self._observer = observer
        self._recogniser = recogniser
        self._clock = clock
        self.capabilities = NO_MODEL if recogniser is None else recogniser.capabilities
        self.partial_back_off = BackOff(clock)
        self.early_finals = BackOff(clock)
        self.stand_in_reported = False
        self._failed_s: dict[str, float] = {}
        self._awaited: list[threading.Event] = []

    @property
    def recogniser(self) -> Recogniser:
        if self._recogniser is None:
            raise RuntimeError("there is no model yet")
        return self._recogniser

    @property
    def absent(self) -> bool:
        return self._recogniser is None

    @property
    def stuck(self) -> bool:
        """Whether an abandoned pass still runs: no concurrent pass is started beside it."""
        return not all(each.is_set() for each in self._awaited)

    def give_up(self, answered: threading.Event) -> None:
        """Abandon the pass that sets this event when it returns."""
        self._awaited = [answered, *(each for each in self._awaited if not each.is_set())]

    def is_new_failure(self, cause: str) -> bool:
        """Record a failure. True where it should be reported: `cause` is new, or did not occur for WELL_AGAIN_S."""
        before_s, self._failed_s[cause] = self._failed_s.get(cause), self._clock()
        return before_s is None or self._clock() - before_s >= WELL_AGAIN_S

    def call(self, work: Callable[[], Hypothesis]) -> Outcome:
        """Make one pass, on any thread. An exception or an invalid answer becomes the outcome's failure."""
        started_s = self._clock()
        hypothesis, failure = None, None
        try:
            hypothesis = checked(work())
        except Exception as failed:  # the edge to a model: its failure must not end the session
            log.exception("a pass of the model failed")
            failure = failed
        return Outcome(hypothesis, failure, started_s, self._clock())

    def finish(self, request: Request, audio: np.ndarray) -> Outcome:
        """The best text of the whole utterance `audio`, in a new decoding, on any thread."""
        begun: list[Utterance] = []

        def work() -> Hypothesis:
            begun.append(self.recogniser.begin(request))
            return self.final(begun[0], request, audio)

        outcome = self.call(work)
        for utterance in begun:
            self.let_go(utterance)
        return outcome

    def final(self, utterance: Utterance, request: Request, audio: np.ndarray) -> Hypothesis:
        """The final of an utterance that was begun with `request`. Raises what the model raises."""
        answer = utterance.finish(audio)
        self._observer(audio, request, answer)
        return with_vocabulary(answer, request.steering)

    def let_go(self, utterance: Utterance) -> None:
        """Close a decoding. What it raises is ignored: its text was reported."""
        try:
            utterance.close()
        except Exception:  # the edge to a model
            log.exception("an utterance of the model was not closed")


def checked(answer: Hypothesis) -> Hypothesis:
    """The model's answer without impossible values: positions outside of the sound, numbers that are not finite.

    Raises TypeError where it holds no text.
    """
    if not isinstance(answer, Hypothesis) or not isinstance(answer.text, str):
        raise TypeError(f"a model answered with {type(answer).__name__} in place of text")
    return replace(
        answer,
        text=storable(answer.text),
        alternatives=tuple(storable(" ".join(other.split())) for other in answer.alternatives if other.strip()),
        words=_checked_words(answer.words),
        probabilities=answer.probabilities if all(map(math.isfinite, answer.probabilities)) else (),
        ctc=None if answer.ctc is None else checked(answer.ctc),
    )


def _checked_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words, or none at all where one has no valid position."""
    try:
        return tuple(replace(word, start=int(word.start), end=int(word.end)) for word in map(_checked_word, words))
    except (OverflowError, ValueError):  # infinite, or not a number
        return ()


def _checked_word(word: Word) -> Word:
    return word if word.probability is None or math.isfinite(word.probability) else replace(word, probability=None)
