"""Finds where a language model repeats itself."""

from __future__ import annotations

import re

from engine.text.units import letters

LOOP_REPEATS, LOOP_LETTERS = 4, 20  # so often and so long in a row is a loop, not emphasis
LONGEST_UNIT = 12  # words or characters
_WORD = re.compile(r"\s*\S+")


def unlooped(text: str) -> str:
    """`text` with each loop passed once. A loop repeats up to 12 words or characters, whatever stands between them.

    A repetition counts from 4 times and 20 letters on; digits alone never do. A cut-off remainder of a loop at the very
    end is removed with it.
    """
    before = ""
    straight = text
    while straight != before:
        before = straight
        straight = _passed_once(_joined(list(straight)))
        straight = _passed_once(_joined(_WORD.findall(straight)))
    return straight.strip() if straight != text else text


def _joined(pieces: list[str]) -> list[str]:
    """Units with blanks and punctuation attached to the unit that follows."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not letters(piece):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _passed_once(pieces: list[str]) -> str:
    spoken = [letters(piece) for piece in pieces]
    while (loop := _first_loop(spoken)) is not None:
        behind, end = loop
        del pieces[behind:end], spoken[behind:end]
    return "".join(pieces)


def _first_loop(spoken: list[str]) -> tuple[int, int] | None:
    """Where the first loop has been passed once, and where it ends."""
    for begin in range(len(spoken)):
        for length in range(1, LONGEST_UNIT + 1):
            end = begin + length
            while end < len(spoken) and spoken[end] == spoken[end - length]:
                end += 1
            if _is_loop(spoken[begin : begin + length], (end - begin) // length):
                return begin + length, end if end == len(spoken) else end - (end - begin) % length
    return None


def _is_loop(unit: list[str], repeats: int) -> bool:
    said = "".join(unit)
    return repeats >= LOOP_REPEATS and repeats * len(said) >= LOOP_LETTERS and not said.isdigit()
