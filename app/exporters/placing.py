"""The time at which each letter of a final was spoken, from its word times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from engine.events import Final


@dataclass(frozen=True, slots=True)
class Span:
    """[begin, end) in samples since the session began."""

    begin: int
    end: int


def place_letters(text: str, final: Final) -> dict[int, Span]:
    """The span of each letter or digit of `text` (of each sign where it has none), by its place in `text`.

    A letter that stands in a word with times has the span of the word. The others share the time between their
    placed neighbours evenly, which is good enough to part subtitles, and is never shown as the time of a word.
    """
    places = [i for i, c in enumerate(text) if c.isalnum()] or [i for i, c in enumerate(text) if not c.isspace()]
    known = _from_words([text[place] for place in places], final)
    return dict(zip(places, _in_order(_filled(known, final), final), strict=True))


def _from_words(letters: list[str], final: Final) -> list[Span | None]:
    """Aligns the text with the words: the text has capitals and figures where the words may have none."""
    from rapidfuzz.distance import Levenshtein

    owners = [(letter, Span(word.start, word.end)) for word in final.words for letter in word.text if letter.isalnum()]
    spans: list[Span | None] = [None] * len(letters)
    if not owners:
        return spans
    shown = "".join(map(_plain, letters))
    heard = "".join(_plain(letter) for letter, _ in owners)
    for block in Levenshtein.opcodes(shown, heard):
        if block.tag in ("equal", "replace"):
            for offset in range(block.src_end - block.src_start):
                spans[block.src_start + offset] = owners[block.dest_start + offset][1]
    return spans


def _filled(known: list[Span | None], final: Final) -> list[Span]:
    """Spans for the letters without one, spread evenly from the end of the last known to the begin of the next."""
    filled: list[Span] = []
    number = 0
    while number < len(known):
        span = known[number]
        if span is not None:
            filled.append(span)
            number += 1
            continue
        after = next((i for i in range(number, len(known)) if known[i] is not None), len(known))
        following = known[after] if after < len(known) else None
        begin = filled[-1].end if filled else final.start
        end = max(begin, final.end if following is None else following.begin)
        count = after - number
        edges = [begin + (end - begin) * i // count for i in range(count + 1)]
        filled += [Span(left, right) for left, right in pairwise(edges)]
        number = after
    return filled


def _in_order(spans: list[Span], final: Final) -> list[Span]:
    """Inside the final, and none before its predecessor: whatever a model puts out, subtitles run forward."""
    ordered: list[Span] = []
    earliest = final.start
    for span in spans:
        begin = min(max(span.begin, earliest), max(final.end, final.start))
        end = min(max(span.end, begin), max(final.end, begin))
        ordered.append(Span(begin, end))
        earliest = begin
    return ordered


def _plain(letter: str) -> str:
    """One character for one, so that places in the strings stay places in the lists."""
    return letter.lower()[0]
