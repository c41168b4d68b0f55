"""The tokens of a Whisper model: its special ones, and text to ids and back.

Source: openai/whisper, whisper/tokenizer.py; byte-level pieces as in GPT-2.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ModelUnusable
from engine.models.whisper import folder as whisper_folder

if TYPE_CHECKING:
    import tokenizers

_LANGUAGE = re.compile(r"<\|([a-z]{2,3})\|>")


class Tokens:
    """What tokenizer.json says. languages: BCP 47 codes that the model has a token for; "en" for an English one."""

    def __init__(self, tokenizer: tokenizers.Tokenizer, multilingual: bool) -> None:
        self._tokenizer = tokenizer
        self.end_of_text = self._special("<|endoftext|>")
        self.start = self._special("<|startoftranscript|>")
        self.start_of_previous = self._special("<|startofprev|>")
        self.no_timestamps = self._special("<|notimestamps|>")
        names = (tokenizer.id_to_token(token) for token in range(self.start, self.no_timestamps))
        known = tuple(found[1] for name in names if name and (found := _LANGUAGE.fullmatch(name)))
        self.multilingual = multilingual and bool(known)
        self.languages = known if self.multilingual else ("en",)

    def prompt(self, language: str | None, previous: list[int]) -> list[int]:
        """The ids that a transcript without time stamps follows. previous: ids of text that came before it.

        language: one of `languages`; ignored by an English-only model.
        """
        before = [self.start_of_previous, *previous] if previous else []
        if not self.multilingual:
            return [*before, self.start, self.no_timestamps]
        return [*before, *self.start_sequence(language), self.no_timestamps]

    def start_sequence(self, language: str | None) -> list[int]:
        """The ids in front of <|notimestamps|>: what an alignment wants to know."""
        if not self.multilingual:
            return [self.start]
        code = language if language in self.languages else "en"
        return [self.start, self._special(f"<|{code}|>"), self._special("<|transcribe|>")]

    def encode(self, text: str) -> list[int]:
        """Ids of a continued text: with the blank before its first word."""
        return list(self._tokenizer.encode(f" {text.strip()}", add_special_tokens=False).ids)

    def decode(self, ids: list[int]) -> str:
        return b"".join(self.piece(token) for token in ids).decode("utf-8", errors="ignore")

    def piece(self, token: int) -> bytes:
        """The bytes of one id, none for a special one. A character may be spread over several ids."""
        if token >= self.end_of_text:
            return b""
        name = self._tokenizer.id_to_token(token) or ""
        return bytes(self._bytes[character] for character in name if character in self._bytes)

    @cached_property
    def _bytes(self) -> dict[str, int]:
        """Byte-level pieces are spelt with one printable character a byte: GPT-2's table."""
        printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
        others = [byte for byte in range(256) if byte not in printable]
        named = {chr(byte): byte for byte in printable}
        return named | {chr(256 + at): byte for at, byte in enumerate(others)}

    def _special(self, name: str) -> int:
        token: int | None = self._tokenizer.token_to_id(name)
        if token is None:
            raise ModelUnusable(
                "The model's tokenizer.json has no {name}.",
                "Get the model again, all files of the same copy.",
                name=name,
            )
        return token


def read(folder: Path) -> Tokens:
    """The tokens of a model folder. Raises ModelUnusable where tokenizer.json is missing or no tokenizer."""
    import tokenizers

    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / whisper_folder.TOKENIZER))
    except Exception as error:  # the library raises bare Exceptions for whatever it finds wrong
        raise ModelUnusable(
            "{path} cannot be read ({reason}).",
            "Get the model again, all files of the same copy.",
            path=f"tokenizer.json in {folder}",
            reason=error,
        ) from error
    return Tokens(tokenizer, whisper_folder.is_multilingual(folder))
