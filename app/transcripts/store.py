"""Keeps what was said: a final is on the disk when `append` returns, and stays through a kill at any moment."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from app.folders import make_folder
from app.transcripts.correcting import corrected
from app.transcripts.errors import TranscriptsDamaged, TranscriptStoreError
from app.transcripts.opening import connect, open_for_writing, plain_errors, put_aside
from app.transcripts.rows import FINAL_COLUMNS, SESSION_SELECT, final_from, final_row, storable, summary_from
from app.transcripts.schema import FINALS, SHOWN_TEXT, one_transaction
from app.transcripts.search_text import index_text, match_expression
from app.transcripts.snippets import find_matches, snippet_around
from app.transcripts.values import ClockMark, SearchHit, SessionSummary, Transcript
from engine.errors import BadInput
from engine.events import Final

_LISTED = 1000
_NO_LIMIT = -1

_INSERT_FINAL = f"""
    INSERT INTO finals (session_id, {", ".join(FINAL_COLUMNS)}) VALUES (?{", ?" * len(FINAL_COLUMNS)})
    ON CONFLICT (session_id, utterance_id)
    DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FINAL_COLUMNS[1:])}
    RETURNING id"""


class TranscriptStore:
    """Sessions and their finals in one SQLite file. Any thread may call any method.

    Two connections, each behind a lock of its own: one writes, one reads. SQLite's write-ahead log lets both go on
    at once, so that a commit of the engine thread never waits for a search, however long. (One connection with one
    lock would make it wait; one a thread would leave files open for threads that are gone.)

    A damaged file is put aside under another name and a new one begun; `notices` then says so in plain sentences.
    Raises TranscriptStoreError, here and from every method, where the disk is full, locked, read-only or failing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: tuple[str, ...] = ()
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        make_folder(path.parent)
        self._writer = self._open_writer()
        self._reader = self._open_reader()

    def begin_session(
        self,
        source: str,
        model: str,
        language: str | None = None,
        recording: Path | None = None,
        started_at: float | None = None,
    ) -> int:
        """Enter a session that starts now (or at `started_at`, Unix seconds) and return its number."""
        began = time.time() if started_at is None else started_at
        with self._writing() as database:
            row = database.execute(
                "INSERT INTO sessions (source, model, language, recording, started_at) VALUES (?, ?, ?, ?, ?)",
                (storable(source), storable(model), _or_none(language), _or_none(recording), began),
            )
            session_id = int(row.lastrowid or 0)
            _enter_mark(database, session_id, ClockMark(0, began))
        return session_id

    def append(self, session_id: int, final: Final) -> None:
        """Keep `final`, in the place of an earlier one of its utterance; it is on the disk on return.

        Also for a session that has ended: a draft may be refined later.
        """
        with self._writing() as database:
            _require_session(database, session_id)
            row = database.execute(_INSERT_FINAL, (session_id, *final_row(final))).fetchone()
            _enter_words(database, row["id"])

    def correct(self, session_id: int, utterance_id: int, text: str) -> None:
        """What was said, as a reader knows it: shown, searched and exported in the place of what was heard.

        What was heard is kept too, and comes back with its own text or an empty one. A draft that is refined later
        stays corrected. Raises BadInput where there is no such final.
        """
        wanted = storable(" ".join(text.split()))
        key = (session_id, utterance_id)
        with self._writing() as database:
            row = database.execute(
                "SELECT id, text FROM finals WHERE session_id = ? AND utterance_id = ?", key
            ).fetchone()
            if row is None:
                raise BadInput("There is no such sentence in the transcripts.", "It was deleted meanwhile.")
            if wanted in ("", " ".join(row["text"].split())):
                database.execute("DELETE FROM corrections WHERE session_id = ? AND utterance_id = ?", key)
            else:
                database.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?)", (*key, wanted, time.time()))
            _enter_words(database, row["id"])

    def mark_clock(self, session_id: int, position: int, wall_time: float | None = None) -> None:
        """Note that the sound at `position` (samples) was heard at `wall_time` (Unix seconds; default: now)."""
        now = time.time() if wall_time is None else wall_time
        with self._writing() as database:
            _require_session(database, session_id)
            _enter_mark(database, session_id, ClockMark(position, now))

    def end_session(self, session_id: int, position: int) -> None:
        """The session is over at `position` (samples); it is no longer listed as unfinished."""
        self._change(session_id, "end_position", int(position))

    def set_recording(self, session_id: int, recording: Path | None) -> None:
        self._change(session_id, "recording", _or_none(recording))

    def rename_session(self, session_id: int, title: str) -> None:
        """Give the session a name; an empty one brings its date back."""
        self._change(session_id, "title", storable(title.strip()) or None)

    def delete_session(self, session_id: int) -> None:
        """Forget the session and all that was said in it. The sound file is not touched."""
        with self._writing() as database:
            _require_session(database, session_id)
            database.execute(
                "DELETE FROM final_words WHERE rowid IN (SELECT id FROM finals WHERE session_id = ?)", (session_id,)
            )
            database.execute("DELETE FROM sessions WHERE id = ?", (session_id,))

    def sessions(self, limit: int = _LISTED) -> list[SessionSummary]:
        """The newest first."""
        return self._summaries("ORDER BY s.started_at DESC, s.id DESC LIMIT ?", limit)

    def unfinished(self) -> list[SessionSummary]:
        """Sessions that never ended, the newest first: those of a crash, and those that run at this moment."""
        return self._summaries("WHERE s.end_position IS NULL ORDER BY s.started_at DESC, s.id DESC LIMIT ?", _NO_LIMIT)

    def load(self, session_id: int) -> Transcript:
        """The whole session. Raises BadInput where there is none of this number."""
        with self._reading() as database:
            row = database.execute(f"{SESSION_SELECT} WHERE s.id = ?", (session_id,)).fetchone()
            if row is None:
                raise _no_session(session_id)
            finals = database.execute(
                f"""SELECT f.*, c.text AS corrected FROM {FINALS}
                    WHERE f.session_id = ? ORDER BY f.start_position, f.utterance_id""",
                (session_id,),
            ).fetchall()
            marks = database.execute(
                "SELECT position, wall_time FROM clock_marks WHERE session_id = ? ORDER BY position", (session_id,)
            ).fetchall()
        return Transcript(
            summary_from(row),
            tuple(_as_corrected(final) for final in finals),
            tuple(ClockMark(mark["position"], mark["wall_time"]) for mark in marks),
            {final["utterance_id"]: final["text"] for final in finals if final["corrected"] is not None},
        )

    def search(self, query: str, limit: int = 100) -> list[SearchHit]:
        """Finals that hold every part of `query`, of the newest session first; any text is a valid query."""
        wanted = storable(query.strip().replace("\0", ""))
        if not wanted:
            return []
        expression = match_expression(wanted)
        condition = f"instr({SHOWN_TEXT}, ?) > 0" if expression is None else "w.final_words MATCH ?"
        with self._reading() as database:
            rows = database.execute(
                f"""SELECT f.session_id, f.utterance_id, f.start_position, {SHOWN_TEXT} AS text
                    FROM final_words w JOIN ({FINALS}) ON f.id = w.rowid JOIN sessions s ON s.id = f.session_id
                    WHERE {condition} ORDER BY s.started_at DESC, s.id DESC, f.start_position LIMIT ?""",
                (expression or wanted, limit),
            ).fetchall()
        return [_hit(row, wanted) for row in rows]

    def close(self) -> None:
        """Let go of the file. Sessions that run stay unfinished."""
        with self._read_lock:
            self._reader.close()
        with self._write_lock, plain_errors(self.path):
            self._writer.close()

    def __enter__(self) -> TranscriptStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_writer(self) -> sqlite3.Connection:
        try:
            with plain_errors(self.path):
                return open_for_writing(self.path)
        except TranscriptsDamaged:
            self.notices = (put_aside(self.path),)
        with plain_errors(self.path):
            return open_for_writing(self.path)

    def _open_reader(self) -> sqlite3.Connection:
        try:
            with plain_errors(self.path):
                reader = connect(self.path)
                reader.execute("PRAGMA query_only = ON")
                return reader
        except TranscriptStoreError:
            self._writer.close()
            raise

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._write_lock, plain_errors(self.path), one_transaction(self._writer):
            yield self._writer

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One view of the file, whatever is written meanwhile."""
        with self._read_lock, plain_errors(self.path):
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                if self._reader.in_transaction:
                    self._reader.execute("ROLLBACK")

    def _change(self, session_id: int, column: str, value: str | int | None) -> None:
        with self._writing() as database:
            _require_session(database, session_id)
            database.execute(f"UPDATE sessions SET {column} = ? WHERE id = ?", (value, session_id))

    def _summaries(self, which: str, limit: int) -> list[SessionSummary]:
        with self._reading() as database:
            rows = database.execute(f"{SESSION_SELECT} {which}", (limit,)).fetchall()
        return [summary_from(row) for row in rows]


def _or_none(value: str | Path | None) -> str | None:
    return None if value is None else storable(str(value))


def _require_session(database: sqlite3.Connection, session_id: int) -> None:
    if database.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone() is None:
        raise _no_session(session_id)


def _no_session(session_id: int) -> BadInput:
    return BadInput(f"There is no session {session_id}.", "The list of sessions shows those there are.")


def _enter_mark(database: sqlite3.Connection, session_id: int, mark: ClockMark) -> None:
    """Where two marks are at one position (paused before any sound came), the later one counts."""
    database.execute(
        "INSERT OR REPLACE INTO clock_marks (session_id, position, wall_time) VALUES (?, ?, ?)",
        (session_id, int(mark.position), float(mark.wall_time)),
    )


def _enter_words(database: sqlite3.Connection, final_id: int) -> None:
    """The words by which a final is found: those that are shown."""
    shown = database.execute(f"SELECT {SHOWN_TEXT} AS text FROM {FINALS} WHERE f.id = ?", (final_id,)).fetchone()
    database.execute("DELETE FROM final_words WHERE rowid = ?", (final_id,))
    database.execute("INSERT INTO final_words (rowid, words) VALUES (?, ?)", (final_id, index_text(shown["text"])))


def _as_corrected(row: sqlite3.Row) -> Final:
    final = final_from(row)
    return final if row["corrected"] is None else corrected(final, row["corrected"])


def _hit(row: sqlite3.Row, query: str) -> SearchHit:
    text = row["text"]
    snippet, matches = snippet_around(text, find_matches(text, query))
    return SearchHit(row["session_id"], row["utterance_id"], row["start_position"], text, snippet, matches)
