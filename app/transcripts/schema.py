"""The tables of the transcript store, and the migrations of older files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.transcripts.backups import back_up
from app.transcripts.errors import TranscriptStoreError
from app.transcripts.search_text import index_text

# Finals as they are shown: with their reader's corrections.
FINALS = """finals f LEFT JOIN corrections c
    ON c.session_id = f.session_id AND c.utterance_id = f.utterance_id"""
SHOWN_TEXT = "coalesce(nullif(c.text, ''), f.text)"
SHOWN = "coalesce(c.gone, 0) = 0"
CORRECTION_COLUMNS = ("text", "corrected_at", "gone", "start_position", "end_position", "words", "speaker", "origins")
"""Without the key. text: "" for the recognised text."""
CORRECTION = ", ".join(f"c.{name} AS c_{name}" for name in CORRECTION_COLUMNS)

# Its rows are those of finals, under the same id; search_text.py makes the words.
_FIRST_INDEX = "CREATE VIRTUAL TABLE final_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0')"
# The beginnings of words have lists of their own: while one types, the last word is not whole.
_INDEX = (
    "CREATE VIRTUAL TABLE final_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3')"
)

_FIRST = (
    # AUTOINCREMENT: the number of a deleted session is never given to another one.
    """CREATE TABLE sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT,
        source TEXT NOT NULL,
        model TEXT NOT NULL,
        language TEXT,
        recording TEXT,
        started_at REAL NOT NULL,
        end_position INTEGER  -- NULL until the session has ended
    )""",
    """CREATE TABLE finals (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        utterance_id INTEGER NOT NULL,
        start_position INTEGER NOT NULL,
        end_position INTEGER NOT NULL,
        text TEXT NOT NULL,
        words TEXT NOT NULL,  -- JSON: [text, start, end, probability, interpolated] each
        model TEXT NOT NULL,
        decoded_by TEXT NOT NULL,
        real_time_factor REAL,  -- NULL where it was not measured
        language TEXT,
        hotwords_offered TEXT NOT NULL,  -- JSON list
        hotwords_used TEXT NOT NULL,  -- JSON list
        draft INTEGER NOT NULL,
        reason TEXT,
        UNIQUE (session_id, utterance_id)
    )""",
    # Holds all that a list of sessions asks of their finals, so that it need not read the texts.
    "CREATE INDEX finals_by_end ON finals (session_id, end_position)",
    """CREATE TABLE clock_marks (
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        wall_time REAL NOT NULL,
        PRIMARY KEY (session_id, position)
    ) WITHOUT ROWID""",
    _FIRST_INDEX,
)

_CORRECTIONS = (
    # Beside the finals: a draft that is refined later takes no correction away.
    """CREATE TABLE corrections (
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        utterance_id INTEGER NOT NULL,
        text TEXT NOT NULL,
        corrected_at REAL NOT NULL,  -- Unix seconds
        PRIMARY KEY (session_id, utterance_id)
    ) WITHOUT ROWID""",
)

# Two sources at once: whose a final is, "me" or "others"; NULL where one source was captioned alone.
_STREAMS = ("ALTER TABLE finals ADD COLUMN stream TEXT",)

# The journal that the process of a running session holds (journal.py); another Earshot then leaves it alone.
_HOLDERS = ("ALTER TABLE sessions ADD COLUMN holder TEXT",)

# Places that the user marked; a bin for deleted transcripts; lists that read one page, by the date.
_BOOKMARKS = (
    """CREATE TABLE bookmarks (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        note TEXT NOT NULL,
        UNIQUE (session_id, position)
    )""",
    "ALTER TABLE sessions ADD COLUMN deleted_at REAL",  # Unix seconds, NULL outside the bin
    "CREATE INDEX sessions_by_start ON sessions (started_at)",
)

# A correction is a whole sentence as its reader made it. A sentence that a split made has a final of its own, with a
# number from rows.FIRST_OWN on, so that the search finds it as any other.
EDITS = (
    "ALTER TABLE corrections ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",  # 1: deleted, or merged into another
    "ALTER TABLE corrections ADD COLUMN start_position INTEGER",  # NULL: that of the final
    "ALTER TABLE corrections ADD COLUMN end_position INTEGER",
    "ALTER TABLE corrections ADD COLUMN words TEXT",  # as in finals; NULL: the final's, aligned to the text
    "ALTER TABLE corrections ADD COLUMN speaker TEXT",  # NULL: the name of its stream
    "ALTER TABLE corrections ADD COLUMN origins TEXT",  # JSON: utterances; NULL: its own
)

# Words by which the user sorts transcripts; what else a list shows of the finals; notes of the program to itself.
_TAGS = (
    """CREATE TABLE tags (
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        tag TEXT NOT NULL COLLATE NOCASE,
        PRIMARY KEY (session_id, tag)
    ) WITHOUT ROWID""",
    "CREATE INDEX tags_by_name ON tags (tag, session_id)",
    "DROP INDEX finals_by_end",
    "CREATE INDEX finals_by_end ON finals (session_id, end_position, language, draft)",
    "ALTER TABLE final_words RENAME TO final_words_before",
    _INDEX,
    "INSERT INTO final_words (rowid, words) SELECT rowid, words FROM final_words_before ORDER BY rowid",
    "DROP TABLE final_words_before",
    "CREATE TABLE reminders (name TEXT PRIMARY KEY, days INTEGER NOT NULL, told_at REAL NOT NULL)",
)

# Sound that the user named is theirs: it is neither changed nor deleted. Of older rows the name tells.
LINKED = (
    "ALTER TABLE sessions ADD COLUMN linked INTEGER NOT NULL DEFAULT 0",  # 1: the file was there before
    """UPDATE sessions SET linked = 1 WHERE recording NOT GLOB
        '*[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'""",
)

# What made the text, and what was lost on the way: for evidence.
_PROVENANCE = (
    """CREATE TABLE provenance (
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,  -- see values.Provenance
        details TEXT NOT NULL,  -- JSON: texts by their names
        PRIMARY KEY (session_id, position, kind, details)
    ) WITHOUT ROWID""",
)

# Other readings of a final, for its reader: JSON list, NULL where there are none.
ALTERNATIVES = ("ALTER TABLE finals ADD COLUMN alternatives TEXT",)

MIGRATIONS = (_FIRST, _CORRECTIONS, _STREAMS, _HOLDERS, _BOOKMARKS, EDITS, _TAGS, LINKED, _PROVENANCE, ALTERNATIVES)
"""Step n brings a file from version n to n + 1. A step that was released is never changed."""


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables or add what this version of Earshot needs; one transaction. An older file is copied before.

    Raises TranscriptStoreError for a file of a newer Earshot, sqlite3.Error for what SQLite finds.
    """
    if (before := _version(connection)) == len(MIGRATIONS):
        return
    if 0 < before < len(MIGRATIONS):
        back_up(connection, path, before)
    # Of two programs that start together one migrates, and the other finds it done.
    with one_transaction(connection):
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise TranscriptStoreError(
                "The transcripts in {path} were written by a newer Earshot.",
                "Use that one, or move the file away to begin a new one.",
                path=path,
            )
        for step in MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the word index anew from the finals."""
    with one_transaction(connection):
        _drop_index(connection)
        connection.execute(_INDEX)
        finals = connection.execute(f"SELECT f.id, {SHOWN_TEXT} AS text FROM {FINALS} WHERE {SHOWN}").fetchall()
        rows = ((final["id"], index_text(final["text"])) for final in finals)
        connection.executemany("INSERT INTO final_words (rowid, words) VALUES (?, ?)", rows)


def erase_rows(connection: sqlite3.Connection) -> None:
    """Delete all that was kept, the word index too. Inside a transaction."""
    _drop_index(connection)
    connection.execute(_INDEX)
    for table in ("sessions", "finals", "clock_marks", "corrections", "bookmarks", "tags", "reminders", "provenance"):
        connection.execute(f"DELETE FROM {table}")


def _drop_index(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("DROP TABLE final_words")
    except sqlite3.DatabaseError:
        # FTS5 refuses to drop what it cannot read. Once its entry is gone, the tables under it are plain ones.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'final_words'")
        connection.execute("PRAGMA writable_schema = RESET")
        for part in ("data", "idx", "content", "docsize", "config"):
            connection.execute(f"DROP TABLE IF EXISTS final_words_{part}")


@contextmanager
def one_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block is on the disk when it ends, and none of it when it raises."""
    # Immediate: waiting for another program happens here, before anything was done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
