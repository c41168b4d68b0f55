"""Where words end in a text, and whether a word stands in it as a word: "Ann" in "Ann's", not in "planning"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.text.characters import is_unspaced

SHORT_FORM = r"['’](?i:s|ll|re|ve|d|m)(?![A-Za-z])"
"""The ending of "Ann's" or "she'll", as an expression: it is no part of the word."""


def joined(text: str, at: int) -> bool:
    """Letters or digits on both sides of a border. A Chinese character ends a word of letters, and so does an ending
    such as 's or 'll; an apostrophe that is no quotation mark belongs to its word."""
    if not 0 < at < len(text) or re.match(SHORT_FORM, text[at : at + 4]):
        return False
    if text[at] in "'’":
        return _in_word(text[at - 1]) and _in_word(text[at + 1 : at + 2])
    if text[at - 1] in "'’":
        return _in_word(text[at]) and at > 1 and _in_word(text[at - 2])
    return _in_word(text[at - 1]) and _in_word(text[at])


def places_of(word: str, text: str, same_case: bool = False) -> Iterator[tuple[int, int]]:
    """(begin, end) wherever `word` stands in `text` as words of their own, with any blanks between them; in order."""
    words = word.split()
    if not words:
        return
    pattern = r"\s+".join(map(re.escape, words))
    at = 0
    while (match := re.compile(pattern, 0 if same_case else re.IGNORECASE).search(text, at)) is not None:
        begin, end = match.span()
        if joined(text, begin) or joined(text, end):
            at = begin + 1
        else:
            yield begin, end
            at = end


def holds(text: str, word: str) -> bool:
    """Whether `word` stands in `text`, whatever its case."""
    return next(places_of(word, text), None) is not None


def _in_word(character: str) -> bool:
    return (character.isalnum() or character == "_") and not is_unspaced(character)
