"""The kept transcripts in the terminal: listed, searched, shown, tagged, renamed, deleted, brought back, exported."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.folders import user_folders
from app.transcripts.enrolled_voices import EnrolledVoices
from app.transcripts.store import TranscriptStore
from tests.support.damaged_transcripts import final


@pytest.fixture
def kept() -> Path:
    """Two transcripts, the second with a recording of its own."""
    path = user_folders().transcripts_file
    sound = user_folders().recordings / "2026-11-20 10-32-05.flac"
    sound.parent.mkdir(parents=True)
    sound.write_bytes(bytes(1_500_000))
    with TranscriptStore(path) as store:
        for number, recording in enumerate((None, sound)):
            session = store.begin_session("mic", "mini", "en", recording, 1_700_000_000.0 + number)
            store.append(session, final(7 + number))
            store.end_session(session, 160_000)
    return sound


def say(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    """What the command printed, or its one sentence where it failed."""
    assert run(list(words), None) == status
    told = capsys.readouterr()
    return told.err if status else told.out


def test_tags_titles_and_sizes_are_listed_and_filter_the_list(capsys, kept):
    assert say(capsys, "transcripts", "tag", "2", "--add", "council", "--add", "采访") == "council, 采访\n"
    assert say(capsys, "transcripts", "tag", "2", "--remove", "Council") == "采访\n"
    say(capsys, "transcripts", "rename", "2", "Budget")
    (line,) = say(capsys, "transcripts", "list", "--tag", "采访").splitlines()
    assert "Budget" in line
    assert "#采访" in line
    (listed,) = json.loads(say(capsys, "transcripts", "list", "--tag", "采访", "--json"))
    assert (listed["title"], listed["tags"], listed["languages"]) == ("Budget", ["采访"], ["en"])
    assert listed["sound_bytes"] == 1_500_000
    assert listed["text_bytes"] > 100
    assert say(capsys, "transcripts", "list", "--tag", "none") == "There is no such transcript.\n"


def test_search_and_show_and_the_older_names_say_the_same(capsys, kept):
    found = say(capsys, "transcripts", "search", "text 7")
    assert found == say(capsys, "sessions", "--search", "text 7")
    assert found.startswith("    1  0:00:07  This is text 7")
    (hit,) = json.loads(say(capsys, "transcripts", "search", "text 7", "--json"))
    assert (hit["session"], hit["start"]) == (1, 7.0)
    assert "This is text 7" in say(capsys, "transcripts", "show", "1")
    assert say(capsys, "transcripts", "list") == say(capsys, "sessions")
    assert say(capsys, "transcripts", "export", "last") == say(capsys, "export", "2")


def test_what_is_deleted_can_be_brought_back(capsys, kept):
    assert "'transcripts restore 2'" in say(capsys, "transcripts", "delete", "last")
    assert [line.split()[0] for line in say(capsys, "transcripts", "list").splitlines()] == ["1"]
    assert [line.split()[0] for line in say(capsys, "transcripts", "list", "--deleted").splitlines()] == ["2"]
    say(capsys, "transcripts", "restore", "2")
    assert [line.split()[0] for line in say(capsys, "transcripts", "list").splitlines()] == ["2", "1"]
    assert "There is no transcript 9" in say(capsys, "transcripts", "delete", "9", status=3)


def test_everything_is_deleted_once_that_was_typed(capsys, kept, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    voices = EnrolledVoices(user_folders().voices_file)
    voices.keep("Anna", np.array([1.0, 0.0], np.float32), "m", agreed=True)
    asked = say(capsys, "transcripts", "delete", "--everything", status=3)
    assert "all 2 transcripts, their recordings, the remembered voices" in asked
    assert "Nothing was deleted." in asked
    assert (kept.exists(), len(voices.listed())) == (True, 1)
    monkeypatch.setattr("sys.stdin", io.StringIO("delete everything\n"))
    assert say(capsys, "transcripts", "delete", "--everything").startswith("Everything is deleted. 1.")
    assert (kept.exists(), user_folders().voices_file.exists()) == (False, False)
    assert say(capsys, "transcripts", "list") == "No transcript is kept yet.\n"


def test_one_is_deleted_for_good_once_that_was_typed(capsys, kept, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert "Nothing was deleted." in say(capsys, "transcripts", "delete", "1", "--for-good", status=3)
    monkeypatch.setattr("sys.stdin", io.StringIO("delete for good\n"))
    assert say(capsys, "transcripts", "delete", "1", "--for-good") == "Transcript 1 is deleted for good.\n"
    assert "There is no transcript 1" in say(capsys, "transcripts", "show", "1", status=3)
