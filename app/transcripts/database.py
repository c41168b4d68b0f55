"""The SQLite file of transcripts: its two connections, damage and errors."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.folders import make_folder
from app.transcripts.errors import TranscriptsDamaged, TranscriptStoreError
from app.transcripts.journal import anything_runs, journals_of
from app.transcripts.opening import connect, open_for_writing, plain_errors, put_aside, put_back, remember_damage
from app.transcripts.recovering import recover, recovery_notice
from app.transcripts.rows import Mending
from app.transcripts.schema import one_transaction
from engine.private_files import close_to_others

CLOSE_S = 2.0
_MERGED_PAGES = 200
DAMAGED_ROWS = "Parts of the transcripts are damaged; what can be read is shown, and mended when Earshot starts again."

log = logging.getLogger(__name__)


class TranscriptDatabase:
    """Two connections, each behind a lock of its own: one writes, one reads. Any thread may use either.

    SQLite's write-ahead log lets both go on at once, so a commit never waits for a search, however long.

    A damaged file is put aside under another name, and what can be read of it is brought into a new one. `notices`
    says so in plain sentences. Raises TranscriptStoreError, here and inside `writing` and `reading`, where the disk is
    full, locked, read-only or failing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journals = journals_of(path)
        self.notices: tuple[str, ...] = ()
        self.closed = False
        self._reported: set[str] = set()
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        make_folder(path.parent)
        with suppress(OSError):  # a file system without rights
            close_to_others(path.parent)
        self._writer = self._open_writer()
        self._reader = self._open_reader()
        self._opened = path.stat()

    @property
    def replaced(self) -> bool:
        """Another Earshot found the file damaged and put it aside; the transcripts are in a new one."""
        try:
            return self._opened.st_ino != self.path.stat().st_ino
        except OSError:
            return False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of the block is on the disk when it ends, and none of it when it raises."""
        with self._write_lock, plain_errors(self.path), one_transaction(self._writer):
            yield self._writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One view of the file, whatever is written meanwhile."""
        with self._read_lock, plain_errors(self.path):
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                if self._reader.in_transaction:
                    self._reader.execute("ROLLBACK")

    def compact(self) -> None:
        """Give what was deleted back to the disk. Takes as long as a copy of what is left."""
        with self._write_lock, self._read_lock, plain_errors(self.path):
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def forget_deleted(self) -> None:
        """No word of deleted rows stays in the index or the log. Seconds for hundreds of hours, in small steps."""
        step = -_MERGED_PAGES  # begins a merge of all; sqlite.org/fts5.html, 6.8
        while self._merge_index(step):
            step = _MERGED_PAGES
        with self._write_lock, plain_errors(self.path):
            self._writer.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def _merge_index(self, pages: int) -> bool:
        """Whether there was something to do."""
        with self._write_lock, plain_errors(self.path):
            before = self._writer.total_changes
            self._writer.execute("INSERT INTO final_words (final_words, rank) VALUES ('merge', ?)", (pages,))
            return self._writer.total_changes - before >= 2

    def take_notices(self) -> tuple[str, ...]:
        """Those that were not taken yet, so each is reported once."""
        with self._read_lock:
            fresh = tuple(each for each in self.notices if each not in self._reported)
            self._reported.update(fresh)
            return fresh

    def note_damage(self, mending: Mending) -> None:
        """Where a row held what it should not: reported once, and mended at the next start."""
        if mending.damaged and DAMAGED_ROWS not in self.notices:
            remember_damage(self.path)
            self.notices += (DAMAGED_ROWS,)

    def close(self) -> None:
        """Release the file, within 2 * CLOSE_S."""
        self.closed = True
        for lock, connection in ((self._read_lock, self._reader), (self._write_lock, self._writer)):
            if lock.acquire(timeout=CLOSE_S):
                with plain_errors(self.path):
                    connection.close()
                lock.release()
            else:  # another program holds the file; the end of this one releases it
                log.warning("the transcripts are still in use at their closing")

    def _open_writer(self) -> sqlite3.Connection:
        try:
            with plain_errors(self.path):
                return open_for_writing(self.path)
        except TranscriptsDamaged as damaged:
            if anything_runs(self.journals):
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
            self.notices += (recovery_notice(self.path, aside, recover(aside, writer)),)
        except BaseException:
            writer.close()
            raise
        return writer

    def _open_reader(self) -> sqlite3.Connection:
        try:
            with plain_errors(self.path):
                reader = connect(self.path)
                reader.execute("PRAGMA query_only = ON")
                return reader
        except TranscriptStoreError:
            self._writer.close()
            raise
