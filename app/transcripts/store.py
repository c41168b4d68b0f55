"""Stores finals: each is on the disk when `append` returns, and survives a kill at any moment."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from app.transcripts.database import TranscriptDatabase
from app.transcripts.editing_values import Unsaved
from app.transcripts.errors import TranscriptStoreError
from app.transcripts.journal import Abandoned, Ended, Entry, ModelKnown, abandoned
from app.transcripts.reader import TranscriptReader, no_session
from app.transcripts.rows import provenance_row
from app.transcripts.sentence_rows import write_correction, write_edits, write_final, write_label
from app.transcripts.values import Bookmark, BookmarkRemoved, ClockMark, LabelKept, Provenance
from engine.errors import BadInput
from engine.events import Final
from engine.text.harmless import storable
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

LONGEST_TAG = 60  # characters


class TranscriptStore(TranscriptReader):
    """Writes transcripts, and reads them. Any thread may call any method.

    Opening it brings in what the journals of ended processes hold; the notices of `database` say so. Raises
    TranscriptStoreError, here and from every method, where the disk is full, locked, read-only or failing.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(TranscriptDatabase(path))
        self._take_in()

    def begin_session(
        self,
        source: str,
        model: str,
        language: str | None = None,
        recording: Path | None = None,
        started_at: float | None = None,
        holder: str | None = None,
        linked: bool = False,
    ) -> int:
        """Enter a session that starts now (or at `started_at`, Unix seconds) and return its number.

        holder: the name of the journal whose lock says that it runs. linked: `recording` is the user's own file.
        """
        began = time.time() if started_at is None else started_at
        with self.database.writing() as database:
            row = database.execute(
                "INSERT INTO sessions (source, model, language, recording, started_at, holder, linked)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (storable(source), storable(model), _or_none(language), self._place(recording), began, holder, linked),
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
            case Bookmark():
                self.add_mark(session_id, entry)
            case BookmarkRemoved():
                self.remove_mark(session_id, entry.position)
            case LabelKept():
                with self.database.writing() as database:
                    _require_session(database, session_id)
                    write_label(database, session_id, entry)
            case ModelKnown():
                self._change(session_id, "model", storable(entry.model))
                self._change(session_id, "language", _or_none(entry.language))
            case Provenance():
                with self.database.writing() as database:
                    _require_session(database, session_id)
                    database.execute(
                        "INSERT OR IGNORE INTO provenance VALUES (?, ?, ?, ?)", (session_id, *provenance_row(entry))
                    )
            case Ended():
                self.end_session(session_id, entry.position)

    def append(self, session_id: int, final: Final) -> None:
        """Keep `final`, in the place of an earlier one of its utterance; it is on the disk on return.

        Also for a session that has ended: a draft may be refined later.
        """
        with self.database.writing() as database:
            _require_session(database, session_id)
            write_final(database, session_id, final)

    def correct(self, session_id: int, utterance_id: int, text: str) -> None:
        """What was said, as a reader knows it: shown, searched and exported in the place of what was heard.

        What was heard is kept too, and comes back with its own text or an empty one. A draft that is refined later
        stays corrected. Raises BadInput where there is no such final.
        """
        with self.database.writing() as database:
            write_correction(database, session_id, utterance_id, text)

    def save_edits(self, session_id: int, edits: Unsaved) -> None:
        """Keep what an editor changed: all of it is on the disk on return, or nothing."""
        with self.database.writing() as database:
            _require_session(database, session_id)
            write_edits(database, session_id, edits)

    def mark_clock(self, session_id: int, position: int, wall_time: float | None = None) -> None:
        """Note that the sound at `position` (samples) was heard at `wall_time` (Unix seconds; default: now)."""
        now = time.time() if wall_time is None else wall_time
        with self.database.writing() as database:
            _require_session(database, session_id)
            _enter_mark(database, session_id, ClockMark(position, now))

    def add_mark(self, session_id: int, mark: Bookmark) -> None:
        """Keep a place that the user marked; its note takes the place of an earlier one at the same position."""
        with self.database.writing() as database:
            _require_session(database, session_id)
            database.execute(
                """INSERT INTO bookmarks (session_id, position, note) VALUES (?, ?, ?)
                   ON CONFLICT (session_id, position) DO UPDATE SET note = excluded.note""",
                (session_id, int(mark.position), storable(" ".join(mark.note.split()))),
            )

    def remove_mark(self, session_id: int, position: int) -> None:
        """Nothing happens where there is no mark at `position`."""
        with self.database.writing() as database:
            database.execute("DELETE FROM bookmarks WHERE session_id = ? AND position = ?", (session_id, int(position)))

    def end_session(self, session_id: int, position: int | None = None) -> None:
        """The session is over at `position` (samples), by default the end of its last sentence."""
        if position is None:
            position = self.load(session_id).last_end
        self._change(session_id, "end_position", int(position))

    def hold(self, session_id: int, holder: str | None) -> None:
        """Continue the session in the journal `holder`. Raises BadInput if it was deleted."""
        self._change(session_id, "holder", holder)
        self._change(session_id, "end_position", None)

    def rename_session(self, session_id: int, title: str) -> None:
        """Give the session a name; an empty one brings its date back."""
        self._change(session_id, "title", storable(title.strip()) or None)

    def change_tags(self, session_id: int, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Words by which the session is found in the list; their case does not matter."""
        with self.database.writing() as database:
            _require_session(database, session_id)
            for tag in filter(None, map(_plain_tag, add)):
                database.execute("INSERT OR IGNORE INTO tags VALUES (?, ?)", (session_id, tag))
            for tag in map(_plain_tag, remove):
                database.execute("DELETE FROM tags WHERE session_id = ? AND tag = ?", (session_id, tag))

    def drop_if_empty(self, session_id: int) -> bool:
        """Delete a session in which nothing was said, marked or recorded. Whether it was one."""
        transcript = self.load(session_id)
        sound = transcript.session.recording
        if transcript.segments or transcript.bookmarks or (sound is not None and os.path.exists(sound)):
            return False
        self.delete_session(session_id)
        return True

    def put_into_bin(self, session_id: int) -> None:
        """No list and no search shows it any more, and `take_from_bin` brings it back."""
        self._change(session_id, "deleted_at", time.time())

    def take_from_bin(self, session_id: int) -> None:
        self._change(session_id, "deleted_at", None)

    def remind(self, days: int | None) -> None:
        """Note that the user knows now how old transcripts get before deletion; None: the rule is off."""
        with self.database.writing() as database:
            database.execute("DELETE FROM reminders WHERE name = 'retention'")
            if days is not None:
                database.execute("INSERT INTO reminders VALUES ('retention', ?, ?)", (days, time.time()))

    def delete_session(self, session_id: int) -> None:
        """Delete the session and all that was said in it. The sound file is not touched."""
        with self.database.writing() as database:
            _require_session(database, session_id)
            database.execute(
                "DELETE FROM final_words WHERE rowid IN (SELECT id FROM finals WHERE session_id = ?)", (session_id,)
            )
            database.execute("DELETE FROM sessions WHERE id = ?", (session_id,))

    def close(self) -> None:
        """Sessions that run stay unfinished."""
        self.database.close()

    def __enter__(self) -> TranscriptStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take_in(self) -> None:
        """The journals of sessions whose process is gone. What is refused stays in them, for the next time."""
        texts = 0
        for journal in abandoned(self.database.journals):
            taken = False
            try:
                texts += self._take_in_one(journal)
                taken = True
            except (TranscriptStoreError, BadInput):
                log.warning("what a session left was not brought in", exc_info=True)
            finally:
                journal.close(remove=taken)
        if texts:
            self.database.notices += (Sentence("Texts that came into the transcripts only now: {count}.", count=texts),)

    def _take_in_one(self, journal: Abandoned) -> int:
        """How many finals the database did not have."""
        begun = journal.begun
        sound = begun is not None and begun.recording is not None and os.path.exists(begun.recording)
        if not (journal.entries or sound):
            return 0
        with self.database.reading() as database:
            row = database.execute("SELECT id FROM sessions WHERE holder = ?", (journal.path.name,)).fetchone()
        if row is not None:
            session_id = int(row["id"])
        elif begun is not None and (sound or any(isinstance(each, Final) for each in journal.entries)):
            session_id = self.begin_session(**asdict(begun), holder=journal.path.name)
        else:
            return 0
        with self.database.reading() as database:
            rows = database.execute("SELECT utterance_id, text FROM finals WHERE session_id = ?", (session_id,))
            before = {(row["utterance_id"], row["text"]) for row in rows}
        for entry in journal.entries:
            self.enter(session_id, entry)
        finals = {each.utterance_id: storable(each.text) for each in journal.entries if isinstance(each, Final)}
        return len(finals.items() - before)

    def _place(self, recording: Path | None) -> str | None:
        """As it is stored: relative to the folder of the file where it lies in it, so that both can move together."""
        folder = self.database.path.parent
        if recording is not None and recording.is_relative_to(folder):
            recording = recording.relative_to(folder)
        return _or_none(recording)

    def _change(self, session_id: int, column: str, value: str | float | None) -> None:
        with self.database.writing() as database:
            _require_session(database, session_id)
            database.execute(f"UPDATE sessions SET {column} = ? WHERE id = ?", (value, session_id))


def _plain_tag(tag: str) -> str:
    return storable(" ".join(tag.split()))[:LONGEST_TAG].strip()


def _or_none(value: str | Path | None) -> str | None:
    return None if value is None else storable(str(value))


def _require_session(database: sqlite3.Connection, session_id: int) -> None:
    if database.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone() is None:
        raise no_session(session_id)


def _enter_mark(database: sqlite3.Connection, session_id: int, mark: ClockMark) -> None:
    """Where two marks are at one position (paused before any sound came), the later one counts."""
    database.execute(
        "INSERT OR REPLACE INTO clock_marks (session_id, position, wall_time) VALUES (?, ?, ?)",
        (session_id, int(mark.position), float(mark.wall_time)),
    )
