"""Finds the entries of a vocabulary that a text may mean: by sound, and in what the model nearly wrote."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.hotwords.entries import ABOUT_AS_WELL, Candidate, Hotword, Via
from engine.hotwords.lattice import Lattice, LatticeIndex
from engine.hotwords.patterns import LONGEST, grouped
from engine.hotwords.scoring import Scored, Scorer
from engine.hotwords.sounding import PhoneticText, Reading, signs_around, sounded, variants

MOST = 20
"""CapsWriter-Offline offers its model no more, whatever the list's length."""
LEAST_SCORE = 0.7
"""Below it one sound in three is wrong, and of 10,000 entries some fit by chance in every sentence."""
LEAST_OFFERED = 0.5
"""In a list so short that hardly an entry fits by chance: for a model that misheard half of a name."""
_SHORT = 100  # entries
_LESS = 0.1
_MOST_DOUBTFUL = 60


@dataclass(frozen=True, slots=True)
class _Form:
    """One pronunciation of an entry: the entry's number, and the form that it comes from."""

    owner: int
    via: Via
    written: str


class HotwordIndex:
    """Entries prepared for search. A changed list is a new index. Searching changes nothing, so any thread may search.

    least: the lowest score, 0.5 to 1; without it LEAST_SCORE for matches, and `least_offered` for candidates. Building
    an index takes about 0.1 ms an entry.
    """

    def __init__(self, hotwords: Iterable[Hotword], least: float | None = None) -> None:
        self.hotwords = tuple(hotwords)
        self._least = LEAST_SCORE if least is None else least
        self._least_offered = least_offered(len(self.hotwords)) if least is None else least
        self._forms: list[_Form] = []
        readings: list[Reading] = []
        for form, reading in _forms(self.hotwords):
            self._forms.append(form)
            readings.append(reading)
        self._groups = grouped(readings)
        self._scorer = Scorer(readings)
        self._lattice = LatticeIndex(self.hotwords)

    def __len__(self) -> int:
        return len(self.hotwords)

    def candidates(self, text: str, lattice: Lattice | None = None, most: int = MOST) -> tuple[Candidate, ...]:
        """The best place of each entry, best entries first, at most `most`.

        lattice: the model's candidates behind the text, which find words that the text lost. The shorter the list, the
        lower the score that is offered: a model that is offered both chooses by the sound.
        """
        best: dict[Hotword, Candidate] = {}
        found = self.offered(text)
        if lattice is not None:
            found += self._lattice.find(lattice, self._least)
        for match in found:
            known = best.get(match.hotword)
            if known is None or _rank(match) < _rank(known):
                best[match.hotword] = match
        return tuple(sorted(best.values(), key=_rank)[:most])

    def matches(self, text: str) -> list[Candidate]:
        """Every place of every entry, in no order; one place may be taken by several entries."""
        return self._found(text, self._least)

    def offered(self, text: str) -> list[Candidate]:
        """Every place of every entry that a model may choose from."""
        return self._found(text, self._least_offered)

    def doubtful(self, text: str) -> list[Candidate]:
        """The best places with less evidence, for callers that can check otherwise whether an entry was said."""
        found = self._found(text, max(LEAST_OFFERED, self._least_offered - _LESS))
        return sorted(found, key=_rank)[:_MOST_DOUBTFUL]

    def _found(self, text: str, least: float) -> list[Candidate]:
        said, slack = sounded(text), 1 - least
        if not said.slots:
            return []
        best: dict[tuple[int, int, int], Candidate] = {}
        for group in self._groups:
            scored = self._scorer.score(said, group.find(said, slack), slack)
            for match in self._described(text, said, scored):
                key = (id(match.hotword), match.start, match.end)
                if key not in best or _rank(match) < _rank(best[key]):
                    best[key] = match
        return list(best.values())

    def _described(self, text: str, said: PhoneticText, scored: Scored) -> Iterator[Candidate]:
        for pattern, begin, end, score in zip(
            scored.patterns.tolist(), scored.begins.tolist(), scored.ends.tolist(), scored.scores.tolist(), strict=True
        ):
            form = self._forms[pattern]
            hotword = self.hotwords[form.owner]
            start, stop = _with_its_signs(text, said.spans[begin][0], said.spans[end - 1][1], hotword.text)
            yield Candidate(hotword, min(score, 1.0), start, stop, text[start:stop], form.via, form.written)


def _with_its_signs(text: str, start: int, stop: int, entry: str) -> tuple[int, int]:
    """The place with the punctuation that the entry begins and ends with, where the text has it."""
    before, behind = signs_around(entry)
    if before and text.endswith(before, 0, start):
        start -= len(before)
    if behind and text.startswith(behind, stop):
        stop += len(behind)
    return start, stop


def least_offered(entries: int) -> float:
    """The score from which an entry of a list of that length is offered: 0.5 up to 100, 0.6 at 1,000, 0.7 at 10,000."""
    grown = (math.log10(max(entries, _SHORT)) - math.log10(_SHORT)) / 10
    return min(LEAST_SCORE, LEAST_OFFERED + grown)


def _forms(hotwords: Iterable[Hotword]) -> Iterator[tuple[_Form, Reading]]:
    for owner, hotword in enumerate(hotwords):
        seen: set[Reading] = set()
        for via, written in _written(hotword):
            for reading in variants(written):
                if reading not in seen and len(reading) <= LONGEST:
                    seen.add(reading)
                    yield _Form(owner, via, written), reading


def _written(hotword: Hotword) -> Iterator[tuple[Via, str]]:
    yield Via.TEXT, hotword.text
    for via, forms in ((Via.ALIAS, hotword.aliases), (Via.HEARD, hotword.heard), (Via.SOUND, hotword.sounds)):
        for form in forms:
            yield via, form


def _rank(match: Candidate) -> tuple[int, float, bool, float, int, int, str]:
    """Sort key, best first: of about equal scores the heavier, then what is written so, the longer, the earlier."""
    return (
        -round(match.score / ABOUT_AS_WELL),
        -match.hotword.weight,
        not match.written_so,
        -match.score,
        -len(match.form),
        match.start,
        match.hotword.text,
    )
