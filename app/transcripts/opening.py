"""Opens the file of transcripts, checks it where there is reason to, and sets a damaged file aside."""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.transcripts.errors import DAMAGE, TranscriptsDamaged, TranscriptStoreError, explained
from app.transcripts.recovering import rows_are_damaged
from app.transcripts.schema import bring_up_to_date, rebuild_index
from engine.private_files import make_private_file

BUSY_S = 5.0  # another program's commit takes milliseconds, its copying of the log into the file perhaps a second
_RETRY_S = 0.02
_DAMAGED = ".damaged-"


def connect(path: Path) -> sqlite3.Connection:
    """A connection for any thread (one at a time), rows by name, transactions only where we begin them."""
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # A text that is no UTF-8 must not cost the rest of its row; half surrogates tell where it was damaged.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The file, made where it is missing, checked and up to date.

    Raises TranscriptsDamaged, TranscriptStoreError (a newer version) or sqlite3.Error.
    """
    with suppress(OSError):  # where there can be none, SQLite meets the same obstacle and names it
        make_private_file(path)  # its log and shared memory get the same rights
    connection = connect(path)
    try:
        _use_write_ahead_log(connection)
        # A commit then waits until the disk has it (fullfsync: macOS needs this setting).
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what was deleted is gone, for page_scan.py too
        bring_up_to_date(connection, path)
        _look_for_damage(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as TranscriptStoreError; damage is remembered for the next start."""
    try:
        yield
    except (sqlite3.Error, *DAMAGE) as error:
        plain = explained(error, path)
        if isinstance(plain, TranscriptsDamaged):
            remember_damage(path)
        raise plain from error


def put_aside(path: Path) -> Path:
    """Give the damaged file another name, which is returned. Deletes nothing."""
    place = _free_name(path)
    try:
        # The log goes first: SQLite would replay one that was left behind into the new file.
        for ending in ("-wal", "-shm", ""):
            if (part := Path(f"{path}{ending}")).exists():
                part.rename(f"{place}{ending}")
        _suspicion(path).unlink(missing_ok=True)
    except OSError as error:
        raise TranscriptStoreError(
            "The transcripts in {path} are damaged and cannot be put aside: {reason}.",
            "Close other programs that use that file, and start Earshot again.",
            path=path,
            reason=error.strerror or error,
        ) from error
    return place


def damaged_copies_of(path: Path) -> list[Path]:
    """All that put_aside left beside the file."""
    return [each for each in path.parent.iterdir() if each.name.startswith(f"{path.stem}{_DAMAGED}")]


def put_back(aside: Path, path: Path) -> None:
    """Undo put_aside: what could not be recovered now is damaged still."""
    with suppress(OSError):  # it stays aside then, under a name that says so
        for ending in ("-wal", "-shm", ""):
            Path(f"{path}{ending}").unlink(missing_ok=True)
            if (part := Path(f"{aside}{ending}")).exists():
                part.rename(f"{path}{ending}")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch once in the life of the file; where two programs do it together, SQLite does not wait by itself."""
    give_up_s = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_s:
                raise
        time.sleep(_RETRY_S)


def _look_for_damage(connection: sqlite3.Connection, path: Path) -> None:
    """Read the whole file, but only after a crash, a power cut or an error: it takes a second per few 100 MB."""
    suspected = _suspicion(path).exists()
    crashed = connection.execute("SELECT 1 FROM sessions WHERE end_position IS NULL LIMIT 1").fetchone()
    if not suspected and crashed is None:
        return
    if connection.execute("PRAGMA quick_check (1)").fetchone()[0] != "ok" or (
        suspected and rows_are_damaged(connection)
    ):
        raise TranscriptsDamaged("The transcripts in {path} are damaged.", path=path)
    if suspected:
        # quick_check does not look into the word index, and all of it can be made again.
        rebuild_index(connection)
        _suspicion(path).unlink(missing_ok=True)


def _suspicion(path: Path) -> Path:
    return path.with_name(f"{path.name}.suspect")


def remember_damage(path: Path) -> None:
    """Have the next start look at the whole file."""
    with suppress(OSError):  # the user learns of the damage in any case
        _suspicion(path).touch(mode=0o600)


def _free_name(path: Path) -> Path:
    stem = f"{path.stem}{_DAMAGED}{time.strftime('%Y%m%d-%H%M%S')}"
    endings = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    places = (path.with_name(f"{stem}{ending}{path.suffix}") for ending in endings)
    return next(place for place in places if not place.exists())
