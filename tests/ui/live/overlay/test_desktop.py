"""The overlay under a real window manager: the keyboard stays where it is, the lock lets the mouse through."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dev_display import virtual_display

ROOT = Path(__file__).resolve().parents[4]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "openbox", "xdotool"))), reason="needs Xvfb, openbox and xdotool"
    ),
]

PROGRAM = '''
import subprocess, sys
from pathlib import Path
from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from app.settings import Settings
from ui.commands import Commands
from ui.common.geometry_memory import GeometryMemory
from ui.common.theme import Theme
from ui.live.overlay.window import CaptionOverlay

def until(true):
    clock = QElapsedTimer()
    clock.start()
    while not true() and clock.elapsed() < 60_000:
        application.processEvents()
    print(true(), flush=True)

def settle():
    """A round trip to the X server and the window manager, a few times."""
    for _ in range(10):
        xdotool("getmouselocation")
        QTest.qWait(30)

def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], capture_output=True, text=True).stdout.split()

def click_below():
    before, middle = below.clicks, overlay.geometry().center()
    xdotool("mousemove", middle.x(), middle.y(), "click", 1)
    settle()
    return below.clicks > before

class Below(QWidget):
    clicks = 0
    def mousePressEvent(self, event):
        self.clicks += 1

application = QApplication(sys.argv)
below = Below()
below.setGeometry(application.primaryScreen().availableGeometry())
below.show()
until(below.isActiveWindow)
theme = Theme(application, "light")
commands = Commands(theme, below)
overlay = CaptionOverlay(GeometryMemory(Path(sys.argv[1])), Settings(), 28, commands, theme)
overlay.changed.connect(lambda settings: overlay.take_settings(settings, 28))
overlay.show()
until(lambda: QTest.qWaitForWindowExposed(overlay))
settle()
until(below.isActiveWindow)  # shown, it leaves the keyboard where it is
commands.go_to_overlay.trigger()
until(overlay.isActiveWindow)
QTest.keyClick(overlay, Qt.Key.Key_Escape)
until(below.isActiveWindow)
commands.lock_overlay.trigger()
settle()
until(click_below)
commands.lock_overlay.trigger()
settle()
print(not click_below() and overlay.isVisible())
'''


def test_the_keyboard_stays_where_it_is_and_the_lock_lets_the_mouse_through(tmp_path: Path) -> None:
    with virtual_display() as display:
        environment = {**os.environ, **display, "QT_QPA_PLATFORM": "xcb"}
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / "window.ini")]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["True"] * 7, done.stderr
