"""A file into finals, as fast as the recogniser can: no partials, and sound is read only as it is needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engine.audio.capture import Capture
from engine.audio.file import FileSource
from engine.audio.tap import AudioChunk
from engine.errors import AudioFileUnreadable
from engine.events import CaptionEvent
from engine.models.recogniser import Recogniser
from engine.session.channel import ChannelInput
from engine.session.options import SessionOptions
from engine.session.pass_runner import InlineRunner
from engine.session.session import IDLE_S, Session
from engine.timeline import SAMPLE_RATE, to_seconds
from engine.vad.gate import speech_detector

_LOOK_S = 0.2  # whether a pipe that brings nothing is still waited for


@dataclass(frozen=True, slots=True)
class FilePart:
    """What is heard of a file: its audio track (from 1 on, None for the file's default), from `beginning` on (samples
    at 16 kHz since its start).
    """

    path: Path
    track: int | None = None
    beginning: int = 0


class FileSession:
    """A Session over one file. Memory is bounded whatever the file's length: the reader waits for the recogniser."""

    def __init__(
        self,
        part: FilePart,
        recogniser: Recogniser,
        post: Callable[[CaptionEvent], None],
        options: SessionOptions,
    ) -> None:
        """post: receives the session's events; positions count from the start of the file."""
        self._path = part.path
        self._source = FileSource(part.path, paced=False, track=part.track, beginning_s=to_seconds(part.beginning))
        self._capture = _CaptureFrom(part.beginning, self._source, post)
        heard = ChannelInput(self._capture, speech_detector(), post)
        options = replace(options, request=replace(options.request, repeatable=True))
        self._session = Session([heard], recogniser, post, options, runner=InlineRunner())

    @property
    def position(self) -> int:
        """How far the file was read, in samples at 16 kHz."""
        return self._capture.position

    @property
    def length_s(self) -> float | None:
        """Of the whole file; None where it does not say, as a pipe."""
        return self._source.length_s

    def run(self, goes_on: Callable[[], bool] = lambda: True, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Read to the end, and post SessionEnded; True then. Raises CaptioningError for a file that cannot be opened.

        goes_on: asked before each pass of the model. On False, the file is closed at once without SessionEnded:
        what was posted stays valid, and a session that begins at the end of the last final continues from there.
        wanted: asked on another thread, whether a pipe that brings nothing yet is still to be waited for.
        """
        idle = threading.Event()
        try:
            if not self._opened(wanted):
                return False
            while not self._session.done and goes_on():
                if not self._session.step():
                    idle.wait(IDLE_S)
        finally:
            if not self._session.done:
                self._capture.stop()
            self._session.close()
        return self._session.done

    def _opened(self, wanted: Callable[[], bool]) -> bool:
        """False where it was a pipe that was given up."""
        try:
            with self._giving_up(wanted):
                self._session.start()
        except AudioFileUnreadable:
            if wanted():
                raise
            return False
        return True

    @contextmanager
    def _giving_up(self, wanted: Callable[[], bool]) -> Iterator[None]:
        opened = threading.Event()

        def look() -> None:
            while not opened.wait(_LOOK_S):
                if not wanted():
                    self._source.interrupt()
                    return

        if not os.path.isfile(self._path):
            threading.Thread(target=look, name="pipe-watch", daemon=True).start()
        try:
            yield
        finally:
            opened.set()


class _CaptureFrom(Capture):
    """Its first sound lies at `beginning`."""

    def __init__(self, beginning: int, source: FileSource, post: Callable[[CaptionEvent], None]) -> None:
        super().__init__(source, post, wall=None)
        self.position = self._to_skip = beginning

    def read(self) -> AudioChunk | None:
        heard = super().read()
        if heard is not None and self._to_skip:
            heard, self._to_skip = replace(heard, skipped=self._to_skip), 0
        return heard


def share(position: int, length_s: float | None) -> float | None:
    """How much of a file was read, 0..1; None where its length is not known."""
    return min(1.0, position / (length_s * SAMPLE_RATE)) if length_s else None
