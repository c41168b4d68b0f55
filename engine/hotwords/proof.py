"""Decides whether a hotword was said, by the model's scores of its spelling where something else was written.

A model writes an unknown name somehow, and the right spelling is often its second or tenth choice. So the hotword's
spelling is scored on the same rows of sound as the written text. Spellings that only resemble it in letters are far
less likely.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz.distance import Levenshtein

from engine.events import Word
from engine.hotwords.entries import Candidate, Via
from engine.text.units import letters

LEAST_A_LETTER = -2.5
"""Mean over the hotword's letters; chosen on names that Earshot Mini had never heard, in voices of both kinds. What it
is worth: docs/hotwords.md."""
LEAST_A_CHANGE = -5.0
"""For each letter that would change: one letter in a word that was heard clearly is another word."""
_NO_SOUND = re.compile(r"[^\w' ]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What may have been said between two positions, in samples."""

    text: str
    start: int
    end: int


class SpellingScorer(Protocol):
    """Scores spellings on the sound of one utterance."""

    def likelihoods(self, said: Sequence[Said]) -> list[float]:
        """How much less likely each is than the best text there: natural logarithms, 0 for the same."""


def proven(
    text: str, words: Sequence[Word], candidates: Sequence[Candidate], scorer: SpellingScorer
) -> dict[Candidate, float]:
    """The candidates that were probably said, with their mean score a letter. Empty where words have no times."""
    places = places_of(text, words) or []
    asked = [(each, said) for each in candidates if (said := _said(text, words, places, each)) is not None]
    found: dict[Candidate, float] = {}
    for (each, _), likelihood in zip(asked, scorer.likelihoods([said for _, said in asked]), strict=True):
        meant, heard = letters(each.hotword.text), letters(each.heard)
        mean, a_change = likelihood / max(1, len(meant)), likelihood / max(1, Levenshtein.distance(meant, heard))
        if mean >= LEAST_A_LETTER and a_change >= LEAST_A_CHANGE:
            found[each] = mean
    return found


def places_of(text: str, words: Sequence[Word]) -> list[tuple[int, int]] | None:
    """The place of each word in the text, None where a word is not found in order."""
    places: list[tuple[int, int]] = []
    at = 0
    for word in words:
        start = text.find(word.text, at)
        if start < 0:
            return None
        at = start + len(word.text)
        places.append((start, at))
    return places


def _said(text: str, words: Sequence[Word], places: Sequence[tuple[int, int]], candidate: Candidate) -> Said | None:
    """The words that the candidate touches with the hotword in its place, and the time between their neighbours."""
    touched = [at for at, (start, end) in enumerate(places) if start < candidate.end and candidate.start < end]
    if not touched or candidate.via is Via.LATTICE:
        return None
    first, last = touched[0], touched[-1]
    before, behind = text[places[first][0] : candidate.start], text[candidate.end : places[last][1]]
    begin = words[first - 1].end if first > 0 else words[first].start
    end = words[last + 1].start if last + 1 < len(words) else words[last].end
    spoken = " ".join(_NO_SOUND.sub(" ", f"{before}{candidate.hotword.text}{behind}").lower().split())
    return Said(spoken, begin, end) if spoken and begin < end else None
