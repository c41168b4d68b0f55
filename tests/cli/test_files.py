"""The files that a command is told to write: none is lost by it, and each is written or told of."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli import run
from app.exporters import FORMATS
from app.files import FileNotWritten, try_writing, write_whole
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final
from tests.support.audio import write_wav

MINI = ("--model", "mini")
AS_TEXT = ("--format", "txt")


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one sentence of a command that did nothing."""
    assert run([str(each) for each in arguments], None) == 3
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    return line


@pytest.fixture
def interview(tmp_path: Path, sample: Path) -> Path:
    """A recording that nobody has twice."""
    return Path(shutil.copy(sample, tmp_path / "interview.flac"))


@pytest.mark.parametrize("option", ["--record", "-o"])
@pytest.mark.parametrize("by_link", [False, True])
def test_the_file_that_is_read_is_never_written(capsys, interview, sample, option, by_link):
    target = interview
    if by_link:
        target = interview.with_name("link.flac")
        target.symlink_to(interview)
    assert "is the file that is read" in refused(capsys, "caption", interview, option, target)
    assert interview.read_bytes() == sample.read_bytes()


def test_an_older_recording_stays(capsys, tmp_path, interview, sample):
    older = tmp_path / "older.flac"
    older.write_bytes(b"an older recording")
    assert "is there already" in refused(capsys, "caption", interview, "--record", older)
    assert older.read_bytes() == b"an older recording"


def test_transcript_and_recording_are_two_files(capsys, tmp_path, interview):
    both = tmp_path / "both.flac"
    told = refused(capsys, "caption", interview, "-o", both, "--record", tmp_path / "." / "both.flac")
    assert "the transcript and the recording" in told
    assert not both.exists()


@pytest.mark.parametrize("option", ["--record", "-o"])
def test_a_file_that_cannot_be_made_is_told_of_before_any_work(capsys, tmp_path, interview, option):
    assert "is too long" in refused(capsys, "caption", interview, option, tmp_path / f"{'x' * 300}.flac", *AS_TEXT)


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "silence.wav", np.zeros(16_000, dtype=np.float32))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_transcript_that_found_no_room_says_where_it_is_kept(capsys, interview):
    assert run(["caption", str(interview), "-o", "/dev/full", *MINI], None) == 3
    shown, told = capsys.readouterr()
    assert "There is no room for /dev/full." in told
    number = re.search(r"'export (\d+) -o FILE'", told)
    assert number is not None
    assert run(["export", number[1]], None) == 0
    assert shown.split()
    assert capsys.readouterr().out.split() == shown.split()


def test_a_recording_that_could_not_be_made_shows_in_the_exit_status(capsys, tmp_path, silence):
    (tmp_path / "occupied").write_text("a file where a folder should be")
    assert run(["caption", str(silence), "--record", str(tmp_path / "occupied" / "kept.flac"), *MINI], None) == 3
    assert capsys.readouterr().err.count("kept.flac cannot be written") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_recording_may_have_a_name_that_is_no_unicode(tmp_path, interview):
    name = os.fsdecode(b"caf\xe9.flac")
    assert run(["caption", str(interview), "--record", str(tmp_path / name), *MINI], None) == 0
    assert soundfile.info(os.fsencode(tmp_path / name)).frames == soundfile.info(interview).frames
    with TranscriptStore(user_folders().transcripts_file) as store:
        (session,) = store.sessions()
    assert session.finals
    assert session.recording == tmp_path / "caf?.flac"


@pytest.fixture
def kept() -> None:
    with TranscriptStore(user_folders().transcripts_file) as store:
        session = store.begin_session("talk.flac", "mini", "en", started_at=0.0)
        store.append(session, Final(1, 0, 32_000, "Good morning.", (), "mini", DecodedBy.CTC, 0.1))


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_every_format_can_be_named_and_is_known_by_its_ending(kept, tmp_path, kind):
    named, ending = tmp_path / "named", tmp_path / f"ending{kind.suffix}"
    assert run(["export", "last", "--format", kind.name, "-o", str(named)], None) == 0
    assert run(["export", "last", "-o", str(ending)], None) == 0
    first_of_its_ending = next(each for each in FORMATS if each.suffix == kind.suffix)
    assert (ending.read_bytes() == named.read_bytes()) == (kind is first_of_its_ending)


def test_captions_of_a_file_are_written_as_its_ending_says(tmp_path, silence):
    assert run(["caption", str(silence), "-o", str(tmp_path / "out.csv"), *MINI], None) == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("start,")


def test_an_ending_that_no_format_has_is_named_before_any_work(capsys, kept, tmp_path, interview):
    for command in (["export", "last"], ["caption", interview]):
        assert "No format goes by “.docx”." in refused(capsys, *command, "-o", tmp_path / "talk.docx")
    assert not (tmp_path / "talk.docx").exists()


@pytest.mark.parametrize("place", ["nowhere/figures.json", "taken", "x" * 300])
def test_figures_that_cannot_be_written_are_told_of_before_any_measurement(capsys, tmp_path, place):
    (tmp_path / "taken").mkdir()
    told = refused(capsys, "bench", "--data", tmp_path / "without a manifest", "--json", tmp_path / place)
    assert "manifest" not in told


@pytest.mark.parametrize("place", ["out.txt", "link.txt", "older.txt"])
def test_trying_leaves_everything_as_it_was(tmp_path, place):
    (tmp_path / "older.txt").write_text("older")
    (tmp_path / "link.txt").symlink_to(tmp_path / "linked.txt")
    before = sorted(tmp_path.rglob("*"))
    try_writing(tmp_path / place)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "older.txt").read_text() == "older"


@pytest.mark.parametrize("place", ["nowhere/out.txt", "older.txt/out.txt", ".", "x" * 300, "a\0b"])
def test_trying_tells_what_writing_would(tmp_path, place):
    (tmp_path / "older.txt").write_text("older")
    with pytest.raises(FileNotWritten) as tried:
        try_writing(tmp_path / place)
    with pytest.raises(FileNotWritten) as written:
        write_whole(tmp_path / place, b"text")
    assert str(tried.value) == str(written.value)
