"""Gives times to the words of a text that a guard changed, taken from the texts that it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from engine.events import Word
from engine.text.units import essence, letters, split_units


def timed_like(text: str, *sources: Sequence[Word]) -> tuple[Word, ...]:
    """The words of `text`, each with its time from the first source that has it at that place. None at all where a word
    has no time, or times would run backwards.
    """
    units = _with_marks(text)
    spoken = [essence(unit) for unit in units]
    timed: list[Word | None] = [None] * len(units)
    for words in sources:
        for step in Levenshtein.opcodes(spoken, [essence(word.text) for word in words]):
            for at in range(step.src_start, step.src_end) if step.tag == "equal" else ():
                word = words[step.dest_start + at - step.src_start]
                timed[at] = timed[at] or replace(word, text=units[at].strip())
    placed = [word for word in timed if word is not None]
    forward = all(one.start <= other.start for one, other in pairwise(placed))
    return tuple(placed) if forward and len(placed) == len(timed) else ()


def _with_marks(text: str) -> list[str]:
    """Words, or single Chinese characters, with the marks behind them."""
    units: list[str] = []
    for unit in split_units(text):
        if units and not letters(unit):
            units[-1] += unit
        else:
            units.append(unit)
    return units
