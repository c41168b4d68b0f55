"""Where caption lines break, and keeping the breaks of lines that were read already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from PySide6.QtCore import QTextBoundaryFinder

from engine.text.chinese import inside_words

Fits = Callable[[str], bool]
"""Whether a text, without the blanks at its end, has room on one line."""


def pieces(text: str) -> list[str]:
    """The text cut wherever a line may break (UAX 14: after blanks, between Chinese words...).

    Joined, the pieces are the text again.
    """
    inside = inside_words(text, quick=True)
    found: list[str] = []
    end = 0
    for piece in _boundaries(text):
        if end in inside:
            found[-1] += piece
        else:
            found.append(piece)
        end += len(piece)
    return found


def _boundaries(text: str) -> list[str]:
    units = text.encode("utf-16-le")  # Qt counts in UTF-16
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    cut, found = 0, []
    while (position := finder.toNextBoundary()) != -1:
        found.append(units[2 * cut : 2 * position].decode("utf-16-le"))
        cut = position
    return found


def wrap(text: str, fits: Fits, shown: Sequence[str] = ()) -> list[str]:
    """The lines of `text`, each as long as fits; joined, they are the text again.

    shown: the lines in which an earlier version of the text stands on the screen. Where a full line of it
    ended is where the new line ends, as long as that word is still there and the line fits.
    """
    new = [part for piece in pieces(text) for part in _short_enough(piece, fits)]
    wanted = _kept_breaks(shown, new)
    lines: list[str] = []
    begin = 0
    while begin < len(new):
        end = _longest(new, begin, fits)
        kept = wanted[len(lines)] if len(lines) < len(wanted) else None
        if kept is not None and begin < kept <= end:
            end = kept
        lines.append("".join(new[begin:end]))
        begin = end
    return lines


def _longest(parts: Sequence[str], begin: int, fits: Fits) -> int:
    end = begin + 1
    while end < len(parts) and fits("".join(parts[begin : end + 1]).rstrip()):
        end += 1
    return end


def _short_enough(piece: str, fits: Fits) -> list[str]:
    """A word that is wider than a whole line breaks between any two characters."""
    return [piece] if fits(piece.rstrip()) else list(piece)


def _kept_breaks(shown: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For every full line that is shown, the index in `new` at which it ought to end again, if known."""
    if len(shown) < 2:
        return []
    by_line = [pieces(line) for line in shown]
    old = [piece for line in by_line for piece in line]
    places: dict[int, int] = {}
    matcher = SequenceMatcher(None, _plain(old), _plain(new), autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        places.update({a + step: b + step for step in range(size)})
    ends = list(accumulate(len(line) for line in by_line))[:-1]
    return [_place_of(end, places) for end in ends]


def _place_of(end: int, places: dict[int, int]) -> int | None:
    before = places.get(end - 1)
    return before + 1 if before is not None else places.get(end)


def _plain(parts: Sequence[str]) -> list[str]:
    """Words as they compare: a capital or a full stop that came later is no other word."""
    return ["".join(c for c in part if c.isalnum()).casefold() or part for part in parts]
