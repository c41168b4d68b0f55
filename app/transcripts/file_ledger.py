"""Records which files wait for transcription and which transcript has begun for each; survives a kill."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from app.transcripts.opening import connect, plain_errors, put_aside
from app.transcripts.page_scan import Value, records
from engine.errors import CaptioningError
from engine.private_files import make_private_file, make_private_folder
from engine.text.sentence import Sentence, as_json, from_json

NAME = "files.db"  # beside the transcripts
_MOST = 1 << 62

log = logging.getLogger(__name__)
_mending = threading.Lock()
_notices: dict[Path, list[Sentence]] = {}

_TABLE = """CREATE TABLE IF NOT EXISTS files (
    path BLOB NOT NULL,  -- as the system has it: a name need not be UTF-8
    queued INTEGER NOT NULL,  -- 1: of the window's queue
    held INTEGER NOT NULL DEFAULT 0,  -- 1: paused by the user
    track INTEGER,
    session_id INTEGER,
    size INTEGER NOT NULL DEFAULT 0,
    modified INTEGER NOT NULL DEFAULT 0,  -- ns
    over TEXT,  -- FileEntry.over
    PRIMARY KEY (path, queued)
)"""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that is not done. queued: it is in the window's queue; else a terminal's. held: the user paused it.

    session_id: its transcript, once that has begun, with the file's size and time of change (ns) by then.
    over: None while it is to go on; else as `over` makes it.
    """

    path: Path
    queued: bool
    held: bool = False
    track: int | None = None
    session_id: int | None = None
    size: int = 0
    modified: int = 0
    over: str | None = None

    @property
    def failure(self) -> CaptioningError | None:
        """Why it failed; None where it did not."""
        try:
            found = json.loads(self.over or "[]")
        except ValueError:  # recovered from a damaged file
            return None
        return CaptioningError(*map(from_json, found[:2])) if found else None


def over(failure: CaptioningError | None) -> str:
    """FileEntry.over of a file that goes on only when the user says so: it failed, or was cancelled (None)."""
    return json.dumps([] if failure is None else [as_json(failure.what), as_json(failure.remedy)])


class FileLedger:
    """A small database of its own. Several processes may use it. Every method raises TranscriptStoreError where the
    disk fails.
    """

    def __init__(self, transcripts: Path) -> None:
        """transcripts: the file of transcripts that the files go to."""
        self._file = transcripts.with_name(NAME)

    def entries(self, queued: bool) -> list[FileEntry]:
        """In the order in which they came."""
        with self._open() as database:
            rows = database.execute("SELECT * FROM files WHERE queued = ? ORDER BY rowid", (queued,)).fetchall()
        return [_entry(row) for row in rows]

    def find(self, path: Path, queued: bool) -> FileEntry | None:
        with self._open() as database:
            key = (os.fsencode(path), queued)
            row = database.execute("SELECT * FROM files WHERE path = ? AND queued = ?", key).fetchone()
        return None if row is None else _entry(row)

    def keep(self, *entries: FileEntry) -> None:
        """In the place of earlier ones of the same file; on the disk on return."""
        with self._open() as database:
            _keep(database, entries)

    def hold(self, path: Path, held: bool) -> None:
        """A file of the window's queue is paused by the user, or goes on."""
        with self._open() as database:
            key = (held, os.fsencode(path))
            database.execute("UPDATE files SET held = ?, over = NULL WHERE path = ? AND queued = 1", key)

    def forget(self, path: Path, queued: bool) -> None:
        with self._open() as database:
            database.execute("DELETE FROM files WHERE path = ? AND queued = ?", (os.fsencode(path), queued))

    def transcripts(self) -> set[int]:
        """The numbers of the transcripts that will go on."""
        if not self._file.exists():
            return set()
        with self._open() as database:
            query = "SELECT session_id FROM files WHERE session_id IS NOT NULL AND over IS NULL"
            rows = database.execute(query).fetchall()
        return {int(row["session_id"]) for row in rows}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with plain_errors(self._file), closing(self._connected()) as database:
            yield database
            database.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        """In a transaction. A damaged file is put aside, and what can be read of it is in the new one."""
        try:
            return _begun(self._file)
        except _Damaged:
            pass
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
        with _mending:
            with suppress(_Damaged, sqlite3.DatabaseError):  # another thread was first
                return _begun(self._file)
            aside = put_aside(self._file)
            found = _recovered(aside)
            database = _begun(self._file)
            _keep(database, found)
            notice = Sentence(
                "The list of files that become transcripts was damaged. {count} of them were found again, and the "
                "damaged list is kept as {name}.",
                count=len(found),
                name=aside.name,
            )
            log.warning("%s", notice)
            _notices.setdefault(self._file, []).append(notice)
            return database

    def take_notices(self) -> list[Sentence]:
        """Notices about a damaged list, from any ledger of this process; each is returned once."""
        with _mending:
            return _notices.pop(self._file, [])


def _keep(database: sqlite3.Connection, entries: Iterable[FileEntry]) -> None:
    rows = [(os.fsencode(each.path), *astuple(each)[1:]) for each in entries]
    database.executemany(
        """INSERT INTO files (path, queued, held, track, session_id, size, modified, over)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path, queued) DO UPDATE SET
           held = excluded.held, track = excluded.track, session_id = excluded.session_id,
           size = excluded.size, modified = excluded.modified, over = excluded.over""",
        rows,
    )


def _recovered(damaged: Path) -> list[FileEntry]:
    """In the order in which they came, as far as the pages can be read."""
    found: dict[int, FileEntry] = {}
    try:
        for record in records(damaged):
            if record.number is not None and (entry := _entry_of(record.values)) is not None:
                found[record.number] = entry
    except Exception:  # the edge to a file in which any byte may be wrong: what was found before counts
        log.warning("the damaged list of files was read in part", exc_info=True)
    return [found[number] for number in sorted(found)]


def _entry_of(values: tuple[Value, ...]) -> FileEntry | None:
    """A row of the table; None for any other."""
    columns = len(fields(FileEntry))
    if len(values) not in (columns - 1, columns) or not isinstance(values[0], bytes) or not values[0]:
        return None
    whole = [each if isinstance(each, int) and 0 <= each < _MOST else None for each in values[1 : columns - 1]]
    queued, held, track, session, size, modified = whole
    path = Path(os.fsdecode(values[0]))
    ended = next((each for each in values[columns - 1 :] if isinstance(each, str)), None)
    return FileEntry(path, bool(queued), bool(held), track, session, size or 0, modified or 0, ended)


class _Damaged(Exception):
    """The pages of the list are not in order."""


def _begun(file: Path) -> sqlite3.Connection:
    make_private_folder(file.parent)
    with suppress(FileExistsError):
        make_private_file(file)
    database = connect(file)
    try:
        if database.execute("PRAGMA quick_check (1)").fetchone()[0] != "ok":  # some kB at most
            raise _Damaged
        database.execute("PRAGMA secure_delete = ON")  # the path of a file that is done stands in its transcript alone
        database.execute("BEGIN IMMEDIATE")
        database.execute(_TABLE)
        if "over" not in [row["name"] for row in database.execute("PRAGMA table_info (files)")]:
            database.execute("ALTER TABLE files ADD COLUMN over TEXT")
    except BaseException:
        database.close()
        raise
    return database


def _entry(row: sqlite3.Row) -> FileEntry:
    return FileEntry(
        Path(os.fsdecode(row["path"])),
        bool(row["queued"]),
        bool(row["held"]),
        row["track"],
        row["session_id"],
        row["size"],
        row["modified"],
        row["over"],
    )
