"""What the window asks about files on their way to transcripts. Every method returns at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.control.queued_files import QueuedFile


class FileEntryPort(Protocol):
    def restore(self) -> None:
        """Go on with what an earlier start left."""

    def add(self, paths: Iterable[Path]) -> None:
        """Files, and those within folders."""


class FileStepsPort(Protocol):
    """What can be done with one file, by its number in the queue."""

    def pause(self, number: int) -> None: ...

    def resume(self, number: int) -> None: ...

    def cancel(self, number: int) -> None:
        """What was transcribed so far is kept."""

    def retry(self, number: int) -> None: ...


class FilesPort(FileEntryPort, FileStepsPort, Protocol):
    @property
    def files(self) -> tuple[QueuedFile, ...]: ...

    @property
    def held_up(self) -> bool:
        """They wait for captions to end."""

    @property
    def followers(self) -> list[Callable[[], None]]:
        """Called on any thread when something has changed."""

    def clear(self) -> None:
        """Take what is over out of the queue."""
