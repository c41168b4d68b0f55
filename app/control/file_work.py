"""Transcribes one file of the window's queue, and stores what has to outlive the program."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.control.languages import base_request
from app.control.preferences import Preferences
from app.control.queued_files import FileState, QueuedFile
from app.control.transcripts import Transcripts
from app.folders import claimed_name
from app.transcripts.file_ledger import FileEntry, FileLedger, over
from app.transcripts.own_names import COPY_NAME, is_own_recording
from engine.errors import BadInput
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from app.transcripts.from_file import FileResult, TranscriptDestination
    from engine.models.recogniser import Recogniser
    from engine.session.options import SessionOptions

_SUFFIX = re.compile(r"\.\w{1,8}")
TELL_EVERY_S = 0.25  # of progress
RATE_FROM_S = 3.0  # of work: earlier the time that is left would jump

Progress = Callable[[float | None, float | None], None]
"""Called with the share that was read, 0..1, and the seconds that are left; None for what is not known."""


class FileWork:
    """On the calling thread, which waits."""

    def __init__(self, preferences: Preferences, transcripts: Transcripts) -> None:
        self._preferences, self._transcripts = preferences, transcripts
        self._ledger = FileLedger(preferences.folders.transcripts_file)

    def transcribe(
        self, file: QueuedFile, recogniser: Recogniser, progress: Progress, goes_on: Callable[[], bool]
    ) -> FileResult:
        """Until the file ends, or `goes_on` says no. Raises CaptioningError."""
        from app.transcripts.from_file import FileTranscript

        destination = self._destination()
        entry = replace(self._ledger.find(file.path, queued=True) or _new_entry(file), over=None)
        watch = _Watch(progress)
        return FileTranscript(entry, recogniser, self._options(), destination, watch.progress).make(goes_on)

    # -- for the next start ------------------------------------------------------------------------------

    def entries(self) -> list[FileEntry]:
        return self._ledger.entries(queued=True)

    def enter(self, entries: Iterable[FileEntry]) -> None:
        self._ledger.keep(*entries)

    def keep_state(self, file: QueuedFile) -> None:
        """A file that failed or was cancelled also ends its transcript."""
        if file.state in (FileState.CANCELLED, FileState.FAILED):
            begun = self._ledger.find(file.path, queued=True) or FileEntry(file.path, queued=True, track=file.track)
            failure = file.failure if file.state is FileState.FAILED else None
            self._ledger.keep(replace(begun, held=False, over=over(failure)))
            if begun.session_id is not None:
                with suppress(BadInput):  # it was deleted
                    self._transcripts.store().end_session(begun.session_id)
        elif self._ledger.find(file.path, queued=True) is None:
            self._ledger.keep(_new_entry(file))
        else:
            self._ledger.hold(file.path, file.state is FileState.PAUSED)

    def forget(self, paths: Iterable[Path]) -> None:
        for path in paths:
            self._ledger.forget(path, queued=True)

    # -- by the settings ---------------------------------------------------------------------------------

    def _destination(self) -> TranscriptDestination:
        from app.transcripts.from_file import TranscriptDestination

        if not self._preferences.settings.keep_transcripts:
            raise BadInput(
                "Transcripts are not kept, so no file can be transcribed.", "Turn on “Keep the text” in the settings."
            )
        return TranscriptDestination(
            self._transcripts.store,
            self._transcripts.writer,
            self._ledger,
            self._media,
            self._preferences.folders.models,
        )

    def _media(self, path: Path) -> Path:
        """A recording of Earshot is always copied: it may go with another transcript.

        A copy lies beside the recordings. Raises BadInput where there can be none.
        """
        if not (self._preferences.settings.copy_media or is_own_recording(path)):
            return path
        folder = self._preferences.settings.recordings_folder or self._preferences.folders.recordings
        suffix = path.suffix.lower()
        place, _ = claimed_name(folder, COPY_NAME, suffix if _SUFFIX.fullmatch(suffix) else ".media")
        try:
            shutil.copyfile(path, place)
        except OSError as failed:
            place.unlink(missing_ok=True)
            reason = failed.strerror or str(failed)
            raise BadInput(
                "{name} cannot be copied: {reason}.", "Make room, or link files instead.", name=path.name, reason=reason
            ) from failed
        return place

    def _options(self) -> SessionOptions:
        from app.hotwords.live import LiveHotwords
        from engine.session.options import SessionOptions
        from engine.vad.endpointer import EndpointerSettings

        settings = self._preferences.settings
        vocabulary = LiveHotwords(self._preferences.folders.hotwords, settings.hotword_replacement)
        return SessionOptions(
            vocabulary.request(base_request(settings)),
            partials=False,
            context=settings.context_finals,
            endpointer=EndpointerSettings(silence_scale=settings.endpoint_silence_scale),
        )


def _new_entry(file: QueuedFile) -> FileEntry:
    """For a file that the ledger has lost; the file continues in its transcript."""
    size = modified = 0
    if file.session_id is not None:
        found = file.path.stat()
        size, modified = found.st_size, found.st_mtime_ns
    return FileEntry(file.path, True, file.state is FileState.PAUSED, file.track, file.session_id, size, modified)


class _Watch:
    """How far a file is, and how long the rest will take at the speed so far."""

    def __init__(self, tell: Progress) -> None:
        self._tell = tell
        self._began_s = self._reported_s = time.monotonic()
        self._first: int | None = None

    def progress(self, position: int, length_s: float | None) -> None:
        now_s = time.monotonic()
        self._first = position if self._first is None else self._first
        if now_s - self._reported_s < TELL_EVERY_S:
            return
        self._reported_s = now_s
        took_s, read_s = now_s - self._began_s, to_seconds(position - self._first)
        if not length_s:
            self._tell(None, None)
            return
        left_s = (
            max(0.0, length_s - to_seconds(position)) * took_s / read_s if read_s and took_s > RATE_FROM_S else None
        )
        self._tell(min(1.0, to_seconds(position) / length_s), left_s)
