"""Where in a text its hotwords stand: for the marks of a transcript on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from engine.text.borders import places_of as occurrences

Places = tuple[tuple[int, int], ...]


def places_of(words: Iterable[str], text: str) -> Places:
    """(begin, end) of every word in `text`, written as it is and no part of another word; in order, none overlap."""
    found: list[tuple[int, int]] = []
    for word in sorted(set(filter(None, words)), key=len, reverse=True):
        for begin, end in occurrences(word, text, same_case=True):
            if all(end <= other[0] or other[1] <= begin for other in found):
                found.append((begin, end))
    return tuple(sorted(found))
