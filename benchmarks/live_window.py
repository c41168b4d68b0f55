"""The whole application with its window, as benchmarks/live.py --window starts it: a file at its own pace.

    python benchmarks/live_window.py FILE --model NAME --mode MODE

Prints the events in the form of `main.py caption --events` when the session has ended; those that carry text also
tell painted_s, when the text was on the screen (CaptionView.painted), on the clock of the other timestamps.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.control.earshot import Earshot
from app.event_json import event_object
from app.exporters import export_formats
from app.folders import user_folders
from app.settings import Settings
from engine.events import CaptionEvent, Final, Level, Partial, SessionEnded
from ui.common.geometry_memory import GeometryMemory
from ui.common.theme import Theme
from ui.main_window import MainWindow

_LAST_PAINT_MS = 2000  # where the last text is never drawn


class Watched:
    """A window and all that it was shown."""

    def __init__(self, window: MainWindow, application: QApplication) -> None:
        self._application = application
        self.events: list[CaptionEvent] = []
        self.painted: dict[int, float] = {}
        self._ended = False
        window.pump.batch.connect(self._take)
        window.live.pane.view.painted.connect(self._note)

    def _take(self, events: list[CaptionEvent]) -> None:
        self.events += [event for event in events if not isinstance(event, Level)]
        if any(isinstance(event, SessionEnded) for event in events):
            self._ended = True
            QTimer.singleShot(_LAST_PAINT_MS, lambda: self._application.exit(0))
            self._leave_when_painted()

    def _note(self, event: CaptionEvent, at_s: float) -> None:
        self.painted.setdefault(id(event), at_s)
        self._leave_when_painted()

    def _leave_when_painted(self) -> None:
        """The last final often comes together with the end; it is still to be drawn then."""
        texts = [event for event in self.events if isinstance(event, (Partial, Final)) and event.text]
        if self._ended and (not texts or id(texts[-1]) in self.painted):
            self._application.exit(0)

    def say(self) -> None:
        for event in self.events:
            painted = {"painted_s": round(self.painted[id(event)], 4)} if id(event) in self.painted else {}
            print(json.dumps(event_object(event) | painted, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio", type=Path)
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--mode", default="balanced")
    wanted = parser.parse_args()
    application = QApplication(sys.argv[:1])
    settings = Settings(theme="light", interface_language="en", model=wanted.model, caption_mode=wanted.mode)
    folders = user_folders()
    earshot = Earshot(settings, folders)
    memory = GeometryMemory(folders.config / "window.ini")
    window = MainWindow(earshot, settings, export_formats(), Theme(application, "light"), memory)
    watched = Watched(window, application)
    window.live.picker.pick_file(wanted.audio)
    window.show()
    window.start()
    application.exec()
    earshot.close()
    window.close()
    watched.say()


if __name__ == "__main__":
    main()
