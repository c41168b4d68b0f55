"""What the live session asks of a recognition model, whatever its family."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.events import DecodedBy, Word

if TYPE_CHECKING:
    from engine.hotwords.proof import Ear
    from engine.hotwords.steering import Steering


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model can do; the session adapts to it.

    name: what the user types after --model. title: what they read.
    languages: BCP 47 codes, most fitting first. word_times: every word of a final has its place. hotwords: the
    vocabulary is given to it while it listens. context: so are the user's own text and earlier sentences.
    rough: a demonstration, told to the user wherever it is met.
    finishes_aside: one utterance may be begun and finished on another thread while others are guessed at on the
    engine thread; then finals hold up nothing.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    partials: bool
    word_times: bool
    hotwords: bool
    context: bool
    rough: bool = False
    finishes_aside: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What the user wishes for one utterance; a changed wish is a new value and applies from the next one.

    language: BCP 47 code, None for a choice among `languages`, those that the user speaks (empty: any of the model's).
    context: what belongs to the talk: the user's own text, then earlier finals, oldest first.
    traditional: Chinese in traditional characters.
    itn: write numbers as digits where the model can. steering: a vocabulary to choose hotwords from by what is
    heard; a model that can look at its first text does so and leaves `hotwords` aside.
    """

    language: str | None = None
    languages: tuple[str, ...] = ()
    traditional: bool = False
    hotwords: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    itn: bool = True
    steering: Steering | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A model's answer. Word positions count in samples from the beginning of the audio that was handed over.

    reason: why this text and not the usual one (a guard, a fallback), or None.
    hotwords_replaced: of those used, the ones that a rule put in place of what sounds like them; one that came
    twice stands twice.
    draft: a stand-in while a better part of the model cannot be used; it may be refined later.
    ear: the scores behind it, where hotwords may be looked for in them.
    probabilities: of the text's units (engine/text/units.py), empty where the model gives none.
    doubt: why the model itself takes the sound for no speech, or None. Stable text is kept all the same.
    spoken: the language that the sound seems to be in, where it is none of those that the request allows.
    heard: what the CTC branch made of the same sound, where another part wrote the text: guards compare the two.
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
    heard: Hypothesis | None = None
    ear: Ear | None = field(default=None, compare=False, repr=False)


class Utterance(Protocol):
    """One utterance in the making. All calls come from the engine thread."""

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        """The present guess. `audio`: float32 (n,), 16 kHz, +-1.0: the utterance so far, all of it, growing."""

    def finish(self, audio: np.ndarray) -> Hypothesis:
        """The best text for the whole utterance. May be called without any earlier hypothesise.

        Also called in advance, in a silence that may turn out to be a pause: then hypothesise goes on with the
        longer utterance, and finish is called again.
        """

    def close(self) -> None:
        """Let go of what the utterance holds; also called where finish never was."""


class Recogniser(Protocol):
    """A loaded model. Loading happens in the constructor's caller (a worker), recognition on the engine thread."""

    @property
    def capabilities(self) -> Capabilities: ...

    def begin(self, request: Request) -> Utterance:
        """Start an utterance. Several may be open at once (two sources); each keeps its own state."""

    def close(self) -> None:
        """Release memory and threads; no call may follow."""
