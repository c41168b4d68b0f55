"""Results of an archive as transcripts of the library."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.batch.archive import Archive
from app.batch.orders import BatchOptions
from app.batch.worker import FileAnswer
from app.cli import run
from app.exporters import export_bytes
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Edits, Transcript, unsaved_transcript
from engine.events import DecodedBy, Final, Word
from engine.timeline import to_samples
from tests.support.audio import sine, write_wav


def transcript(number: int) -> Transcript:
    words = (Word("good", 1_600, 3_200, 0.5), Word("morning", 3_200, 8_000, None, True))
    said = Final(1, 1_600, 8_000, f"Good morning {number}, 你好.", words, "mini", DecodedBy.CTC, 0.1, "en")
    later = replace(said, utterance_id=2, start=16_000, end=20_000, words=())
    made = unsaved_transcript((said, later), source="x", model="mini")
    return replace(
        made, session=replace(made.session, duration_s=2.0), edits=Edits(speakers={2: "Ana"} if number == 1 else {})
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Of three recordings; the last is silent."""
    (tmp_path / "in").mkdir()
    for number in range(3):
        write_wav(tmp_path / "in" / f"call {number}.wav", sine(2.0))
    made = Archive(tmp_path / "out", BatchOptions(format="json", library=False))
    made.open([tmp_path / "in"])
    for each in made.todo:
        number = int(each.order.path.stem[-1])
        found = transcript(number) if number < 2 else replace(transcript(number), segments=())
        each.order.output.write_bytes(export_bytes(found, "json"))
        made.enter(each, FileAnswer(each.order, length_s=2.0, model="mini"))
    made.close(1.0, 1, "here")
    made.let_go()
    return tmp_path / "out"


def without_times_of_edits(exported: bytes) -> object:
    """A name of a speaker is an edit of now."""
    found = json.loads(exported)
    for each in found["segments"]:
        each.pop("edited_at", None)
    return found


def kept() -> list[Transcript]:
    """The oldest first."""
    with TranscriptStore(user_folders().transcripts_file) as store:
        return [store.load(each.id) for each in reversed(store.sessions())]


def test_what_is_brought_in_exports_as_the_archive_has_it(tmp_path, archive, capsys):
    assert run(["transcripts", "import", str(archive)], None) == 0
    assert "2 brought in, 0 there already, 1 without speech, 0 failed." in capsys.readouterr().out
    found = {each.session.title: each for each in kept()}
    assert set(found) == {"call 0", "call 1"}
    for title, each in found.items():
        assert without_times_of_edits(export_bytes(each, "json")) == json.loads(
            (archive / f"{title}.json").read_bytes()
        )
        assert each.session.recording == tmp_path / "in" / f"{title}.wav"
        assert each.session.linked
        assert each.session.finished
        assert each.session.model == "mini"
    assert found["call 1"].edits.speakers == {2: "Ana"}


def test_a_second_import_brings_in_what_is_new(archive, capsys):
    run(["transcripts", "import", str(archive)], None)
    assert run(["transcripts", "import", str(archive)], None) == 0
    assert "0 brought in, 2 there already" in capsys.readouterr().out
    assert len(kept()) == 2


@pytest.mark.parametrize(
    "damage",
    [
        b"{",
        b"[]",
        b'{"segments": [{}]}',
        b'{"segments": [{"id": 1, "start": "x", "end": 2, "text": "a", "words": []}]}',
        json.dumps({"segments": [{"id": 1, "start": 1e300, "end": 2, "text": "a", "words": []}]}).encode(),
    ],
)
def test_a_result_that_is_none_is_named_and_the_others_come_in(archive, capsys, damage):
    (archive / "call 0.json").write_bytes(damage)
    assert run(["transcripts", "import", str(archive)], None) == 1
    told = capsys.readouterr()
    assert "call 0.json is no result of an archive" in told.err
    assert "1 brought in" in told.out
    assert [each.session.title for each in kept()] == ["call 1"]


def test_a_recording_from_before_1970_has_a_transcript_in_order(tmp_path, archive, capsys):
    os.utime(tmp_path / "in" / "call 0.wav", (-1e9, -1e9))
    run(["transcripts", "import", str(archive)], None)
    capsys.readouterr()
    assert run(["transcripts", "list"], None) == 0
    assert capsys.readouterr().err == ""
    assert min(each.session.started_at for each in kept()) == 0.0


def test_a_folder_that_is_no_archive_is_refused(tmp_path, capsys):
    assert run(["transcripts", "import", str(tmp_path)], None) == 3
    assert "There is no archive in" in capsys.readouterr().err


def test_positions_are_those_of_the_sound(archive):
    run(["transcripts", "import", str(archive)], None)
    first = kept()[0].segments[0]
    assert (first.start, first.end) == (to_samples(0.1), to_samples(0.5))
    assert first.words[1].interpolated
