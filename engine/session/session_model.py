"""The one place where the session calls a model: whatever the model does there comes back as a value."""

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

log = logging.getLogger(__name__)

WELL_AGAIN_S = 300.0  # without a failure; the next one is told again
Observer = Callable[[np.ndarray, Request, Hypothesis], None]
"""Called with the sound of a final pass, float32 (n,), its request, and the answer as the model gave it."""
NO_MODEL = Capabilities("", "", (), partials=False, word_times=False, hotwords=False, context=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass gave: a hypothesis, or why there is none. Times in seconds of the session's clock."""

    hypothesis: Hypothesis | None
    failure: Exception | None
    started_s: float
    computed_s: float


class SessionModel:
    """A recogniser in the hands of one session, and how its calls went. Another recogniser starts clean."""

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
        self.guesses = BackOff(clock)
        self.early_finals = BackOff(clock)
        self.stand_in_reported = False
        self._failed_s: dict[str, float] = {}
        self._awaited: threading.Event | None = None

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
        """A pass that was given up still runs: none is begun beside it."""
        return self._awaited is not None and not self._awaited.is_set()

    def give_up(self, answered: threading.Event) -> None:
        """Wait no longer for the pass that sets this event at its end."""
        self._awaited = answered

    def is_new_failure(self, cause: str) -> bool:
        """Note a failure. True where it is worth telling: `cause` is new, or was away for WELL_AGAIN_S."""
        before_s, self._failed_s[cause] = self._failed_s.get(cause), self._clock()
        return before_s is None or self._clock() - before_s >= WELL_AGAIN_S

    def call(self, work: Callable[[], Hypothesis]) -> Outcome:
        """Make one pass, on any thread. What it raises, or an answer that is none, becomes the outcome's failure."""
        started_s = self._clock()
        hypothesis, failure = None, None
        try:
            hypothesis = checked(work())
        except Exception as failed:  # the edge to a model: nothing it does may take the session with it
            log.exception("a pass of the model failed")
            failure = failed
        return Outcome(hypothesis, failure, started_s, self._clock())

    def finish(self, request: Request, audio: np.ndarray) -> Outcome:
        """The best text of the whole utterance `audio`, in an utterance of its own, on any thread."""
        begun: list[Utterance] = []

        def work() -> Hypothesis:
            begun.append(self.recogniser.begin(request))
            return self.final(begun[0], request, audio)

        outcome = self.call(work)
        for utterance in begun:
            self.let_go(utterance)
        return outcome

    def final(self, utterance: Utterance, request: Request, audio: np.ndarray) -> Hypothesis:
        """What an utterance that was begun with `request` makes of all its sound. Raises what the model raises."""
        answer = utterance.finish(audio)
        self._observer(audio, request, answer)
        return with_vocabulary(answer, request.steering)

    def let_go(self, utterance: Utterance) -> None:
        """Close it. What it raises concerns nobody: its text is out."""
        try:
            utterance.close()
        except Exception:  # the edge to a model
            log.exception("an utterance of the model was not closed")


def checked(answer: Hypothesis) -> Hypothesis:
    """A model's answer without what is impossible: times that are no places, numbers that are none.

    Raises TypeError where it holds no text.
    """
    if not isinstance(answer, Hypothesis) or not isinstance(answer.text, str):
        raise TypeError(f"a model answered with {type(answer).__name__} in place of text")
    return replace(
        answer,
        text=answer.text.encode("utf-8", "replace").decode("utf-8"),
        words=_checked_words(answer.words),
        probabilities=answer.probabilities if all(map(math.isfinite, answer.probabilities)) else (),
        heard=None if answer.heard is None else checked(answer.heard),
    )


def _checked_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """None at all where one has no place."""
    try:
        return tuple(replace(word, start=int(word.start), end=int(word.end)) for word in map(_checked_word, words))
    except (OverflowError, ValueError):  # infinite, or not a number
        return ()


def _checked_word(word: Word) -> Word:
    return word if word.probability is None or math.isfinite(word.probability) else replace(word, probability=None)
