"""The files that a command is told to write: none is lost by it, and each is written or told of."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
import soundfile

from app.cli import run
from app.folders import user_folders
from app.transcripts.store import TranscriptStore


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


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_recording_may_have_a_name_that_is_no_unicode(tmp_path, interview):
    name = os.fsdecode(b"caf\xe9.flac")
    assert run(["caption", str(interview), "--record", str(tmp_path / name)], None) == 0
    assert soundfile.info(os.fsencode(tmp_path / name)).frames == soundfile.info(interview).frames
    with TranscriptStore(user_folders().transcripts_file) as store:
        (session,) = store.sessions()
    assert session.finals
    assert session.recording == tmp_path / "caf?.flac"
