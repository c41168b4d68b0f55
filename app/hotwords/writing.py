"""Formats entries and rules as lines, and changes a list without touching its other lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from app.cells import safe_cell
from app.hotwords.entry import Entry, Parsed
from engine.hotwords.rules import Rule

_TO_ESCAPE = re.compile(r"[\\|⇒→]|^[#/]|[=-](?=>)")
FORMATS = ("txt", "tsv", "csv", "words", "pairs")


def line_of(entry: Entry) -> str:
    """One line, without its end, that reads back as the same entry."""
    # A number alone in the second field would be read as the weight.
    bare = len(entry.sounds) == 1 and entry.sounds[0].replace(".", "", 1).isdigit()
    weight = "" if entry.weight == 1.0 and not bare else f"{entry.weight:g}"
    fields = [_joined((entry.text, *entry.aliases)), _joined(entry.sounds), weight, _one_line(entry.note)]
    return "\t".join(fields).rstrip("\t")


def rule_line(rule: Rule) -> str:
    wrong = f"/{rule.wrong}/" if rule.is_pattern else _escaped(rule.wrong)
    right = rule.right if rule.is_pattern else _escaped(rule.right)
    return f"{wrong} => {right}"


def changed(content: str, new: Iterable[Entry], lines: Mapping[int, Entry | None] | None = None) -> str:
    """A list's text with lines (from 1) replaced, or taken out where None, and `new` at its end."""
    instead = lines or {}
    kept: list[str] = []
    for number, line in enumerate(_lines(content), start=1):
        entry = instead.get(number)
        if number not in instead:
            kept.append(line)
        elif entry is not None:
            kept.append(line_of(entry))
    kept += [line_of(entry) for entry in new]
    return "\n".join(kept) + "\n" if kept else ""


def _lines(content: str) -> list[str]:
    """As the reader counts them: str.splitlines would also end a line at characters that no editor ends one at."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def exported(parsed: Parsed, form: str) -> str:
    """A list in one of FORMATS: txt is our own; words has one a line; pairs has wrong=>right for other programs."""
    if form == "csv":
        return _csv(parsed.entries)
    if form == "tsv":
        rows = ([each.text, " ".join(each.sounds), f"{each.weight:g}", _one_line(each.note)] for each in parsed.entries)
        return _text("\t".join(map(safe_cell, row)).rstrip("\t") for row in rows)
    if form == "words":
        return _text(each.text for each in parsed.entries)
    if form == "pairs":
        aliases = (f"{alias}=>{each.text}" for each in parsed.entries for alias in each.aliases)
        return _text([*aliases, *(f"{each.wrong}=>{each.right}" for each in parsed.rules if not each.is_pattern)])
    return _text([*(line_of(each) for each in parsed.entries), *(rule_line(each) for each in parsed.rules)])


def _csv(entries: Iterable[Entry]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["word", "aliases", "sounds", "weight", "note"])
    for each in entries:
        row = (each.text, "|".join(each.aliases), "|".join(each.sounds), f"{each.weight:g}", each.note)
        table.writerow(map(safe_cell, row))
    return written.getvalue()


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _joined(parts: Iterable[str]) -> str:
    return "|".join(_escaped(each) for each in parts)


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda match: f"\\{match.group()}", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
