"""Keeps one window per user folder: a second start, and commands from a terminal, reach the first process.

The first process holds the lock on `window.lock` in the state folder, however an earlier one ended; `window.socket`
beside it takes the requests. Only this user can open both. No Qt is imported, so a terminal is answered at once.
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

from app.control.local_server import LocalRequest, LocalServer, call
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
class CommandRequest:
    """A command from another process. activation: the Wayland token to raise the window, or ""."""

    command: ProgramCommand
    activation: str
    request: LocalRequest

    def accept(self) -> bool:
        """From any thread, once: confirms the command. False where the sender has given up and reported that nothing
        happens: then the command must not be carried out."""
        return self.request.answer(DONE)


class SingleInstance:
    """`claim` it at the start, `listen` while the window exists, `close` it at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: BinaryIO | None = None
        self._server: LocalServer | None = None

    def claim(self) -> bool:
        """Whether this process is the first. It counts as the first where the disk refuses the lock."""
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

    def listen(self, on_request: Callable[[CommandRequest], None]) -> None:
        """Calls `on_request` on a thread of its own. Does nothing in a process that is not the first."""
        if self._lock is None or self._server is not None:
            return
        try:
            self._server = LocalServer(self._folder / SOCKET_NAME)
        except (OSError, ValueError) as refused:
            log.warning("no commands from other programs are taken: %s", type(refused).__name__)
            return
        threading.Thread(target=_serve, args=(self._server, on_request), name="commands", daemon=True).start()

    def close(self) -> None:
        """Lets the next start be the first."""
        if self._server is not None:
            self._server.close()
        if self._lock is not None:
            self._lock.close()
        self._server = self._lock = None


def _serve(server: LocalServer, on_request: Callable[[CommandRequest], None]) -> None:
    commands = {each.value: each for each in ProgramCommand}
    for request in server.requests():
        name, _, activation = request.content.decode("utf-8", "replace").partition(" ")
        if (command := commands.get(name)) is None:
            request.answer(UNKNOWN)
        else:
            on_request(CommandRequest(command, activation, request))


def send(folder: Path, command: ProgramCommand, within_s: float = ANSWER_S) -> None:
    """Sends `command` to the running program. Raises NotRunning, or NoAnswer after `within_s`."""
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
