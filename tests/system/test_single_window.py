"""The real program started twice, and told from a terminal what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a program is stopped and killed by signals"),
]

WINDOW = """
import sys
from app.cli import run
from app.control.leaving import leave

def open_window(controller, loaded, instance):
    from PySide6.QtCore import QTimer
    import main
    import ui.application
    from tests.support.ui_scripted import ScriptedController
    from ui.program import obeying

    class Telling(ScriptedController):
        def start(self, choice):
            super().start(choice)
            print("start", flush=True)

        def stop(self):
            super().stop()
            print("stop", flush=True)

    def forward(window, activation=""):
        brought(window, activation)
        print("shown", window.isVisible(), activation, flush=True)

    brought, obeying.bring_forward = obeying.bring_forward, forward
    return main.open_window(Telling(), loaded, instance)

leave(run([], open_window))
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    return os.environ | {"EARSHOT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"} | more


def earshot(home: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """As somebody types it; a start of the window ends by itself only where it is the second."""
    command = [sys.executable, "main.py", *options]
    return subprocess.run(command, cwd=ROOT, env=environment(home, **more), capture_output=True, text=True, timeout=120)


def until_it_answers(home: Path) -> None:
    give_up = time.monotonic() + 60
    while (told := earshot(home, "--show")).returncode != 0:
        assert time.monotonic() < give_up, told.stderr


def answered(home: Path, option: str) -> subprocess.CompletedProcess[str]:
    """As `earshot`, again where a loaded machine had the window answer too late: then nothing has happened."""
    give_up = time.monotonic() + 60
    while "does not answer" in (told := earshot(home, option)).stderr:
        assert time.monotonic() < give_up, told.stderr
    return told


@pytest.fixture
def window(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Open, with the controller of the tests, whose commands it prints."""
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW], cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            until_it_answers(tmp_path)
            yield program
        finally:
            program.kill()


def line(program: subprocess.Popen[str]) -> str:
    """The next one; commands that showed the window before do not count."""
    assert program.stdout is not None
    return next(each.strip() for each in program.stdout if each.strip() != "shown True")


def test_the_running_window_does_what_a_terminal_asks(window: subprocess.Popen[str], tmp_path: Path) -> None:
    for option in ("--toggle", "--toggle", "--pause", "--overlay"):
        assert answered(tmp_path, option).returncode == 0
    assert [line(window), line(window)] == ["start", "stop"]
    assert answered(tmp_path, "--quit").returncode == 0
    assert window.wait(60) == 0
    gone = earshot(tmp_path, "--toggle")
    assert (gone.returncode, gone.stderr) == (3, "earshot: Earshot is not running. Start it first.\n")


def test_a_second_start_shows_the_first_window_and_ends(window: subprocess.Popen[str], tmp_path: Path) -> None:
    second = earshot(tmp_path, XDG_ACTIVATION_TOKEN="token")
    assert (second.returncode, second.stdout) == (0, "")
    assert second.stderr == "earshot: Earshot is running already; its window comes to the front.\n"
    assert line(window) == "shown True token"
    assert window.poll() is None


def test_a_window_that_hangs_is_told_of_and_does_nothing_later(window: subprocess.Popen[str], tmp_path: Path) -> None:
    window.send_signal(signal.SIGSTOP)
    told = earshot(tmp_path, "--toggle")
    assert (told.returncode, told.stdout) == (3, "")
    assert "is running but does not answer" in told.stderr
    window.send_signal(signal.SIGCONT)
    until_it_answers(tmp_path)
    assert answered(tmp_path, "--quit").returncode == 0
    assert window.stdout is not None
    assert "start" not in window.stdout.read()


def test_captions_in_the_terminal_go_on_beside_the_window(
    window: subprocess.Popen[str], tmp_path: Path, sample: Path
) -> None:
    done = earshot(tmp_path, "caption", str(sample), "--model", "mini", "--format", "txt")
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert window.poll() is None


def test_a_command_needs_neither_qt_nor_numpy(tmp_path: Path) -> None:
    code = "import sys\nfrom app.cli import run\nprint(run(['--toggle'], None))\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    status, modules = done.stdout.splitlines()
    assert status == "3"
    assert not {"PySide6", "numpy", "sqlite3"} & set(modules.split())


def test_the_version_is_told_and_a_command_stands_alone(tmp_path: Path, sample: Path) -> None:
    from app import VERSION

    assert earshot(tmp_path, "--version").stdout == f"Earshot {VERSION}\n"
    assert earshot(tmp_path, "--toggle", "caption", str(sample)).returncode == 2
