"""The real program with a decoder process that is stopped or killed while it captions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.machine import family
from engine.models.fun_asr_nano.llm.errors import DecoderLeftOut
from tests.conftest import ROOT
from tests.engine.models.fun_asr_nano.llm.test_process import wait_until_gone
from tests.support.llm import needs_llama

pytestmark = [
    pytest.mark.slow,
    needs_llama,
    pytest.mark.skipif(sys.platform != "linux", reason="finds the child in /proc"),
]

PATIENCE_S = 120.0


@contextmanager
def captioning(sample: Path, home: Path) -> Iterator[subprocess.Popen[str]]:
    """`earshot caption` of the sample as it would be heard, with Mini; its events come on standard output."""
    child = subprocess.Popen(
        [sys.executable, "main.py", "caption", str(sample), "--realtime", "--model", "mini", "--events"],
        cwd=ROOT,
        env={**os.environ, "EARSHOT_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that starts the tests in the background has Ctrl+C ignored by them and all their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with child:
        yield child
        child.kill()


def decoders(program: int) -> list[int]:
    return [pid for pid in family(program) if b"llm.worker:serve" in command_of(pid)]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def events(program: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert program.stdout is not None
    for line in program.stdout:
        yield json.loads(line)


@pytest.mark.parametrize("interrupts", [1, 2])
def test_ctrl_c_ends_the_program_while_its_decoder_is_stopped(sample: Path, tmp_path: Path, interrupts: int) -> None:
    with captioning(sample, tmp_path) as program:
        told = events(program)
        next(event for event in told if event["type"] == "final")
        (decoder,) = decoders(program.pid)
        os.kill(decoder, signal.SIGSTOP)
        next(event for event in told if event["type"] == "partial" and len(event["text"]) > 15)
        program.send_signal(signal.SIGINT)
        if interrupts == 2:
            assert program.stderr is not None
            program.stderr.readline(), program.stderr.readline()  # it has heard the first one
            program.send_signal(signal.SIGINT)
        rest = list(told)
        assert program.wait(PATIENCE_S) == 0
    wait_until_gone(decoder)
    assert rest[-1]["type"] == "session_ended"
    assert [event for event in rest if event["type"] == "final"]


def test_a_decoder_that_dies_three_times_is_told_once_and_its_text_is_no_draft(sample: Path, tmp_path: Path) -> None:
    killed: set[int] = set()
    heard = []
    with captioning(sample, tmp_path) as program:
        for event in events(program):
            heard.append(event)
            if event["type"] == "final" and event["decoded_by"] == "llm":  # the one at work, none that is loading
                for decoder in set(decoders(program.pid)) - killed:
                    os.kill(decoder, signal.SIGKILL)
                    killed.add(decoder)
        assert program.wait(PATIENCE_S) == 0
    told = [event for event in heard if event.get("what") == DecoderLeftOut().what]
    assert [event["type"] for event in told] == ["degraded"]
    newest = {event["utterance"]: event for event in heard if event["type"] == "final"}
    after = [each for each in newest.values() if each["reason"] == DecoderLeftOut().what]
    assert after
    assert all((each["decoded_by"], each["draft"]) == ("ctc", False) for each in after)
