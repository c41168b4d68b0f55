"""Applies a reader's correction to a final: other words at the measured times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Protocol

from engine.events import Final, Word
from engine.text.characters import is_square
from engine.text.units import essence, letters
from engine.timeline import SAMPLE_RATE

_LEAST_A_LETTER = 30 * SAMPLE_RATE // 1000  # 33 letters a second, faster than speech
_MOST_COMPARED = 4_000_000  # pairs of words, a second at the worst: a whole talk may be pasted into one sentence
_RUN = re.compile(r"\S+")


class Spoken(Protocol):
    """What was said from start to end (samples), and the times of its words where they are known."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def words(self) -> tuple[Word, ...]: ...


def corrected(final: Final, text: str) -> Final:
    """`final` with `text` in the place of what was heard; begin and end stay."""
    return replace(final, text=text, words=corrected_words(final, text))


def corrected_words(final: Spoken, text: str) -> tuple[Word, ...]:
    """Words of `text` with times: those that were heard keep theirs, others share the time of what they replace.

    What was added stands between its neighbours, and shares their time where they leave it too little. A time that
    was not measured says so (`interpolated`). None where the final has no words.
    """
    if not final.words:
        return ()
    pieces = pieces_of(text)
    if all(letters(word.text) for word in final.words):
        pieces = [piece for piece in pieces if letters(piece)]
    old, new = [essence(word.text) for word in final.words], [essence(piece) for piece in pieces]
    words: list[Word] = []
    added: list[tuple[int, int]] = []
    for kind, a, b, c, d in _changes(old, new):
        if kind == "equal":
            pairs = zip(final.words[a:b], pieces[c:d], strict=True)
            words += [word if word.text == piece else replace(word, text=piece) for word, piece in pairs]
        elif kind != "delete":
            if kind == "insert":
                added.append((len(words), len(words) + d - c))
            words += shared(pieces[c:d], *_room(final, a, b))
    for first, behind in added:
        _make_room(words, first, behind)
    return tuple(words)


def _changes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """As SequenceMatcher.get_opcodes. Between texts too long to compare, all between beginning and end is replaced."""
    if len(old) * len(new) <= _MOST_COMPARED:
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    most = min(len(old), len(new))
    begin = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - begin) if old[-1 - at] != new[-1 - at]), most - begin)
    a, b, c, d = begin, len(old) - end, begin, len(new) - end
    kind = "insert" if a == b else "delete" if c == d else "replace"
    middle = [(kind, a, b, c, d)] if (a, c) != (b, d) else []
    return [("equal", 0, begin, 0, begin), *middle, ("equal", b, len(old), d, len(new))]


def pieces_of(text: str) -> list[str]:
    """Parted at blanks, and around each character of a script that sets none."""
    pieces: list[str] = []
    for run in _RUN.findall(text):
        piece = ""
        for character in run:
            if not is_square(character):
                piece += character
                continue
            pieces += [piece, character]
            piece = ""
        pieces.append(piece)
    return [piece for piece in pieces if piece]


def _room(final: Spoken, first: int, end: int) -> tuple[int, int]:
    """The time of the words first..end, or between the neighbours where there are none."""
    words = final.words
    if first < end:
        return words[first].start, words[end - 1].end
    begin = words[first - 1].end if first else final.start
    return begin, max(begin, words[first].start if first < len(words) else final.end)


def shared(pieces: Sequence[str], begin: int, end: int) -> list[Word]:
    """Words that share the time begin..end (samples) by their length."""
    whole = sum(map(len, pieces))
    words, at = [], 0
    for piece in pieces:
        start = begin + (end - begin) * at // whole
        at += len(piece)
        words.append(Word(piece, start, begin + (end - begin) * at // whole, None, interpolated=True))
    return words


def _make_room(words: list[Word], first: int, behind: int) -> None:
    """Share the time of as few neighbours as give words[first:behind], and themselves, the time to be spoken.

    Otherwise a sentence that was added where words touch would be shown for an instant.
    """
    while _spare(words[first:behind]) < 0 and (first > 0 or behind < len(words)):
        before, after = words[max(0, first - 1) : first], words[behind : behind + 1]
        if not after or (before and _spare(before) >= _spare(after)):
            first -= 1
        else:
            behind += 1
    taken = words[first:behind]
    anew = shared([word.text for word in taken], taken[0].start, max(taken[0].start, taken[-1].end))
    words[first:behind] = [replace(each, probability=word.probability) for each, word in zip(anew, taken, strict=True)]


def _spare(words: Sequence[Word]) -> int:
    """The time of successive words, in samples, beyond what it takes to speak their letters."""
    return words[-1].end - words[0].start - _LEAST_A_LETTER * sum(len(word.text) for word in words)
