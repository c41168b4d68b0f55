"""Shows how Earshot pronounces an entry: pinyin with tone marks, English respelled or as phonetic codes."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache

from app.hotwords.respelling import respelling
from engine.hotwords import spelling
from engine.hotwords.letter_to_sound import spell_out
from engine.text.characters import is_han

_PIECE = re.compile(r"[A-Za-z][A-Za-z']*|\d|[+%#@&=°]|[^\W\d_]")


_DICTIONARIES_READ = threading.Event()


def is_prepared(text: str) -> bool:
    """Whether `pronunciation` answers at once."""
    return _DICTIONARIES_READ.is_set() or not any(map(is_han, text))


def prepare(text: str) -> None:
    """Reads what is needed to pronounce `text`; where it holds no Chinese, nothing."""
    if not is_prepared(text):
        _pinyin("词")
        _DICTIONARIES_READ.set()


@lru_cache(maxsize=20_000)
def pronunciation(text: str, codes: bool = False) -> str:
    """The likeliest way to say `text`, as retrieval sees it: "zhāng wěi", "kuh-BUR-neh-tess".

    codes: English as ARPABET phones instead, "K AH B ER N EH T EH S".

    Empty for what has no sound. Source of the readings: as in engine/hotwords/mandarin.py and spelling.py. The first
    call with Chinese reads pypinyin's dictionaries, a third of a second: on a worker, please (`prepare`).
    """
    plain = spelling.plain_latin(text)
    chinese = any(is_han(each) for each in plain)
    return " ".join(filter(None, (_said(each, chinese, codes) for each in _pieces(plain))))


def _pieces(text: str) -> Iterator[str]:
    """Runs of Chinese whole, for their context chooses the reading; everything else by its token."""
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and is_han(text[end]):
            end += 1
        if end > at:
            yield text[at:end]
            at = end
            continue
        match = _PIECE.match(text, at)
        if match is not None:
            yield match.group()
        at = match.end() if match is not None else at + 1


def _said(piece: str, chinese: bool, codes: bool) -> str:
    if is_han(piece[0]):
        return _pinyin(piece)
    if piece.isdecimal() or piece in spelling.SYMBOLS_EN:
        return _symbol(piece, chinese, codes)
    if not piece.isascii():
        return piece  # a script whose sounds are not known here stands for itself
    return (" · " if codes else " ").join(_latin(each, codes) for each in spelling.parts(piece))


def _pinyin(run: str) -> str:
    from pypinyin import Style, pinyin

    return " ".join(each[0] for each in pinyin(run, style=Style.TONE, errors="ignore"))


def _symbol(piece: str, chinese: bool, codes: bool) -> str:
    key = str(int(piece)) if piece.isdecimal() else piece
    if chinese:
        return _pinyin(spelling.DIGITS_ZH.get(key) or spelling.SYMBOLS_ZH[key])
    return _latin(spelling.DIGITS_EN.get(key) or spelling.SYMBOLS_EN[key], codes)


def _latin(part: str, codes: bool) -> str:
    if spelling.is_initialism(part) or len(part) == 1:
        return part.upper() if codes else "-".join(part.upper())
    phones = spell_out(part.lower())
    return phones if codes else respelling(phones)
