"""Everyday English words, which a name that sounds like one must not replace."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_SENTENCE_ENDS = ".!?。！？…:：\n"


def is_everyday(text: str, start: int, end: int) -> bool:
    """Whether an everyday word stands at start..end of a text and is meant as one: in small letters, or at the
    beginning of a sentence. With a capital elsewhere it is a name already.
    """
    word = text[start:end]
    if word.casefold().replace("’", "'") not in everyday_words():
        return False
    before = text[:start].rstrip(" \t\"'“”‘’(")
    return word.islower() or (word[1:].islower() and (not before or before[-1] in _SENTENCE_ENDS))


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Some 4,300 words in small letters, with their forms."""
    text = Path(__file__).with_name("everyday_english.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
