"""Aligns a new hypothesis with the shown text, so that text that says the same keeps its shown spelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from engine.events import Word
from engine.text.units import essence, letters


def respelled(shown: Sequence[str], units: Sequence[str]) -> list[str]:
    """`units` with the spelling of `shown` wherever both say the same.

    The same is: equal but for case, blanks and punctuation, or the same letters parted otherwise ("some one").
    Source of the idea: token alignment against the shown text steadies captions (Liu et al., CHI 2023).
    """
    kept: list[str] = []
    matcher = SequenceMatcher(None, [essence(each) for each in shown], [essence(each) for each in units], False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            kept += _as_shown(shown, old_from, old_to, units[new_from])
        elif kind == "replace":
            old, new = _parted_otherwise(shown[old_from:old_to], units[new_from:new_to])
            kept += _as_shown(shown, old_from, old_from + old, units[new_from]) if old else []
            kept += units[new_from + new : new_to]
        else:
            kept += units[new_from:new_to]
    return kept


def units_before(units: Sequence[str], words: Sequence[Word], position: int) -> int | None:
    """The number of leading units that were spoken before `position` (samples, as in `words`).

    None where that is unknown: there are no words, or their letters differ from those of the units.
    """
    if not words or sum(len(letters(word.text)) for word in words) != sum(len(letters(unit)) for unit in units):
        return None
    spoken = sum(len(letters(word.text)) for word in words if word.end <= position)
    count = 0
    for unit in units:
        spoken -= len(letters(unit))
        if spoken < 0:
            break
        count += 1
    return count


def _as_shown(shown: Sequence[str], begin: int, end: int, new: str) -> list[str]:
    """Shown units; the blank before the very first of them may be needed now."""
    first = shown[begin]
    if begin == 0 and first[:1] == first.strip()[:1]:
        first = new[: len(new) - len(new.lstrip())] + first
    return [first, *shown[begin + 1 : end]]


def _parted_otherwise(shown: Sequence[str], units: Sequence[str]) -> tuple[int, int]:
    """Lengths of the longest leading parts of both that hold the same letters."""
    ends = {text: at for at, text in _growing(units)}
    both = [(at, ends[text]) for at, text in _growing(shown) if text in ends]
    return both[-1] if both else (0, 0)


def _growing(units: Sequence[str]) -> Iterator[tuple[int, str]]:
    text = ""
    for at, unit in enumerate(units, start=1):
        text += letters(unit)
        if text:
            yield at, text
