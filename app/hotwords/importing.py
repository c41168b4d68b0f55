"""Vocabularies of other programs: one word a line, TSV, CSV, `a|b` aliases, `wrong=>right` rules."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.hotwords.decoding import MOST_BYTES, Line, lines_of
from app.hotwords.entry import Entry, Parsed, Problem
from app.hotwords.reading import Malformed, entry_of, parse
from engine.errors import BadInput

_NO_TEXT = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape"}
_COLUMNS = {
    "word": ("word", "term", "phrase", "text", "hotword", "词", "热词", "词语"),
    "aliases": ("alias", "aliases", "别名"),
    "sounds": ("sounds", "sound", "sounds like", "pronunciation", "translation", "拼音", "读音", "翻译"),
    "weight": ("weight", "boost", "score", "权重"),
    "note": ("note", "notes", "comment", "备注"),
}


def import_file(path: Path, encoding: str | None = None) -> Parsed:
    """What a vocabulary file holds, whatever its form; CSV by its ending.

    Raises BadInput for a file that cannot be read, or of which no line can be used; the first bad line is named.
    """
    _check(encoding)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path} is larger than {MOST_BYTES // 1_000_000} MB.", "Split it into several lists.")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.", "Name a text file.") from error
    parsed = from_bytes(content, encoding, table=path.suffix.lower() == ".csv")
    if parsed.problems and not parsed.entries and not parsed.rules:
        raise BadInput(f"Nothing in {path} can be used; {parsed.problems[0]}", "Correct it, or name its --encoding.")
    return parsed


def from_bytes(content: bytes, encoding: str | None = None, *, table: bool = False) -> Parsed:
    """table: comma- or semicolon-separated. Never raises for what the bytes may be."""
    return _from_table(content, encoding) if table else parse(content, encoding, peers=True)


def from_paste(text: str) -> Parsed:
    """Many lines from the clipboard; cells of a spreadsheet arrive separated by tabs."""
    return parse(text.encode("utf-8", errors="replace"), "utf-8", peers=True)


def _check(encoding: str | None) -> None:
    try:
        if encoding is not None and codecs.lookup(encoding).name in _NO_TEXT:
            raise LookupError
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError) as error:
        raise BadInput(f"There is no text encoding “{encoding}”.", "Try utf-8, gb18030, big5 or utf-16.") from error


def _from_table(content: bytes, encoding: str | None) -> Parsed:
    lines = list(lines_of(content, encoding))
    problems = [each for each in lines if isinstance(each, Problem)]
    good = [each for each in lines if isinstance(each, Line) and each.text.strip()]
    entries: dict[str, Entry] = {}
    order: Sequence[str] | None = None
    for line, cells in zip(good, _cells(good), strict=True):
        if order is None:
            order = _header(cells)
            if order is not None:
                continue
            order = ("word", "sounds", "weight", "note")
        try:
            entry = _entry(order, cells, line.number)
        except Malformed as error:
            problems.append(Problem(line.number, str(error)))
            continue
        _take(entry, entries, problems)
    return Parsed(tuple(entries.values()), (), tuple(sorted(problems, key=lambda each: each.line)))


def _take(entry: Entry, entries: dict[str, Entry], problems: list[Problem]) -> None:
    known = entries.setdefault(entry.text.casefold(), entry)
    if known is not entry:
        problems.append(Problem(entry.line, f"“{entry.text}” stands in line {known.line} already."))


def _cells(lines: Sequence[Line]) -> Iterable[list[str]]:
    """A line is a row: a quoted cell with a line end in it would be a note at best."""
    semicolon = bool(lines) and lines[0].text.count(";") > lines[0].text.count(",")
    for line in lines:
        try:
            yield next(csv.reader([line.text], delimiter=";" if semicolon else ","), [])
        except csv.Error:
            yield []


def _header(cells: Sequence[str]) -> Sequence[str] | None:
    """Our names of the columns where the first row names them."""
    known = {title: name for name, titles in _COLUMNS.items() for title in titles}
    names = [known.get(cell.strip().lower(), "") for cell in cells]
    return names if "word" in names else None


def _entry(order: Sequence[str], cells: Sequence[str], line: int) -> Entry:
    by_name = dict(zip(order, cells, strict=False))
    word = "|".join(filter(None, (by_name.get("word", "").strip(), by_name.get("aliases", "").strip())))
    return entry_of([word, *(by_name.get(name, "") for name in ("sounds", "weight", "note"))], line)
