"""Where in a text its hotwords stand: for the marks of a transcript on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from app.exporters.wording import sets_no_blanks

Places = tuple[tuple[int, int], ...]


def places_of(words: Iterable[str], text: str) -> Places:
    """(begin, end) of every word in `text`, written as it is and no part of another word; in order, none overlap."""
    found: list[tuple[int, int]] = []
    for word in sorted(set(filter(None, words)), key=len, reverse=True):
        begin = text.find(word)
        while begin >= 0:
            end = begin + len(word)
            free = all(end <= other[0] or other[1] <= begin for other in found)
            if free and not (_joined(text, begin) or _joined(text, end)):
                found.append((begin, end))
            begin = text.find(word, end)
    return tuple(sorted(found))


def _joined(text: str, border: int) -> bool:
    """Whether letters or digits stand on both sides; a Chinese character ends a word of letters."""
    return 0 < border < len(text) and _in_word(text[border - 1]) and _in_word(text[border])


def _in_word(character: str) -> bool:
    return (character.isalnum() or character in "'_") and not sets_no_blanks(character)
