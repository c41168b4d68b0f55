"""Lines of captions as they grow: where they break, and keeping the breaks of lines that were read already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from engine.text.breaking import LINE_PARTS, TOGETHER, BreakPlaces, Filled, Ruler
from engine.text.units import essence

# A line ends here although it has room left, when it is this full: nothing that was read has to move later.
_ENDS_EARLY = {0.0: 0.5, 1.0: 0.65, 2.0: 0.7, 2.5: 0.85, 3.5: 0.7, 4.0: 0.85}
"""Share of the line, by the penalty of a break that readers like: after a sentence or clause, before a conjunction."""


def wrap(text: str, filled: Filled, shown: Sequence[str] = (), names: Iterable[str] = ()) -> list[str]:
    """The lines of `text`; joined, they are the text again.

    A line ends where a reader likes it, as soon as it is full enough for that, else behind the last word that has
    room and is neither inside a name nor between a number and its unit.
    shown: the lines in which an earlier version of the text stands on the screen. They keep their breaks as long as
    the words around them are still there and have room. names: words of the vocabulary, which stay whole.
    """
    places = BreakPlaces(text, filled, names, quick=True)
    if not places.chunks:
        return []
    kept = _kept_breaks(shown, [places.text_of(chunk) for chunk in places.chunks])
    edges = [0]
    while edges[-1] < len(places.chunks):
        line = len(edges) - 1
        edges.append(_line_end(places, filled, edges[-1], *kept[line] if line < len(kept) else (None, None)))
    cuts = [0, *(places.chunks[edge].begin for edge in edges[1:-1]), len(text)]
    return [text[begin:end] for begin, end in pairwise(cuts)]


def line_filled(text: str, px_filled: Filled) -> Filled:
    """Full when the pixels are, and at 42 Latin or 16 Chinese characters however wide the window is."""
    ruler = Ruler(text)
    return lambda begin, end: max(ruler.width(begin, end) / LINE_PARTS, px_filled(begin, end))


def _line_end(places: BreakPlaces, filled: Filled, begin: int, kept: int | None, reaches: int | None) -> int:
    """The chunk behind a line that begins with chunk `begin`.

    kept: where its full predecessor on the screen ended. reaches: how far its unfinished predecessor came.
    """
    chunks = places.chunks
    longest = begin + 1
    while longest < len(chunks) and filled(chunks[begin].begin, chunks[longest].end) <= 1:
        longest += 1
    if kept is not None and begin < kept <= longest:
        return kept
    first = max(begin + 1, reaches or 0)
    for end in range(first, min(longest + 1, len(chunks))):
        if filled(chunks[begin].begin, chunks[end - 1].end) >= _ENDS_EARLY.get(places.penalty(end), 2.0):
            return end
    if longest == len(chunks):
        return longest
    allowed = (end for end in range(longest, begin, -1) if places.penalty(end) < TOGETHER)
    return next(allowed, longest)


def _kept_breaks(shown: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """For every line that is shown, the chunk at which a full one ought to end again, or which the last one reaches."""
    if not shown:
        return []
    by_line = [_words_of(line) for line in shown]
    old = [word for line in by_line for word in line]
    places: dict[int, int] = {}
    matcher = SequenceMatcher(None, [*map(essence, old)], [*map(essence, new)], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        places.update({a + step: b + step for step in range(size)})
    *full, last = [_place_of(end, places) for end in accumulate(len(line) for line in by_line)]
    return [*((end, None) for end in full), (None, last)]


def _words_of(line: str) -> list[str]:
    places = BreakPlaces(line, lambda begin, end: 0.0, quick=True)
    return [places.text_of(chunk) for chunk in places.chunks]


def _place_of(end: int, places: dict[int, int]) -> int | None:
    before = places.get(end - 1)
    return before + 1 if before is not None else places.get(end)
