"""Learns from the user's corrections: pairs of heard and meant text, stored with consent only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from app.files import unreadable, write_private
from app.folders import make_folder
from app.hotwords.decoding import Line, in_utf8, lines_of
from app.hotwords.entry import Problem
from engine.errors import CaptioningError
from engine.text.characters import is_han
from engine.text.units import letters

MOST_TOKENS = 8  # of a correction that is still a word and not a rewritten sentence
MOST_HEARD = 8  # ways of hearing one word that are kept, the newest
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\S")


@dataclass(frozen=True, slots=True)
class Correction:
    """heard: what the transcript said. meant: what the user made of it."""

    heard: str
    meant: str


def corrections(before: str, after: str) -> list[Correction]:
    """Words that a user put in the place of others, in order.

    Only replacements: what was added or taken out teaches no sound. Changes of punctuation and rewritten sentences
    are left out; a change of case alone is kept, for a name may be spelled so.
    """
    old, new = _tokens(before), _tokens(after)
    if len(old) > 2000 or len(new) > 2000:
        return []
    found: list[Correction] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace" and b - a <= MOST_TOKENS and d - c <= MOST_TOKENS:
            pair = Correction(_text(old[a:b]), _text(new[c:d]))
            if _teaches(pair):
                found.append(pair)
    return list(dict.fromkeys(found))


def _tokens(text: str) -> list[str]:
    return [token for match in _TOKEN.finditer(text) for token in _split(match.group())]


def _split(token: str) -> Iterator[str]:
    """Chinese characters one by one, the rest of a token whole."""
    rest = ""
    for character in token:
        if is_han(character):
            if rest:
                yield rest
            yield character
            rest = ""
        else:
            rest += character
    if rest:
        yield rest


def _text(tokens: list[str]) -> str:
    """Blanks between tokens, but not beside a Chinese character."""
    text = ""
    for token in tokens:
        if text and not (is_han(text[-1]) or is_han(token[0])):
            text += " "
        text += token
    return text


def _teaches(pair: Correction) -> bool:
    return bool(letters(pair.heard) and letters(pair.meant)) and pair.heard != pair.meant


class LearntPairs:
    """Pairs on the disk: a line a pair, what was heard, a tab, what was meant; a person may edit or delete them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, list[str]]:
        """What was heard for each word that was meant. An absent file holds nothing; bad lines are left out."""
        try:
            content = self._path.read_bytes()
        except OSError:
            return {}
        found: dict[str, list[str]] = {}
        for pair in filter(None, map(_pair, lines_of(content))):
            known = found.setdefault(pair.meant, [])
            if pair.heard not in known:
                known.append(pair.heard)
        return {meant: heard[-MOST_HEARD:] for meant, heard in found.items()}

    def faults(self) -> list[CaptioningError]:
        """Why nothing of the file is used, at most one."""
        try:
            self._content()
        except CaptioningError as unreadable:
            return [unreadable]
        return []

    def add(self, pair: Correction) -> None:
        """Keep one pair; a known one is not kept twice. Every other line of the file stays, understood or not.

        Raises CaptioningError where the file cannot be read or written.
        """
        heard, meant = " ".join(pair.heard.split()), " ".join(pair.meant.split())
        if heard in self.load().get(meant, ()):
            return
        content = self._content()
        if content and not content.endswith(b"\n"):
            content += b"\n"
        make_folder(self._path.parent)
        write_private(self._path, content + f"{heard}\t{meant}\n".encode())

    def forget(self, meant: str) -> None:
        """Every pair that means this goes. Raises CaptioningError like `add`."""
        content = self._content()
        kept = [line for line in content.splitlines(keepends=True) if meant not in _meant_in(line)]
        if sum(map(len, kept)) < len(content):
            write_private(self._path, b"".join(kept))

    def _content(self) -> bytes:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise unreadable(self._path, error) from error
        return in_utf8(content)


def _pair(line: Line | Problem) -> Correction | None:
    heard, tab, meant = line.text.partition("\t") if isinstance(line, Line) else ("", "", "")
    if not tab or not heard.strip() or not meant.strip() or heard.startswith("#"):
        return None
    return Correction(heard.strip(), meant.strip())


def _meant_in(raw: bytes) -> set[str]:
    return {pair.meant for pair in map(_pair, lines_of(raw)) if pair is not None}
