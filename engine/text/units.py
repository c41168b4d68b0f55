"""Text as the units in which people see it change: words, and single Chinese or Japanese characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from engine.text.characters import SQUARE, is_square

_UNIT = rf"\s*(?:[{SQUARE}]|[^\s{SQUARE}]+)"  # compiled with the first caption, not before the first picture


def split_units(text: str) -> list[str]:
    """The units of `text`, each with the blank before it: joined they are `text` again, save blanks at its end."""
    return re.findall(_UNIT, text)


def join_texts(texts: Iterable[str]) -> str:
    """The texts one after another, with a blank between them unless both sides are Chinese or Japanese."""
    joined = ""
    for text in texts:
        if joined and text and not (is_square(joined[-1]) and is_square(text[0])):
            joined += " "
        joined += text
    return joined


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """Letters and digits alone, without case: what of a text is spoken."""
    return re.sub(r"[\W_]+", "", text.casefold())


def essence(unit: str) -> str:
    """What makes a unit the same to a reader; punctuation that stands alone is itself."""
    return letters(unit) or unit.strip()


def same_unit(one: str, other: str) -> bool:
    """Equal to a reader: case, blanks and punctuation around a word do not count."""
    return essence(one) == essence(other)


def common_prefix(one: list[str], other: list[str]) -> int:
    """How many leading units two texts share."""
    differs = (at for at, pair in enumerate(zip(one, other, strict=False)) if not same_unit(*pair))
    return next(differs, min(len(one), len(other)))


def edits(before: str, after: str) -> list[tuple[int, int, str]]:
    """What turns one text into the other, in whole units: `before[begin:end]` becomes the string; in order."""
    old, new = _all_units(before), _all_units(after)
    differs = (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    same = next(differs, min(len(old), len(new)))
    at = [0, *accumulate(map(len, old))]
    matcher = SequenceMatcher(None, old[same:], new[same:], autojunk=False)
    return [
        (at[same + a], at[same + b], "".join(new[same + c : same + d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def edits_beside(base: str, mine: str, theirs: str) -> list[tuple[int, int, str]]:
    """What `theirs` changes in `base` where `mine` changes nothing: edits as above, but of `mine`."""
    own = edits(base, mine)
    beside = []
    for begin, end, text in edits(base, theirs):
        if any(_touch((begin, end), (first, last)) for first, last, _ in own):
            continue
        shift = sum(len(new) - (last - first) for first, last, new in own if last <= begin)
        beside.append((begin + shift, end + shift, text))
    return beside


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """They share a unit, or one of them inserts at the border of the other."""
    begin, end = max(one[0], other[0]), min(one[1], other[1])
    inserts = one[0] == one[1] or other[0] == other[1]
    return begin <= end if inserts else begin < end


def _all_units(text: str) -> list[str]:
    units = split_units(text)
    rest = text[sum(map(len, units)) :]
    return [*units, rest] if rest else units
