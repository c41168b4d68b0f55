"""Tells a final text that lost what was heard before it: most of it, or its end.

Source: the rules by which FunASR's realtime server (1.4) keeps a partial instead of the final. Lengths are counted in
letters; digits count as the words that they stand for.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from engine.text.loops import unlooped
from engine.text.units import letters

LETTERS_A_DIGIT = 9  # at most: "373" is "three hundred and seventy three"
ONLY_ITS_BEGINNING = "the final text stopped after the beginning of what had been heard"
FAR_TOO_SHORT = "the final text was far shorter than what had been heard"
WITHOUT_ITS_END = "the final text lost the end of what had been heard"

_PREFIX_S, _PREFIX, _PREFIX_TIMES, _PREFIX_MORE = 2.0, 4, 2, 8
_LONG_S = 8.0
_SHORT_FROM, _SHORT_TIMES = 24, 3
_TAIL_FROM, _TAIL_MORE, _TAIL_HAN_MORE, _HEAD_ALIKE = 16, 12, 4, 0.75
_LAST, _LAST_ALIKE = 8, 0.5


def cut_short(text: str, earlier: str, sound_s: float) -> str | None:
    """Why `text`, the final of `sound_s` seconds, has lost too much of an earlier text of the same sound; None where
    it has not. A text that is empty is not judged here.
    """
    written, expected = letters(_spelled_out(text)), letters(unlooped(earlier))
    if not written or sound_s < _PREFIX_S:
        return None
    longer = len(expected) - len(written)
    far_longer = len(expected) >= _PREFIX_TIMES * len(written) and longer >= _PREFIX_MORE
    if len(written) >= _PREFIX and far_longer and expected.startswith(written):
        return ONLY_ITS_BEGINNING
    if sound_s < _LONG_S:
        return None
    if len(expected) >= max(_SHORT_FROM, _SHORT_TIMES * len(written)):
        return FAR_TOO_SHORT
    return WITHOUT_ITS_END if _lost_its_end(written, expected, longer) else None


def _lost_its_end(written: str, expected: str, longer: int) -> bool:
    """Whether `expected` continues where `written` ends: their beginnings agree, their ends do not."""
    least = _TAIL_MORE if expected[-1:].isascii() else _TAIL_HAN_MORE  # four characters take as long as a dozen letters
    if len(written) < _TAIL_FROM or longer < least:
        return False
    if Levenshtein.normalized_similarity(written, expected[: len(written)]) < _HEAD_ALIKE:
        return False
    return Levenshtein.normalized_similarity(written[-_LAST:], expected[-_LAST:]) < _LAST_ALIKE


def _spelled_out(text: str) -> str:
    return re.sub(r"\d", "n" * LETTERS_A_DIGIT, text)
