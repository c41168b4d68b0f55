"""Recognisers and detectors for tests that are about the session, not about recognition."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.events import DecodedBy, Word
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.session.pass_runner import InlineRunner
from engine.session.session_model import Outcome
from engine.timeline import to_samples

SCRIPTED = Capabilities(
    name="scripted",
    title="Scripted",
    languages=("en",),
    partials=True,
    word_times=True,
    hotwords=True,
    context=True,
)


class LoudnessDetector:
    """Speech is what is louder than a whisper of digital noise."""

    threshold = 0.01

    def probabilities(self, frames: np.ndarray) -> np.ndarray:
        return np.asarray(np.abs(frames).max(axis=1) > self.threshold, dtype=np.float32)

    def reset(self) -> None:
        pass


def gives(text: str) -> Outcome:
    """Of a pass that took no time."""
    return Outcome(Hypothesis(text), None, 0.0, 0.0)


class AtOnce(InlineRunner):
    """Passes beside the engine thread that are done as soon as they are begun."""

    holds_up = False


class ScriptedRecogniser:
    """Says the next of `texts` at each end of an utterance, and one more of its words at each guess."""

    def __init__(self, texts: Sequence[str], before_finish: Callable[[], None] = lambda: None) -> None:
        self.texts = list(texts)
        self.capabilities = SCRIPTED
        self.requests: list[Request] = []
        self.open = 0
        self.heard: list[np.ndarray] = []
        self.before_finish = before_finish
        self.dress: Callable[[Hypothesis], Hypothesis] = lambda hypothesis: hypothesis
        self.doubt: str | None = None

    def begin(self, request: Request) -> ScriptedUtterance:
        self.requests.append(request)
        self.open += 1
        return ScriptedUtterance(self, self.texts.pop(0) if self.texts else "")

    def close(self) -> None:
        pass


class ScriptedUtterance:
    def __init__(self, recogniser: ScriptedRecogniser, text: str) -> None:
        self._recogniser = recogniser
        self._words = text.split()
        self._guesses = 0

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        self._guesses += 1
        return Hypothesis(" ".join(self._words[: self._guesses]), doubt=self._recogniser.doubt)

    def finish(self, audio: np.ndarray) -> Hypothesis:
        self._recogniser.before_finish()
        self._recogniser.heard.append(audio)
        step = to_samples(0.1)
        words = tuple(Word(word, at * step, (at + 1) * step, 0.9) for at, word in enumerate(self._words))
        said = Hypothesis(" ".join(self._words), words, DecodedBy.CTC, "en", doubt=self._recogniser.doubt)
        return self._recogniser.dress(said)

    def close(self) -> None:
        self._recogniser.open -= 1
