"""From tokens with places to text and words with places."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.events import Word
from engine.text.characters import SQUARE, is_square

_TAG = re.compile(r"<\|[^<>|]*\|>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NEEDLESS_BLANK = re.compile(f"(?<=[{SQUARE}]) (?=[{SQUARE}])")


class Pieces(Protocol):
    """A vocabulary of byte-level pieces."""

    def piece(self, token: int) -> bytes:
        """The bytes of one id; none for a special token. A character may be spread over several pieces."""


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A token and its place in steps of the model's time grid; `end` is the first step behind it. score: 0..1."""

    token: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Character:
    """A whole character and the tokens that its bytes came from."""

    text: str
    spans: tuple[TokenSpan, ...]


def tidy(text: str) -> str:
    """What a person is shown: no tags, no control characters, single blanks, none between Chinese characters."""
    text = _CONTROL.sub("", _TAG.sub("", text))
    return _NEEDLESS_BLANK.sub("", " ".join(text.split()))


def words(spans: Sequence[TokenSpan], vocabulary: Pieces, step: int, offset: int = 0) -> tuple[Word, ...]:
    """Words, or single characters of scripts without blanks; punctuation stays with what it follows.

    step: samples between two positions of the spans. Words count in samples, from `offset` on; a word's probability is
    the mean of its tokens' scores.
    """
    characters = _without_tags(list(_characters(spans, vocabulary)))
    return tuple(_word(group, step, offset) for group in _grouped(characters))


def split(text: str) -> list[str]:
    """The words of a text, by the rule of `words`."""
    groups: list[str] = []
    begun = False
    for before, now in zip(" " + text, text, strict=False):
        begun = begun and not _begins_word(before, now)
        if now.isspace():
            continue
        if begun:
            groups[-1] += now
        else:
            groups.append(now)
        begun = True
    return groups


def _characters(spans: Iterable[TokenSpan], vocabulary: Pieces) -> Iterator[_Character]:
    """Whole characters with their tokens. Bytes that belong to no whole character are passed over."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
    owners: list[TokenSpan] = []
    for span in spans:
        for byte in vocabulary.piece(span.token):
            owners.append(span)
            if text := decoder.decode(bytes([byte])):
                own = owners[-len(text.encode()) :]
                yield _Character(text, tuple(dict.fromkeys(own)))
                owners.clear()


def _without_tags(characters: list[_Character]) -> list[_Character]:
    """Characters outside of `<|...|>` that are no control characters."""
    text = "".join(character.text for character in characters)
    hidden = {place for tag in _TAG.finditer(text) for place in range(*tag.span())}
    hidden |= {match.start() for match in _CONTROL.finditer(text)}
    return [character for place, character in enumerate(characters) if place not in hidden]


def _grouped(characters: Iterable[_Character]) -> Iterator[list[_Character]]:
    group: list[_Character] = []
    for character in characters:
        if group and _begins_word(group[-1].text, character.text):
            yield group
            group = []
        if not character.text.isspace():
            group.append(character)
    if group:
        yield group


def _begins_word(before: str, now: str) -> bool:
    """Whether a word ends between two characters (a blank ends one, too)."""
    if now.isspace():
        return True
    if unicodedata.category(now).startswith("P"):
        return False
    return is_square(now) or is_square(before)


def _word(group: list[_Character], step: int, offset: int) -> Word:
    spans = dict.fromkeys(span for character in group for span in character.spans)
    return Word(
        text="".join(character.text for character in group),
        start=offset + min(span.start for span in spans) * step,
        end=offset + max(span.end for span in spans) * step,
        probability=sum(span.score for span in spans) / len(spans),
    )
