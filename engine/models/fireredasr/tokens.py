"""The decoder's tokens: dict.txt, and text for readers.

Source: FireRedTeam/FireRedASR, fireredasr/data/token_dict.py and tokenizer/aed_tokenizer.py; FireRedASR2S, PR 28.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from engine.errors import ModelUnusable
from engine.text import wording
from engine.text.characters import SQUARE

FILE_NAME = "dict.txt"

_LARGEST_FILE = 4 << 20
_SPECIAL = re.compile(r"<[a-z_]+>")
_BLANK = "\u2581"  # SentencePiece's sign for the blank before a word
_AFTER_PUNCTUATION = re.compile(r"(?<=[A-Za-z])([,.!?;:])(?=[A-Za-z])")
_SENTENCE = re.compile(r"([.!?]\s+)([a-z])")
_WORD_THEN_SQUARE = re.compile(f"(?<=[A-Za-z0-9'])(?=[{SQUARE}])")
_DOWNLOAD = "Download this file again from the publisher."


class TokenDictionary:
    """Ids to text. tokens: of each id, as in the file."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._ids = {token: place for place, token in enumerate(tokens)}
        self._pieces = ["" if _SPECIAL.fullmatch(token) else token.replace(_BLANK, " ").lower() for token in tokens]

    @property
    def size(self) -> int:
        return len(self._tokens)

    def id_of(self, token: str) -> int | None:
        return self._ids.get(token)

    def raw(self, tokens: Iterable[int]) -> str:
        """As upstream writes it: special tokens included, English in capitals."""
        return "".join(self._tokens[token] for token in tokens).replace(_BLANK, " ").strip()

    def text(self, tokens: Iterable[int]) -> str:
        """For readers: no special tokens, no capitals but after the end of a sentence."""
        return readable("".join(self._pieces[token] for token in tokens))

    def piece(self, token: int) -> bytes:
        """What a token adds to the text; nothing for a special one."""
        return self._pieces[token].encode()


def readable(text: str) -> str:
    """Blanks after English punctuation and between an English word and Chinese, a capital only after . ! and ?."""
    text = _AFTER_PUNCTUATION.sub(r"\1 ", wording.tidy(text))
    text = _SENTENCE.sub(lambda found: found[1] + found[2].upper(), text)
    return _WORD_THEN_SQUARE.sub(" ", text)


def read(path: Path) -> TokenDictionary:
    """A line a token: `token id`, or the token alone. An empty line and `<space>` stand for a blank.

    Raises ModelUnusable where the file is missing or its ids have gaps.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError("it is far too long")
        lines = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
        return TokenDictionary([_token(place, line.removesuffix("\r")) for place, line in enumerate(lines)])
    except OSError as error:
        raise ModelUnusable(
            "{path} cannot be read ({reason}).", _DOWNLOAD, path=path, reason=error.strerror or error
        ) from error
    except ValueError as error:
        raise ModelUnusable("{path} is no list of tokens ({reason}).", _DOWNLOAD, path=path, reason=error) from error


def _token(place: int, line: str) -> str:
    parts = line.split()
    if len(parts) > 2 or (len(parts) == 2 and parts[1] != str(place)):
        raise ValueError(f"line {place + 1} is not in its place")
    token = parts[0] if parts else " "
    return " " if token == "<space>" else token
