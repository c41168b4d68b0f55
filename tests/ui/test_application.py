"""The whole window program, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.settings import LoadedSettings, Settings
from tests.support.ui_scripted import ScriptedController, final
from ui.application import run
from ui.main_window import MainWindow

class Telling(ScriptedController):
    def start(self, choice):
        super().start(choice)
        self.stops_at_once = False
        print("started", flush=True)

    def stop(self):
        super().stop()
        self.post(final(1, "The last words."))
        self.end()
        print("stopped", flush=True)

    def close(self):
        print("closed", flush=True)

    def list_sources(self, done):
        # The window asks as soon as it is shown: now there is one whose Start can be pressed.
        windows = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
        QTimer.singleShot(0, next(windows).start)

sys.exit(run(Telling(), LoadedSettings(Settings(interface_language="en", introduced=True)), (("txt", "Plain text"),)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a child process there cannot be sent Ctrl+C alone")
def test_ctrl_c_in_the_terminal_finishes_the_last_words_and_leaves() -> None:
    """Qt's loop runs no Python while it waits, so the usual handler alone would come too late."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        started = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        rest, errors = program.communicate(timeout=60)
    assert (started, rest) == ("started\n", "stopped\nclosed\n"), errors
    assert program.returncode == 0
    assert "Traceback" not in errors
