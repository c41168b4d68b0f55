"""Prepares words for the search: folded, and split one by one where a script sets no blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.text.characters import HANGUL, UNSPACED

# Korean, too: its endings grow onto the word. Each of these characters is a word of the index; a query of several is a
# phrase.
_SINGLE = UNSPACED + HANGUL
_WORD = re.compile(rf"(?=[^\W_])[{_SINGLE}]|(?:(?![{_SINGLE}])[^\W_])+")
_SILENT = "'\u2019\u02bc\uff07\u00ad\u200b\u200c\u200d\u2060"  # apostrophes and what nobody sees: don't = dont


class SearchWord(NamedTuple):
    """One folded word and its place [begin, end) in the text it came from."""

    text: str
    begin: int
    end: int


def search_words(text: str) -> list[SearchWord]:
    """The words of `text`, without case, accents, width of letters and apostrophes."""
    folded, begins, ends = _folded(text)
    return [SearchWord(w[0], begins[w.start()], ends[w.end() - 1]) for w in _WORD.finditer(folded)]


def text_places(wanted: str, text: str) -> list[tuple[int, int]]:
    """[begin, end) wherever `wanted` stands in `text`, also inside a word, folded as words are; none overlap."""
    sought = _folded(wanted)[0]
    if not sought.strip():
        return []
    folded, begins, ends = _folded(text)
    found = re.finditer(re.escape(sought), folded)
    return [(begins[match.start()], ends[match.end() - 1]) for match in found]


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The folded text, and where each of its characters begins and ends in the text it came from."""
    if text.isascii() and "'" not in text:  # quick: a long transcript is looked through with each letter typed
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    folded: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for place, character in enumerate(text):
        for each in _fold(character):
            if folded and (whole := _composed(folded[-1], each)):
                folded[-1], ends[-1] = whole, place + 1
                continue
            folded.append(each)
            begins.append(place)
            ends.append(place + 1)
    return "".join(folded), begins, ends


def index_text(text: str) -> str:
    """What the full-text index stores for `text`: its words with blanks between."""
    return " ".join(word.text for word in search_words(text))


def match_expression(query: str) -> str | None:
    """`query` for FTS5, or None where it holds no word (punctuation, an emoji).

    Every part between blanks is a phrase, all must occur, and the last may be the beginning of a word.
    Only letters and digits inside quotation marks reach SQLite, so that no query is a syntax error.
    """
    phrases = query_phrases(query)
    if not phrases:
        return None
    return " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases) + "*"


def query_phrases(query: str) -> list[list[str]]:
    """The parts of `query` between blanks, each as the folded words that must follow one another."""
    parts = ([word.text for word in search_words(part)] for part in query.split())
    return [part for part in parts if part]


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character in _SILENT:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not "\u0300" <= c <= "\u036f")
    # Back together: the voicing marks of kana and the letters of a Korean syllable are no accents.
    return unicodedata.normalize("NFKC", plain).casefold()


def _composed(before: str, character: str) -> str | None:
    """One character for two where Unicode has it: a kana and its voicing mark, the letters of a syllable."""
    if not unicodedata.combining(character) and not "\u1160" <= character <= "\u11ff":
        return None
    whole = unicodedata.normalize("NFC", before + character)
    return whole if len(whole) == 1 else None
