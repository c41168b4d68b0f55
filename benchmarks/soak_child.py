"""The application without its window, as benchmarks/soak.py starts it: a file at its own pace, recorded.

    python benchmarks/soak_child.py FILE --model NAME --speed N --record FLAC

Prints every event but the level as one JSON object a line; at the end, which threads and processes are left.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app.control.session_control
from app.choices import LiveOptions, SourceChoice, SourceKind
from app.control.earshot import Earshot
from app.event_json import event_object
from app.folders import Folders, portable_folders, user_folders
from app.settings import Settings
from benchmarks.machine import family
from engine.audio.file import FileSource
from engine.events import Level, SessionEnded
from engine.isolation.children import STARTER

POLL_S = 0.05  # as the window does


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio", type=Path)
    parser.add_argument("--model", default="mini")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    wanted = parser.parse_args()
    before = set(threading.enumerate())
    if wanted.speed != 1.0:  # the application itself knows no such thing
        app.control.session_control.open_source = lambda choice: FileSource(choice.path, paced=True, speed=wanted.speed)
    caption(wanted)
    left = [each.name for each in threading.enumerate() if each not in before and each.name != STARTER]
    print(json.dumps({"type": "left", "threads": left, "processes": len(family(os.getpid())) - 1}), flush=True)


def caption(wanted: argparse.Namespace) -> None:
    """One session from its start to the close of the program."""
    home = portable_folders(wanted.home)
    folders = Folders(home.config, home.data, user_folders().cache, home.state)
    earshot = Earshot(Settings(model=wanted.model), folders)
    reader = earshot.events.reader()
    earshot.session.start(SourceChoice(SourceKind.FILE, path=wanted.audio), LiveOptions(record=wanted.record))
    pause, ended = threading.Event(), False
    while not ended:
        for event in reader.drain():
            ended = ended or isinstance(event, SessionEnded)
            if not isinstance(event, Level):
                print(json.dumps(event_object(event), ensure_ascii=False), flush=True)
        pause.wait(POLL_S)
    earshot.close()


if __name__ == "__main__":
    main()
