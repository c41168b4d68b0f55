"""Keeps what was said: a final is on the disk when `append` returns, and stays through a kill at any moment."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from app.folders import make_folder
from app.transcripts.correcting import corrected
from app.transcripts.errors import TranscriptsDamaged, TranscriptStoreError
from app.transcripts.journal import (
    Abandoned,
    Ended,
    Entry,
    ModelKnown,
    abandoned,
    anything_runs,
    is_running,
    journals_of,
    pending,
    with_entries,
)
from app.transcripts.opening import connect, open_for_writing, plain_errors, put_aside, put_back, remember_damage
from app.transcripts.recovering import recover, told_of_recovery
from app.transcripts.rows import FINAL_COLUMNS, SESSION_SELECT, Mending, final_from, final_row, storable, summary_from
from app.transcripts.schema import FINALS, SHOWN_TEXT, one_transaction
from app.transcripts.search_text import index_text, match_expression
from app.transcripts.snippets import find_matches, snippet_around
from app.transcripts.values import ClockMark, SearchHit, SessionSummary, Transcript
from engine.errors import BadInput
from engine.events import Final
from engine.private_files import close_to_others
from engine.text.sentence import Sentence

CLOSE_S = 2.0
DAMAGED_ROWS = "Parts of the transcripts are damaged; what can be read is shown, and mended when Earshot starts again."

log = logging.getLogger(__name__)

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

    A damaged file is put aside under another name, and what can be read of it is brought into a new one. What the
    journals of sessions hold whose process is gone is brought in, too. `notices` says so in plain sentences.
    Raises TranscriptStoreError, here and from every method, where the disk is full, locked, read-only or failing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: tuple[str, ...] = ()
        self.closed = False
        self._told: set[str] = set()
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._journals = journals_of(path)
        make_folder(path.parent)
        with suppress(OSError):  # a file system without rights
            close_to_others(path.parent)
        self._writer = self._open_writer()
        self._reader = self._open_reader()
        self._opened = path.stat()
        self._take_in()

    @property
    def replaced(self) -> bool:
        """Another Earshot found the file damaged and put it aside; the transcripts are in a new one."""
        try:
            return self._opened.st_ino != self.path.stat().st_ino
        except OSError:
            return False

    def take_notices(self) -> tuple[str, ...]:
        """Those that were not taken yet, so that each is told once."""
        with self._read_lock:
            fresh = tuple(each for each in self.notices if each not in self._told)
            self._told.update(fresh)
            return fresh

    def begin_session(
        self,
        source: str,
        model: str,
        language: str | None = None,
        recording: Path | None = None,
        started_at: float | None = None,
        holder: str | None = None,
    ) -> int:
        """Enter a session that starts now (or at `started_at`, Unix seconds) and return its number.

        holder: the name of the journal whose lock says that it runs.
        """
        began = time.time() if started_at is None else started_at
        with self._writing() as database:
            row = database.execute(
                "INSERT INTO sessions (source, model, language, recording, started_at, holder)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (storable(source), storable(model), _or_none(language), _or_none(recording), began, holder),
            )
            session_id = int(row.lastrowid or 0)
            _enter_mark(database, session_id, ClockMark(0, began))
        return session_id

    def enter(self, session_id: int, entry: Entry) -> None:
        """What a journal holds, in its place."""
        match entry:
            case Final():
                self.append(session_id, entry)
            case ClockMark():
                self.mark_clock(session_id, entry.position, entry.wall_time)
            case ModelKnown():
                self._change(session_id, "model", storable(entry.model))
                self._change(session_id, "language", _or_none(entry.language))
            case Ended():
                self.end_session(session_id, entry.position)

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

    def left_over(self) -> list[SessionSummary]:
        """Sessions that never ended and whose process is gone, the newest first."""
        return [each for each in self.unfinished() if not each.running]

    def last(self) -> int | None:
        """The number of the session that was begun last, whatever the clock said; None where there is none."""
        with self._reading() as database:
            found = database.execute("SELECT max(id) FROM sessions").fetchone()[0]
        return None if found is None else int(found)

    def load(self, session_id: int) -> Transcript:
        """The whole session, also what is only in its journal yet. Raises BadInput where there is none."""
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
        mending = Mending()
        transcript = Transcript(
            summary_from(row, mending, is_running(self._journals, row["holder"])),
            tuple(_as_corrected(final, mending) for final in finals),
            tuple(_mark_from(mark, mending) for mark in marks),
            {each["utterance_id"]: mending.text(each["text"]) for each in finals if each["corrected"] is not None},
        )
        self._note_damage(mending)
        return with_entries(transcript, pending(self._journals, row["holder"]))

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
        mending = Mending()
        hits = [_hit(row, mending, wanted) for row in rows]
        self._note_damage(mending)
        return hits

    def close(self) -> None:
        """Let go of the file, within 2 * CLOSE_S. Sessions that run stay unfinished."""
        self.closed = True
        for lock, connection in ((self._read_lock, self._reader), (self._write_lock, self._writer)):
            if lock.acquire(timeout=CLOSE_S):
                with plain_errors(self.path):
                    connection.close()
                lock.release()
            else:  # another program holds the file; the end of this one lets go of it
                log.warning("the transcripts are still in use at their closing")

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
        except TranscriptsDamaged as damaged:
            if anything_runs(self._journals):
                raise TranscriptsDamaged(
                    damaged.what, "Close the other Earshot, and start this one again."
                ) from damaged
            aside = put_aside(self.path)
        try:
            with plain_errors(self.path):
                return self._open_with_recovered(aside)
        except TranscriptStoreError:  # no room for a second file, say: the next start tries again
            put_back(aside, self.path)
            raise

    def _open_with_recovered(self, aside: Path) -> sqlite3.Connection:
        writer = open_for_writing(self.path)
        try:
            self.notices += (told_of_recovery(self.path, aside, recover(aside, writer)),)
        except BaseException:
            writer.close()
            raise
        return writer

    def _take_in(self) -> None:
        """The journals of sessions whose process is gone. What is refused stays in them, for the next time."""
        texts = 0
        for journal in abandoned(self._journals):
            taken = False
            try:
                texts += self._take_in_one(journal)
                taken = True
            except (TranscriptStoreError, BadInput):
                log.warning("what a session left was not brought in", exc_info=True)
            finally:
                journal.close(remove=taken)
        if texts:
            self.notices += (Sentence("Texts that came into the transcripts only now: {count}.", count=texts),)

    def _take_in_one(self, journal: Abandoned) -> int:
        """How many finals the database did not have."""
        if not journal.entries:
            return 0
        with self._reading() as database:
            row = database.execute("SELECT id FROM sessions WHERE holder = ?", (journal.path.name,)).fetchone()
        if row is not None:
            session_id = int(row["id"])
        elif (begun := journal.begun) is not None and any(isinstance(each, Final) for each in journal.entries):
            place = (begun.source, begun.model, begun.language, begun.recording, begun.started_at)
            session_id = self.begin_session(*place, journal.path.name)
        else:
            return 0
        with self._reading() as database:
            rows = database.execute("SELECT utterance_id, text FROM finals WHERE session_id = ?", (session_id,))
            before = {(row["utterance_id"], row["text"]) for row in rows}
        for entry in journal.entries:
            self.enter(session_id, entry)
        finals = {each.utterance_id: storable(each.text) for each in journal.entries if isinstance(each, Final)}
        return len(finals.items() - before)

    def _note_damage(self, mending: Mending) -> None:
        """A row held what it should not: told once, and mended at the next start."""
        if mending.damaged and DAMAGED_ROWS not in self.notices:
            remember_damage(self.path)
            self.notices += (DAMAGED_ROWS,)

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
        mending = Mending()
        found = [summary_from(row, mending, self._runs(row)) for row in rows]
        self._note_damage(mending)
        return found

    def _runs(self, row: sqlite3.Row) -> bool:
        return row["end_position"] is None and is_running(self._journals, row["holder"])


def _or_none(value: str | Path | None) -> str | None:
    return None if value is None else storable(str(value))


def _require_session(database: sqlite3.Connection, session_id: int) -> None:
    if database.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone() is None:
        raise _no_session(session_id)


def _no_session(session_id: int) -> BadInput:
    return BadInput("There is no session {session}.", "The list of sessions shows those there are.", session=session_id)


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


def _as_corrected(row: sqlite3.Row, mending: Mending) -> Final:
    final = final_from(row, mending)
    return final if row["corrected"] is None else corrected(final, mending.text(row["corrected"]))


def _mark_from(row: sqlite3.Row, mending: Mending) -> ClockMark:
    return ClockMark(mending.position(row["position"]), mending.wall_time(row["wall_time"]))


def _hit(row: sqlite3.Row, mending: Mending, query: str) -> SearchHit:
    text = mending.text(row["text"])
    snippet, matches = snippet_around(text, find_matches(text, query))
    session, utterance, start = (
        mending.position(row[each]) for each in ("session_id", "utterance_id", "start_position")
    )
    return SearchHit(session, utterance, start, text, snippet, matches)
