"""Compares two texts of the same sound word by word: the same, another spelling, or different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from engine.events import Final, Word
from engine.text.units import essence, letters, split_units
from engine.timeline import to_seconds

_CHANGED = 2.0  # cost of a word that is added, left out or changed
_A_SECOND, _MOST_APART = 0.5, 1.5  # cost of the distance in time of two words that are one; at most
_OF_CHANGED = 0.5  # at most, of two that differ


class Likeness(Enum):
    SAME = "same"
    SPELLING = "spelling"  # capitals, punctuation
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """A run of words. before, after: its text in both, with the blanks in front; one is "" where words were added or
    left out. Joined, each side is the whole text again."""

    likeness: Likeness
    before: str
    after: str


def compared(old: Final, new: Final) -> tuple[ComparedRun, ...]:
    """Words are aligned by what they say and, where both texts have times, by when they were said."""
    before, after = _timed(old), _timed(new)
    pairs = ((_likeness(*pair), *pair) for pair in _aligned(before, after))
    pieces = []
    for likeness, run in groupby(pairs, key=lambda pair: pair[0]):
        both = [(one, other) for _, one, other in run]
        texts = ("".join(each.text for each in side if each is not None) for side in zip(*both, strict=True))
        pieces.append(ComparedRun(likeness, *texts))
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word with the blank before it. said: what makes it the same. at_s: its middle, None where that is unknown."""

    text: str
    said: str
    at_s: float | None


def _likeness(old: _Unit | None, new: _Unit | None) -> Likeness:
    if old is not None and new is not None:
        if old.text.strip() == new.text.strip():
            return Likeness.SAME
        return Likeness.SPELLING if old.said == new.said else Likeness.CHANGED
    alone = old or new
    return Likeness.CHANGED if alone is not None and letters(alone.text) else Likeness.SPELLING


def _timed(final: Final) -> list[_Unit]:
    """The units of the text, each with the time of the word that holds its first letter."""
    times = [at for word in final.words for at in [_middle_s(word)] * len(letters(word.text))]
    units, place = [], 0
    known = len(times) == len(letters(final.text))
    for text in split_units(final.text):
        spoken = len(letters(text))
        units.append(_Unit(text, essence(text), times[place] if known and spoken else None))
        place += spoken
    return units


def _middle_s(word: Word) -> float:
    return to_seconds((word.start + word.end) // 2)


def _aligned(old: Sequence[_Unit], new: Sequence[_Unit]) -> list[tuple[_Unit | None, _Unit | None]]:
    """The cheapest way from one text to the other (Wagner and Fischer 1974), with the distance in time as a cost."""
    costs = [[_CHANGED * column for column in range(len(new) + 1)]]
    for row, one in enumerate(old, start=1):
        above, line = costs[-1], [_CHANGED * row]
        for column, other in enumerate(new, start=1):
            both = above[column - 1] + _cost(one, other)
            line.append(min(both, above[column] + _CHANGED, line[-1] + _CHANGED))
        costs.append(line)
    return _way(costs, old, new)


def _way(
    costs: Sequence[Sequence[float]], old: Sequence[_Unit], new: Sequence[_Unit]
) -> list[tuple[_Unit | None, _Unit | None]]:
    row, column = len(old), len(new)
    pairs: list[tuple[_Unit | None, _Unit | None]] = []
    while row or column:
        here = costs[row][column]
        if row and column and here == costs[row - 1][column - 1] + _cost(old[row - 1], new[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((old[row], new[column]))
        elif row and here == costs[row - 1][column] + _CHANGED:
            row -= 1
            pairs.append((old[row], None))
        else:
            column -= 1
            pairs.append((None, new[column]))
    return pairs[::-1]


def _cost(one: _Unit, other: _Unit) -> float:
    apart_s = 0.0 if one.at_s is None or other.at_s is None else abs(one.at_s - other.at_s)
    if one.said == other.said:
        return min(_MOST_APART, _A_SECOND * apart_s)
    return _CHANGED + min(_OF_CHANGED, _A_SECOND * apart_s)
