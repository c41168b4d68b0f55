"""An entry of a personal vocabulary, as the engine uses it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.text.sentence import Sentence

ABOUT_AS_WELL = 0.02
"""Scores that lie no further apart fit equally well."""


@dataclass(frozen=True, slots=True)
class Hotword:
    """A word or phrase that the user asks to prefer.

    text: its written form.
    aliases: other spellings, which may be replaced by it.
    sounds: its pronunciation or translation, for finding it.
    heard: what a recogniser wrote for it before, learnt from the user's corrections.
    weight: of two equally good matches the heavier one wins.
    """

    text: str
    aliases: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    weight: float = 1.0


class Via(Enum):
    """The form of an entry by which it was found."""

    TEXT = "text"
    ALIAS = "alias"
    HEARD = "heard"
    SOUND = "sound"
    LATTICE = "lattice"


_REASONS = {
    Via.TEXT: Sentence("sounds like “{heard}” ({score})"),
    Via.ALIAS: Sentence("is also written “{form}”, which sounds like “{heard}” ({score})"),
    Via.SOUND: Sentence("is said or translated “{form}”, which sounds like “{heard}” ({score})"),
    Via.HEARD: Sentence("was corrected from “{form}” before, which sounds like “{heard}” ({score})"),
    Via.LATTICE: Sentence("was among the model's guesses ({score})"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a text may mean, and its place.

    score: 0..1, 1 for the same sound or spelling.
    heard: the characters start..end of the text, "" where the text lost the word (LATTICE).
    form: the form of the entry that it was compared with.
    """

    hotword: Hotword
    score: float
    start: int
    end: int
    heard: str
    via: Via
    form: str

    @property
    def written_so(self) -> bool:
        return self.heard == self.hotword.text

    @property
    def reason(self) -> str:
        """Why it was found, for the user."""
        if self.written_so:
            return Sentence("is written so")
        return Sentence(_REASONS[self.via], form=self.form, heard=self.heard, score=f"{self.score:.2f}")
