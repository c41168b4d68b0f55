"""Finished captions of one session in a file that grows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from app.files import FileNotWritten
from app.growing_file import GrowingFile
from app.outputs.choices import FileChoice
from app.outputs.feed import ACTIVE, OutputStanding, OutputState, SendingProgram
from app.settings import Settings


class FileFeed:
    """As CaptionFeed, but what it writes stays on this computer, and drafts wait until they are finished.

    changed: called on any thread when `state` has changed. Raises BadInput for another ending than .txt and .vtt.
    """

    def __init__(
        self, program: SendingProgram, choice: FileChoice, settings: Callable[[], Settings], changed: Callable[[], None]
    ) -> None:
        self._program, self._path, self._notify = program, choice.path, changed
        self._number: int | None = None
        self._is_stopped = False
        self._file = GrowingFile(
            choice.path, program.events, lambda: settings().mask_profanity, lambda failed: None, self._changed
        )

    def start(self) -> None:
        """Begin the file anew. Raises FileNotWritten."""
        with suppress(OSError, ValueError):  # changed by the file itself
            if self._path.exists() and not self._path.is_file():
                raise FileNotWritten("{path} is no file.", "Choose another one.", path=self._path)
        self._file.start(at_once=False)
        session = self._program.session
        session.begun.append(self._begin)
        if session.state in ACTIVE:
            self._begin(session.number)
        if self._file.over:
            self._forget()

    def stop(self, within_s: float) -> None:
        self._is_stopped = True
        self._file.stop(within_s)

    @property
    def alive(self) -> bool:
        return not self._file.over

    @property
    def state(self) -> OutputState:
        file, failure = self._file, self._file.failure
        if file.over and (failure is None or self._is_stopped):
            return OutputState(sent=file.written)
        if failure is not None:
            standing = OutputStanding.FAILED if file.over else OutputStanding.WAITING
            return OutputState(standing, failure.what, failure.remedy, file.written)
        return OutputState(OutputStanding.RUNNING, sent=file.written)

    def _begin(self, number: int) -> None:
        """On the thread that begins a session, before its first event."""
        if self._number is None:
            self._number = number
            self._file.join()
        elif number != self._number:
            self._file.leave_next_session()

    def _changed(self) -> None:
        if self._file.over:
            self._forget()
        self._notify()

    def _forget(self) -> None:
        with suppress(ValueError):
            self._program.session.begun.remove(self._begin)
