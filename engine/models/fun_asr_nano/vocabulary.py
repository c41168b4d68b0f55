"""The CTC branch's vocabulary: byte-level pieces, then special tokens.

Source: modelscope/FunASR @3c58cb5, models/sense_voice/whisper_lib/tokenizer.py (multilingual, 8749 "languages").
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import tiktoken

from engine.errors import ModelUnusable

SPECIAL_TOKENS = 1679
"""Language tags, events, tasks and 1501 time stamps. None of them is ever shown; the last one is the blank."""

# GPT-2's pattern: contractions, letters, digits, the rest, white space.
_PIECES = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_EMPTY_TOKEN = b"="  # one row of the published file (rank 48474) holds nothing but padding
_IMPORT_AGAIN = "Take multilingual.tiktoken from where the checkpoint was published, and import the model again."


class TokenVocabulary:
    """Ids to bytes and text to ids. `ranks`: bytes of each piece -> its id, 0 and up without a gap."""

    def __init__(self, ranks: Mapping[bytes, int]) -> None:
        self._ranks = dict(ranks)
        self._pieces = [b""] * len(self._ranks)
        for piece, rank in self._ranks.items():
            self._pieces[rank] = piece

    @property
    def size(self) -> int:
        """Pieces and special tokens together: the number of columns of the CTC head."""
        return len(self._pieces) + SPECIAL_TOKENS

    @property
    def blank_id(self) -> int:
        return self.size - 1

    def piece(self, token: int) -> bytes:
        """The bytes of one id; none for a special token. A character may be spread over several pieces."""
        return self._pieces[token] if token < len(self._pieces) else b""

    def id_of(self, piece: bytes) -> int | None:
        """The id of the piece with these bytes, or None."""
        return self._ranks.get(piece)

    def decode(self, tokens: Iterable[int]) -> str:
        """Text of ids. Bytes that are no whole character, such as a cut one at the end, are left out."""
        return b"".join(map(self.piece, tokens)).decode("utf-8", errors="ignore")

    def encode(self, text: str) -> list[int]:
        """Ids of a text; what looks like a special token is plain text."""
        return self._encoding.encode_ordinary(text)

    @cached_property
    def _encoding(self) -> tiktoken.Encoding:
        ranks = {piece: rank for piece, rank in self._ranks.items() if piece}
        return tiktoken.Encoding("fun-asr-ctc", pat_str=_PIECES, mergeable_ranks=ranks, special_tokens={})


def read(path: Path) -> TokenVocabulary:
    """The vocabulary of a .tiktoken file: a line a piece, base64 and rank.

    Raises ModelUnusable where the file is missing, cut short or no such file.
    """
    try:
        ranks = dict(_row(line) for line in path.read_bytes().splitlines() if line)
    except OSError as error:
        raise ModelUnusable("The vocabulary {path} cannot be read.", _IMPORT_AGAIN, path=path) from error
    except (ValueError, binascii.Error) as error:
        raise ModelUnusable("{path} is no vocabulary ({reason}).", _IMPORT_AGAIN, path=path, reason=error) from error
    if not ranks or sorted(ranks.values()) != list(range(len(ranks))):
        raise ModelUnusable("The vocabulary {path} has gaps; it was cut short or changed.", _IMPORT_AGAIN, path=path)
    return TokenVocabulary(ranks)


def _row(line: bytes) -> tuple[bytes, int]:
    token, rank = line.split()
    return b"" if token == _EMPTY_TOKEN else base64.b64decode(token, validate=True), int(rank)
