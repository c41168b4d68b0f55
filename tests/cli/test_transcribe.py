"""earshot transcribe: real files, a real model, real processes that are killed."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import wave
from pathlib import Path
from typing import IO

import pytest
import soundfile

from app.cli import run
from app.folders import user_folders
from app.settings import Settings, save_settings
from app.transcripts.file_ledger import FileLedger
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Transcript
from tests.support.audio import write_wav
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SHORT_S = 13  # three sentences
SAME = 8_000  # samples by which the border of a sentence may differ
pytestmark = pytest.mark.usefixtures("whisper_base")


@pytest.fixture
def talk(tmp_path: Path, sample: Path) -> Path:
    """The first sentences of the sample."""
    sound, rate = soundfile.read(sample)
    soundfile.write(tmp_path / "talk.flac", sound[: SHORT_S * rate], rate)
    return tmp_path / "talk.flac"


def start(*arguments: object, stdin: IO[bytes] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "main.py", "transcribe", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, text=True, cwd=ROOT, start_new_session=True, stdin=stdin, stdout=pipe, stderr=pipe)


def transcripts() -> list[Transcript]:
    """The oldest first."""
    if not user_folders().transcripts_file.exists():
        return []
    with TranscriptStore(user_folders().transcripts_file) as store:
        return [store.load(each.id) for each in reversed(store.sessions())]


def test_one_bad_file_stops_nobody_and_the_status_counts_them(tmp_path, talk, capsys):
    hostile = Path(shutil.copy(talk, tmp_path / "eine \x1b[31mrote\u202e Datei.flac"))
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"no sound at all")
    cut = tmp_path / "cut.flac"
    cut.write_bytes(talk.read_bytes()[: talk.stat().st_size // 2])
    silent = write_wav(tmp_path / "silent.wav", 0.0 * soundfile.read(talk)[0][:16_000])
    out = tmp_path / "out"
    files = [broken, tmp_path / "absent.wav", tmp_path / ("x" * 300), talk, cut, silent, hostile]
    assert run(["transcribe", *map(str, files), "--out", str(out), "--format", "srt"], None) == 4
    told = capsys.readouterr()
    assert told.out == ""
    assert "\x1b" not in told.err
    assert "There is no file" in told.err
    assert "broken.mp3 cannot be read as sound" in told.err
    assert "cut.flac breaks off" in told.err
    assert "second floor" in (out / "talk.srt").read_text()
    assert "second floor" in (out / f"{hostile.stem}.srt").read_text()
    assert "Good morning" in (out / "cut.srt").read_text(), "what was said until there is kept"
    assert (out / "silent.srt").read_text() == ""
    kept = transcripts()
    assert [each.session.title for each in kept] == ["talk", "cut", "eine rote Datei"]
    assert [each.session.recording for each in kept] == [talk, cut, hostile]
    assert all(each.session.finished for each in kept)
    assert not FileLedger(user_folders().transcripts_file).entries(queued=False)


def test_without_out_it_is_printed_and_without_keeping_nothing_is_kept(talk, capsys):
    save_settings(user_folders().settings_file, Settings(keep_transcripts=False))
    assert run(["transcribe", str(talk), os.path.join(talk.parent, ".", talk.name)], None) == 0
    assert capsys.readouterr().out.count("The second floor will be ready in three weeks.") == 1
    assert transcripts() == []


@pytest.mark.slow
def test_a_killed_run_goes_on_with_no_sentence_twice_and_none_missing(tmp_path, sample):
    file = Path(shutil.copy(sample, tmp_path / "meeting.flac"))
    whole = start(file)
    whole.communicate(timeout=300)
    assert whole.returncode == 0
    killed = start(file, "--out", tmp_path)
    until(lambda: len(transcripts()) == 2 and len(transcripts()[1].segments) >= 3)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    left = transcripts()[1]
    assert not left.session.finished
    assert len(left.segments) < len(transcripts()[0].segments)
    resumed = start(file, "--resume", "--out", tmp_path)
    assert resumed.wait(300) == 0
    resumed.communicate()
    once, again = transcripts()
    assert again.session.finished
    assert (tmp_path / "meeting.txt").exists()
    assert [each.start for each in again.segments] == pytest.approx([each.start for each in once.segments], abs=SAME)
    assert [each.end for each in again.segments] == pytest.approx([each.end for each in once.segments], abs=SAME)
    assert [each.text for each in again.segments][:3] == [each.text for each in left.segments][:3]
    assert all(before.end <= after.start for before, after in itertools.pairwise(again.segments))


@pytest.mark.slow
def test_several_jobs_share_the_files_and_a_second_run_passes_over_them(tmp_path, talk):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        shutil.copy(talk, folder / f"{name}.flac")
    (folder / "d.flac").write_bytes(b"none")
    both = start(folder, "--jobs", 2, "--out", tmp_path / "out", "--format", "json")
    _, told = both.communicate(timeout=300)
    assert both.returncode == 1, told
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["a.json", "b.json", "c.json"]
    assert len(transcripts()) == 3
    shutil.rmtree(tmp_path / "out")
    again = start(folder, "--jobs", 2, "--out", tmp_path / "out", "--resume")
    _, told = again.communicate(timeout=300)
    assert told.count("done before") == 3
    assert "second floor" in (tmp_path / "out" / "c.txt").read_text()
    assert len(transcripts()) == 3


@pytest.mark.slow
@pytest.mark.parametrize("raw", [False, True])
def test_standard_input_is_raw_sound_or_a_file(tmp_path, talk, raw):
    sound, rate = soundfile.read(talk, dtype="int16")
    path = tmp_path / "input"
    if raw:
        path.write_bytes(sound.tobytes())
    else:
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, rate, len(sound), "NONE", ""))
            file.writeframes(sound.tobytes())
    with path.open("rb") as given:
        reading = start("-", "--rate", rate, stdin=given)
        said, told = reading.communicate(timeout=300)
    assert reading.returncode == 0, told
    assert "The second floor will be ready in three weeks." in said
    assert transcripts()[0].session.recording is None


@pytest.mark.slow
def test_a_watched_folder_is_taken_from_until_ctrl_c(tmp_path, talk):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    watching = start("--watch", folder, "--out", out)
    until(out.exists)
    content = talk.read_bytes()
    with (folder / "new.flac").open("wb") as growing:
        growing.write(content[: len(content) // 2])
        growing.flush()
        growing.write(content[len(content) // 2 :])
    until((out / "new.txt").exists)
    os.killpg(watching.pid, signal.SIGINT)
    _, told = watching.communicate(timeout=60)
    assert watching.returncode == 0, told
    assert "second floor" in (out / "new.txt").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pipe_that_brings_nothing_holds_up_no_request_to_end(tmp_path, jobs):
    os.mkfifo(tmp_path / "pipe")
    waiting = start(tmp_path / "pipe", "--jobs", jobs)
    until(lambda: len(transcripts()) == 1)
    waiting.terminate()
    _, told = waiting.communicate(timeout=120)
    assert waiting.returncode == 128 + signal.SIGTERM, told
    assert "pipe: broken off; --resume goes on with it." in told


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("-", "a.wav"),
        ("a.wav", "--jobs", "0"),
        ("a.wav", "--format", "docx"),
        ("-", "--sample-format", "x"),
        ("-", "--jobs", "2"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(arguments):
    with pytest.raises(SystemExit) as ended:
        run(["transcribe", *arguments], None)
    assert ended.value.code == 2
