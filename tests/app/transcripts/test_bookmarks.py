"""Places that the user marked: as safe as what was said, from the key that was pressed to the file that is exported."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.exporters import export
from app.transcripts.journal import Journal, journals_of
from app.transcripts.schema import MIGRATIONS
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, BookmarkRemoved, Transcript
from engine.errors import BadInput
from tests.support.damaged_transcripts import final

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "transcripts.db"


def marked(path: Path, *marks: Bookmark) -> Transcript:
    """Texts 0 to 2, one a second, and these marks."""
    with TranscriptStore(path) as store:
        number = store.begin_session("mic", "mini", "en", None, 1_700_000_000.0)
        for each in range(3):
            store.append(number, final(each))
        for mark in marks:
            store.add_mark(number, mark)
        store.end_session(number, 64_000)
        return store.load(number)


def test_a_mark_is_kept_with_its_note_and_a_later_note_takes_its_place(path: Path) -> None:
    marks = Bookmark(20_000, "ask Ann"), Bookmark(5, ""), Bookmark(20_000, "ask  Ann\nagain")
    assert marked(path, *marks).bookmarks == (Bookmark(5, ""), Bookmark(20_000, "ask Ann again"))


def test_a_mark_can_be_removed_and_goes_with_its_transcript(path: Path) -> None:
    number = marked(path, Bookmark(5), Bookmark(7)).session.id
    with TranscriptStore(path) as store:
        store.remove_mark(number, 5)
        store.remove_mark(number, 6)
        assert store.load(number).bookmarks == (Bookmark(7),)
        store.delete_session(number)
        with pytest.raises(BadInput, match="no transcript"):
            store.add_mark(number, Bookmark(1))
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM bookmarks").fetchone() == (0,)
    database.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_file_of_every_version_before_takes_marks(path: Path, version: int) -> None:
    database = sqlite3.connect(path)
    for step in MIGRATIONS[:version]:
        for statement in step:
            database.execute(statement)
    database.execute("INSERT INTO sessions (source, model, started_at, end_position) VALUES ('mic', 'm', 1.0, 5)")
    database.execute(f"PRAGMA user_version = {version}")
    database.commit()
    database.close()
    with TranscriptStore(path) as store:
        store.add_mark(1, Bookmark(5, "here"))
        assert (store.load(1).bookmarks, [each.id for each in store.sessions()]) == ((Bookmark(5, "here"),), [1])


KILLED = """
import os, signal, sys, time
from pathlib import Path
from app.transcripts.sink import TranscriptSink
from app.transcripts.journal import journals_of
from app.transcripts.values import Bookmark, BookmarkRemoved
from app.transcripts.writer import TranscriptWriter
from engine.errors import CaptioningError

def refused():
    raise CaptioningError("The disk is full.")

writer = TranscriptWriter(refused, journals_of(Path(sys.argv[1])), lambda event: None)
sink = TranscriptSink(writer, print, lambda: ("mic", "m", "en"))
assert not sink.take_mark(Bookmark(1))  # nothing is heard yet
sink.sound_flows(0)
from tests.support.damaged_transcripts import final
sink(final(1))
for mark in (Bookmark(9_000, "the number"), Bookmark(9_500), BookmarkRemoved(9_500)):
    assert sink.take_mark(mark)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_mark_outlives_a_kill_also_where_the_database_refuses_it(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False, timeout=120)
    with TranscriptStore(path) as store:
        (session,) = store.sessions()
        assert store.load(session.id).bookmarks == (Bookmark(9_000, "the number"),)


def test_a_mark_that_the_database_lacks_is_shown_from_the_journal(path: Path) -> None:
    with TranscriptStore(path) as store:
        from app.transcripts.journal import Begun

        journal = Journal(journals_of(path), Begun("mic", "m", None, None, 1.0))
        number = store.begin_session("mic", "m", holder=journal.name)
        store.add_mark(number, Bookmark(3, "old"))
        for entry in (Bookmark(8, "new"), BookmarkRemoved(3)):
            journal.add(entry)
        assert store.load(number).bookmarks == (Bookmark(8, "new"),)
        journal.close(remove=True)


def test_marks_are_recovered_from_a_damaged_file(path: Path) -> None:
    marked(path, Bookmark(20_000, "ask Ann"))
    content = bytearray(path.read_bytes())
    content[0:16] = bytes(16)
    path.write_bytes(content)
    with TranscriptStore(path) as store:
        (session,) = store.sessions()
        assert store.load(session.id).bookmarks == (Bookmark(20_000, "ask Ann"),)


SAID = [f"This is text {number} of a long talk, 你好." for number in range(3)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("txt", [f"Me: {SAID[0]} {SAID[1]}", "★ ask *Ann*", f"Me: {SAID[2]}", "★"]),
        (
            "txt-times",
            [
                f"[00:00:00] Me: {SAID[0]}\n[00:00:01] Me: {SAID[1]}",
                "[00:00:01] ★ ask *Ann*",
                f"[00:00:02] Me: {SAID[2]}",
                "[00:00:03] ★",
            ],
        ),
        (
            "md",
            [
                f"**[00:00:00]** *Me*: {SAID[0]} {SAID[1]}",
                r"> **[00:00:01]** ★ ask \*Ann\*",
                f"**[00:00:02]** *Me*: {SAID[2]}",
                "> **[00:00:03]** ★",
            ],
        ),
    ],
)
def test_a_mark_stands_behind_the_sentence_in_which_it_was_made(path: Path, form: str, expected: list[str]) -> None:
    transcript = marked(path, Bookmark(20_000, "ask *Ann*"), Bookmark(60_000))
    assert export(transcript, form).rstrip("\n").split("\n\n")[-4:] == expected


def test_json_has_the_marks_and_subtitles_have_none(path: Path) -> None:
    transcript = marked(path, Bookmark(20_000, "ask Ann"))
    assert json.loads(export(transcript, "json"))["marks"] == [{"time": 1.25, "note": "ask Ann"}]
    assert "Ann" not in export(transcript, "srt")
