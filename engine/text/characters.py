"""What kind of character it is: Han, of a script without blanks between words, wide. All other code asks here.

The strings are ranges for a class of a regular expression. Source: Unicode 15, Blocks.txt.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs with their extensions, radicals and numerals: \u4e2d \u3007 \u3005."""
_KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_BOPOMOFO = "\u3100-\u312f\u31a0-\u31ef"
HANGUL = "\u1100-\u11ff\uac00-\ud7af"
UNSPACED = f"{HAN}{_KANA}{_BOPOMOFO}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts that set no blanks between words: Chinese and Japanese, Thai, Lao, Burmese, Khmer."""
SQUARE = f"{HAN}{_KANA}{_BOPOMOFO}\u3000-\u303f\uff00-\uff9f\uffe0-\uffef"
"""Chinese and Japanese with their punctuation: each character is read, timed and broken from the next by itself."""

# Expressions are compiled when they are first asked: the window imports this before its first picture.


@lru_cache(maxsize=8192)
def is_han(character: str) -> bool:
    return re.match(f"[{HAN}]", character) is not None


@lru_cache(maxsize=8192)
def is_unspaced(character: str) -> bool:
    return re.match(f"[{UNSPACED}]", character) is not None


@lru_cache(maxsize=8192)
def is_square(character: str) -> bool:
    return re.match(f"[{SQUARE}]", character) is not None


def is_wide(character: str) -> bool:
    """Whether it fills the square of a Chinese character, as Korean does too. Source: Unicode, UAX 11."""
    return unicodedata.east_asian_width(character) in "WF"
