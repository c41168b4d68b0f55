"""Writes sentences: finals as recognised, a reader's edits beside them, and the search index."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping

from app.transcripts.editing_values import EditedSentence, Unsaved
from app.transcripts.rows import FINAL_COLUMNS, FIRST_OWN, Value, final_row, words_json
from app.transcripts.schema import CORRECTION_COLUMNS, FINALS, SHOWN, SHOWN_TEXT
from app.transcripts.search_text import index_text
from app.transcripts.values import LabelKept
from engine.errors import BadInput
from engine.events import Final
from engine.text.harmless import storable

_INSERT_FINAL = f"""
    INSERT INTO finals (session_id, {", ".join(FINAL_COLUMNS)}) VALUES (?{", ?" * len(FINAL_COLUMNS)})
    ON CONFLICT (session_id, utterance_id)
    DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FINAL_COLUMNS[1:])}
    RETURNING id"""
INSERT_CORRECTION = f"""
    INSERT OR REPLACE INTO corrections (session_id, utterance_id, {", ".join(CORRECTION_COLUMNS)})
    VALUES (?, ?{", ?" * len(CORRECTION_COLUMNS)})"""
_CORRECT = """
    INSERT INTO corrections (session_id, utterance_id, text, corrected_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET text = excluded.text, corrected_at = excluded.corrected_at, words = NULL, gone = 0"""
_LABEL = """
    INSERT INTO corrections (session_id, utterance_id, text, corrected_at, speaker) VALUES (?, ?, '', ?, ?)
    ON CONFLICT DO UPDATE SET speaker = excluded.speaker WHERE gone = 0 AND speaker IS ?"""
_ONE = "session_id = ? AND utterance_id = ?"


def write_final(database: sqlite3.Connection, session_id: int, final: Final) -> None:
    """In the place of an earlier one of its utterance; what a reader made of that stays."""
    row = database.execute(_INSERT_FINAL, (session_id, *final_row(final))).fetchone()
    _index(database, row["id"])


def write_correction(database: sqlite3.Connection, session_id: int, number: int, text: str) -> None:
    """Another text for a sentence; an empty one, or its own, brings the recognised text back.

    Raises BadInput where there is no such final.
    """
    key = (session_id, number)
    row = database.execute(f"SELECT id, text FROM finals WHERE {_ONE}", key).fetchone()
    if row is None:
        raise BadInput("There is no such sentence in the transcripts.", "It was deleted meanwhile.")
    wanted = storable(" ".join(text.split()))
    if wanted == " ".join(row["text"].split()):
        wanted = ""
    database.execute(_CORRECT, (*key, wanted, time.time()))
    database.execute(f"DELETE FROM corrections WHERE {_ONE} AND text = '' AND speaker IS NULL", key)
    _index(database, row["id"])


def write_label(database: sqlite3.Connection, session_id: int, label: LabelKept) -> None:
    """Also for an utterance whose final is not in the file yet. Nothing where a reader changed the speaker."""
    before = None if label.before is None else storable(label.before)
    database.execute(_LABEL, (session_id, label.utterance_id, time.time(), storable(label.speaker), before))


def write_edits(database: sqlite3.Connection, session_id: int, edits: Unsaved) -> None:
    """How changed sentences and marks stand now. A sentence whose final is not in the file yet waits for it there."""
    for number, sentence in edits.sentences.items():
        if number in edits.own:
            write_final(database, session_id, edits.own[number])
        _write_sentence(database, (session_id, number), sentence)
    for position, mark in edits.marks.items():
        database.execute("DELETE FROM bookmarks WHERE session_id = ? AND position = ?", (session_id, position))
        if mark is not None:
            values = (session_id, position, storable(mark.note))
            database.execute("INSERT INTO bookmarks (session_id, position, note) VALUES (?, ?, ?)", values)


def write_times(database: sqlite3.Connection, session_id: int, when: Mapping[int, float]) -> None:
    """When sentences were changed (Unix seconds), as another computer noted it."""
    rows = [(float(moment), session_id, int(number)) for number, moment in when.items()]
    database.executemany(f"UPDATE corrections SET corrected_at = ? WHERE {_ONE}", rows)


def _write_sentence(database: sqlite3.Connection, key: tuple[int, int], sentence: EditedSentence | None) -> None:
    if sentence is None and key[1] >= FIRST_OWN:
        _remove(database, key)
        return
    if sentence is not None and not (sentence.origins or sentence.speaker):
        database.execute(f"DELETE FROM corrections WHERE {_ONE}", key)
    else:
        database.execute(INSERT_CORRECTION, (*key, *_values(sentence)))
    row = database.execute(f"SELECT id FROM finals WHERE {_ONE}", key).fetchone()
    if row is not None:
        _index(database, row["id"])


def _remove(database: sqlite3.Connection, key: tuple[int, int]) -> None:
    """A sentence that a split had made."""
    database.execute(f"DELETE FROM final_words WHERE rowid IN (SELECT id FROM finals WHERE {_ONE})", key)
    for table in ("finals", "corrections"):
        database.execute(f"DELETE FROM {table} WHERE {_ONE}", key)


def _values(sentence: EditedSentence | None) -> tuple[Value, ...]:
    """The values of CORRECTION_COLUMNS. None: gone."""
    now = time.time()
    if sentence is None:
        return ("", now, 1, None, None, None, None, None)
    speaker = storable(sentence.speaker) or None
    if not sentence.origins:
        return ("", now, 0, None, None, None, speaker, None)
    place = (int(sentence.start), int(sentence.end), words_json(sentence.words), speaker)
    return (storable(sentence.text), now, 0, *place, json.dumps(sentence.origins))


def _index(database: sqlite3.Connection, final_id: int) -> None:
    """The words by which a final is found: those that are shown."""
    query = f"SELECT {SHOWN_TEXT} AS text FROM {FINALS} WHERE f.id = ? AND {SHOWN}"
    shown = database.execute(query, (final_id,)).fetchone()
    database.execute("DELETE FROM final_words WHERE rowid = ?", (final_id,))
    if shown is not None:
        database.execute("INSERT INTO final_words (rowid, words) VALUES (?, ?)", (final_id, index_text(shown["text"])))
