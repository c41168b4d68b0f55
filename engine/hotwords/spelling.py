"""Latin words, digits and symbols to sounds: rough phonetic keys, the same for an entry and for a text.

Source of letter-to-sound: letter_to_sound.py, the general spelling rules of American English.
A rough key only has to give like-sounding spellings like keys; it need not be how the word is really said.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from engine.hotwords.letter_to_sound import spell_out
from engine.hotwords.phones import inventory

DIGITS_ZH = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
DIGITS_EN = dict(
    zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True)  # noqa: SIM905
)
SYMBOLS_ZH = {"+": "加", "%": "百分之", "#": "井", "@": "艾特", "&": "和", "=": "等于", ".": "点", "°": "度"}
SYMBOLS_EN = {
    "+": "plus", "%": "percent", "#": "sharp", "@": "at", "&": "and", "=": "equals", ".": "point", "°": "degrees",
}  # fmt: skip
_VOWEL_NAMES = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "Y UW", "y": "W AY"}
LONGEST_INITIALISM = 5
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z']+|[A-Z]+")


def plain_latin(text: str) -> str:
    """Letters without their accents, one for one in length where that is possible: "Zoë" gives "Zoe"."""
    return "".join(_without_accent(each) for each in text)


@lru_cache(maxsize=4096)
def _without_accent(letter: str) -> str:
    if letter.isascii():
        return letter
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base.isascii() and base else letter


def parts(word: str) -> list[str]:
    """The parts of a word in mixed case: "ComfyUI" gives "Comfy" and "UI"."""
    return _PARTS.findall(word)


@lru_cache(maxsize=65_536)
def said_as_word(word: str) -> tuple[int, ...]:
    """Units of a Latin word; a single letter is read by its name."""
    lower = word.lower()
    if len(lower.strip("'")) == 1:
        return said_as_letters(lower)
    return _units(spell_out(lower))


@lru_cache(maxsize=4096)
def said_as_letters(word: str) -> tuple[int, ...]:
    """Units of the letters' names."""
    names = [_VOWEL_NAMES.get(letter) or spell_out(letter) for letter in word.lower() if letter.isalpha()]
    return _units(" ".join(names))


def is_initialism(word: str) -> bool:
    """Whether a word may be spelled letter by letter: a few capitals."""
    return word.isupper() and 1 < len(word) <= LONGEST_INITIALISM


def _units(phones: str) -> tuple[int, ...]:
    """ER is said as a vowel and an R, so that "er" and "or" differ by the vowel only."""
    table = inventory()
    names = phones.replace("ER", "AH R").split()
    return tuple(table.phone(name) for name in names)
