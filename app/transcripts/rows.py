"""A final as a row of the table, and a row as a final."""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path

from app.transcripts.values import SessionSummary, default_title
from engine.events import DecodedBy, Final, Stream, Word
from engine.timeline import to_seconds

Value = str | int | float | None

FINAL_COLUMNS = (
    "utterance_id",
    "start_position",
    "end_position",
    "text",
    "words",
    "model",
    "decoded_by",
    "real_time_factor",
    "language",
    "hotwords_offered",
    "hotwords_used",
    "draft",
    "reason",
    "stream",
)
# The tables hold what a list of sessions shows of them; one row a session.
SESSION_SELECT = """
    SELECT s.id, s.title, s.source, s.model, s.language, s.recording, s.started_at, s.end_position,
        (SELECT count(*) FROM finals f WHERE f.session_id = s.id) AS finals,
        (SELECT max(f.end_position) FROM finals f WHERE f.session_id = s.id) AS last_end
    FROM sessions s"""


def final_row(final: Final) -> tuple[Value, ...]:
    """The values of FINAL_COLUMNS. `final.timing` is left out: its clock means nothing after a restart."""
    return (
        int(final.utterance_id),
        int(final.start),
        int(final.end),
        storable(final.text),
        json.dumps([_word_values(word) for word in final.words], separators=(",", ":")),
        storable(final.model),
        final.decoded_by.value,
        _number(final.real_time_factor),
        None if final.language is None else storable(final.language),
        json.dumps(list(final.hotwords_offered)),
        json.dumps(list(final.hotwords_used)),
        int(final.draft),
        None if final.reason is None else storable(final.reason),
        None if final.stream is None else final.stream.value,
    )


def final_from(row: sqlite3.Row) -> Final:
    factor = row["real_time_factor"]
    return Final(
        utterance_id=row["utterance_id"],
        start=row["start_position"],
        end=row["end_position"],
        text=row["text"],
        words=tuple(Word(*values) for values in json.loads(row["words"])),
        model=row["model"],
        decoded_by=DecodedBy(row["decoded_by"]),
        real_time_factor=math.nan if factor is None else factor,
        language=row["language"],
        hotwords_offered=tuple(json.loads(row["hotwords_offered"])),
        hotwords_used=tuple(json.loads(row["hotwords_used"])),
        draft=bool(row["draft"]),
        reason=row["reason"],
        stream=None if row["stream"] is None else Stream(row["stream"]),
    )


def summary_from(row: sqlite3.Row) -> SessionSummary:
    """One row of SESSION_SELECT."""
    finished = row["end_position"] is not None
    end = max(row["end_position"] or 0, row["last_end"] or 0)
    return SessionSummary(
        id=row["id"],
        title=row["title"] or default_title(row["started_at"]),
        started_at=row["started_at"],
        duration_s=to_seconds(end),
        finals=row["finals"],
        source=row["source"],
        model=row["model"],
        language=row["language"],
        finished=finished,
        recording=None if row["recording"] is None else Path(row["recording"]),
    )


def storable(text: str) -> str:
    """`text` as UTF-8 can hold it: half of a surrogate pair becomes a question mark, the rest is kept."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _word_values(word: Word) -> list[Value]:
    probability = None if word.probability is None else _number(word.probability)
    return [storable(word.text), int(word.start), int(word.end), probability, bool(word.interpolated)]


def _number(value: float) -> float | None:
    """A plain number (numpy's become Python's), or None for what is none."""
    plain = float(value)
    return plain if math.isfinite(plain) else None
