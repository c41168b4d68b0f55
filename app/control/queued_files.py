"""The files of the window's queue and their states; safe for any thread."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CaptioningError

if TYPE_CHECKING:
    from app.transcripts.file_ledger import FileEntry
    from app.transcripts.from_file import FileResult


class FileState(Enum):
    """WAITING: for its turn, or for captions to end."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (FileState.DONE, FileState.FAILED, FileState.CANCELLED)


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file as the queue shows it. share: how much was read, 0..1, None where that is not known yet.

    left_s: what it will still take. session_id: its transcript. failure: why it failed, or what is missing from it.
    """

    number: int
    path: Path
    state: FileState = FileState.WAITING
    share: float | None = None
    left_s: float | None = None
    session_id: int | None = None
    failure: CaptioningError | None = None
    track: int | None = None


class QueuedFiles:
    """The list, in the order in which the files came, and the number of the file that is being worked on.

    followers: called on any thread when something has changed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[int, QueuedFile] = {}
        self._numbers = itertools.count(1)
        self._in_hand: int | None = None
        self.followers: list[Callable[[], None]] = []

    def all(self) -> tuple[QueuedFile, ...]:
        with self._lock:
            return tuple(self._files.values())

    def next(self) -> QueuedFile | None:
        return next((each for each in self.all() if each.state is FileState.WAITING), None)

    def runs(self, number: int) -> bool:
        return self._files[number].state is FileState.RUNNING

    def add(self, entries: Iterable[FileEntry]) -> list[FileEntry]:
        """Returns those that were not in the queue. One that failed or was cancelled gives way."""
        with self._lock:
            known = {each.path for each in self._files.values() if not each.state.over}
            added = [each for each in entries if each.path not in known]
            again = {each.path for each in added}
            self._files = {
                number: each
                for number, each in self._files.items()
                if each.path not in again or each.state is FileState.DONE
            }
            for entry in added:
                number = next(self._numbers)
                self._files[number] = QueuedFile(
                    number,
                    entry.path,
                    _state_of(entry),
                    session_id=entry.session_id,
                    failure=entry.failure,
                    track=entry.track,
                )
        self._notify()
        return added

    def clear(self) -> set[Path]:
        """Take out what is over, but for the file in hand. Returns the paths that are in the queue no more."""
        with self._lock:
            gone = [each for each in self._files.values() if each.state.over and each.number != self._in_hand]
            for each in gone:
                del self._files[each.number]
            kept = {each.path for each in self._files.values()}
        self._notify()
        return {each.path for each in gone} - kept

    def forget(self) -> None:
        """Take out all but the file in hand."""
        with self._lock:
            self._files = {number: each for number, each in self._files.items() if number == self._in_hand}
        self._notify()

    def has(self, number: int) -> bool:
        return number in self._files

    def change(self, number: int, state: FileState, allowed: tuple[FileState, ...]) -> QueuedFile | None:
        """The file as it was before; None where its state is not one of `allowed`, and nothing has changed."""
        with self._lock:
            file = self._files.get(number)
            if file is None or file.state not in allowed:
                return None
            self._files[number] = replace(file, state=state, failure=None, left_s=None)
        self._notify()
        return file

    def begin(self, number: int) -> FileState:
        """RUNNING, and in hand, where it was waiting; else the state that it has. CANCELLED where it was forgotten."""
        with self._lock:
            file = self._files.get(number)
            if file is None:
                return FileState.CANCELLED
            if file.state is not FileState.WAITING:
                return file.state
            self._files[number] = replace(file, state=FileState.RUNNING)
            self._in_hand = number
        self._notify()
        return FileState.RUNNING

    def show_progress(self, number: int, share: float | None, left_s: float | None) -> None:
        with self._lock:
            if number in self._files:
                self._files[number] = replace(self._files[number], share=share, left_s=left_s)
        self._notify()

    def end(self, number: int, result: FileResult) -> QueuedFile:
        """What the user asked for meanwhile holds; else it is done, or its turn comes again. It is still in hand."""
        with self._lock:
            file = self._files[number]
            state = file.state
            if result.whole:
                state = FileState.DONE
            elif state is FileState.RUNNING:
                state = FileState.WAITING
            share = 1.0 if result.whole else file.share
            self._files[number] = file = replace(
                file, state=state, session_id=result.session_id, failure=result.complaint, share=share, left_s=None
            )
        return file

    def fail(self, number: int, failure: CaptioningError) -> None:
        with self._lock:
            if number in self._files:
                file = self._files[number]
                self._files[number] = replace(file, state=FileState.FAILED, failure=failure, left_s=None)
        self.let_go()

    def let_go(self) -> None:
        """No file is in hand."""
        self._in_hand = None
        self._notify()

    def _notify(self) -> None:
        for follower in list(self.followers):
            follower()


def _state_of(entry: FileEntry) -> FileState:
    if entry.over is not None:
        return FileState.CANCELLED if entry.failure is None else FileState.FAILED
    return FileState.PAUSED if entry.held else FileState.WAITING
