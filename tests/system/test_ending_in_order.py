"""A program that is asked to end, however and whenever, ends in order: real processes, real signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile

from app.folders import portable_folders
from app.transcripts.store import TranscriptStore

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a child process there cannot be sent these signals"),
]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
MOMENTS_S = [0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.1, 1.5, 2.0, 3.0]
SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


def settings(home: Path) -> Path:
    """Of a program that needs no model from elsewhere."""
    file = portable_folders(home).settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('model = "mini"\n')
    return home


def heed_signals() -> None:
    """A shell that starts the tests in the background has Ctrl+C ignored by them and all their children."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)


class Program:
    """One that runs: `caption` or the window. home: where it keeps everything."""

    def __init__(self, command: list[object], home: Path, terminal: int | None = None) -> None:
        """terminal: where it reads and writes, in a session of its own; None for pipes."""
        self.home = settings(home)
        self.process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            cwd=ROOT,
            env=os.environ | {"EARSHOT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
            text=True,
            preexec_fn=heed_signals,
            stdin=terminal,
            stdout=subprocess.PIPE if terminal is None else terminal,
            stderr=subprocess.PIPE if terminal is None else terminal,
            start_new_session=terminal is not None,
        )

    def wait_for(self, *words: str) -> str:
        """The line that holds them."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if all(word in line for word in words):
                return line
        pytest.fail(f"it ended before {words}")

    def end(self) -> tuple[int, str]:
        """Status and standard error; a hang fails."""
        try:
            _, errors = self.process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, errors = self.process.communicate()
            pytest.fail(f"it hangs: {errors}")
        return self.process.returncode, errors or ""

    def session(self):
        with TranscriptStore(portable_folders(self.home).transcripts_file) as store:
            (summary,) = store.sessions()
            return store.load(summary.id)


def captions(home: Path, sample: Path, *options: object, terminal: int | None = None) -> Program:
    return Program(["main.py", "caption", sample, "--realtime", "--model", "mini", *options], home, terminal)


def window(home: Path, sample: Path) -> Program:
    return Program(["-m", "tests.support.ending_window", sample], home)


@pytest.mark.parametrize("asked", SIGNALS)
def test_captions_in_the_terminal_end_in_order(tmp_path, sample, asked):
    sound, text = tmp_path / "sound.flac", tmp_path / "text.txt"
    program = captions(tmp_path / "home", sample, "--events", "--record", sound, "-o", text)
    program.wait_for('"type": "final"')
    program.process.send_signal(asked)
    status, errors = program.end()
    assert status == 0, errors
    transcript = program.session()
    assert transcript.session.finished
    assert transcript.segments
    assert all(each.text in text.read_text() for each in transcript.segments)
    with soundfile.SoundFile(sound) as kept:  # it can be sought in only where its length is written
        assert kept.seek(kept.frames - 100) == kept.frames - 100
        assert len(kept.read()) == 100
        assert kept.frames / kept.samplerate > transcript.segments[-1].end / 16_000 - 0.1


@pytest.mark.parametrize("asked", SIGNALS)
def test_the_window_ends_in_order(tmp_path, sample, asked):
    program = window(tmp_path / "home", sample)
    program.wait_for("final")
    program.process.send_signal(asked)
    status, errors = program.end()
    assert status == 0, errors
    assert "Traceback" not in errors
    transcript = program.session()
    assert transcript.session.finished
    assert transcript.segments


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("program", [captions, window])
def test_whenever_it_is_asked_to_end_it_does_so_cleanly(tmp_path, sample, program, asked):
    """Before anything is kept the signal itself ends it; from then on it ends in order."""
    for number, moment_s in enumerate(MOMENTS_S):
        one = program(tmp_path / str(number), sample)
        time.sleep(moment_s)  # the moment is what is tried, and any will do
        one.process.send_signal(asked)
        status, errors = one.end()
        if "KeyboardInterrupt" in errors and str(ROOT) not in errors:
            continue  # in Python's own start, before the first line of the program
        assert status in (0, -asked), f"after {moment_s} s: {status} {errors}"
        assert "Traceback" not in errors, f"after {moment_s} s: {errors}"


def test_the_second_ctrl_c_ends_at_once_and_keeps_what_was_shown(tmp_path, sample):
    text = tmp_path / "text.txt"
    program = captions(tmp_path / "home", sample, "--events", "-o", text)
    told = json.loads(program.wait_for('"type": "final"', '"draft": false'))["text"]
    for _ in range(2):
        program.process.send_signal(signal.SIGINT)
        time.sleep(0.05)  # two signals of a kind that wait are one
    status, errors = program.end()
    assert status in (0, -signal.SIGINT), errors
    assert told in [each.text for each in program.session().segments]
    if status == 0:  # else a pass of the model took longer than a person waits
        assert program.session().session.finished
        assert told in text.read_text()


def test_a_terminal_that_is_closed_ends_it_in_order_and_costs_no_file(tmp_path, sample):
    pty = pytest.importorskip("pty")
    text = tmp_path / "text.txt"
    ours, theirs = pty.openpty()
    program = captions(tmp_path / "home", sample, "-o", text, terminal=theirs)
    os.close(theirs)
    shown = b""
    while b"\n" not in shown:
        shown += os.read(ours, 4096)
    program.process.send_signal(signal.SIGHUP)
    os.close(ours)
    program.end()
    assert program.session().session.finished
    assert text.read_text().strip()
