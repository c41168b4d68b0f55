"""Subtitles that can be read: two lines at most, long finals parted where a reader expects it, no overlaps.

Sources of the limits: Netflix timed text style guides (42 Latin or 16 Chinese characters a line, 5/6 s to 7 s, two
frames between cues, 20 and 9 characters a second); BBC subtitle guidelines (at most 1.5 s out of step).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, zip_longest

from app.exporters.breaking import LINE_PARTS, Ruler, Unbreakable, break_penalty, chunks_of
from app.exporters.placing import Span, place_letters
from app.exporters.wording import speaker_name, spoken
from app.transcripts.values import Transcript
from engine.events import Final
from engine.text.characters import is_wide
from engine.timeline import SAMPLE_RATE

MIN_MS = 833
MAX_MS = 7_000
GAP_MS = 83  # two frames of film
LINGER_MS = 1_500
_LATIN_MS = 50  # 20 characters a second
_WIDE_MS = 111  # 9 characters a second
_LONG_PAUSE_MS = 1_000
_EACH_CUE = 4.0  # one cue more is the price for one break between words less, not for a break at a comma
_ACROSS_A_PAUSE = 10.0
_STUB = 3.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One or two lines, and when they are shown: milliseconds since the session began.

    speaker: whose words they are, "" where one source was captioned alone. begins: a final begins with it.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str = ""
    begins: bool = True


def cues_of(transcript: Transcript) -> list[Cue]:
    """All cues, in order, each of at least 1 ms, none before the one ahead of it has gone."""
    finals = [_Parting(text, final, speaker_name(final, transcript)).cues() for final, text in spoken(transcript)]
    begins = [cues[0].start_ms for cues in finals]
    parts = [_with_time(cues, begin) for cues, begin in zip_longest(finals, begins[1:])]
    return _shown_long_enough(_apart([cue for cues in parts for cue in cues]))


class _Parting:
    """Parts one final into cues, with the smallest sum of penalties (dynamic programming over its chunks)."""

    def __init__(self, text: str, final: Final, speaker: str) -> None:
        self._text = text
        self._speaker = speaker
        self._ruler = Ruler(text)
        self._chunks = chunks_of(text, self._ruler)
        self._spans = _spans_of(self._chunks, text, final)
        self._reach = self._line_reach()
        # How many long pauses lie before each chunk.
        long_ones = (self._pause_ms(number) >= _LONG_PAUSE_MS for number in range(1, len(self._chunks)))
        self._pauses = list(accumulate(long_ones, initial=0))

    def cues(self) -> list[Cue]:
        edges = self._best_edges()
        return [self._cue(first, behind) for first, behind in pairwise(edges)]

    def _line_reach(self) -> list[int]:
        """For each chunk, the chunk behind the longest line that begins with it."""
        ends = [self._ruler.width(0, chunk.end) for chunk in self._chunks]
        starts = [self._ruler.width(0, chunk.begin) for chunk in self._chunks]
        return [bisect_right(ends, start + LINE_PARTS) for start in starts]

    def _best_edges(self) -> list[int]:
        count = len(self._chunks)
        costs = [0.0] + [float("inf")] * count
        previous = [0] * (count + 1)
        for first in range(count):
            for behind in range(first + 1, self._two_lines_from(first) + 1):
                if behind > first + 1 and self._duration_ms(first, behind) > MAX_MS:
                    break
                cost = costs[first] + self._penalty(first, behind)
                if cost < costs[behind]:
                    costs[behind], previous[behind] = cost, first
        edges = [count]
        while edges[-1] > 0:
            edges.append(previous[edges[-1]])
        return edges[::-1]

    def _two_lines_from(self, first: int) -> int:
        reach = self._reach[first]
        return self._reach[reach] if reach < len(self._chunks) else reach

    def _penalty(self, first: int, behind: int) -> float:
        width = self._ruler.width(self._chunks[first].begin, self._chunks[behind - 1].end)
        stub = max(0.0, 1 - 3 * width / LINE_PARTS) * _STUB
        pauses = self._pauses[behind - 1] - self._pauses[first]
        return _EACH_CUE + stub + pauses * _ACROSS_A_PAUSE + self._break_penalty(behind)

    def _break_penalty(self, number: int) -> float:
        """For a break before chunk `number`; none at the end of the final, little at a pause."""
        if number == len(self._chunks):
            return 0.0
        penalty = break_penalty(self._text, self._chunks[number - 1], self._chunks[number])
        return min(penalty, 0.5) if self._pause_ms(number) >= _LONG_PAUSE_MS // 2 else penalty

    def _pause_ms(self, number: int) -> int:
        return _to_ms(self._spans[number].begin - self._spans[number - 1].end)

    def _duration_ms(self, first: int, behind: int) -> int:
        return _to_ms(self._spans[behind - 1].end - self._spans[first].begin)

    def _cue(self, first: int, behind: int) -> Cue:
        start, end = self._spans[first].begin, self._spans[behind - 1].end
        lines = self._lines(first, behind)
        return Cue(_to_ms(start), max(_to_ms(start), _to_ms(end)), lines, self._speaker, begins=first == 0)

    def _lines(self, first: int, behind: int) -> tuple[str, ...]:
        if behind <= self._reach[first]:
            return (self._slice(first, behind),)
        fitting = [k for k in range(first + 1, behind) if k <= self._reach[first] and behind <= self._reach[k]]
        best = min(fitting, key=lambda k: self._line_penalty(first, k, behind))
        return self._slice(first, best), self._slice(best, behind)

    def _line_penalty(self, first: int, middle: int, behind: int) -> float:
        uneven = abs(self._width(first, middle) - self._width(middle, behind)) / LINE_PARTS
        return 3 * uneven + break_penalty(self._text, self._chunks[middle - 1], self._chunks[middle])

    def _width(self, first: int, behind: int) -> int:
        return self._ruler.width(self._chunks[first].begin, self._chunks[behind - 1].end)

    def _slice(self, first: int, behind: int) -> str:
        return self._text[self._chunks[first].begin : self._chunks[behind - 1].end]


def _spans_of(chunks: list[Unbreakable], text: str, final: Final) -> list[Span]:
    """From the first to the last letter of each chunk; one of signs only takes no time, at the end of its neighbour."""
    letters = place_letters(text, final)
    spans: list[Span] = []
    for chunk in chunks:
        held = [letters[place] for place in range(chunk.begin, chunk.end) if place in letters]
        beside = spans[-1].end if spans else final.start
        spans.append(Span(held[0].begin, held[-1].end) if held else Span(beside, beside))
    return spans


def _with_time(cues: list[Cue], next_ms: int | None) -> list[Cue]:
    """The cues of one final, where one could not be read in its time at times shared anew with its neighbours.

    A reader's correction may say in the time of one word what fills two lines. next_ms: when another final begins.
    """
    eased = list(cues)
    for number in range(len(cues)):
        first, behind = number, number + 1
        while _until(eased, behind, next_ms) - eased[first].start_ms < MIN_MS * (behind - first):
            if first == 0 and behind == len(cues):
                break
            first, behind = _with_a_neighbour(eased, first, behind)
        if behind - first > 1:
            eased[first:behind] = _shared_anew(eased[first:behind], _until(eased, behind, next_ms))
    return eased


def _until(cues: list[Cue], behind: int, next_ms: int | None) -> int:
    """How long the cue before number `behind` may be shown, in milliseconds since the session began."""
    end = cues[behind - 1].end_ms
    if behind < len(cues):
        return max(end, cues[behind].start_ms - GAP_MS)
    return max(end, end + LINGER_MS if next_ms is None else min(end + LINGER_MS, next_ms - GAP_MS))


def _with_a_neighbour(cues: list[Cue], first: int, behind: int) -> tuple[int, int]:
    """One cue more: the one that is nearer in time, of two the longer one."""
    if first == 0:
        return first, behind + 1
    if behind == len(cues):
        return first - 1, behind
    before, after = cues[first - 1], cues[behind]
    pause_before, pause_after = cues[first].start_ms - before.end_ms, after.start_ms - cues[behind - 1].end_ms
    if (pause_before, before.start_ms - before.end_ms) <= (pause_after, after.start_ms - after.end_ms):
        return first - 1, behind
    return first, behind + 1


def _shared_anew(cues: list[Cue], until_ms: int) -> list[Cue]:
    """Each as long as it takes to be seen, where there is so much time, and of the rest as much as reading it asks."""
    begin, end = cues[0].start_ms, cues[-1].end_ms
    least = min(MIN_MS, (until_ms - begin) // len(cues))
    rest = until_ms - begin - least * len(cues)
    read = list(accumulate(map(_reading_ms, cues), initial=0))
    edges = [begin + least * number + rest * read[number] // read[-1] for number in range(len(cues))]
    ends = [*edges[1:], max(edges[-1], end)]
    return [replace(cue, start_ms=at, end_ms=to) for cue, at, to in zip(cues, edges, ends, strict=True)]


def _apart(cues: list[Cue]) -> list[Cue]:
    """In order of time; where two would be shown together the first makes room, but not before it could be read."""
    apart: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: cue.start_ms):
        start = cue.start_ms
        if apart:
            before = apart[-1]
            start = max(start, min(before.end_ms, before.start_ms + MIN_MS), before.start_ms + 1)
            apart[-1] = replace(before, end_ms=min(before.end_ms, start))
        apart.append(replace(cue, start_ms=start, end_ms=max(cue.end_ms, start + 1)))
    return apart


def _shown_long_enough(cues: list[Cue]) -> list[Cue]:
    """Ends moved: late enough to read where nothing follows at once, and no later than MAX_MS after the start."""
    shown: list[Cue] = []
    for number, cue in enumerate(cues):
        wanted = max(cue.start_ms + MIN_MS, min(cue.start_ms + _reading_ms(cue), cue.end_ms + LINGER_MS))
        if number + 1 < len(cues):
            wanted = min(wanted, cues[number + 1].start_ms - GAP_MS)
        end = min(max(cue.end_ms, wanted), cue.start_ms + MAX_MS)
        shown.append(replace(cue, end_ms=end))
    return shown


def _reading_ms(cue: Cue) -> int:
    return sum(_WIDE_MS if is_wide(character) else _LATIN_MS for line in cue.lines for character in line)


def _to_ms(samples: int) -> int:
    """Whole milliseconds, rounded down, so that order is kept; nothing is shown before the beginning."""
    return max(0, samples) * 1000 // SAMPLE_RATE
