"""Transcribes one file into one transcript; continues where an earlier attempt stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.transcripts.file_ledger import FileEntry, FileLedger
from app.transcripts.journal import Begun
from app.transcripts.media import track_taken
from app.transcripts.own_names import is_own_recording
from app.transcripts.provenance import made_with, model_used
from app.transcripts.sink import TranscriptSink
from engine.audio.sound_bytes import STANDARD_INPUT, not_opened, title_of
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, EngineError, Final
from engine.text.harmless import harmless
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore
    from app.transcripts.writer import TranscriptWriter
    from engine.models.recogniser import Recogniser
    from engine.session.options import SessionOptions

Progress = Callable[[int, float | None], None]
"""Called with how far the file was read (samples at 16 kHz) and its length in seconds, where that is known."""


def linked(path: Path) -> Path | None:
    """The file itself; but a recording of ours would be deleted with the transcript, and may be another one's."""
    return None if is_own_recording(path) else path


@dataclass(frozen=True, slots=True)
class TranscriptDestination:
    """Where transcripts of files are stored. media: returns the file that a transcript links to, or None.

    models: the folder of models; None for the user's.
    """

    store: Callable[[], TranscriptStore]
    writer: Callable[[Callable[[CaptionEvent], None]], TranscriptWriter]
    ledger: FileLedger
    media: Callable[[Path], Path | None] = linked
    models: Path | None = None


@dataclass(slots=True)
class FileResult:
    """What became of a file. session_id: its transcript; None where nothing was said in it, or none is kept.

    whole: it was read to its end; else it was let go, and can go on. finals: where no transcript is kept. length_s: of
    what was read.
    complaint: the first thing that went wrong on the way; what was said is kept all the same.
    """

    session_id: int | None = None
    whole: bool = False
    finals: dict[int, Final] = field(default_factory=dict)
    complaint: CaptioningError | None = None
    length_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a transcript continues: its number, the end of its last final in samples, and its next utterance."""

    session_id: int
    position: int = 0
    utterance: int = 1


class FileTranscript:
    """The work on one file, on the calling thread."""

    def __init__(
        self,
        entry: FileEntry,
        recogniser: Recogniser,
        options: SessionOptions,
        destination: TranscriptDestination | None,
        progress: Progress = lambda position, length_s: None,
    ) -> None:
        """destination: None where no transcript is kept; then the finals are in the result alone."""
        self._entry, self._recogniser, self._options = entry, recogniser, options
        self._destination, self._progress = destination, progress
        self._result = FileResult()

    def make(self, goes_on: Callable[[], bool] = lambda: True) -> FileResult:
        """Read the file until it ends, or until `goes_on`, which is asked before each pass of the model, says no.

        Raises CaptioningError where the file cannot be read, or the transcript not be begun.
        """
        if self._destination is None:
            self._run(None, self._take, goes_on)
            return self._result
        place = self._place(self._destination)
        try:
            self._keep(self._destination, place, goes_on)
        except BaseException:
            self._tidy(self._destination, place.session_id, over=True)
            raise
        self._tidy(self._destination, place.session_id, self._result.whole)
        return self._result

    def _keep(self, destination: TranscriptDestination, place: _Place, goes_on: Callable[[], bool]) -> None:
        writer = destination.writer(self._take)
        recogniser, language = self._recogniser.capabilities.name, self._options.request.language
        begun = Begun(self._title, recogniser, language, None, time.time())
        try:
            writer.go_on(begun, place.session_id)
            sink = TranscriptSink(writer, self._take, lambda: (self._title, recogniser, language))
            for noted in (model_used(recogniser, destination.models), *made_with(self._options)):
                sink.note(replace(noted, position=place.position))
            self._run(place, sink, goes_on)
        finally:
            if not self._result.whole:
                writer.suspend()
            writer.close()

    def _run(self, place: _Place | None, post: Callable[[CaptionEvent], None], goes_on: Callable[[], bool]) -> None:
        from engine.session.file_session import FilePart, FileSession

        position, options = 0, self._options
        if place is not None:
            position, options = place.position, replace(options, first_utterance=place.utterance)
        session = FileSession(FilePart(self._entry.path, self._entry.track, position), self._recogniser, post, options)

        def report_progress() -> bool:
            self._progress(session.position, session.length_s)
            return goes_on()

        self._result.whole = session.run(report_progress, goes_on)
        self._result.length_s = to_seconds(session.position)

    def _take(self, event: CaptionEvent) -> None:
        if isinstance(event, Final) and self._destination is None:
            self._result.finals[event.utterance_id] = event
        elif isinstance(event, EngineError) and self._result.complaint is None:
            self._result.complaint = CaptioningError(event.what, event.remedy)

    # -- its transcript ----------------------------------------------------------------------------------

    @property
    def _title(self) -> str:
        return harmless(title_of(self._entry.path))

    def _place(self, destination: TranscriptDestination) -> _Place:
        """The earlier transcript of the file, where it has not changed since; else a new one."""
        entry = self._entry
        found = _identity(entry.path)
        if entry.session_id is not None and found == (entry.size, entry.modified):
            with suppress(BadInput):  # the transcript was deleted
                begun = destination.store().load(entry.session_id)
                last = max((each.utterance_id for each in begun.segments), default=0)
                return _Place(entry.session_id, begun.last_end, last + 1)
        self._end_earlier(destination)
        return _Place(self._new(destination, found))

    def _end_earlier(self, destination: TranscriptDestination) -> None:
        """One that was broken off, and does not go on now, is over as it is."""
        before = destination.ledger.find(self._entry.path, self._entry.queued)
        if before is not None and before.session_id is not None:
            with suppress(BadInput):  # it was deleted
                destination.store().end_session(before.session_id)

    def _new(self, destination: TranscriptDestination, identity: tuple[int, int]) -> int:
        store, path = destination.store(), self._entry.path
        is_file = path != STANDARD_INPUT
        media = destination.media(path) if is_file else None
        model = self._recogniser.capabilities.name
        number = store.begin_session(self._title, model, self._options.request.language, media, linked=media == path)
        store.rename_session(number, harmless(path.stem) if is_file else "")
        if self._entry.track is not None:
            store.enter(number, track_taken(self._entry.track))
        if is_file:
            size, modified = identity
            destination.ledger.keep(replace(self._entry, session_id=number, size=size, modified=modified))
        return number

    def _tidy(self, destination: TranscriptDestination, session_id: int, over: bool) -> None:
        """A transcript in which nothing was said is not kept; a file that is done, or cannot be read, is forgotten."""
        store, result = destination.store(), self._result
        with suppress(BadInput):  # the writer found it empty, or the user deleted it meanwhile
            if store.load(session_id).segments or not over:
                result.session_id = session_id
            else:
                store.delete_session(session_id)
        if result.whole or result.session_id is None:
            destination.ledger.forget(self._entry.path, self._entry.queued)


def _identity(path: Path) -> tuple[int, int]:
    """Size, and the time of the last change (ns). Raises BadInput where there is no file."""
    if path == STANDARD_INPUT:
        return 0, 0
    try:
        found = path.stat()
    except OSError as error:
        raise not_opened(path, error) from error
    except ValueError as error:  # a NUL in the name
        raise BadInput("There is no file {path}.", "Check the name and the folder.", path=path) from error
    return found.st_size, found.st_mtime_ns
