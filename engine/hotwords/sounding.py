"""Converts a text or an entry to a row of sounds that know the characters they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from engine.hotwords import mandarin, spelling
from engine.hotwords.phones import inventory
from engine.text.borders import SHORT_FORM
from engine.text.characters import is_han

Reading = tuple[int, ...]
MOST_VARIANTS = 6
_TOKEN = re.compile(
    rf"[A-Za-z]+(?:(?!{SHORT_FORM})'[A-Za-z]+)*|(?<=[A-Za-z]){SHORT_FORM}|\d|[^\W\d_]|[+%#@&=°]|(?<=\d)\.(?=\d)"
)
_SHORT_FORM = re.compile(rf"(?<=[A-Za-z])(?:{SHORT_FORM}|['’])$")
_SIGNS_AROUND = re.compile(r"^([^\w+%#@&=°]*).*?([^\w+%#@&=°]*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest part that a match may begin or end at: a Chinese character, a Latin word without an ending such as
    's or 'll, such an ending, a digit, a symbol.

    readings: its pronunciations, likeliest first. start, end: characters of the text.
    """

    readings: tuple[Reading, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PhoneticText:
    """A text as slots, each with the units that may stand there.

    spans: the characters (start, end) behind each slot. begins, ends: whether a token begins or ends with the slot.
    """

    slots: tuple[tuple[int, ...], ...]
    spans: tuple[tuple[int, int], ...]
    begins: tuple[bool, ...]
    ends: tuple[bool, ...]


def sounded(text: str) -> PhoneticText:
    """Every reading of the same number of units shares its slots; a token without sound is left out."""
    slots: list[tuple[int, ...]] = []
    spans: list[tuple[int, int]] = []
    begins: list[bool] = []
    ends: list[bool] = []
    for token in _tokens(text, _chinese(text), all_ways=False):
        if not token.readings or not token.readings[0]:
            continue
        alike = [each for each in token.readings if len(each) == len(token.readings[0])]
        length = len(alike[0])
        slots += [tuple(dict.fromkeys(reading[at] for reading in alike)) for at in range(length)]
        spans += [(token.start, token.end)] * length
        begins += [at == 0 for at in range(length)]
        ends += [at == length - 1 for at in range(length)]
    return PhoneticText(tuple(slots), tuple(spans), tuple(begins), tuple(ends))


def ends_in_short_form(text: str) -> bool:
    """Whether it ends in an apostrophe, or in 's, 'll, 're, 've, 'd or 'm."""
    return _SHORT_FORM.search(text) is not None


@lru_cache(maxsize=4096)
def signs_around(text: str) -> tuple[str, str]:
    """The characters before the first and after the last one that has a sound: "." and "" of ".NET"."""
    found = _SIGNS_AROUND.match(text)
    return (found[1], found[2]) if found else ("", "")


@lru_cache(maxsize=65_536)
def variants(text: str) -> tuple[Reading, ...]:
    """Pronunciations of an entry, likeliest first, at most MOST_VARIANTS; none for one without sound.

    Characters with several readings, initialisms, and digits and symbols in both languages make more than one.
    """
    found: dict[Reading, None] = {}
    for chinese in _languages(text):
        tokens = [token.readings or ((),) for token in _tokens(text, chinese, all_ways=True)]
        for combination in islice(_combinations(tokens), MOST_VARIANTS):
            found[tuple(unit for reading in combination for unit in reading)] = None
    return tuple(each for each in found if each)[:MOST_VARIANTS]


def _combinations(ways: Sequence[Sequence[Reading]]) -> Iterator[list[Reading]]:
    """The likeliest reading of each, then those that differ from it in one place."""
    likeliest = [each[0] for each in ways]
    yield likeliest
    for at, each in enumerate(ways):
        for other in each[1:]:
            yield [*likeliest[:at], other, *likeliest[at + 1 :]]


def _languages(text: str) -> tuple[bool, ...]:
    first = _chinese(text)
    spelled = any(each.isdigit() or each in spelling.SYMBOLS_EN for each in text)
    return (first, not first) if spelled else (first,)


def _chinese(text: str) -> bool:
    return any(is_han(each) for each in text)


def _tokens(text: str, chinese: bool, *, all_ways: bool) -> Iterator[Token]:
    plain = spelling.plain_latin(text).replace("’", "'")
    readings = _han_readings(plain)
    for match in _TOKEN.finditer(plain):
        at, piece = match.start(), match.group()
        if at in readings:
            yield Token(readings[at], at, match.end())
        elif piece[0] == "'":
            yield Token((spelling.said_as_word(piece[1:]),), at, match.end())
        elif piece[0].isascii() and piece[0].isalpha():
            yield from _latin(piece, at, all_ways)
        elif piece.isdecimal() or piece in spelling.SYMBOLS_EN:
            yield Token((_spelled(piece, chinese),), at, match.end())
        else:
            yield Token(((inventory().other(piece),),), at, match.end())


def _han_readings(text: str) -> dict[int, tuple[Reading, ...]]:
    found: dict[int, tuple[Reading, ...]] = {}
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and is_han(text[end]):
            end += 1
        if end > start:
            found.update(zip(range(start, end), mandarin.readings_of(text[start:end]), strict=True))
        start = max(end, start + 1)
    return found


def _latin(word: str, at: int, all_ways: bool) -> Iterator[Token]:
    """A word in mixed case has several parts but is one token, so that no match begins in its middle."""
    ways = [_ways(part, all_ways) for part in spelling.parts(word)]
    readings = dict.fromkeys(
        tuple(unit for reading in combination for unit in reading)
        for combination in islice(_combinations(ways), MOST_VARIANTS)
    )
    if all_ways and len(ways) > 1:
        readings[spelling.said_as_word(word)] = None
    yield Token(tuple(readings), at, at + len(word))


def _ways(part: str, all_ways: bool) -> tuple[Reading, ...]:
    as_word = spelling.said_as_word(part)
    if not spelling.is_initialism(part):
        return (as_word,)
    letters = spelling.said_as_letters(part)
    return tuple(dict.fromkeys((letters, as_word))) if all_ways else (letters,)


def _spelled(piece: str, chinese: bool) -> Reading:
    """A digit or a symbol as it is said in one language."""
    if piece.isdecimal():
        piece = str(int(piece))
    if chinese:
        said = spelling.DIGITS_ZH.get(piece) or spelling.SYMBOLS_ZH[piece]
        return tuple(unit for each in mandarin.readings_of(said) for unit in (each[0] if each else ()))
    return spelling.said_as_word(spelling.DIGITS_EN.get(piece) or spelling.SYMBOLS_EN[piece])
