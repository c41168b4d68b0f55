"""The contract between the live session and a recognition model of any family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.events import DecodedBy, Word

if TYPE_CHECKING:
    from engine.hotwords.proof import SpellingScorer
    from engine.hotwords.steering import Steering


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model can do; the session adapts to it.

    name: what the user types after --model.
    title: its name for readers.
    languages: BCP 47 codes, best supported first.
    word_times: every word of a final has its time.
    hotwords: the model takes the vocabulary into account.
    context: likewise the user's own text and earlier sentences.
    rough: a demonstration model, shown as such to the user.
    concurrent_finals: an utterance can be finished on another thread while partials are made on the engine thread; then
    finals delay nothing.
    together: several utterances can be finished at once, each on a thread of its own: another machine computes them.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    partials: bool
    word_times: bool
    hotwords: bool
    context: bool
    rough: bool = False
    concurrent_finals: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """The user's request for one utterance; a change is a new value and applies from the next utterance.

    language: BCP 47 code, None to choose among `languages`, those that the user speaks (empty: any of the model's).
    context: the user's own text, then earlier finals, oldest first.
    traditional: Chinese in traditional characters.
    itn: write numbers as digits where the model can.
    steering: a vocabulary to choose hotwords from, by a first text; a model that can do so ignores `hotwords`.
    repeatable: the same sound gives the same text, whatever was heard before and however fast the machine is.
    """

    language: str | None = None
    languages: tuple[str, ...] = ()
    traditional: bool = False
    hotwords: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    itn: bool = True
    steering: Steering | None = None
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A model's answer. Word positions count in samples from the beginning of the given audio.

    reason: why this text and not the usual one (a guard, a fallback), or None.
    hotwords_replaced: of those used, the ones that a rule put in place of similar text, with repetitions.
    draft: a stand-in while a better part of the model is unavailable; it may be refined later.
    scorer: scores other spellings of its words, where the model can.
    probabilities: of the text's units (engine/text/units.py), empty where unknown.
    doubt: why the model takes the sound for no speech, or None; stable text is kept all the same.
    spoken: the language of the sound where it is not one that the request asks for, or None.
    ctc: the CTC branch's answer for the same sound, where another part wrote the text; guards compare them.
    alternatives: other texts for the same sound, most probable first, where the model weighs several.
    """

    text: str
    words: tuple[Word, ...] = ()
    decoded_by: DecodedBy = DecodedBy.CTC
    language: str | None = None
    hotwords_offered: tuple[str, ...] = ()
    hotwords_used: tuple[str, ...] = ()
    hotwords_replaced: tuple[str, ...] = ()
    reason: str | None = None
    draft: bool = False
    probabilities: tuple[float, ...] = ()
    doubt: str | None = None
    spoken: str | None = None
    ctc: Hypothesis | None = None
    alternatives: tuple[str, ...] = ()
    scorer: SpellingScorer | None = field(default=None, compare=False, repr=False)


def distinct(texts: Iterable[str], text: str) -> tuple[str, ...]:
    """Alternatives to `text` out of a search's other texts, in their order."""
    return tuple(dict.fromkeys(other for other in texts if other and other != text))


class Utterance(Protocol):
    """One utterance being decoded. All calls come from one thread."""

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        """A partial. `audio`: float32 (n,), 16 kHz, +-1.0: the whole utterance so far."""

    def finish(self, audio: np.ndarray) -> Hypothesis:
        """The final of the whole utterance. May be called without any earlier hypothesise.

        Also called early, during a silence that may turn out to be a pause: then hypothesise continues with the longer
        utterance, and finish is called again.
        """

    def close(self) -> None:
        """Release what the utterance holds; also called where finish never was."""


class Recogniser(Protocol):
    """A loaded model. A worker loads it; recognition runs on the engine thread."""

    @property
    def capabilities(self) -> Capabilities: ...

    def begin(self, request: Request) -> Utterance:
        """Start an utterance. Several may be open at once (two sources); each keeps its own state."""

    def close(self) -> None:
        """Release memory and threads; no call may follow."""
