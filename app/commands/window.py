"""earshot without a command: the window, or captions in the terminal where there is no display."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.choices import SourceChoice, SourceKind
from app.commands.terminal import report
from app.control.program_command import MEANINGS, ProgramCommand

if TYPE_CHECKING:
    from app.control.earshot import Earshot
    from app.control.single_instance import SingleInstance
    from app.folders import Folders
    from app.settings import LoadedSettings

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "meeting.flac"
SAMPLE_VOCABULARY = SAMPLE.with_name("vocabulary.txt")
SAMPLE_LANGUAGES = ("en", "zh")

SECOND_START_S = 5.0  # so long a second start waits for the window that is open, before it opens one itself

OpenWindow = Callable[["Earshot", "LoadedSettings", "SingleInstance"], int]
"""What main.py hands in to show the window: only ui/ knows Qt, and app/ does not know ui/."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """--show, --toggle and others: for the window that is open already."""
    group = parser.add_mutually_exclusive_group()
    for command, meaning in MEANINGS.items():
        name = f"--{command.value}"
        group.add_argument(name, dest="program_command", action="store_const", const=command, help=meaning)


def handle(arguments: argparse.Namespace) -> int:
    from app.control.single_instance import SingleInstance, send
    from app.folders import user_folders

    folders = user_folders()
    if arguments.program_command is not None:
        send(folders.state, arguments.program_command)
        return 0
    if not has_display():
        return caption_in_terminal()
    instance = SingleInstance(folders.state)
    try:
        if not instance.claim() and _other_shows_itself(folders.state):
            return 0
        return _open_window(arguments.open_window, folders, instance)
    finally:
        instance.close()


def _other_shows_itself(state: Path) -> bool:
    """False where the window that is open does not react: people get their captions in another one."""
    from app.control.single_instance import NoAnswer, NotRunning, send

    try:
        send(state, ProgramCommand.SHOW, SECOND_START_S)
    except (NoAnswer, NotRunning) as silent:
        report(f"earshot: {silent.what} Another window opens.")
        return False
    report("earshot: Earshot is running already; its window comes to the front.")
    return True


def _open_window(open_window: OpenWindow, folders: Folders, instance: SingleInstance) -> int:
    gc.disable()  # what is made by starting stays: to look for garbage in it takes 40 ms; ui.application enables it
    from app.control.earshot import Earshot
    from app.settings import load_settings

    loaded = load_settings(folders.settings_file)
    for problem in loaded.complaints:
        report(f"earshot: {problem}")
    earshot = Earshot(loaded.settings, folders)
    try:
        return int(open_window(earshot, loaded, instance))
    finally:
        gc.enable()
        earshot.close()


def has_display() -> bool:
    """Whether a window can be shown. Asked before Qt is touched: it aborts the process where there is none."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def caption_in_terminal() -> int:
    """The microphone; where there is none, the bundled recording at its own pace."""
    from app.choices import LiveOptions
    from app.commands.captioning import Output, caption

    if _has_microphone():
        report("earshot: no display: captions of the microphone follow here; Ctrl+C ends.")
        return caption(SourceChoice(SourceKind.MICROPHONE), LiveOptions(), Output())
    report("earshot: no display and no microphone: captions of the bundled recording follow.")
    options = LiveOptions(languages=SAMPLE_LANGUAGES, vocabulary=SAMPLE_VOCABULARY)
    return caption(SourceChoice(SourceKind.FILE, path=SAMPLE, paced=True), options, Output())


def _has_microphone() -> bool:
    from engine.audio.devices import DeviceKind, list_devices
    from engine.errors import CaptioningError

    try:
        return any(device.kind is DeviceKind.MICROPHONE for device in list_devices())
    except CaptioningError as silent:
        report(f"earshot: {silent}")
        return False
