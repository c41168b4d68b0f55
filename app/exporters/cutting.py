"""Cuts one speaker's text into cues and lines with the smallest sum of penalties (dynamic programming)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from app.exporters.placing import Span, place_letters
from app.exporters.rules import SubtitleRules
from engine.events import Final
from engine.text.breaking import TOGETHER, BreakPlaces, Unbreakable
from engine.text.characters import is_square
from engine.timeline import SAMPLE_RATE

_LONG_PAUSE_MS = 1_000
_EACH_CUE = 4.0  # one cue more is the price for one break between words less, not for a break at a comma
_ACROSS_A_PAUSE = 10.0
_ACROSS_A_FINAL = 8.0  # only where the words of each alone could not be read
_UNREADABLE = 24.0  # for a cue that is too short to be read
_PARTED = 40.0
_STUB = 3.0
_SLACK_MS = 300  # so much time a cue gets from its neighbours without harm


@dataclass(frozen=True, slots=True)
class Piece:
    """A word with its signs, which stays on one line. begin_ms, end_ms: when it is spoken.

    blank: what stands before it on a line. penalty: of a break before it. whole: such a break parts a name or number.
    final: the number of its final in the run.
    """

    text: str
    blank: str
    begin_ms: int
    end_ms: int
    penalty: float
    whole: bool
    final: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The words of one cue. first: it begins the run. parted: a name or a number ends in it, or a line within one."""

    begin_ms: int
    end_ms: int
    lines: tuple[str, ...]
    first: bool
    parted: bool


def pieces_of(finals: Sequence[tuple[Final, str]], rules: SubtitleRules, lead: str) -> list[Piece]:
    """Of successive finals of one speaker, each with its text on one line. lead: what is shown before the first."""
    pieces: list[Piece] = []
    for number, (final, text) in enumerate(finals):
        room = rules.width(lead) if number == 0 else 0
        before = pieces[-1].text if pieces else ""
        pieces += _pieces_of_final(number, final, text, rules, room, before)
    return pieces


def _pieces_of_final(
    number: int, final: Final, text: str, rules: SubtitleRules, room: int, before: str
) -> Iterator[Piece]:
    ruler = rules.ruler(text)

    def filled(begin: int, end: int) -> float:
        return (ruler.width(begin, end) + (0 if begin else room)) / rules.line_parts

    places = BreakPlaces(text, filled, final.hotwords_used)
    for at, (chunk, span) in enumerate(zip(places.chunks, _spans_of(places.chunks, text, final), strict=True)):
        word = places.text_of(chunk)
        if at:
            blank = text[places.chunks[at - 1].end : chunk.begin]
            penalty, whole = places.penalty(at), places.holds_together(at)
        else:
            blank = "" if not before or (is_square(before[-1]) and is_square(word[0])) else " "
            penalty, whole = 0.0, False
        yield Piece(word, blank, _to_ms(span.begin), _to_ms(span.end), penalty, whole, number)


class Cutter:
    """Parts the pieces of a run into cuts."""

    def __init__(self, pieces: Sequence[Piece], rules: SubtitleRules, lead: str) -> None:
        self._pieces = pieces
        self._rules = rules
        self._full = rules.line_parts
        shown = [each.blank + each.text for each in pieces]
        widths = [rules.width(each) for each in shown]
        self._ends = [rules.width(lead) + width for width in accumulate(widths)]
        blanks = [rules.width(each.blank) for each in pieces]
        self._starts = [end - width + blank for end, width, blank in zip(self._ends, widths, blanks, strict=True)]
        self._starts[0] = 0
        self._read = list(accumulate(map(rules.reading_ms, shown), initial=rules.reading_ms(lead)))
        self._read[0] = 0.0
        # How many long pauses lie before each piece.
        long_ones = (self._pause_ms(number) >= _LONG_PAUSE_MS for number in range(1, len(pieces)))
        self._pauses = list(accumulate(long_ones, initial=0))
        self._breaks = [self._break_penalty(number) for number in range(len(pieces) + 1)]
        self._reach = [bisect_right(self._ends, start + self._full) for start in self._starts]

    def cuts(self) -> list[Cut]:
        return [self._cut(first, behind) for first, behind in pairwise(self._best_edges())]

    def _best_edges(self) -> list[int]:
        count = len(self._pieces)
        costs = [0.0] + [float("inf")] * count
        previous = [0] * (count + 1)
        for first in range(count):
            for behind in range(first + 1, self._full_from(first) + 1):
                if behind > first + 1 and self._duration_ms(first, behind) > self._rules.longest_ms:
                    break
                cost = costs[first] + self._penalty(first, behind)
                if cost < costs[behind]:
                    costs[behind], previous[behind] = cost, first
        edges = [count]
        while edges[-1] > 0:
            edges.append(previous[edges[-1]])
        return edges[::-1]

    def _full_from(self, first: int) -> int:
        """The piece behind the longest cue that begins with `first`; one piece at least."""
        behind = first
        for _ in range(self._rules.lines):
            if behind < len(self._pieces):
                behind = max(behind + 1, self._reach[behind])
        return behind

    def _penalty(self, first: int, behind: int) -> float:
        filled = self._width(first, behind) / self._full
        stub = (1 - 3 * filled) * _STUB if 3 * filled < 1 else 0.0
        pauses = self._pauses[behind - 1] - self._pauses[first]
        finals = self._pieces[behind - 1].final - self._pieces[first].final
        unread = self._unread_share(first, behind)
        crossed = pauses * _ACROSS_A_PAUSE + finals * _ACROSS_A_FINAL
        parted = _PARTED if self._parts_within(first, behind, self._rules.lines) else 0.0
        return _EACH_CUE + stub + crossed + unread * _UNREADABLE + parted + self._breaks[behind]

    def _parts_within(self, first: int, behind: int, lines: int) -> bool:
        """Whether a name or a number is split however these pieces are broken into `lines` lines."""
        if behind <= self._reach[first] or behind == first + 1:
            return False
        return lines == 1 or all(
            self._pieces[middle].whole or self._parts_within(middle, behind, lines - 1)
            for middle in range(min(self._reach[first], behind - 1), first, -1)
        )

    def _unread_share(self, first: int, behind: int) -> float:
        """How much of the time that the cue needs it lacks before the next words."""
        if behind == len(self._pieces):
            return 0.0
        needed = max(self._rules.shortest_ms, self._read[behind] - self._read[first])
        there = self._pieces[behind].begin_ms - self._pieces[first].begin_ms - self._rules.gap_ms + _SLACK_MS
        return 0.0 if there >= needed else 1 - there / needed

    def _break_penalty(self, number: int) -> float:
        """For a break before piece `number`; none at the ends of the run, little at a pause."""
        if number in (0, len(self._pieces)):
            return 0.0
        penalty = self._firm(number)
        return min(penalty, 0.5) if self._pause_ms(number) >= _LONG_PAUSE_MS // 2 else penalty

    def _firm(self, number: int) -> float:
        piece = self._pieces[number]
        return _PARTED if piece.whole else min(piece.penalty, TOGETHER)

    def _pause_ms(self, number: int) -> int:
        return self._pieces[number].begin_ms - self._pieces[number - 1].end_ms

    def _duration_ms(self, first: int, behind: int) -> int:
        return self._pieces[behind - 1].end_ms - self._pieces[first].begin_ms

    def _width(self, first: int, behind: int) -> int:
        return self._ends[behind - 1] - self._starts[first]

    def _cut(self, first: int, behind: int) -> Cut:
        edges = [first, *self._line_breaks(first, behind, self._rules.lines), behind]
        lines = tuple(self._line(begin, end) for begin, end in pairwise(edges))
        start = self._pieces[first].begin_ms
        end = max(start, self._pieces[behind - 1].end_ms)
        breaks = (*edges[1:-1], *((behind,) if behind < len(self._pieces) else ()))
        return Cut(start, end, lines, first == 0, any(self._pieces[each].whole for each in breaks))

    def _line_breaks(self, first: int, behind: int, left: int) -> tuple[int, ...]:
        """Where the lines of a cue begin, but for the first; `left` lines at most."""
        if behind <= self._reach[first] or left == 1 or behind == first + 1:
            return ()
        best: tuple[float, tuple[int, ...]] | None = None
        for middle in range(first + 1, min(behind, max(first + 1, self._reach[first]) + 1)):
            if not self._has_room(middle, behind, left - 1):
                continue
            rest = self._line_breaks(middle, behind, left - 1)
            cost = self._line_penalty(first, middle, rest[0] if rest else behind)
            if best is None or cost < best[0]:
                best = cost, (middle, *rest)
        return best[1] if best else ()

    def _has_room(self, first: int, behind: int, lines: int) -> bool:
        for _ in range(lines):
            first = max(first + 1, self._reach[first]) if first < behind else first
        return first >= behind

    def _line_penalty(self, first: int, middle: int, behind: int) -> float:
        uneven = abs(self._width(first, middle) - self._width(middle, behind)) / self._full
        return 3 * uneven + self._firm(middle)

    def _line(self, first: int, behind: int) -> str:
        pieces = self._pieces[first:behind]
        return pieces[0].text + "".join(each.blank + each.text for each in pieces[1:])


def _spans_of(chunks: list[Unbreakable], text: str, final: Final) -> list[Span]:
    """From the first to the last letter of each chunk; one of signs only takes no time, at the end of its neighbour."""
    letters = place_letters(text, final)
    spans: list[Span] = []
    for chunk in chunks:
        held = [letters[place] for place in range(chunk.begin, chunk.end) if place in letters]
        beside = spans[-1].end if spans else final.start
        spans.append(Span(held[0].begin, held[-1].end) if held else Span(beside, beside))
    return spans


def _to_ms(samples: int) -> int:
    """Whole milliseconds, rounded down, so that order is kept; nothing is shown before the beginning."""
    return max(0, samples) * 1000 // SAMPLE_RATE
