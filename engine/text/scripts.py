"""The script of a text, and the scripts of a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_WRITTEN_IN = {
    "HAN": "zh yue ja ko",
    "KANA": "ja",
    "HANGUL": "ko",
    "LATIN": "en de fr es it pt nl id ms vi tl fil pl cs tr sv da nb no fi et lv lt hu ro hr sl sk ga mt",
    "CYRILLIC": "ru uk bg mk",
    "GREEK": "el",
    "ARABIC": "ar fa ur",
    "THAI": "th",
    "DEVANAGARI": "hi mr ne",
}
_NAMES = {"CJK": "HAN", "HIRAGANA": "KANA", "KATAKANA": "KANA"}
_SYLLABIC = ("HAN", "KANA", "HANGUL")


def foreign_share(text: str, languages: Iterable[str]) -> float:
    """Share of the letters in scripts that none of `languages` is written in; 0 where nothing is known."""
    known = [scripts_of(language) for language in languages]
    if not known or not all(known):
        return 0.0
    allowed = {"LATIN"}.union(*known)  # terms are in Latin letters everywhere
    found = [each for each in map(script, text) if each]
    return sum(each not in allowed for each in found) / len(found) if found else 0.0


def scripts_of(language: str) -> set[str]:
    """The scripts that a language (BCP 47) is written in; empty where that is not known here."""
    short = language.split("-")[0].casefold()
    return {script for script, languages in _WRITTEN_IN.items() if short in languages.split()}


def syllables(text: str) -> int:
    """Characters that are a syllable or about one."""
    return sum(script(character) in _SYLLABIC for character in text)


def script(character: str) -> str | None:
    """The script of a letter by the first word of its Unicode name; None for what is no letter."""
    if not character.isalpha():
        return None
    if character.isascii():
        return "LATIN"
    first = unicodedata.name(character, "OTHER").split(maxsplit=1)[0]
    return _NAMES.get(first, first)
