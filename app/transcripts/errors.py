"""Errors of SQLite as one sentence on what happened and one on what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.errors import BadInput, CaptioningError


class TranscriptStoreError(CaptioningError):
    """Transcripts cannot be kept or read; what was said is still in the caller's hands."""


class NotStored(BadInput):
    """The user does not keep transcripts, or nothing was said yet."""

    def __init__(self) -> None:
        super().__init__("These captions are not stored, so no place in them can be marked.")


class TranscriptsDamaged(TranscriptStoreError):
    """The database file is not one, or no longer one."""


_REASONS = {
    sqlite3.SQLITE_FULL: ("There is no room left for {path}.", "Free some space on that disk."),
    sqlite3.SQLITE_IOERR: ("The disk failed or is full at {path}.", "Check that disk and its free space."),
    sqlite3.SQLITE_BUSY: (
        "Another program has kept the transcripts in {path} for itself.",
        "Close other programs that use that file, and try again.",
    ),
    sqlite3.SQLITE_READONLY: ("{path} may not be written.", "Give yourself the right to write it and its folder."),
    sqlite3.SQLITE_PERM: ("{path} may not be used.", "Give yourself the right to write it and its folder."),
    sqlite3.SQLITE_CANTOPEN: (
        "The transcripts in {path} cannot be opened.",
        "Check that its folder is there and that you may write to it.",
    ),
}
_REASONS[sqlite3.SQLITE_LOCKED] = _REASONS[sqlite3.SQLITE_BUSY]
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    # Our statements are right for the tables that we make: where SQLite finds them wrong, the tables are.
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_NOMEM,
}


# A damaged length asks for more memory than there is, and SQLite quotes damaged names in its messages.
DAMAGE = (MemoryError, UnicodeError)


def explained(error: Exception, path: Path) -> TranscriptStoreError:
    """`error` in the words of a person. Source of the codes: the result codes that sqlite.org documents."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest a detail of it
    if code in _DAMAGE or isinstance(error, (*DAMAGE, sqlite3.DataError)):
        return TranscriptsDamaged(
            "The transcripts in {path} are damaged.",
            "Start Earshot again: it brings what can be read into a new file, and keeps that one.",
            path=path,
        )
    what, remedy = _REASONS.get(code, ("The transcripts in {path} cannot be used: {reason}.", "Try again."))
    return TranscriptStoreError(what, remedy, path=path, reason=error)
