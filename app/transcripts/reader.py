"""Reads transcripts: lists, whole transcripts, and search results."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.transcripts.database import TranscriptDatabase
from app.transcripts.journal import is_running, pending, with_entries
from app.transcripts.rows import (
    FINAL_SELECT,
    FIRST_OWN,
    SESSION_SELECT,
    Mending,
    edited_from,
    final_from,
    origins_from,
    provenance_from,
    summary_from,
)
from app.transcripts.schema import CORRECTION, FINALS, SHOWN, SHOWN_TEXT
from app.transcripts.search_text import match_expression
from app.transcripts.snippets import find_matches, snippet_around
from app.transcripts.values import (
    ALL,
    Bookmark,
    ClockMark,
    Edits,
    ListedPart,
    SearchHit,
    SessionSummary,
    Transcript,
    default_title,
)
from engine.errors import BadInput
from engine.events import Final
from engine.text.harmless import storable

_LISTED = 1000
_SORTED = 500  # finals that are read and ranked: a frequent word is in hundreds of thousands
_NO_LIMIT = -1

# Of a search: where each final stands, before its text is read.
_PLACE = "SELECT f.id AS final_id, s.started_at AS began, s.id AS of_session, f.start_position AS place"
_SESSION = "JOIN sessions s ON s.id = f.session_id WHERE s.deleted_at IS NULL"
_NEWEST_FIRST = "ORDER BY began DESC, of_session DESC, place"


class TranscriptReader:
    """What the file holds, and the journals of sessions that run. Any thread may call any method.

    Raises TranscriptStoreError where the disk fails. Values that are damaged are mended, and reported once.
    """

    def __init__(self, database: TranscriptDatabase) -> None:
        self.database = database
        self._folder = database.path.parent  # where recordings lie, unless their path is absolute

    def sessions(
        self, limit: int = _LISTED, after: SessionSummary | None = None, part: ListedPart = ALL
    ) -> list[SessionSummary]:
        """The newest first; a page of the list follows `after`, the last one of the page before."""
        which, values = f"s.deleted_at IS {'NOT ' if part.deleted else ''}NULL", []
        if part.tag is not None:
            which += " AND s.id IN (SELECT t.session_id FROM tags t WHERE t.tag = ?)"
            values.append(storable(part.tag))
        if after is None:
            return self._summaries(which, limit, *values)
        place = (after.started_at, after.id)
        return self._summaries(f"{which} AND (s.started_at, s.id) < (?, ?)", limit, *values, *place)

    def deleted(self, before: float) -> list[SessionSummary]:
        """Those that were put into the bin before a time (Unix seconds)."""
        return self._summaries("s.deleted_at < ?", _NO_LIMIT, before)

    def begun_before(self, moment: float) -> list[SessionSummary]:
        """Those outside the bin that began before `moment` (Unix seconds), the newest first."""
        return self._summaries("s.deleted_at IS NULL AND s.started_at < ?", _NO_LIMIT, moment)

    def recordings(self, linked: bool = False) -> set[Path]:
        """Where Earshot put sound, also of what is in the bin; linked: the user's own files instead."""
        which = "recording IS NOT NULL AND (linked != 0) = ?"
        with self.database.reading() as database:
            rows = database.execute(f"SELECT recording FROM sessions WHERE {which}", (linked,)).fetchall()
        return {self._folder / Mending().text(row["recording"]).replace("\0", "") for row in rows}

    def count(self, deleted: bool = False) -> int:
        """Transcripts outside the bin, or in it."""
        which = "NOT NULL" if deleted else "NULL"
        with self.database.reading() as database:
            return int(database.execute(f"SELECT count(*) FROM sessions WHERE deleted_at IS {which}").fetchone()[0])

    def reminded(self, days: int) -> float | None:
        """When the user was told (Unix seconds) that transcripts of this age are deleted; None where they were not."""
        with self.database.reading() as database:
            row = database.execute(
                "SELECT told_at FROM reminders WHERE name = 'retention' AND days = ?", (days,)
            ).fetchone()
        return None if row is None else Mending().wall_time(row["told_at"])

    def tags(self) -> list[str]:
        """All that are in use, in the order of the alphabet."""
        with self.database.reading() as database:
            rows = database.execute(
                "SELECT DISTINCT t.tag FROM tags t JOIN sessions s ON s.id = t.session_id"
                " WHERE s.deleted_at IS NULL ORDER BY t.tag"
            ).fetchall()
        return [Mending().text(row["tag"]) for row in rows]

    def text_bytes(self, session_id: int) -> int:
        """What the texts and words of a session take in the file, without its index."""
        with self.database.reading() as database:
            counted = "SELECT sum(length(CAST(text AS BLOB)) + length(words)) FROM finals WHERE session_id = ?"
            return int(database.execute(counted, (session_id,)).fetchone()[0] or 0)

    def unfinished(self) -> list[SessionSummary]:
        """Sessions that never ended, the newest first: those of a crash, and those that run at this moment."""
        return self._summaries("s.end_position IS NULL AND s.deleted_at IS NULL", _NO_LIMIT)

    def left_over(self) -> list[SessionSummary]:
        """Sessions that never ended and whose process is gone, the newest first."""
        return [each for each in self.unfinished() if not each.running]

    def finished_of(self, recording: Path) -> SessionSummary | None:
        """The newest transcript of this sound file that ended in order."""
        which = "s.recording IN (?, ?) AND s.end_position IS NOT NULL AND s.deleted_at IS NULL"
        within = recording.relative_to(self._folder) if recording.is_relative_to(self._folder) else recording
        return next(iter(self._summaries(which, 1, storable(str(recording)), storable(str(within)))), None)

    def last(self) -> int | None:
        """The number of the session that was begun last, whatever the clock said; None where there is none."""
        with self.database.reading() as database:
            found = database.execute("SELECT max(id) FROM sessions WHERE deleted_at IS NULL").fetchone()[0]
        return None if found is None else int(found)

    def load(self, session_id: int) -> Transcript:
        """The whole session, also what is only in its journal yet. Raises BadInput where there is none."""
        with self.database.reading() as database:
            row = database.execute(f"{SESSION_SELECT} WHERE s.id = ?", (session_id,)).fetchone()
            if row is None:
                raise no_session(session_id)
            finals = database.execute(
                f"""SELECT {FINAL_SELECT}, {CORRECTION} FROM {FINALS}
                    WHERE f.session_id = ? ORDER BY f.start_position, f.utterance_id""",
                (session_id,),
            ).fetchall()
            marks = database.execute(
                "SELECT position, wall_time FROM clock_marks WHERE session_id = ? ORDER BY position", (session_id,)
            ).fetchall()
            bookmarks = database.execute(
                "SELECT position, note FROM bookmarks WHERE session_id = ? ORDER BY position", (session_id,)
            ).fetchall()
            noted = database.execute(
                "SELECT position, kind, details FROM provenance WHERE session_id = ? ORDER BY position", (session_id,)
            ).fetchall()
        mending = Mending()
        segments, edits = _as_edited(finals, mending)
        transcript = Transcript(
            self._summary(row, mending, is_running(self.database.journals, row["holder"])),
            segments,
            tuple(_mark_from(mark, mending) for mark in marks),
            edits,
            tuple(Bookmark(mending.position(each["position"]), mending.text(each["note"])) for each in bookmarks),
            tuple(provenance_from(each, mending) for each in noted),
        )
        self.database.note_damage(mending)
        return with_entries(transcript, pending(self.database.journals, row["holder"]))

    def search(self, query: str, limit: int = 100) -> list[SearchHit]:
        """Finals that hold every part of `query`, of the newest session first; any text is a valid query.

        Of more than _SORTED finals, those that were written last.
        """
        wanted = storable(query.strip().replace("\0", ""))
        if not wanted:
            return []
        expression = match_expression(wanted)
        # Found by the row's number, FTS5 gives the last ones first and stops; by the date, it would read all.
        words = "final_words w JOIN finals f ON f.id = w.rowid"
        found = f"{_PLACE} FROM {words} {_SESSION} AND w.final_words MATCH ? ORDER BY w.rowid"
        if expression is None:
            found = f"{_PLACE} FROM {FINALS} {_SESSION} AND {SHOWN} AND instr({SHOWN_TEXT}, ?) > 0 ORDER BY f.id"
        with self.database.reading() as database:
            rows = database.execute(
                f"""SELECT f.session_id, f.utterance_id, {SHOWN_TEXT} AS text, s.title, s.started_at,
                        coalesce(c.start_position, f.start_position) AS start_position
                    FROM (SELECT * FROM ({found} DESC LIMIT ?) {_NEWEST_FIRST} LIMIT ?)
                    JOIN ({FINALS}) ON f.id = final_id JOIN sessions s ON s.id = f.session_id {_NEWEST_FIRST}""",
                (expression or wanted, max(limit, _SORTED), limit),
            ).fetchall()
        mending = Mending()
        hits = [_hit(row, mending, wanted) for row in rows]
        self.database.note_damage(mending)
        return hits

    def _summaries(self, which: str, limit: int, *values: float | str) -> list[SessionSummary]:
        order = "ORDER BY s.started_at DESC, s.id DESC LIMIT ?"
        with self.database.reading() as database:
            rows = database.execute(f"{SESSION_SELECT} WHERE {which} {order}", (*values, limit)).fetchall()
        mending = Mending()
        found = [self._summary(row, mending, self._runs(row)) for row in rows]
        self.database.note_damage(mending)
        return found

    def _summary(self, row: sqlite3.Row, mending: Mending, running: bool) -> SessionSummary:
        found = summary_from(row, mending, running)
        return found if found.recording is None else replace(found, recording=self._folder / found.recording)

    def _runs(self, row: sqlite3.Row) -> bool:
        return row["end_position"] is None and is_running(self.database.journals, row["holder"])


def no_session(session_id: int) -> BadInput:
    return BadInput("There is no transcript {session}.", "Choose one from the list of transcripts.", session=session_id)


def _as_edited(rows: Iterable[sqlite3.Row], mending: Mending) -> tuple[tuple[Final, ...], Edits]:
    """What is shown, in order, and what was changed in it. rows: finals with their corrections."""
    segments: list[Final] = []
    heard: dict[int, Final] = {}
    origins: dict[int, tuple[int, ...]] = {}
    speakers: dict[int, str] = {}
    when: dict[int, float] = {}
    for row in rows:
        final = final_from(row, mending)
        number = final.utterance_id
        if row["c_text"] is None:
            segments.append(final)
            continue
        when[number] = mending.wall_time(row["c_corrected_at"])
        if row["c_speaker"] is not None and not row["c_gone"]:
            speakers[number] = mending.text(row["c_speaker"])
        if (row["c_text"] or row["c_gone"]) and number < FIRST_OWN:
            heard[number] = final
        if row["c_text"] and not row["c_gone"]:
            final = edited_from(row, final, mending)
            origins[number] = origins_from(row, number, mending)
        if not row["c_gone"]:
            segments.append(final)
    segments.sort(key=lambda each: (each.start, each.utterance_id))
    return tuple(segments), Edits(heard, origins, speakers, when)


def _mark_from(row: sqlite3.Row, mending: Mending) -> ClockMark:
    return ClockMark(mending.position(row["position"]), mending.wall_time(row["wall_time"]))


def _hit(row: sqlite3.Row, mending: Mending, query: str) -> SearchHit:
    text = mending.text(row["text"])
    snippet, matches = snippet_around(text, find_matches(text, query))
    session, utterance, start = (
        mending.position(row[each]) for each in ("session_id", "utterance_id", "start_position")
    )
    began = mending.wall_time(row["started_at"])
    title = mending.text_or_none(row["title"]) or default_title(began)
    return SearchHit(session, utterance, start, text, snippet, matches, title, began)
