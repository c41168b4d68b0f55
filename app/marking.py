"""Finds given words in a text, never inside another word: for marks of vocabulary and alert words."""

from __future__ import annotations

from collections.abc import Iterable

from engine.text.borders import joined
from engine.text.borders import places_of as occurrences
from engine.text.chinese import inside_words

Places = tuple[tuple[int, int], ...]


def places_of(words: Iterable[str], text: str, same_case: bool = True) -> Places:
    """(begin, end) of every word in `text` that is no part of another word; in order, none overlap.

    A Chinese word is found wherever its characters stand. same_case: only as it is written.
    """
    found: list[tuple[int, int]] = []
    for word in sorted(set(filter(None, words)), key=len, reverse=True):
        for begin, end in occurrences(word, text, same_case):
            if all(end <= other[0] or other[1] <= begin for other in found):
                found.append((begin, end))
    return tuple(sorted(found))


def word_at(text: str, place: int) -> str:
    """The word that holds the character at `place`, Chinese ones by the words of every day; "" where none does."""
    if not 0 <= place < len(text) or not text[place].isalnum():
        return ""
    inside = inside_words(text, quick=True)
    borders = [each for each in range(len(text) + 1) if not joined(text, each) and each not in inside]
    begin = max(each for each in borders if each <= place)
    return text[begin : min(each for each in borders if each > place)]
