"""Imports vocabularies of other programs: tables and JSON here, lines of text in foreign.py."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.cells import plain_cell
from app.hotwords.decoding import LONGEST_LINE, MOST_BYTES, Line, in_utf8, lines_of, refusal
from app.hotwords.entry import MOST_WEIGHT, Entry, Parsed, Problem
from app.hotwords.foreign import FUNASR_USUAL, MOST_FOREIGN_WEIGHT, SCALED, in_our_scale, is_number
from app.hotwords.reading import Malformed, entry_of, parse
from engine.errors import BadInput
from engine.text.sentence import Sentence

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

    Raises BadInput for a file that cannot be read or has no usable line; it names the first bad line.
    """
    _check(encoding)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)  # a device such as /dev/zero has no end
        if len(content) > MOST_BYTES:
            raise BadInput(
                "{path} is larger than {size} MB.",
                "Split it into several lists.",
                path=path,
                size=MOST_BYTES // 1_000_000,
            )
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}.", "Name a text file.", path=path, reason=error.strerror or error
        ) from error
    if refusal(content, encoding) is not None:
        raise BadInput("{path} is no text.", "Name a text file.", path=path)
    parsed = from_bytes(content, encoding, table=path.suffix.lower() == ".csv")
    fault = next((each for each in parsed.problems if each.skipped), None)
    if fault is not None and not parsed.entries and not parsed.rules:
        raise BadInput(
            "Nothing in {path} can be used; {reason}", "Correct it, or convert it to UTF-8.", path=path, reason=fault
        )
    return parsed


def from_bytes(content: bytes, encoding: str | None = None, *, table: bool = False) -> Parsed:
    """table: comma- or semicolon-separated; a file whose first line names columns is one, whatever it is called.

    Never raises for what the bytes may be.
    """
    if (refused := refusal(content, encoding)) is not None:
        return Parsed(problems=(refused,))
    content = content if encoding is not None else in_utf8(content)
    if not table and (lines := _lines_of_json(content, encoding)) is not None:
        return parse("\n".join(lines).encode("utf-8", errors="replace"), "utf-8", peers=True)
    if table or _has_titles(content, encoding):
        return _from_table(content, encoding)
    return parse(content, encoding, peers=True)


def from_paste(text: str) -> Parsed:
    """Many lines from the clipboard; cells of a spreadsheet arrive separated by tabs."""
    return parse(text.encode("utf-8", errors="replace"), "utf-8", peers=True, typed=True)


def _check(encoding: str | None) -> None:
    try:
        if encoding is not None and codecs.lookup(encoding).name in _NO_TEXT:
            raise LookupError
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError) as error:
        raise BadInput(
            "There is no text encoding “{encoding}”.", "Try utf-8, gb18030, big5 or utf-16.", encoding=encoding
        ) from error


def _from_table(content: bytes, encoding: str | None) -> Parsed:
    lines = list(lines_of(content, encoding))
    problems = [each for each in lines if isinstance(each, Problem)]
    good = [each for each in lines if isinstance(each, Line) and each.text.strip()]
    entries: dict[str, Entry] = {}
    order, rows = _ordered(list(zip(good, _cells(good), strict=True)))
    scale = _scale(order, [cells for _, cells in rows])
    if scale != 1:
        problems.append(Problem(0, SCALED, skipped=False))
    for line, cells in rows:
        try:
            entry = _entry(order, cells, line.number, scale)
        except Malformed as error:
            problems.append(Problem(line.number, str(error)))
            continue
        _take(entry, entries, problems)
    return Parsed(tuple(entries.values()), (), tuple(sorted(problems, key=lambda each: each.line)))


def _ordered(rows: list[tuple[Line, list[str]]]) -> tuple[Sequence[str], list[tuple[Line, list[str]]]]:
    """The names of the columns, and the rows without the header."""
    if rows and (order := _header(rows[0][1])) is not None:
        return order, rows[1:]
    return ("word", "sounds", "weight", "note"), rows


def _scale(order: Sequence[str], rows: Iterable[Sequence[str]]) -> float:
    """What weights are divided by: FunASR's may be greater than ours."""
    weights = [float(cell) for cells in rows if is_number(cell := _weight_cell(order, cells))]
    return FUNASR_USUAL if any(MOST_WEIGHT < each <= MOST_FOREIGN_WEIGHT for each in weights) else 1


def _weight_cell(order: Sequence[str], cells: Sequence[str]) -> str:
    """A number beside the word, without a third cell, is the weight, as in a list of ours."""
    by_name = dict(zip(order, cells, strict=False))
    weight, sounds = by_name.get("weight", "").strip(), by_name.get("sounds", "").strip()
    return weight or (sounds if is_number(sounds) else "")


def _take(entry: Entry, entries: dict[str, Entry], problems: list[Problem]) -> None:
    known = entries.setdefault(entry.text.casefold(), entry)
    if known is not entry:
        what = Sentence("“{word}” stands in line {line} already.", word=entry.text, line=known.line)
        problems.append(Problem(entry.line, what))


def _cells(lines: Sequence[Line]) -> Iterable[list[str]]:
    """A line is a row: a quoted cell with a line end in it would be a note at best."""
    delimiter = max(",;\t", key=lines[0].text.count) if lines else ","
    for line in lines:
        try:
            yield [plain_cell(cell) for cell in next(csv.reader([line.text], delimiter=delimiter), [])]
        except csv.Error:
            yield []


def _has_titles(content: bytes, encoding: str | None) -> bool:
    """Whether the first line names two columns or more, as in a table that was saved as text."""
    first = next((each for each in lines_of(content[:LONGEST_LINE], encoding) if isinstance(each, Line)), None)
    names = _header(next(iter(_cells([first])))) if first is not None else None
    return names is not None and len(names) > 1 and all(names)


def _lines_of_json(content: bytes, encoding: str | None) -> list[str] | None:
    """The words of a JSON file as lines of ours: {"word": weight}, {"heard": "meant"}, or a list of words or rows."""
    if not content.lstrip(codecs.BOM_UTF8).lstrip().startswith((b"{", b"[")):
        return None
    try:
        found = json.loads(content.decode(encoding or "utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    lists = [each for each in found.values() if isinstance(each, list)] if isinstance(found, dict) else [found]
    if len(lists) == 1:
        return [_row_of_json(each) for each in lists[0]]
    return [
        _row_of_json({"word": k, "weight": v} if isinstance(v, (int, float)) else f"{k} => {v}")
        for k, v in found.items()
    ]


def _row_of_json(row: object) -> str:
    if not isinstance(row, dict):
        return " ".join(str(row).split())
    order = _header([str(each) for each in row]) or tuple(row)
    by_name = dict(zip(order, (" ".join(str(each).split()) for each in row.values()), strict=False))
    return "\t".join(by_name.get(name, "") for name in ("word", "sounds", "weight", "note"))


def _header(cells: Sequence[str]) -> Sequence[str] | None:
    """Our names of the columns where the first row names them."""
    known = {title: name for name, titles in _COLUMNS.items() for title in titles}
    names = [known.get(cell.strip().lower(), "") for cell in cells]
    return names if "word" in names else None


def _entry(order: Sequence[str], cells: Sequence[str], line: int, scale: float) -> Entry:
    by_name = dict(zip(order, cells, strict=False))
    if scale != 1 and (weight := _weight_cell(order, cells)):
        sounds = "" if not by_name.get("weight", "").strip() else by_name.get("sounds", "")
        by_name |= {"sounds": sounds, "weight": in_our_scale(float(weight), scale) if is_number(weight) else weight}
    word = "|".join(filter(None, (by_name.get("word", "").strip(), by_name.get("aliases", "").strip())))
    return entry_of([word, *(by_name.get(name, "") for name in ("sounds", "weight", "note"))], line)
