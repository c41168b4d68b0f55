"""What a command prints: text of any language, in any encoding, into anything that may stand behind the output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import run
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final

ROOT = Path(__file__).resolve().parents[2]
SAID = "大家好，我们开始吧。"


def earshot(*arguments: object, **extra: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "main.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | extra, timeout=120)


@pytest.fixture
def kept() -> None:
    """One transcript in Chinese."""
    with TranscriptStore(user_folders().transcripts_file) as store:
        session = store.begin_session("talk.flac", "mini", "zh")
        store.append(session, Final(1, 0, 32_000, SAID, (), "mini", DecodedBy.LLM, 0.1))
        store.end_session(session, 32_000)


def test_a_pipe_gets_utf_8_whatever_the_system_would_choose(kept):
    result = earshot("export", "last", PYTHONIOENCODING="cp1252")
    assert result.returncode == 0, result.stderr
    assert SAID in result.stdout.decode("utf-8")


@pytest.mark.parametrize(("name", "told"), [("out.srt", True), ("out.txt", False)])
def test_subtitles_without_times_of_words_say_so(kept, tmp_path, name, told):
    result = earshot("export", "last", "-o", tmp_path / name)
    assert (result.returncode, (tmp_path / name).is_file()) == (0, True)
    assert (b"no times for single words" in result.stderr) == told


def test_a_terminal_that_lacks_a_character_shows_a_question_mark(kept):
    pty = pytest.importorskip("pty")
    reader, terminal = pty.openpty()
    command = [sys.executable, "main.py", "export", "last"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    try:
        done = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, cwd=ROOT, env=environment, timeout=120)
        shown = os.read(reader, 4096)
    finally:
        os.close(terminal)
        os.close(reader)
    assert done.returncode == 0, done.stderr
    assert b"?" * len(SAID) in shown


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [("export", "last"), ("sessions",)])
def test_an_output_that_takes_no_more_is_one_sentence(kept, command):
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "main.py", *command], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=120
        )
    assert result.returncode == 3
    (line,) = result.stderr.decode().splitlines()
    assert line.startswith("earshot: The output could not be written: ")


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, str(2**63)])
def test_a_number_that_no_session_can_have_is_no_session(capsys, number):
    assert run(["export", number], None) == 3
    assert "There is no transcript 9" in capsys.readouterr().err


def test_any_limit_is_a_limit(kept, capsys):
    for action in (["sessions"], ["sessions", "--search", "开始"]):
        assert run([*action, "--limit", "9" * 20], None) == 0
        assert capsys.readouterr().out.count("\n") == 1


def test_captions_in_chinese_are_printed_and_written_where_the_system_knows_no_chinese(shared, tmp_path):
    clip = shared("data/speech/dev/zh_aishell_BAC009S0150W0091.flac")
    transcript = tmp_path / "out.txt"
    result = earshot("caption", clip, "--model", "mini", "-o", transcript, PYTHONIOENCODING="cp1252")
    assert result.returncode == 0, result.stderr
    written = transcript.read_text("utf-8")
    assert any("\u4e00" <= character <= "\u9fff" for character in written)
    assert result.stdout.decode("utf-8").split() == written.split()


def test_what_is_said_while_a_library_turns_standard_error_away_is_heard():
    """sounddevice does so, as this does, while it looks for devices."""
    program = (
        "import os, sys; from app.cli import run\n"
        "run(['sessions'], None, lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))\n"
        "print('said', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    assert "said" in done.stderr
