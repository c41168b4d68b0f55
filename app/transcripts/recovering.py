"""Recovers what can be read of a damaged file of transcripts into a new one."""

from __future__ import annotations

import logging
import math
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.transcripts.own_names import is_own_recording
from app.transcripts.page_scan import Record, Value, records
from app.transcripts.rows import (
    FINAL_COLUMNS,
    FINAL_SELECT,
    SESSION_SELECT,
    Mending,
    edited_from,
    final_from,
    final_row,
    origins_from,
    summary_from,
)
from app.transcripts.schema import CORRECTION, FINALS, one_transaction, rebuild_index
from app.transcripts.sentence_rows import INSERT_CORRECTION
from engine.events import Final
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

_SESSION: dict[str, Callable[[Mending, Value], Value]] = {  # each column, and what its value should be
    "title": Mending.text_or_none,
    "source": Mending.text,
    "model": Mending.text,
    "language": Mending.text_or_none,
    "recording": Mending.text_or_none,
    "started_at": Mending.wall_time,
    "end_position": lambda mending, value: None if value is None else mending.position(value),
    "holder": Mending.text_or_none,
    "deleted_at": lambda mending, value: None if value is None else mending.wall_time(value),
    "linked": lambda mending, value: int(value != 0),
}
_CORRECTION: dict[str, Callable[[Mending, Value], Value]] = {  # in the order of CORRECTION_COLUMNS
    "text": Mending.text,
    "corrected_at": lambda mending, value: _seconds(value),
    "gone": lambda mending, value: int(value == 1),
    "start_position": lambda mending, value: None if value is None else mending.position(value),
    "end_position": lambda mending, value: None if value is None else mending.position(value),
    "words": Mending.text_or_none,
    "speaker": Mending.text_or_none,
    "origins": Mending.text_or_none,
}
_FINAL = ("session_id", *FINAL_COLUMNS)
_OLDER = 3  # most columns added at the end of a table since the first version
_BOOKMARK_COLUMNS = 4


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
    corrections: dict[tuple[int, int], tuple[Value, ...]] = field(default_factory=dict)
    bookmarks: dict[tuple[int, int], str] = field(default_factory=dict)
    tags: set[tuple[int, str]] = field(default_factory=set)
    provenance: set[tuple[int, int, str, str]] = field(default_factory=set)

    def take(self, record: Record) -> None:
        values = record.values
        if record.number is None:
            self._take_unnumbered(values)
        elif len(_SESSION) + 1 - _OLDER <= len(values) <= len(_SESSION) + 1:
            self._take_session(record.number, values[1:])
        elif len(values) >= len(_FINAL) + 1 - _OLDER:  # the longest rows of all; damage may add values
            self._take_final(values[1:])
        elif len(values) == _BOOKMARK_COLUMNS and _is_key(*values[1:3]) and isinstance(values[3], str):
            self.bookmarks[_whole(values[1]), _whole(values[2])] = values[3]

    def _take_session(self, number: int, values: tuple[Value, ...]) -> None:
        row = _named(_SESSION, values)
        if number > 0 and isinstance(row["source"], str) and isinstance(row["started_at"], int | float):
            if row["linked"] is None:  # an older row: what Earshot named is its own
                row["linked"] = int(not is_own_recording(Path(str(row["recording"]))))
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
        """Clock marks, corrections, tags and provenance; an index holds whole numbers only, or begins with a text."""
        if len(values) == 3 and _is_key(*values[:2]) and isinstance(values[2], float):
            self.marks[_whole(values[0]), _whole(values[1])] = values[2]
        elif len(values) == 4 and _is_key(*values[:2]) and isinstance(values[2], str) and isinstance(values[3], str):
            self.provenance.add((_whole(values[0]), _whole(values[1]), values[2], values[3]))
        elif 4 <= len(values) <= len(_CORRECTION) + 2 and _is_key(*values[:2]) and isinstance(values[2], str):
            self.corrections[_whole(values[0]), _whole(values[1])] = values[2:]
        elif len(values) == 2 and _is_key(values[0]) and isinstance(values[1], str):
            self.tags.add((_whole(values[0]), values[1]))


def rows_are_damaged(connection: sqlite3.Connection) -> bool:
    """Whether a row holds what it should not, in a file whose pages are in order."""
    mending = Mending()
    for row in connection.execute(SESSION_SELECT):
        summary_from(row, mending)
    for row in connection.execute(f"SELECT {FINAL_SELECT} FROM finals f"):
        final_from(row, mending)
    for row in connection.execute("SELECT position, wall_time FROM clock_marks"):
        mending.position(row["position"])
        mending.wall_time(row["wall_time"])
    for row in connection.execute(f"SELECT {FINAL_SELECT}, {CORRECTION} FROM {FINALS} WHERE c.text IS NOT NULL"):
        edited_from(row, final_from(row, mending), mending)
        origins_from(row, 0, mending)
        mending.text_or_none(row["c_speaker"])
    for row in connection.execute("SELECT note AS text FROM bookmarks"):
        mending.text(row["text"])
    for row in connection.execute("SELECT position FROM bookmarks"):
        mending.position(row["position"])
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


def recovery_notice(path: Path, aside: Path, recovered: Recovered) -> str:
    """For the user."""
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
    columns, mending = ", ".join(_SESSION), Mending()
    for number, row in sorted(found.sessions.items()):
        fresh.execute(
            f"INSERT INTO sessions (id, {columns}) VALUES (?{', ?' * len(_SESSION)})",
            (number, *(mend(mending, row[name]) for name, mend in _SESSION.items())),
        )
    for (number, _), final in sorted(found.finals.items()):
        fresh.execute(
            f"INSERT OR REPLACE INTO finals ({', '.join(_FINAL)}) VALUES (?{', ?' * len(FINAL_COLUMNS)})",
            (number, *final_row(final)),
        )
    for (number, position), wall_time in found.marks.items():
        if number in found.sessions and math.isfinite(wall_time):
            fresh.execute("INSERT OR REPLACE INTO clock_marks VALUES (?, ?, ?)", (number, position, wall_time))
    for key, note in found.bookmarks.items():
        if key[0] in found.sessions:
            place = (*key, mending.text(note))
            fresh.execute("INSERT OR REPLACE INTO bookmarks (session_id, position, note) VALUES (?, ?, ?)", place)
    for number, tag in found.tags:
        if number in found.sessions:
            fresh.execute("INSERT OR IGNORE INTO tags VALUES (?, ?)", (number, mending.text(tag)))
    for session, position, kind, details in found.provenance:
        if session in found.sessions:
            noted = (session, position, mending.text(kind), mending.text(details))
            fresh.execute("INSERT OR IGNORE INTO provenance VALUES (?, ?, ?, ?)", noted)
    for key, values in found.corrections.items():
        if key in found.finals:
            row = _named(_CORRECTION, values)
            fresh.execute(INSERT_CORRECTION, (*key, *(mend(mending, row[name]) for name, mend in _CORRECTION.items())))


def _remade(number: int, found: _Found, damaged: Path) -> dict[str, Value]:
    """In the place of a session whose own row is lost."""
    finals = [final for (session, _), final in found.finals.items() if session == number]
    marks = [wall_time for (session, _), wall_time in found.marks.items() if session == number]
    began = min(marks) if marks else damaged.stat().st_mtime
    end = max(final.end for final in finals)
    return _named(_SESSION, (None, "", finals[0].model, None, None, began, end))


def _named(columns: Iterable[str], values: Iterable[Value]) -> dict[str, Value]:
    """By name; columns that an older version did not have are None."""
    return {**dict.fromkeys(columns), **dict(zip(columns, values, strict=False))}


def _is_key(*values: Value) -> bool:
    return all(isinstance(each, int) and 0 <= each < 1 << 62 for each in values)


def _seconds(value: Value) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
