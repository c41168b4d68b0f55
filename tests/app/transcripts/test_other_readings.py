"""Other readings of a sentence: kept, also in a file of before, and none are asked of what was written before them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from app.transcripts.rows import FINAL_COLUMNS, Mending, final_from, final_row
from app.transcripts.schema import ALTERNATIVES, MIGRATIONS
from app.transcripts.store import TranscriptStore
from tests.support.damaged_transcripts import final

OTHERS = ("This is txt 1", "这是文本 1")


def test_a_file_of_before_keeps_its_texts_and_takes_readings(tmp_path: Path) -> None:
    path = tmp_path / "transcripts.db"
    version = MIGRATIONS.index(ALTERNATIVES)
    database = sqlite3.connect(path)
    for statement in (each for step in MIGRATIONS[:version] for each in step):
        database.execute(statement)
    database.execute("INSERT INTO sessions (source, model, started_at, end_position) VALUES ('mic', 'm', 1.0, 5)")
    columns, values = FINAL_COLUMNS[:-1], final_row(final(0))[:-1]
    marks = ", ?" * len(columns)
    database.execute(f"INSERT INTO finals (session_id, {', '.join(columns)}) VALUES (1{marks})", values)
    database.execute(f"PRAGMA user_version = {version}")
    database.commit()
    database.close()
    told = replace(final(1), alternatives=OTHERS)
    with TranscriptStore(path) as store:
        store.append(1, told)
        assert store.load(1).segments == (final(0), told)


def test_a_journal_or_bundle_of_before_is_read() -> None:
    row = dict(zip(FINAL_COLUMNS, final_row(final(1)), strict=True))
    del row["alternatives"]
    mending = Mending()
    assert final_from(row, mending) == final(1)
    assert not mending.damaged


def test_readings_that_are_damaged_are_left_out() -> None:
    row = dict(zip(FINAL_COLUMNS, final_row(replace(final(1), alternatives=OTHERS)), strict=True))
    assert final_from(row, Mending()).alternatives == OTHERS
    row["alternatives"] = "{"
    mending = Mending()
    assert final_from(row, mending) == final(1)
    assert mending.damaged
