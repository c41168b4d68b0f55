"""Brings what can be read of a damaged file of transcripts into a new one."""

from __future__ import annotations

import logging
import math
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.transcripts.page_scan import Record, Value, records
from app.transcripts.rows import FINAL_COLUMNS, SESSION_SELECT, Mending, final_from, final_row, summary_from
from app.transcripts.schema import one_transaction, rebuild_index
from engine.events import Final
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

_SESSION = ("title", "source", "model", "language", "recording", "started_at", "end_position", "holder")
_FINAL = ("session_id", *FINAL_COLUMNS)
_OLDER = 1  # so many columns were added at the end of each table since the first version


@dataclass(frozen=True, slots=True)
class Recovered:
    """How much came into the new file."""

    finals: int
    transcripts: int


@dataclass(slots=True)
class _Found:
    """What the pages hold, by its keys."""

    sessions: dict[int, dict[str, Value]] = field(default_factory=dict)
    finals: dict[tuple[int, int], Final] = field(default_factory=dict)
    marks: dict[tuple[int, int], float] = field(default_factory=dict)
    corrections: dict[tuple[int, int], tuple[str, float]] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        values = record.values
        if record.number is None:
            self._take_unnumbered(values)
        elif len(_SESSION) + 1 - _OLDER <= len(values) <= len(_SESSION) + 1:
            self._take_session(record.number, values[1:])
        elif len(_FINAL) + 1 - _OLDER <= len(values) <= len(_FINAL) + 1:
            self._take_final(values[1:])

    def _take_session(self, number: int, values: tuple[Value, ...]) -> None:
        row = _named(_SESSION, values)
        if number > 0 and isinstance(row["source"], str) and isinstance(row["started_at"], int | float):
            self.sessions[number] = row

    def _take_final(self, values: tuple[Value, ...]) -> None:
        row = _named(_FINAL, values)
        if not (_is_key(row["session_id"], row["utterance_id"]) and isinstance(row["text"], str)):
            return
        final = final_from(row, Mending())
        key = (_whole(row["session_id"]), final.utterance_id)
        if key not in self.finals or self.finals[key].draft:
            self.finals[key] = final

    def _take_unnumbered(self, values: tuple[Value, ...]) -> None:
        """Clock marks and corrections; an index holds whole numbers only."""
        if len(values) == 3 and _is_key(*values[:2]) and isinstance(values[2], float):
            self.marks[_whole(values[0]), _whole(values[1])] = values[2]
        elif len(values) == 4 and _is_key(*values[:2]) and isinstance(values[2], str):
            self.corrections[_whole(values[0]), _whole(values[1])] = (values[2], _seconds(values[3]))


def rows_are_damaged(connection: sqlite3.Connection) -> bool:
    """Whether a row holds what it should not, in a file whose pages are in order."""
    mending = Mending()
    for row in connection.execute(SESSION_SELECT):
        summary_from(row, mending)
    for row in connection.execute("SELECT * FROM finals"):
        final_from(row, mending)
    for row in connection.execute("SELECT * FROM clock_marks"):
        mending.position(row["position"])
        mending.wall_time(row["wall_time"])
    for row in connection.execute("SELECT text FROM corrections"):
        mending.text(row["text"])
    return mending.damaged


def recover(damaged: Path, fresh: sqlite3.Connection) -> Recovered:
    """Bring what `damaged` still holds into the empty file behind `fresh`. Raises sqlite3.Error for the new file."""
    found = _Found()
    try:
        for record in records(damaged):
            found.take(record)
    except Exception:  # the edge to a file in which any byte may be wrong: what was found before counts
        log.warning("the damaged transcripts were read in part", exc_info=True)
    with one_transaction(fresh):
        _enter(found, damaged, fresh)
    rebuild_index(fresh)
    return Recovered(len(found.finals), len(found.sessions))


def told_of_recovery(path: Path, aside: Path, recovered: Recovered) -> str:
    """The sentence that tells the user."""
    if not recovered.finals:
        return Sentence(
            "The transcripts in {path} were damaged. They are kept as {name}, and a new file was begun.",
            path=path,
            name=aside.name,
        )
    return Sentence(
        "The transcripts in {path} were damaged. {texts} texts of {transcripts} transcripts were "
        "recovered, and the damaged file is kept as {name}.",
        path=path,
        texts=recovered.finals,
        transcripts=recovered.transcripts,
        name=aside.name,
    )


def _enter(found: _Found, damaged: Path, fresh: sqlite3.Connection) -> None:
    for number in {session for session, _ in found.finals} - found.sessions.keys():
        found.sessions[number] = _remade(number, found, damaged)
    columns = ", ".join(_SESSION)
    for number, row in sorted(found.sessions.items()):
        fresh.execute(
            f"INSERT INTO sessions (id, {columns}) VALUES (?{', ?' * len(_SESSION)})",
            (number, *_session_values(row)),
        )
    for (number, _), final in sorted(found.finals.items()):
        fresh.execute(
            f"INSERT OR REPLACE INTO finals ({', '.join(_FINAL)}) VALUES (?{', ?' * len(FINAL_COLUMNS)})",
            (number, *final_row(final)),
        )
    for (number, position), wall_time in found.marks.items():
        if number in found.sessions and math.isfinite(wall_time):
            fresh.execute("INSERT OR REPLACE INTO clock_marks VALUES (?, ?, ?)", (number, position, wall_time))
    for key, (text, at) in found.corrections.items():
        if key in found.finals:
            fresh.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?)", (*key, Mending().text(text), at))


def _remade(number: int, found: _Found, damaged: Path) -> dict[str, Value]:
    """In the place of a session whose own row is lost."""
    finals = [final for (session, _), final in found.finals.items() if session == number]
    marks = [wall_time for (session, _), wall_time in found.marks.items() if session == number]
    began = min(marks) if marks else damaged.stat().st_mtime
    end = max(final.end for final in finals)
    return _named(_SESSION, (None, "", finals[0].model, None, None, began, end, None))


def _session_values(row: Mapping[str, Value]) -> Iterable[Value]:
    mending = Mending()
    end = row["end_position"]
    return (
        mending.text_or_none(row["title"]),
        mending.text(row["source"]),
        mending.text(row["model"]),
        mending.text_or_none(row["language"]),
        mending.text_or_none(row["recording"]),
        mending.wall_time(row["started_at"]),
        None if end is None else mending.position(end),
        mending.text_or_none(row["holder"]),
    )


def _named(columns: tuple[str, ...], values: Iterable[Value]) -> dict[str, Value]:
    """By name; columns that an older version did not have are None."""
    return {**dict.fromkeys(columns), **dict(zip(columns, values, strict=False))}


def _is_key(*values: Value) -> bool:
    return all(isinstance(each, int) and 0 <= each < 1 << 62 for each in values)


def _seconds(value: Value) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
