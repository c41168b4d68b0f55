"""Guesses the pronunciation of an English word letter by letter, with the commonest sound of each spelling.

Source of the table: the general spelling rules of American English; the inventory is the 39 ARPABET phones of CMUdict.
"""

from __future__ import annotations

import re

_SPELLINGS = {
    # Longest first where they share a beginning; an empty value is silent.
    "eigh": "EY", "ough": "AO", "augh": "AO", "tion": "SH AH N", "sion": "ZH AH N", "tch": "CH", "dge": "JH",
    "igh": "AY", "sch": "SH", "chr": "K R", "air": "EH R", "ear": "IH R", "eer": "IH R", "our": "AW R",
    "oor": "AO R", "qu": "K W", "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "ck": "K",
    "ng": "NG", "gh": "G", "kn": "N", "wr": "R", "ps": "S", "rh": "R", "sc": "S K", "zh": "ZH", "ts": "T S",
    "ee": "IY", "ea": "IY", "ei": "EY", "ey": "IY", "ai": "EY", "ay": "EY", "au": "AO", "aw": "AO",
    "oa": "OW", "oe": "OW", "oi": "OY", "oy": "OY", "oo": "UW", "ou": "AW", "ow": "OW", "ew": "UW",
    "eu": "Y UW", "ie": "IY", "ue": "UW", "ui": "UW", "ar": "AA R", "er": "ER", "ir": "ER", "or": "AO R",
    "ur": "ER", "al": "AE L",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T",
    "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z", "'": "",
}  # fmt: skip
_LETTERS = {
    "a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY", "h": "EY CH",
    "i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N", "o": "OW", "p": "P IY",
    "q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW", "v": "V IY",
    "w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY",
}  # fmt: skip
_LONG_VOWELS = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
_VOWEL = re.compile(r"[aeiouy]")


def spell_out(word: str) -> str:
    """Phones by spelling alone; abbreviations without a vowel are spelled letter by letter."""
    letters = [letter for letter in word if letter in _LETTERS]
    if not _VOWEL.search(word):
        return " ".join(_LETTERS[letter] for letter in letters)
    return " ".join(_phones(word))


def _phones(word: str) -> list[str]:
    phones: list[str] = []
    at = 0
    while at < len(word):
        length, sound = _sound_at(word, at)
        if sound and not (phones and phones[-1] == sound and len(sound) <= 2 and not _VOWEL.match(word[at])):
            phones.append(sound)  # a doubled consonant is said once
        at += length
    return phones


def _sound_at(word: str, at: int) -> tuple[int, str]:
    """(letters taken, their phones) at one place of the word."""
    letter, following = word[at], word[at + 1 : at + 2]
    if letter == "e" and at == len(word) - 1 and at > 1:
        return 1, ""  # silent at the end
    if letter in "cg" and following and following in "eiy":
        return 1, "S" if letter == "c" else "JH"
    if letter in _LONG_VOWELS and re.fullmatch(r"[^aeiouywxr]e", word[at + 1 : at + 3]) and at + 3 == len(word):
        return 1, _LONG_VOWELS[letter]  # "make", "zone"
    if letter == "y" and at == 0:
        return 1, "Y"
    if letter == "o" and at == len(word) - 1:
        return 1, "OW"
    if letter == "a" and at == len(word) - 1:
        return 1, "AH"
    for length in (4, 3, 2, 1):
        sound = _SPELLINGS.get(word[at : at + length])
        if sound is not None and len(word[at : at + length]) == length:
            return length, sound
    return 1, ""
