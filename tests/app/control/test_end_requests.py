"""Requests to end reach the program whatever its main thread waits for, and one that hangs ends all the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a child process there cannot be sent these signals")
ROOT = Path(__file__).resolve().parents[3]
HANGUP = getattr(signal, "SIGHUP", signal.SIGTERM)  # Windows has none
PROGRAM = """
import os, sys, threading
from app.control import end_requests
end_requests.POLITE_S = 0.05
with end_requests.EndRequests(lambda times: print(times, file=sys.stderr, flush=True), last_s=0.05):
    print("ready", file=sys.stderr, flush=True)
    {waits}
"""
IN_PYTHON = "threading.Event().wait()"
FOR_A_READER = "while True: os.write(1, bytes(65536))"


def begun(waits, before=signal.SIG_DFL):
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(waits=waits)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, before),
    )
    assert child.stderr.readline() == "ready\n"
    return child


def end(child, number):
    """What was told, and the status, where the process ends by itself."""
    told = [child.stderr.readline().strip() for _ in range(number)]
    status = child.wait(60)
    child.stdout.close()
    child.stderr.close()
    return told, status


@pytest.mark.parametrize("waits", [IN_PYTHON, FOR_A_READER])
@pytest.mark.parametrize("asked", [signal.SIGTERM, HANGUP])
def test_who_asks_politely_once_gets_the_end_within_a_time(waits, asked):
    """Whoever sends SIGTERM kills soon after."""
    child = begun(waits)
    child.send_signal(asked)
    assert end(child, 2) == (["1", "2"], 128 + asked)


@pytest.mark.parametrize("waits", [IN_PYTHON, FOR_A_READER])
def test_the_first_ctrl_c_lets_it_finish_and_the_second_does_not(waits):
    child = begun(waits)
    child.send_signal(signal.SIGINT)
    assert child.stderr.readline() == "1\n"
    child.send_signal(signal.SIGINT)
    assert end(child, 1) == (["2"], 128 + signal.SIGINT)


def test_a_program_in_the_background_still_ignores_ctrl_c():
    child = begun(IN_PYTHON, before=signal.SIG_IGN)
    child.send_signal(signal.SIGINT)
    child.send_signal(signal.SIGTERM)
    assert end(child, 2) == (["1", "2"], 128 + signal.SIGTERM)
