"""Where a line of text may be broken, and how well: subtitles and the overlay both ask here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from engine.text.borders import places_of
from engine.text.characters import HAN, is_square, is_wide
from engine.text.chinese import inside_words

# A line holds 42 Latin or 16 Chinese characters (Netflix timed text guides), or a mixture: so many parts each.
LATIN_PARTS = 16
WIDE_PARTS = 42
LINE_PARTS = LATIN_PARTS * WIDE_PARTS
TOGETHER = 9.0
"""The penalty between what belongs together: taken only where the line has no other place."""

Filled = Callable[[int, int], float]
"""How much of a line the piece [begin, end) of a text takes; above 1 it has no room."""

_SENTENCE_END = tuple(".!?。！？…")
_CLAUSE_END = tuple(",;:，；：、—")
_CLOSING = frozenset(",.!?;:)]}%”’»…，。！？；：、）」』》】〉〕％‰°ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々·・")
_OPENING = frozenset("([{“‘«（「『《【〈〔$£€¥第·・")
# English words that go with what follows them (Netflix: break before conjunctions and prepositions).
_CONJUNCTIONS = re.compile(
    "and|but|or|nor|so|because|although|though|while|when|where|if|unless|that|which|who|whose", re.IGNORECASE
)
_PREPOSITIONS = re.compile(
    "for|with|without|from|into|onto|over|under|about|after|before|between|through|during|in|on|at|by|of|to|as|than|until",
    re.IGNORECASE,
)
_WORD_OF_LETTERS = re.compile(r"\S+")
_QUOTES = "\"'“”‘’()[]«»"
_NUMERAL = re.compile(
    r"[$£€¥+-]?\d[\d.,:/]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|.*[零〇一二两三四五六七八九十百千万亿]",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[°%]\w?|[kcmµ]?m|k?g|mg|tons?|tonnes?|lbs?|oz|m?s|min|hrs?|h|[kMG]?Hz|[kMGT]i?B|[kMG]?Wh?|k?V|mA|k?J|dB|p[xt]|[cm]?l|mph|"
    r"km/h|hundred|thousand|million|billion|trillion|per\s?cent|percent|dollars?|cents?|euros?|pounds?|yen|yuan|years?|months?|"
    r"weeks?|days?|hours?|minutes?|seconds?|\w*met(?:er|re)s?|miles?|foot|feet|inch(?:es)?|\w*grams?|\w*lit(?:er|re)s?|"
    r"degrees?|watts?|volts?|\w*hertz|\w*bytes?|[ap]\.?m\.?|o['’]clock|"
    "[万亿千百]+|[万亿千百]*(?:(?:平方|立方)?(?:公里|千米|厘米|毫米|米)|公斤|千克|克|吨|毫?升|元|块|美元|欧元|英镑|日元|年|个?月|日|号|天|小时|"
    "分钟?|秒钟?|(?:摄氏)?度|倍|个|名|位|人|次|岁|百分点|千?瓦|伏|赫兹|字节|页|章|节|楼|层)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:Mrs?|Ms|Dr|Prof|St|vs|[A-Z]|e\.g|i\.e)\.")
_PARTICLES = frozenset("的地得了着过吗呢吧啊呀们")
_CHINESE_CONJUNCTIONS = re.compile(
    "和|与|或|但|而|并|因为|所以|因此|如果|但是|不过|而且|并且|或者|以及|还有|就是|也就是|虽然|尽管|只要|只有|除了|以便|然后|那么"
)
_CHINESE_PREPOSITIONS = re.compile("在|对|对于|从|由|由于|把|被|让|向|给|为|为了|通过|根据|按照|关于|随着")
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
    """Measures pieces of one text in parts of a line: `latin` a narrow character, `wide` a square one.

    As many parts as the product of both fill a line: `wide` narrow characters or `latin` square ones.
    """

    def __init__(self, text: str, latin: int = LATIN_PARTS, wide: int = WIDE_PARTS) -> None:
        self._full = latin * wide
        parts = {each: _parts(each, latin, wide) for each in set(text)}
        self._sums = list(accumulate(map(parts.__getitem__, text), initial=0))

    def width(self, begin: int, end: int) -> int:
        return self._sums[end] - self._sums[begin]

    def filled(self, begin: int, end: int) -> float:
        return self.width(begin, end) / self._full


class BreakPlaces:
    """The chunks of a text that stay whole, and how badly a reader takes a break between two of them.

    names: words of the vocabulary, which stay together. quick: see `inside_words`.
    chunks: all of the text but its blanks; each has room on a line, for a word without it is cut between characters.
    """

    def __init__(self, text: str, filled: Filled, names: Iterable[str] = (), quick: bool = False) -> None:
        self._text = text
        named = [place for name in names for place in places_of(name, text)]
        self._named = frozenset(place for begin, end in named for place in range(begin + 1, end))
        self._names_are_capitalised = any(map(str.islower, text))
        inside = self._named | (_inside_words(text, quick) - {border for place in named for border in place})
        self.chunks = list(self._chunks(filled, inside))
        self._penalties: dict[int, float] = {}  # asked for again and again by who looks for the best breaks

    def penalty(self, number: int) -> float:
        """Of a break before chunk `number`: 0 after a sentence, TOGETHER inside a name."""
        if number not in self._penalties:
            self._penalties[number] = self._penalty(self.chunks[number - 1], self.chunks[number])
        return self._penalties[number]

    def holds_together(self, number: int) -> bool:
        """Whether a break before chunk `number` parts a name, a number and its unit, or a word of the vocabulary."""
        before, after = self.chunks[number - 1], self.chunks[number]
        return after.begin in self._named or self._belong_together(before, after)

    def _penalty(self, before: Unbreakable, after: Unbreakable) -> float:
        if after.begin in self._named or self._belong_together(before, after):
            return TOGETHER
        return _break_penalty(self._text, before, after)

    def text_of(self, chunk: Unbreakable) -> str:
        return self._text[chunk.begin : chunk.end]

    def _chunks(self, filled: Filled, inside: frozenset[int]) -> Iterator[Unbreakable]:
        text = self._text
        for word in _WORD_OF_LETTERS.finditer(text):
            begin = word.start()
            for place in range(begin + 1, word.end() + 1):
                if place == word.end() or (place not in inside and _may_part(text[place - 1], text[place])):
                    yield from _fitting(text, begin, place, filled)
                    begin = place

    def _belong_together(self, before: Unbreakable, after: Unbreakable) -> bool:
        """A number and its unit, a title or a name and the name that follows it."""
        ending, beginning = self.text_of(before).lstrip(_QUOTES), self.text_of(after).rstrip(_QUOTES)
        if _TITLE.fullmatch(ending):
            return True
        if _NUMERAL.fullmatch(ending) and _UNIT.fullmatch(beginning.rstrip(",;:!?，。；：、！？") or beginning):
            return True
        return self._names_are_capitalised and ending[-1:].isalnum() and _is_name(ending) and _is_name(beginning)


def _is_name(word: str) -> bool:
    """By its capital; "I" and its short forms have one for themselves."""
    return word[:1].isupper() and re.match("I(?![^\\W_])", word) is None


def _fitting(text: str, begin: int, end: int, filled: Filled) -> Iterator[Unbreakable]:
    while filled(begin, end) > 1 and end > begin + 1:
        place = begin + 1
        while filled(begin, place + 1) <= 1:
            place += 1
        whole = place
        while whole > begin + 1 and not _may_cut(text[whole - 1], text[whole]):
            whole -= 1
        place = whole if whole > begin + 1 else place
        yield Unbreakable(begin, place)
        begin = place
    yield Unbreakable(begin, end)


def _inside_words(text: str, quick: bool) -> frozenset[int]:
    """Places within a word of a script that sets no blanks: of the dictionary in Chinese, of katakana in Japanese,
    where a word of Chinese characters also takes the hiragana behind it along."""
    if _KANA.search(text) is None:
        return inside_words(text, quick)
    return frozenset(
        place for place in range(1, len(text)) if _JAPANESE_JOINT.match(text, place - 1) and not text[place].isspace()
    )


def _break_penalty(text: str, before: Unbreakable, after: Unbreakable) -> float:
    ending = text[before.begin : before.end].rstrip("\"'”’)」』）")
    if ending.endswith(_SENTENCE_END):
        return 0.0
    if ending.endswith(_CLAUSE_END):
        return 1.0
    if before.end == after.begin:
        return _between_words(ending, text[after.begin : after.end])
    if _CONJUNCTIONS.fullmatch(text, after.begin, after.end):
        return 2.0
    return 2.5 if _PREPOSITIONS.fullmatch(text, after.begin, after.end) else 3.0


def _between_words(ending: str, beginning: str) -> float:
    """Without a blank: best behind a particle or before a conjunction, badly before a particle."""
    if beginning[:1] in _PARTICLES or (_HIRAGANA.match(ending[-1:]) and _HIRAGANA.match(beginning)):
        return TOGETHER
    if _CHINESE_CONJUNCTIONS.fullmatch(beginning):
        return 3.5
    if ending[-1:] in _PARTICLES or _CHINESE_PREPOSITIONS.fullmatch(beginning):
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


def takes_no_room(character: str) -> bool:
    """Whether it stands on another one, or is not seen."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


def _parts(character: str, latin: int, wide: int) -> int:
    if takes_no_room(character):
        return 0
    return wide if is_wide(character) else latin
