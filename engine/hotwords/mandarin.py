"""Converts Chinese characters to syllables, with every reading of a character that has several.

Source of the readings: pypinyin 0.55.0, whose tables come from the pinyin-data and phrase-pinyin-data projects; its
phrases choose the reading of a character in its context.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from engine.hotwords.phones import inventory
from engine.text.chinese import phrases

Syllable = tuple[int, ...]
"""The units of one syllable: initial and final, or the final alone."""
MOST_READINGS = 4  # what the dictionaries list beyond that is hardly ever said
_FEWEST_WORDS, _LEAST_SHARE = 2, 0.03


def readings_of(run: str) -> list[tuple[Syllable, ...]]:
    """The readings of each character of a run of Han characters, the one that fits the context first.

    A character without any known reading has none. A word of the dictionary has its own readings only.
    """
    in_context = _in_context(run)
    if run in phrases() and all(in_context):
        return [(each,) for each in in_context]
    return [_merged(first, _alone(character)) for first, character in zip(in_context, run, strict=True)]


def _merged(first: Syllable, others: Sequence[Syllable]) -> tuple[Syllable, ...]:
    readings = dict.fromkeys([first, *others] if first else others)
    return tuple(readings)[:MOST_READINGS]


@lru_cache(maxsize=65_536)
def _in_context(run: str) -> tuple[Syllable, ...]:
    # Late: its dictionaries cost a tenth of a second and some 30 MB, and not everybody has Chinese hotwords.
    from pypinyin import Style, pinyin

    found = pinyin(run, style=Style.TONE3, errors="ignore")
    if len(found) != len(run):  # a character that pypinyin does not know
        return tuple(() for _ in run)
    return tuple(_syllable(each[0]) for each in found)


@lru_cache(maxsize=32_768)
def _alone(character: str) -> tuple[Syllable, ...]:
    """Readings of one character: the dictionary's first one, and those confirmed by words."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.TONE3, heteronym=True, errors="ignore")
    syllables = [_syllable(each) for each in (found[0] if found else ())]
    known = dict.fromkeys(each for each in syllables if each)
    return tuple(each for at, each in enumerate(known) if at == 0 or (character, each) in _confirmed())


@lru_cache(maxsize=1)
def _confirmed() -> frozenset[tuple[str, Syllable]]:
    """Readings that several words have, a fair share of all, and that are no curiosity of the dictionary.

    Otherwise the surname Wang might also be read "yu", and every "yu xiang" would suggest Wang Xiang.
    """
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.contrib.tone_convert import to_tone3

    counts: Counter[tuple[str, str]] = Counter()
    characters: Counter[str] = Counter()
    for phrase, readings in PHRASES_DICT.items():
        for character, reading in zip(phrase, readings, strict=False):
            counts[character, reading[0]] += 1
            characters[character] += 1
    return frozenset(
        (character, _syllable(to_tone3(reading)))
        for (character, reading), count in counts.items()
        if count >= _FEWEST_WORDS and count >= _LEAST_SHARE * characters[character]
    )


@lru_cache(maxsize=4096)
def _syllable(spelled: str) -> Syllable:
    """Units of one syllable such as "zhong1"; empty for anything else."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials

    if not spelled:
        return ()
    tone = int(spelled[-1]) if spelled[-1] in "12345" else 0
    table = inventory()
    final = table.final(to_finals(spelled, strict=True), tone)
    if final is None:
        final = table.final(spelled.rstrip("012345"), tone)
    if final is None:
        return ()
    initial = to_initials(spelled, strict=True)
    return (table.initial(initial), final) if initial else (final,)
