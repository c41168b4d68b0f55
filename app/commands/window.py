"""earshot without a command: the window, or captions in the terminal where there is no display."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import SourceChoice, SourceKind
from app.terminal import tell

if TYPE_CHECKING:
    from app.live import LiveController
    from app.settings import LoadedSettings

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "meeting.flac"
SAMPLE_VOCABULARY = SAMPLE.with_name("vocabulary.txt")
SAMPLE_LANGUAGES = ("en", "zh")

OpenWindow = Callable[["LiveController", "LoadedSettings"], int]
"""What main.py hands in to show the window: only ui/ knows Qt, and app/ does not know ui/."""


def handle(arguments: argparse.Namespace) -> int:
    if not has_display():
        return caption_in_terminal()
    from app.folders import user_folders
    from app.live import LiveController
    from app.settings import load_settings

    folders = user_folders()
    loaded = load_settings(folders.settings_file)
    for problem in loaded.complaints:
        tell(f"earshot: {problem}")
    controller = LiveController(loaded.settings, folders)
    try:
        return int(arguments.open_window(controller, loaded))
    finally:
        controller.close()


def has_display() -> bool:
    """Whether a window can be shown. Asked before Qt is touched: it aborts the process where there is none."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def caption_in_terminal() -> int:
    """The microphone; where there is none, the bundled recording at its own pace."""
    from app.captioning import Output, caption
    from app.choices import LiveOptions

    if _has_microphone():
        tell("earshot: no display: captions of the microphone follow here; Ctrl+C ends.")
        return caption(SourceChoice(SourceKind.MICROPHONE), LiveOptions(), Output())
    tell("earshot: no display and no microphone: captions of the bundled recording follow.")
    options = LiveOptions(languages=SAMPLE_LANGUAGES, vocabulary=SAMPLE_VOCABULARY)
    return caption(SourceChoice(SourceKind.FILE, path=SAMPLE, paced=True), options, Output())


def _has_microphone() -> bool:
    from engine.audio.devices import DeviceKind, list_devices
    from engine.errors import CaptioningError

    try:
        return any(device.kind is DeviceKind.MICROPHONE for device in list_devices())
    except CaptioningError as silent:
        tell(f"earshot: {silent}")
        return False
