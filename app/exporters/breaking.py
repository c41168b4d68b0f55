"""Where a line of text may be broken, and how well: chunks that stay whole, and the widths of lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from app.exporters.wording import is_wide, sets_no_blanks

# A line holds 42 Latin or 16 Chinese characters (Netflix timed text guides), or a mixture: so many parts each.
LATIN_PARTS = 16
WIDE_PARTS = 42
LINE_PARTS = LATIN_PARTS * WIDE_PARTS

_SENTENCE_END = tuple(".!?。！？…")
_CLAUSE_END = tuple(",;:，；：、—")
_CLOSING = frozenset(",.!?;:)]}%”’»…，。！？；：、）」』》】〉〕％‰°ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
_OPENING = frozenset("([{“‘«（「『《【〈〔$£€¥")
# English words that go with what follows them (Netflix: break before conjunctions and prepositions).
_LEADING = re.compile(
    "and|but|or|nor|so|because|although|though|while|when|where|if|that|which|who|for|with|without|from|into|onto|"
    "over|under|about|after|before|between|through|during|in|on|at|by|of|to|as|than|until",
    re.IGNORECASE,
)
_WORD_OF_LETTERS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece [begin, end) of a text that stays on one line: a word with its punctuation, a Chinese character."""

    begin: int
    end: int


class Ruler:
    """Measures pieces of one text in parts of a line (LINE_PARTS fill it)."""

    def __init__(self, text: str) -> None:
        self._sums = list(accumulate(map(_parts, text), initial=0))

    def width(self, begin: int, end: int) -> int:
        return self._sums[end] - self._sums[begin]


def chunks_of(text: str, ruler: Ruler) -> list[Chunk]:
    """All of `text` but its blanks, in chunks that fit a line each (a longer word is cut)."""
    chunks: list[Chunk] = []
    for word in _WORD_OF_LETTERS.finditer(text):
        begin = word.start()
        for place in range(begin + 1, word.end() + 1):
            at_end = place == word.end()
            too_long = not at_end and ruler.width(begin, place + 1) > LINE_PARTS
            if at_end or too_long or _may_part(text[place - 1], text[place]):
                chunks.append(Chunk(begin, place))
                begin = place
    return chunks


def break_penalty(text: str, before: Chunk, after: Chunk) -> float:
    """How badly a reader takes a break between two chunks: 0 after a sentence, 6 perhaps inside a word."""
    ending = text[before.begin : before.end].rstrip("\"'”’)」』）")
    if ending.endswith(_SENTENCE_END):
        return 0.0
    if ending.endswith(_CLAUSE_END):
        return 1.0
    if before.end == after.begin:
        return 6.0  # between two Chinese characters: perhaps in the middle of a word
    return 2.0 if _LEADING.fullmatch(text, after.begin, after.end) else 3.0


def _may_part(left: str, right: str) -> bool:
    """Whether a line may end between two characters that no blank parts."""
    if right in _CLOSING or left in _OPENING or unicodedata.combining(right):
        return False
    if left.isdigit() and not right.isdigit():
        return False  # a number and its unit
    return sets_no_blanks(left) or sets_no_blanks(right)


def _parts(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return WIDE_PARTS if is_wide(character) else LATIN_PARTS
