"""Places for the words of any text, by what the CTC branch heard: measured where it can, put between otherwise.

CTC was trained on text without punctuation and capitals and with numbers as words, so "9:30" has no path of its
own: it lies between its neighbours and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.events import Word
from engine.text import wording
from engine.timeline import SAMPLE_RATE

Align = Callable[[str], tuple[Word, ...]]
"""Words of a text with measured places; none where the sound is too short for it."""

_LONGEST_SAMPLES = SAMPLE_RATE // 2  # of a word at either end, where one neighbour is missing
_APOSTROPHES = "'’"

# A row of CTC writes a token once it was heard, and no longer than it must: words begin and end sooner in its rows than
# in the sound. Medians of three voices; benchmarks/timestamps.py measures them on four others (docs/timestamps.md).
_BEGINS_EARLIER = SAMPLE_RATE * 30 // 1000
_ENDS_LATER = SAMPLE_RATE * 45 // 1000


def corrected(words: Sequence[Word]) -> tuple[Word, ...]:
    """Words at the rows of their tokens, moved to where they are in the sound; none goes into the next one.

    Characters that one token wrote keep one place.
    """
    moved: list[Word] = []
    follows: int | None = None  # where the next word that lies elsewhere begins
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        start, end = max(0, word.start - _BEGINS_EARLIER), word.end + _ENDS_LATER
        if at + 1 < len(words) and words[at + 1].start > word.start:
            follows = moved[-1].start
        moved.append(replace(word, start=start, end=end if follows is None else max(start, min(end, follows))))
    return tuple(reversed(moved))


def timed(text: str, align: Align, samples: int) -> tuple[Word, ...]:
    """The words of `text`, places in samples from the beginning of a sound of `samples`.

    None at all where nothing in the text could be measured: places are never invented from nothing.
    """
    words = wording.split(text)
    spoken = [_spoken(word) for word in words]
    heard = [part for part in spoken if part]
    reduced = wording.tidy(" ".join(heard))
    if not heard or wording.split(reduced) != heard:
        return align(text) if text else ()
    measured = iter(align(reduced))
    placed = [next(measured, None) if part else None for part in spoken]
    if not any(placed):
        return ()
    return _filled(words, placed, samples)


def _spoken(word: str) -> str:
    """What CTC could have written for the word; nothing for one with digits or of punctuation only."""
    if any(character.isnumeric() and not character.isalpha() for character in word):
        return ""
    return "".join(character for character in word if character.isalpha() or character in _APOSTROPHES).lower()


def _filled(words: Sequence[str], placed: Sequence[Word | None], samples: int) -> tuple[Word, ...]:
    filled: list[Word] = []
    at = 0
    while at < len(words):
        found = placed[at]
        if found is not None:
            filled.append(Word(words[at], found.start, found.end, found.probability))
            at += 1
            continue
        run = at
        while run < len(words) and placed[run] is None:
            run += 1
        following = placed[run] if run < len(words) else None
        filled += _between(words[at:run], filled[-1].end if filled else None, following, samples)
        at = run
    return tuple(filled)


def _between(words: Sequence[str], after: int | None, following: Word | None, samples: int) -> list[Word]:
    """Words in equal shares of the gap; at the edges of the sound the gap is bounded."""
    reach = _LONGEST_SAMPLES * len(words)
    if after is None:
        assert following is not None  # some word was measured
        end = following.start
        begin = max(0, end - reach)
    else:
        begin = after
        end = following.start if following is not None else min(samples, begin + reach)
    end = max(begin, end)
    edges = [begin + (end - begin) * share // len(words) for share in range(len(words) + 1)]
    return [Word(word, edges[at], edges[at + 1], interpolated=True) for at, word in enumerate(words)]
