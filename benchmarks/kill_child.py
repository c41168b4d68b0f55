"""The application as benchmarks/kills.py kills it: a file as a microphone would bring it, recorded, event by event.

    python benchmarks/kill_child.py FILE --model NAME --record FLAC [--window]

Prints each event as one JSON object a line when a reader gets it: in the window, when it is shown. It goes on for ever.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.choices import LiveOptions, SourceChoice, SourceKind
from app.control.earshot import Earshot
from app.event_json import event_object
from app.folders import user_folders
from app.settings import Settings
from engine.events import CaptionEvent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--window", action="store_true")
    wanted = parser.parse_args()
    settings = Settings(theme="light", interface_language="en", model=wanted.model)
    earshot = Earshot(settings, user_folders())
    options = LiveOptions(record=wanted.record)
    choice = SourceChoice(SourceKind.FILE, path=wanted.audio, paced=True)
    if wanted.window:
        in_window(earshot, settings, choice, options)
    else:
        in_terminal(earshot, choice, options)


def in_terminal(earshot: Earshot, choice: SourceChoice, options: LiveOptions) -> None:
    reader = earshot.events.reader()
    earshot.session.start(choice, options)
    while True:
        reader.wait(0.25)
        tell(reader.drain())


def in_window(earshot: Earshot, settings: Settings, choice: SourceChoice, options: LiveOptions) -> None:
    from PySide6.QtWidgets import QApplication

    from app.exporters import export_formats
    from ui.common.geometry_memory import GeometryMemory
    from ui.common.theme import Theme
    from ui.main_window import MainWindow

    application = QApplication(sys.argv[:1])
    memory = GeometryMemory(earshot.preferences.folders.config / "window.ini")
    window = MainWindow(earshot, settings, export_formats(), Theme(application, "light"), memory)
    window.pump.batch.connect(tell)
    window.show()
    earshot.session.start(choice, options)
    application.exec()


def tell(events: list[CaptionEvent]) -> None:
    for event in events:
        print(json.dumps(event_object(event), ensure_ascii=False))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
