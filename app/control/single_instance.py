"""One window for each of the user's folders: a second start, and commands from a terminal, reach the first.

A lock on `window.lock` in the state folder says who is the first, however an earlier one ended; `window.socket` beside
it takes the requests. Both are for this user alone. Without Qt, so that a terminal is answered at once.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.control.door import Caller, Door, call
from app.control.program_command import ProgramCommand
from app.folders import make_file
from app.locking import is_locked, try_lock
from engine.errors import CaptioningError

log = logging.getLogger(__name__)

LOCK_NAME, SOCKET_NAME = "window.lock", "window.socket"
ANSWER_S = 1.0
AGAIN_S = 0.05  # a program that is starting has its lock before it listens
LOOK_S = 0.01
DONE, UNKNOWN = b"done", b"unknown"


class NotRunning(CaptioningError):
    """No window is open."""

    def __init__(self) -> None:
        super().__init__("Earshot is not running.", "Start it first.")


class NoAnswer(CaptioningError):
    """A window is open, and does not react."""

    def __init__(self) -> None:
        super().__init__("Earshot is running but does not answer.", "Try again in a moment, or end it and start anew.")


@dataclass(frozen=True, slots=True)
class Visit:
    """A command from outside. activation: the right to come to the front, on Wayland; "" where there is none."""

    command: ProgramCommand
    activation: str
    caller: Caller

    def accept(self) -> bool:
        """From any thread, once: the command will be carried out. False where its sender has given up and was told
        that nothing happens: then nothing may happen."""
        return self.caller.answer(DONE)


class SingleInstance:
    """What the running program holds: `claim` it, `listen` while the window is there, `close` at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: BinaryIO | None = None
        self._door: Door | None = None

    def claim(self) -> bool:
        """Whether no other process is the first one. Where the disk refuses, this process counts as the first."""
        path = self._folder / LOCK_NAME
        try:
            make_file(path)
            file = path.open("r+b", buffering=0)
        except (OSError, CaptioningError) as refused:
            log.warning("several windows may open: %s", type(refused).__name__)
            return True
        for _ in range(3):
            if try_lock(file):
                self._lock = file
                return True
            time.sleep(LOOK_S)  # `send` has the lock for a moment when it looks whether somebody has it
        file.close()
        return False

    def listen(self, on_visit: Callable[[Visit], None]) -> None:
        """`on_visit` is called on a thread of its own. Nothing happens for a process that is not the first."""
        if self._lock is None or self._door is not None:
            return
        try:
            self._door = Door(self._folder / SOCKET_NAME)
        except (OSError, ValueError) as refused:
            log.warning("no commands from other programs are taken: %s", type(refused).__name__)
            return
        threading.Thread(target=_serve, args=(self._door, on_visit), name="visits", daemon=True).start()

    def close(self) -> None:
        """The next start is the first again."""
        if self._door is not None:
            self._door.close()
        if self._lock is not None:
            self._lock.close()
        self._door = self._lock = None


def _serve(door: Door, on_visit: Callable[[Visit], None]) -> None:
    commands = {each.value: each for each in ProgramCommand}
    for caller in door.callers():
        name, _, activation = caller.heard.decode("utf-8", "replace").partition(" ")
        if (command := commands.get(name)) is None:
            caller.answer(UNKNOWN)
        else:
            on_visit(Visit(command, activation, caller))


def send(folder: Path, command: ProgramCommand, within_s: float = ANSWER_S) -> None:
    """Have the running program carry out `command`. Raises NotRunning, or NoAnswer after `within_s`."""
    give_up = time.monotonic() + within_s
    if not is_locked(folder / LOCK_NAME):
        raise NotRunning
    words = f"{command.value} {os.environ.get('XDG_ACTIVATION_TOKEN', '')}".encode()
    while (left_s := give_up - time.monotonic()) > 0:
        try:
            answer = call(folder / SOCKET_NAME, words, left_s)
        except OSError:
            answer = b""
        if answer == DONE:
            return
        if answer == UNKNOWN:
            break  # of another version
        time.sleep(min(AGAIN_S, max(0.0, left_s)))
    raise NoAnswer
