"""Figures of a live captioner, from its log of shown texts and the times of the words that were spoken.

Pure functions, alike for every program; benchmarks/peers.py feeds them. Definitions:

first, stable   a reference word that is right in the final text: from its end to the first update that shows it in
                its place, and to the update since which it has stayed there
onset           start of a turn's speech to the first update, then or later, with more words than the final text has
                for all turns before
settled         end of a turn's speech to the last change of its words
marked          end of a turn's speech to the update since which they have not changed and the program calls all of
                them final
flicker         words that a later update replaced or removed / words ever shown (a replacement shows a new word)
behind          end of the sound to the last change of the text, at least 0

Words are compared as app/scoring.py normalises them, numbers as they are written. An update is laid over the reference
with the fewest edits and a free end, for it holds a beginning of what is said; where two layings need as many,
replacements go before insertions and deletions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from app.scoring import ErrorCount, Measure, count_errors, normalise

_REPLACED = 1_000_000
_ADDED_OR_MISSED = 1_000_001  # the sum of a laying tells its edits first, then how many are not replacements


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A reference word, normalised. end_s: seconds since the first block of the sound. turn: its index."""

    text: str
    end_s: float
    turn: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's words. start_s, end_s: where the speech in it begins and ends. text: as it was written down."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a stream of sound holds: `seconds` of it, the turns, and all their words in order."""

    seconds: float
    turns: tuple[Turn, ...]
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """The whole text that is shown from t on (seconds since the first block): committed + provisional."""

    t: float
    committed: str
    provisional: str

    @property
    def text(self) -> str:
        return self.committed + self.provisional


@dataclass(slots=True)
class PeerFigures:
    """Samples (seconds) and sums; those of several streams can be added. settled_s, marked_s: one a turn at most."""

    first_s: list[float] = field(default_factory=list)
    stable_s: list[float] = field(default_factory=list)
    onset_s: list[float] = field(default_factory=list)
    settled_s: list[float] = field(default_factory=list)
    marked_s: list[float] = field(default_factory=list)
    turns: int = 0
    erased: int = 0
    shown: int = 0
    errors: ErrorCount = field(default_factory=ErrorCount)
    errors_numbers_mapped: ErrorCount = field(default_factory=ErrorCount)
    behind_s: float = 0.0
    text: str = ""

    @property
    def flicker(self) -> float:
        return self.erased / self.shown if self.shown else math.nan


def read_log(path: Path) -> list[Update]:
    """A log: one JSON object a line with t, committed and provisional; other keys are ignored."""
    objects = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)
    return [Update(each["t"], each["committed"], each["provisional"]) for each in objects]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(normalise(text, "en", map_numbers=False).split())


def figures_of(spoken: Spoken, updates: Sequence[Update]) -> PeerFigures:
    """Score one session. updates: in order of time; none at all counts every word as missed."""
    shown = [words_of(update.text) for update in updates]
    layings = _lay_all([word.text for word in spoken.words], shown)
    found = PeerFigures(turns=len(spoken.turns), text=updates[-1].text if updates else "")
    reference = " ".join(turn.text for turn in spoken.turns)
    found.errors = count_errors(reference, found.text, Measure.WORDS, "en", map_numbers=False)
    found.errors_numbers_mapped = count_errors(reference, found.text, Measure.WORDS, "en")
    found.erased, found.shown = _flicker(shown)
    if updates:
        found.behind_s = max(0.0, _last_change_s(updates, shown) - spoken.seconds)
        _add_word_times(found, spoken, updates, layings)
        _add_turn_times(found, spoken, updates, [_by_turn(spoken, *each) for each in zip(shown, layings, strict=True)])
    return found


def together(several: Iterable[PeerFigures]) -> PeerFigures:
    """The figures of several streams as if they were one: samples pooled, sums added, the worst `behind`."""
    total = PeerFigures()
    for each in several:
        total.first_s += each.first_s
        total.stable_s += each.stable_s
        total.onset_s += each.onset_s
        total.settled_s += each.settled_s
        total.marked_s += each.marked_s
        total.turns += each.turns
        total.erased += each.erased
        total.shown += each.shown
        total.errors += each.errors
        total.errors_numbers_mapped += each.errors_numbers_mapped
        total.behind_s = max(total.behind_s, each.behind_s)
    return total


def percentile(values: Iterable[float], share: float) -> float:
    """The nearest rank: the smallest value that at least this share of all does not pass. NaN where there is none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


# -- an update over the reference ----------------------------------------------------------------------------

Laying = tuple[int | None, ...]
"""For each word of an update: the index of the reference word in whose place it stands, None where it was added."""


def _lay_all(reference: Sequence[str], shown: Sequence[tuple[str, ...]]) -> list[Laying]:
    """Updates share most of their beginnings, so the rows of the table of costs are kept and only new ones added."""
    rows = [[_ADDED_OR_MISSED * place for place in range(len(reference) + 1)]]
    layings: list[Laying] = []
    before: tuple[str, ...] = ()
    for words in shown:
        del rows[_in_common(before, words) + 1 :]
        for word in words[len(rows) - 1 :]:
            rows.append(_next_row(rows[-1], word, reference))
        layings.append(layings[-1] if layings and words == before else _walk_back(rows, words, reference))
        before = words
    return layings


def _next_row(above: list[int], word: str, reference: Sequence[str]) -> list[int]:
    row = [above[0] + _ADDED_OR_MISSED]
    for place, said in enumerate(reference):
        over = above[place] + (0 if said == word else _REPLACED)
        row.append(min(over, above[place + 1] + _ADDED_OR_MISSED, row[place] + _ADDED_OR_MISSED))
    return row


def _walk_back(rows: list[list[int]], words: Sequence[str], reference: Sequence[str]) -> Laying:
    """From the cheapest end; the earliest where several are."""
    place = rows[len(words)].index(min(rows[len(words)]))
    places: list[int | None] = [None] * len(words)
    number = len(words)
    while number:
        cost = rows[number][place]
        over = 0 if place and reference[place - 1] == words[number - 1] else _REPLACED
        if place and cost == rows[number - 1][place - 1] + over:
            number, place = number - 1, place - 1
            places[number] = place
        elif cost == rows[number - 1][place] + _ADDED_OR_MISSED:
            number -= 1
        else:
            place -= 1
    return tuple(places)


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


# -- words ---------------------------------------------------------------------------------------------------


def _add_word_times(found: PeerFigures, spoken: Spoken, updates: Sequence[Update], layings: Sequence[Laying]) -> None:
    texts = [word.text for word in spoken.words]
    first: dict[int, float] = {}
    since: dict[int, float] = {}
    for update, laying in zip(updates, layings, strict=True):
        words = words_of(update.text)
        right = {place for word, place in zip(words, laying, strict=True) if place is not None and texts[place] == word}
        since = {place: since.get(place, update.t) for place in right}
        for place in right:
            first.setdefault(place, update.t)
    for place in sorted(since):  # those that are right in the end
        found.first_s.append(first[place] - spoken.words[place].end_s)
        found.stable_s.append(since[place] - spoken.words[place].end_s)


def _flicker(shown: Sequence[tuple[str, ...]]) -> tuple[int, int]:
    """Words erased, words shown."""
    erased = 0
    placed = len(shown[0]) if shown else 0
    for before, after in pairwise(shown):
        if before != after:
            kinds = [edit.tag for edit in Levenshtein.editops(before, after)]
            erased += len(kinds) - kinds.count("insert")
            placed += len(kinds) - kinds.count("delete")
    return erased, placed


def _last_change_s(updates: Sequence[Update], shown: Sequence[tuple[str, ...]]) -> float:
    changes = [after.t for (_, after), (a, b) in zip(pairwise(updates), pairwise(shown), strict=True) if a != b]
    return changes[-1] if changes else updates[0].t


# -- turns ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of one turn in an update, from its first to its last in place; end: the number of words up to there."""

    words: tuple[str, ...] = ()
    end: int = 0


def _by_turn(spoken: Spoken, words: tuple[str, ...], laying: Laying) -> dict[int, _Part]:
    """Turns that have at least one word. What was added between two turns belongs to neither."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, place in enumerate(laying):
        if place is not None:
            turn = spoken.words[place].turn
            first.setdefault(turn, number)
            last[turn] = number
    return {turn: _Part(words[first[turn] : last[turn] + 1], last[turn] + 1) for turn in first}


def _add_turn_times(
    found: PeerFigures, spoken: Spoken, updates: Sequence[Update], parts: Sequence[dict[int, _Part]]
) -> None:
    counts = [len(words_of(update.text)) for update in updates]
    committed = [len(words_of(update.committed)) for update in updates]
    before = 0
    for turn, about in enumerate(spoken.turns):
        last = parts[-1].get(turn)
        if last is None:
            continue
        shown = zip(updates, counts, strict=True)
        onset_s = next((update.t for update, count in shown if update.t >= about.start_s and count > before), None)
        if onset_s is not None:
            found.onset_s.append(onset_s - about.start_s)
        before = last.end
        settled = _settled_at([each.get(turn, _Part()).words for each in parts])
        found.settled_s.append(updates[settled].t - about.end_s)
        marked = (k for k in range(settled, len(updates)) if committed[k] >= parts[k][turn].end)
        if (at := next(marked, None)) is not None:
            found.marked_s.append(updates[at].t - about.end_s)


def _settled_at(words: Sequence[tuple[str, ...]]) -> int:
    """The index since which they have been as they are in the end."""
    different = [number for number, each in enumerate(words) if each != words[-1]]
    return different[-1] + 1 if different else 0
