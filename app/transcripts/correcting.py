"""A final as its reader corrected it: other words, at the times that were measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from app.exporters.wording import sets_no_blanks
from engine.events import Final, Word

_RUN = re.compile(r"\S+")


def corrected(final: Final, text: str) -> Final:
    """`final` with `text` in the place of what was heard; begin and end stay."""
    return replace(final, text=text, words=corrected_words(final, text))


def corrected_words(final: Final, text: str) -> tuple[Word, ...]:
    """Words of `text` with times: those that were heard keep theirs, others share the time of what they replace.

    What was added stands between its neighbours. A time that was not measured says so (`interpolated`).
    None where the final has no words.
    """
    if not final.words:
        return ()
    pieces = _pieces(text)
    if all(any(each.isalnum() for each in word.text) for word in final.words):
        pieces = [piece for piece in pieces if any(each.isalnum() for each in piece)]
    old, new = [_key(word.text) for word in final.words], [_key(piece) for piece in pieces]
    words: list[Word] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs = zip(final.words[a:b], pieces[c:d], strict=True)
            words += [replace(word, text=piece) for word, piece in pairs]
        elif kind != "delete":
            begin, end = _room(final, a, b)
            words += _shared(pieces[c:d], begin, end)
    return tuple(words)


def _pieces(text: str) -> list[str]:
    """Parted at blanks, and around each character of a script that sets none."""
    pieces: list[str] = []
    for run in _RUN.findall(text):
        piece = ""
        for character in run:
            if not sets_no_blanks(character):
                piece += character
                continue
            pieces += [piece, character]
            piece = ""
        pieces.append(piece)
    return [piece for piece in pieces if piece]


def _key(word: str) -> str:
    """Words that differ in case or marks alone were heard as they are."""
    return "".join(each for each in word.casefold() if each.isalnum()) or word


def _room(final: Final, first: int, end: int) -> tuple[int, int]:
    """The time of the words first..end, or between the neighbours where there are none."""
    words = final.words
    if first < end:
        return words[first].start, words[end - 1].end
    begin = words[first - 1].end if first else final.start
    return begin, max(begin, words[first].start if first < len(words) else final.end)


def _shared(pieces: Sequence[str], begin: int, end: int) -> list[Word]:
    whole = sum(map(len, pieces))
    words, at = [], 0
    for piece in pieces:
        start = begin + (end - begin) * at // whole
        at += len(piece)
        words.append(Word(piece, start, begin + (end - begin) * at // whole, None, interpolated=True))
    return words
