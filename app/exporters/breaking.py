"""Where a line of text may be broken, and how well: chunks that stay whole, and the widths of lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from engine.text.characters import HAN, is_square, is_wide
from engine.text.chinese import inside_words

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
_PARTICLES = frozenset("的地得了着过吗呢吧啊呀们")
_CHINESE_LEADING = re.compile(
    "和|与|或|但|而|并|因为|所以|因此|如果|但是|不过|而且|并且|或者|以及|还有|在|对|对于|从|由|由于|把|被|让|向|给|为|为了|通过|根据|按照|"
    "关于|就是|也就是|虽然|尽管|只要|只有|除了|随着|以便|然后|那么"
)
_HIRAGANA = re.compile("[\u3041-\u309f]")
_KANA = re.compile("[\u3041-\u30fa\u30fc-\u30ff]")
_JAPANESE_JOINT = re.compile(f"[\u30a1-\u30ff][\u3041-\u30ff]|[{HAN}][\u3041-\u309f]|[{HAN}]{{2}}")
_THAI_BEFORE, _THAI_BEHIND = frozenset("เแโใไ"), frozenset("ะาำๅๆฯ")


@dataclass(frozen=True, slots=True)
class Unbreakable:
    """A piece [begin, end) of a text that stays on one line: a word with its punctuation."""

    begin: int
    end: int


class Ruler:
    """Measures pieces of one text in parts of a line (LINE_PARTS fill it)."""

    def __init__(self, text: str) -> None:
        self._sums = list(accumulate(map(_parts, text), initial=0))

    def width(self, begin: int, end: int) -> int:
        return self._sums[end] - self._sums[begin]


def chunks_of(text: str, ruler: Ruler) -> list[Unbreakable]:
    """All of `text` but its blanks, in chunks that fit a line each (a longer word is cut between characters)."""
    inside = _inside_words(text)
    chunks: list[Unbreakable] = []
    for word in _WORD_OF_LETTERS.finditer(text):
        begin = word.start()
        for place in range(begin + 1, word.end() + 1):
            if place == word.end() or (place not in inside and _may_part(text[place - 1], text[place])):
                chunks += _fitting(text, begin, place, ruler)
                begin = place
    return chunks


def _fitting(text: str, begin: int, end: int, ruler: Ruler) -> Iterator[Unbreakable]:
    while ruler.width(begin, end) > LINE_PARTS:
        place = begin + 1
        while ruler.width(begin, place + 1) <= LINE_PARTS:
            place += 1
        whole = place
        while whole > begin + 1 and not _may_cut(text[whole - 1], text[whole]):
            whole -= 1
        place = whole if whole > begin + 1 else place
        yield Unbreakable(begin, place)
        begin = place
    yield Unbreakable(begin, end)


def _inside_words(text: str) -> frozenset[int]:
    """Places within a word of a script that sets no blanks: of the dictionary in Chinese, of katakana in Japanese,
    where a word of Chinese characters also takes the hiragana behind it along."""
    if _KANA.search(text) is None:
        return inside_words(text)
    return frozenset(
        place for place in range(1, len(text)) if _JAPANESE_JOINT.match(text, place - 1) and not text[place].isspace()
    )


def break_penalty(text: str, before: Unbreakable, after: Unbreakable) -> float:
    """How badly a reader takes a break between two chunks: 0 after a sentence, 9 before a particle."""
    ending = text[before.begin : before.end].rstrip("\"'”’)」』）")
    if ending.endswith(_SENTENCE_END):
        return 0.0
    if ending.endswith(_CLAUSE_END):
        return 1.0
    if before.end == after.begin:
        return _between_words(ending, text[after.begin : after.end])
    return 2.0 if _LEADING.fullmatch(text, after.begin, after.end) else 3.0


def _between_words(ending: str, beginning: str) -> float:
    """Without a blank: best behind a particle or before a conjunction, badly before a particle."""
    if beginning[:1] in _PARTICLES or (_HIRAGANA.match(ending[-1:]) and _HIRAGANA.match(beginning)):
        return 9.0
    if ending[-1:] in _PARTICLES or _CHINESE_LEADING.fullmatch(beginning):
        return 4.0
    return 6.0


def _may_cut(left: str, right: str) -> bool:
    """Whether a word that is too long may be cut here: a mark stays with its letter, a Thai vowel with its own."""
    if unicodedata.category(right)[0] == "M" or "\u200d" in (left, right):
        return False
    return left not in _THAI_BEFORE and right not in _THAI_BEHIND


def _may_part(left: str, right: str) -> bool:
    """Whether a line may end between two characters that no blank parts."""
    if right in _CLOSING or left in _OPENING or unicodedata.combining(right):
        return False
    if left.isdigit() and not right.isdigit():
        return False  # a number and its unit
    return is_square(left) or is_square(right)


def _parts(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return WIDE_PARTS if is_wide(character) else LATIN_PARTS
