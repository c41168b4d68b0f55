"""A list in the editor: every line of its file with its meaning; other lines stay as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from app.hotwords.entry import Entry, Parsed
from app.hotwords.lint import lint
from app.hotwords.reading import Malformed, entry_of, parse
from app.hotwords.writing import line_of, rule_line

Remarks = dict[int, tuple[str, ...]]
"""Sentences by the place of their row."""


class EntryField(Enum):
    """The fields of an entry, in the order of the line."""

    WORD = 0
    SOUNDS = 1
    WEIGHT = 2
    NOTE = 3


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line. entry: None for a remark, an empty line, a rule, or what cannot be used.

    Two rows are never equal: a changed line is a new row.
    """

    raw: str
    entry: Entry | None = None

    @property
    def silent(self) -> bool:
        """Whether the line says nothing to Earshot: it is empty or a remark."""
        return self.entry is None and (not self.raw.strip() or self.raw.lstrip().startswith("#"))


def row_of(line: str) -> Row:
    entries = parse(line.encode("utf-8", errors="replace"), "utf-8").entries
    return Row(line, entries[0] if entries else None)


def rows_of(text: str) -> list[Row]:
    """One row a line, ended in any of the usual ways."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [row_of(line) for line in (lines[:-1] if lines[-1] == "" else lines)]


def text_of(rows: Iterable[Row]) -> str:
    return "".join(f"{row.raw}\n" for row in rows)


def rows_from(parsed: Parsed) -> list[Row]:
    """What was imported or pasted, in its order."""
    found = [(each.line, line_of(each)) for each in parsed.entries]
    found += [(each.line or 0, rule_line(each)) for each in parsed.rules]
    return [row_of(line) for _, line in sorted(found, key=lambda each: each[0])]


def field_text(row: Row, wanted: EntryField) -> str:
    """A field as it stands in the line; a line without an entry is all in the first."""
    if row.entry is None:
        return row.raw if wanted is EntryField.WORD else ""
    if wanted is EntryField.WEIGHT:
        return f"{row.entry.weight:g}"
    fields = line_of(row.entry).split("\t")
    return fields[wanted.value] if wanted.value < len(fields) else ""


def with_field(row: Row, wanted: EntryField, text: str) -> Row:
    """The row with one field changed. Raises Malformed where it then could not be used."""
    text = " ".join(text.split())
    if row.entry is None or (wanted is EntryField.WORD and "=>" in text):
        made = row_of(text)
        if made.entry is None and not made.silent:
            _check_rule(text)
        return made
    fields = [field_text(row, each) for each in EntryField]
    fields[wanted.value] = text
    if not fields[EntryField.WEIGHT.value]:
        fields[EntryField.WEIGHT.value] = "1"
    return row_of(line_of(entry_of(fields, 0)))


def _check_rule(line: str) -> None:
    parsed = parse(line.encode("utf-8", errors="replace"), "utf-8")
    if not parsed.rules:
        raise Malformed(parsed.problems[0].what if parsed.problems else "The line says nothing.")


def remarks(rows: Sequence[Row]) -> Remarks:
    """What is to be said of each row: lines that cannot be used, doubles, words that are hard to find.

    Takes about 0.1 ms an entry the first time: on a worker, please.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for problem in lint(parsed_of(rows)):
        found[max(0, problem.line - 1)].append(problem.what)
    return {place: tuple(sentences) for place, sentences in found.items()}


def parsed_of(rows: Iterable[Row]) -> Parsed:
    return parse(text_of(rows).encode("utf-8", errors="replace"), "utf-8")


def without_known(new: Sequence[Row], rows: Iterable[Row]) -> list[Row]:
    """`new` without words (and rules) that `rows` have already."""
    known = {_key(row) for row in rows}
    return [row for row in new if _key(row) not in known]


def _key(row: Row) -> str:
    return row.entry.text.casefold() if row.entry is not None else row.raw
