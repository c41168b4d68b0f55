"""Text as the units in which people see it change: words, and single Chinese or Japanese characters."""

from __future__ import annotations

import re

from engine.text.characters import SQUARE

_UNIT = re.compile(rf"\s*(?:[{SQUARE}]|[^\s{SQUARE}]+)")
_NO_LETTERS = re.compile(r"[\W_]+")


def split_units(text: str) -> list[str]:
    """The units of `text`, each with the blank before it: joined they are `text` again, save blanks at its end."""
    return _UNIT.findall(text)


def letters(text: str) -> str:
    """Letters and digits alone, without case: what of a text is spoken."""
    return _NO_LETTERS.sub("", text.casefold())


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
