"""The files that a command is told to write: none is lost by it, and each is written or told of."""

from __future__ import annotations

import os
import queue
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli import run
from app.control.earshot import Earshot
from app.exporters import FORMATS, OWN_TEMPLATE
from app.exporters.options import ExportChoices
from app.files import FileNotWritten, try_writing, write_whole
from app.folders import user_folders
from app.settings import load_settings, save_settings
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final
from tests.support.audio import write_wav
from tests.support.waiting import PATIENCE_S

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
    if kind.name in ("pdf", "pdf-evidence", "html-sound"):
        pytest.skip("a PDF holds the time of its making, and here is no sound")
    named, ending = tmp_path / "named", tmp_path / f"ending{kind.suffix}"
    assert run(["export", "last", "--format", kind.name, "-o", str(named)], None) == 0
    assert run(["export", "last", "-o", str(ending)], None) == 0
    first_of_its_ending = next(each for each in FORMATS if each.suffix == kind.suffix)
    assert (ending.read_bytes() == named.read_bytes()) == (kind is first_of_its_ending)


@pytest.mark.parametrize("preset", ["bbc", "own", "News at ten"])
def test_the_window_and_the_terminal_write_the_same_bytes(kept, tmp_path, preset):
    """PDFs are left out: each holds the time of its making."""
    template = tmp_path / "mine.txt.j2"
    template.write_text("{% for cue in cues %}{{ cue.lines | join('/') }}\n{% endfor %}", "utf-8")
    narrow = (("latin_line", 10.0),)
    choices = ExportChoices("srt", preset, narrow, str(template), (("News at ten", narrow), ("As usual", ())))
    answers = queue.Queue()
    earshot = Earshot(load_settings(user_folders().settings_file).settings, user_folders())
    try:
        earshot.transcripts.remember_export(choices, answers.put)
        assert answers.get(timeout=PATIENCE_S) is None
        for kind in (*FORMATS, OWN_TEMPLATE):
            if kind.name in ("pdf", "pdf-evidence", "html-sound"):
                continue
            window, terminal = tmp_path / "window", tmp_path / "terminal"
            earshot.transcripts.export_joined((1, 1), window, kind.name, answers.put)
            answers.get(timeout=PATIENCE_S)
            by = ("--template", template) if kind is OWN_TEMPLATE else ("--format", kind.name)
            command = ("export", 1, 1, *by, "--preset", preset, "--force", "-o", terminal)
            assert run([str(each) for each in command], None) == 0
            assert window.read_bytes() == terminal.read_bytes(), kind.name
            assert preset == "bbc" or kind.name != "srt" or b"Good\r\nmorning." in window.read_bytes()
    finally:
        earshot.close()


def test_captions_and_files_are_written_by_a_template_as_an_export_is(tmp_path, interview):
    template = tmp_path / "mine.md.j2"
    template.write_text("{% for each in sentences %}{{ each.start | clock }} {{ each.text }}\n{% endfor %}", "utf-8")
    by, captioned, exported, out = ("--template", str(template)), tmp_path / "c.md", tmp_path / "e.md", tmp_path / "out"
    made = [captioned, out / f"{interview.stem}.md", out / f"{interview.name}.md"]
    commands = [["caption", "-o", str(captioned)], ["transcribe", "--out", str(out)]]
    for written, (command, *where) in zip(made, commands, strict=False):
        assert run([command, str(interview), *where, *by, *MINI], None) == 0
        assert run(["export", "last", *by, "--force", "-o", str(exported)], None) == 0
        assert written.read_bytes() == exported.read_bytes()
        assert written.read_text("utf-8").startswith("00:00:0")
    pool = ["transcribe", str(interview), "--out", str(tmp_path / "pool"), "--jobs", "2", *by, *MINI]
    assert run(pool, None) == 0
    assert (tmp_path / "pool" / made[1].name).read_bytes() == made[1].read_bytes()


def test_captions_and_files_keep_the_rules_of_subtitles_as_an_export_does(capsys, tmp_path, interview):
    """Also in processes of their own; a limit that cannot be is told of before any work."""
    by = ("--format", "srt", "--preset", "own", "--limit", "latin_line=20", "--limit", "latin_speed=5")
    kept = replace(load_settings(user_folders().settings_file).settings, subtitle_limits=("lines=1",))
    save_settings(user_folders().settings_file, kept)
    captioned, exported, out = tmp_path / "c.srt", tmp_path / "e.srt", tmp_path / "out"
    made = [captioned, out / f"{interview.stem}.srt"]
    commands = [["caption", "-o", str(captioned)], ["transcribe", "--out", str(out)]]
    for written, (command, *where) in zip(made, commands, strict=True):
        capsys.readouterr()
        assert run([command, str(interview), *where, *by, *MINI], None) == 0
        assert "earshot: subtitle at 00:00:0" in capsys.readouterr().err or command == "transcribe"
        assert run(["export", "last", *by, "--force", "-o", str(exported)], None) == 0
        assert written.read_bytes() == exported.read_bytes()
        cues = written.read_text("utf-8").strip().split("\n\n")
        assert all(len(cue.splitlines()) == 3 for cue in cues), "a number, a time, one line"
        assert all(len(cue.splitlines()[2]) <= 20 for cue in cues)
    pool = ["transcribe", str(interview), "--out", str(tmp_path / "pool"), "--jobs", "2", *by, *MINI]
    assert run(pool, None) == 0
    assert (tmp_path / "pool" / made[1].name).read_bytes() == made[1].read_bytes()
    capsys.readouterr()
    for command in ("caption", "transcribe"):
        assert "lines cannot be 9" in refused(capsys, command, interview, "--format", "srt", "--limit", "lines=9")


@pytest.mark.parametrize("command", ["caption", "transcribe"])
def test_a_template_that_does_not_work_is_told_of_before_any_work(capsys, tmp_path, interview, command):
    broken = tmp_path / "broken.md.j2"
    broken.write_text("{{ title }}\n{% for each in sentences %}", "utf-8")
    told = refused(capsys, command, interview, "--template", broken)
    assert "Line 2 of the template broken.md.j2 does not work" in told
    assert "There is no template" in refused(capsys, command, interview, "--template", tmp_path / "nowhere")
    assert "A format and a template" in refused(capsys, command, interview, "--template", broken, "--format", "txt")
    assert not user_folders().transcripts_file.exists()


def test_standard_output_is_the_same_file(kept, tmp_path, capfdbinary):
    for name in ("docx", "zip", "odt"):
        assert run(["export", "1", "1", "--format", name, "-o", "-"], None) == 0
        printed = capfdbinary.readouterr().out
        assert run(["export", "1", "1", "--format", name, "-o", str(tmp_path / name)], None) == 0
        assert printed == (tmp_path / name).read_bytes()


def test_a_file_that_is_there_is_written_over_only_when_that_is_asked_for(capsys, kept, tmp_path):
    (tmp_path / "out.srt").write_text("older")
    assert "is there already" in refused(capsys, "export", "last", "-o", tmp_path / "out.srt")
    assert (tmp_path / "out.srt").read_text() == "older"
    assert run(["export", "last", "-o", str(tmp_path / "out.srt"), "--force"], None) == 0
    assert "Good morning." in (tmp_path / "out.srt").read_text()


def test_no_command_writes_over_a_transcript_without_force(capsys, tmp_path, silence):
    for command in (["caption", str(silence), "-o"], ["transcribe", str(silence), "--format", "srt", "--out"]):
        place = tmp_path / f"{silence.stem}.srt"
        target = str(place if command[0] == "caption" else tmp_path)
        place.write_text("older")
        assert run([*command, target], None) != 0
        assert "is there already" in capsys.readouterr().err
        assert place.read_text() == "older"
        assert run([*command, target, "--force"], None) == 0
        assert place.read_text() != "older"


def test_several_transcripts_become_a_file_each_and_none_is_written_where_one_is_there(capsys, kept, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    assert run(["transcripts", "rename", "last", "CON: plan"], None) == 0
    assert run(["export", "last", "last", "--format", "md", "--out", str(out)], None) == 0
    assert sorted(each.name for each in out.iterdir()) == ["CON- plan (2).md", "CON- plan.md"]
    (out / "CON- plan.md").unlink()
    assert "is there already" in refused(capsys, "export", "last", "last", "--format", "md", "--out", out)
    assert not (out / "CON- plan.md").exists()
    assert "Give -o FILE or --out DIR." in refused(capsys, "export", "last", "-o", tmp_path / "a.md", "--out", out)


def test_subtitles_follow_the_rules_that_were_chosen_and_tell_which_they_break(capsys, kept):
    command = ["export", "last", "--format", "srt", "-o", "-", "--preset", "bbc", "--limit", "latin_line=10"]
    assert run(command, None) == 0
    shown, told = capsys.readouterr()
    assert "Good\nmorning." in shown
    assert told == ""
    assert run([*command, "--limit", "latin_speed=5", "--limit", "longest_ms=2000"], None) == 0
    assert "subtitle at 00:00:00.000: It has to be read at 120 %" in capsys.readouterr().err


def test_rules_without_such_a_name_are_told_with_those_there_are(capsys, kept):
    before = load_settings(user_folders().settings_file).settings
    save_settings(user_folders().settings_file, replace(before, subtitle_rules=("News/lines=1",)))
    told = refused(capsys, "export", "last", "--format", "srt", "--preset", "news")
    assert "no subtitle rules “news”" in told
    assert "netflix, bbc, ebu, own, News." in told


def test_captions_of_a_file_are_written_as_its_ending_says(tmp_path, silence):
    assert run(["caption", str(silence), "-o", str(tmp_path / "out.csv"), *MINI], None) == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("start,")


def test_an_ending_that_no_format_has_is_named_before_any_work(capsys, kept, tmp_path, interview):
    for command in (["export", "last"], ["caption", interview]):
        assert "No format goes by “.doc”." in refused(capsys, *command, "-o", tmp_path / "talk.doc")
    assert not (tmp_path / "talk.doc").exists()


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
