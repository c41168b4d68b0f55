"""One text out of two: marks, capitals, numbers and hotwords of a language model, all other words as CTC heard them.

For models whose language model writes better than it hears. Both texts are cut into words (Chinese into
characters), aligned by edit distance (Levenshtein 1966), and where they differ the words that were heard stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from engine.events import Word
from engine.streaming.units import essence, letters, split_units

SAME_WORD = 0.75  # share of the letters in common
_SENTENCE_ENDS = ".!?。！？"
_CLOSING_MARKS = re.compile(r"[^\w\s]+$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word with its blank before it and the marks behind it; start: where it begins in its text."""

    text: str
    start: int

    @property
    def spoken(self) -> str:
        return essence(self.text)

    @property
    def marks(self) -> str:
        found = _CLOSING_MARKS.search(self.text)
        return found.group() if found else ""


def mended(text: str, heard: str, hotwords: Sequence[str]) -> str:
    """`text` with the words of `heard` wherever the two differ and the difference is neither a number nor an
    offered hotword nor the spelling of the same word."""
    written, said = _pieces(text), _pieces(heard)
    listed = [place for place, piece in enumerate(written) if _within(piece, _places(text, hotwords))]
    found: list[str] = []
    for alike, (first, last), (begin, end) in _blocks(
        [each.spoken for each in written], [each.spoken for each in said]
    ):
        ours, theirs = written[first:last], said[begin:end]
        if alike or _may_differ(ours, theirs, sum(first <= place < last for place in listed)):
            found += [piece.text for piece in ours]
        else:
            found += _in_place(ours, theirs, found)
    return "".join(found).strip()


def timed_like(text: str, *sources: Sequence[Word]) -> tuple[Word, ...]:
    """The words of `text` with the times that they have in the first source that says them at that place; none at
    all where one of them has no time, or time would run backwards."""
    pieces = _pieces(text)
    spoken = [piece.spoken for piece in pieces]
    timed: list[Word | None] = [None] * len(pieces)
    for words in sources:
        for alike, (first, last), (begin, _) in _blocks(spoken, [essence(word.text) for word in words]):
            for place in range(first, last) if alike else ():
                timed[place] = timed[place] or replace(words[begin + place - first], text=pieces[place].text.strip())
    placed = [word for word in timed if word is not None]
    forward = all(one.start <= other.start for one, other in pairwise(placed))
    return tuple(placed) if forward and len(placed) == len(timed) else ()


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    for unit in split_units(text):
        if pieces and not letters(unit):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + unit)
        else:
            pieces.append(_Piece(unit, at))
        at += len(unit)
    return pieces


def _blocks(one: list[str], other: list[str]) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Stretches of both that are alike, or that stand for each other."""
    differs: tuple[int, int] | None = None
    for step in Levenshtein.opcodes(one, other):
        if step.tag != "equal":
            differs = differs or (step.src_start, step.dest_start)
            continue
        if differs:
            yield False, (differs[0], step.src_start), (differs[1], step.dest_start)
            differs = None
        yield True, (step.src_start, step.src_end), (step.dest_start, step.dest_end)
    if differs:
        yield False, (differs[0], len(one)), (differs[1], len(other))


def _places(text: str, hotwords: Sequence[str]) -> list[tuple[int, int]]:
    return [
        match.span() for word in hotwords for match in re.finditer(re.escape(word), text, re.IGNORECASE) if word.strip()
    ]


def _within(piece: _Piece, places: Sequence[tuple[int, int]]) -> bool:
    begin = piece.start + len(piece.text) - len(piece.text.lstrip())
    return any(start <= begin < end for start, end in places)


def _may_differ(ours: Sequence[_Piece], theirs: Sequence[_Piece], listed: int) -> bool:
    """A number in the place of words, mostly a hotword, or another spelling; never something where nothing was
    heard."""
    if not theirs or not ours:
        return False
    if Levenshtein.normalized_similarity(_letters(ours), _letters(theirs)) >= SAME_WORD:
        return True
    return 2 * listed >= len(ours) or any(char.isdecimal() for piece in ours for char in piece.text)


def _letters(pieces: Sequence[_Piece]) -> str:
    return "".join(piece.spoken for piece in pieces)


def _in_place(ours: Sequence[_Piece], theirs: Sequence[_Piece], before: list[str]) -> list[str]:
    """What was heard, with the capital at a sentence's beginning and the marks of what it stands for. Marks in front
    of words that were left out move behind them."""
    heard = [piece.text for piece in theirs]
    marks = ours[-1].marks if ours else ""
    if before and not ours and (moved := _CLOSING_MARKS.search(before[-1])):
        marks = moved.group()
        before[-1] = before[-1][: moved.start()]
    if heard and (not before or before[-1].rstrip()[-1:] in _SENTENCE_ENDS):
        blanks = len(heard[0]) - len(heard[0].lstrip())
        heard[0] = heard[0][: blanks + 1].upper() + heard[0][blanks + 1 :]
    if heard and not heard[-1].endswith(marks):
        heard[-1] += marks
    elif marks and not heard and before and before[-1].rstrip()[-1:] not in _SENTENCE_ENDS:
        before[-1] = _CLOSING_MARKS.sub("", before[-1]) + marks
    return heard
