"""Decodes a hotword file into numbered lines: UTF-8, or UTF-16 by its byte order mark."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.hotwords.entry import Problem
from engine.text.sentence import Sentence

_BEGINNINGS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"fLaC",
    b"OggS",
    b"RIFF",
    b"ID3",
    b"PK\x03\x04",
    b"%PDF",
    b"\x1f\x8b",
)
"""Of files that people take for lists by mistake: pictures, sound, archives and documents."""
_NEVER_IN_TEXT = bytes([*range(9), *range(14, 27), *range(28, 32)])
_FEWEST_SIGNS, _LEAST_SHARE = 4, 0.02  # of bytes that no text holds; one alone spoils its line and no more
LONGEST_LINE = 2000  # characters; a word with its notes is far shorter
MOST_BYTES = 32_000_000
_OTHER_ENCODINGS = ("gb18030", "big5", "shift_jis", "cp1252")
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Line:
    """number: from 1. text: without its end."""

    number: int
    text: str


def lines_of(content: bytes, encoding: str | None = None) -> Iterator[Line | Problem]:
    """Each line that can be read, or why it cannot; the others are not harmed by it.

    encoding: of the whole file; None for what is described above. Never raises for what a file may hold.
    """
    if len(content) > MOST_BYTES:
        yield Problem(0, Sentence("The file is larger than {size} MB; it is not read.", size=MOST_BYTES // 1_000_000))
        return
    mark, found = next(((mark, name) for mark, name in _UTF16 if content.startswith(mark)), (codecs.BOM_UTF8, "utf-8"))
    wanted = (encoding or found).lower()
    if wanted.startswith("utf-16"):
        content, wanted = _decoded_whole(content.removeprefix(mark), wanted), "utf-8"
    for number, raw in enumerate(_split(content.removeprefix(codecs.BOM_UTF8)), start=1):
        yield _line(number, raw, wanted)


def is_text(content: bytes) -> bool:
    """Whether all of a file can be read: it is UTF-8, or UTF-16 with its mark."""
    try:
        in_utf8(content).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refusal(content: bytes, encoding: str | None = None) -> Problem | None:
    """Why nothing of a file is read: it is a picture, sound, an archive. Chance bytes would be words of a list.

    UTF-16 and UTF-32 have bytes that no other text has; they are known by their mark, or by `encoding`.
    """
    if len(content) > MOST_BYTES:
        return Problem(0, Sentence("The file is larger than {size} MB; it is not read.", size=MOST_BYTES // 1_000_000))
    named = (encoding or "").lower().replace("_", "-").startswith(("utf-16", "utf16", "utf-32"))
    marked = content.startswith(tuple(mark for mark, _ in _UTF16))
    return Problem(0, "This is no text.") if not (named or marked) and _is_binary(content) else None


def _is_binary(content: bytes) -> bool:
    part = content[:65_536]
    signs = len(part) - len(part.translate(None, _NEVER_IN_TEXT))
    return content.startswith(_BEGINNINGS) or (signs >= _FEWEST_SIGNS and signs >= _LEAST_SHARE * len(part))


def in_utf8(content: bytes) -> bytes:
    """A file with a byte order mark of UTF-16 in UTF-8; any other as it is."""
    for mark, name in _UTF16:
        if content.startswith(mark):
            return _decoded_whole(content.removeprefix(mark), name)
    return content


def _decoded_whole(content: bytes, encoding: str) -> bytes:
    """UTF-16 knows no lines before it is decoded; what is malformed becomes a mark, and the line is reported."""
    return content.decode(encoding, errors="replace").encode("utf-8", errors="replace")


def _split(content: bytes) -> list[bytes]:
    """Lines as every system ends them. Bytes 10 and 13 are no part of another character in UTF-8, GB18030 or Big5."""
    pieces = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return pieces[:-1] if pieces[-1] == b"" else pieces


def _line(number: int, raw: bytes, encoding: str) -> Line | Problem:
    if b"\0" in raw:
        return Problem(number, "It holds a NUL byte; this is no text.")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return Problem(number, _not_in(encoding, raw))
    if len(text) > LONGEST_LINE:
        return Problem(number, Sentence("It is longer than {most} characters.", most=LONGEST_LINE))
    if "\ufffd" in text:
        return Problem(number, "It holds a character that was lost in an earlier conversion (\ufffd).")
    return Line(number, unicodedata.normalize("NFC", text))


def _not_in(encoding: str, raw: bytes) -> Sentence:
    """With a guess that helps to convert the file; the guess itself is never used."""
    name = encoding.upper()
    if encoding != "utf-8":
        return Sentence("This is not {encoding} text.", encoding=name)
    for other in _OTHER_ENCODINGS:
        try:
            shown = raw[:200].decode(other)
        except UnicodeDecodeError:
            continue
        what = "This is not {encoding} text (perhaps {other}: “{text}”); save it as UTF-8."
        return Sentence(what, encoding=name, other=other.upper(), text=shown[:20])
    return Sentence("This is not {encoding} text; save it as UTF-8.", encoding=name)
