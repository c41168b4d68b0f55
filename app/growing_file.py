"""A file that grows while captions run: plain text or WebVTT, for OBS, `tail`, or a packager of streams."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.control.broadcast import Broadcast
from app.files import FileNotWritten
from app.masking import masked_event
from app.transcripts.values import unsaved_transcript
from engine.errors import BadInput
from engine.events import CaptionEvent, Final, NothingSaid, Partial, SessionEnded, SpeechStarted
from engine.text.harmless import harmless

ENDINGS = (".txt", ".vtt")
_WAIT_S = 0.5
_CUE_NUMBER = re.compile(r"^(\d+)(?=\n[\d:.]+ --> )", re.MULTILINE)


class SettledFinals:
    """Finals in the order of speech, each as soon as neither it nor anything before it may change any more."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[int, Final | None]] = {}  # start, and the text once there is one

    def take(self, event: CaptionEvent) -> list[Final]:
        """What has settled by this event."""
        if isinstance(event, Final):
            self._waiting[event.utterance_id] = event.start, event
        elif isinstance(event, SpeechStarted | Partial):
            self._waiting.setdefault(event.utterance_id, (event.start, None))
        elif isinstance(event, NothingSaid):
            self._waiting.pop(event.utterance_id, None)
        ended = isinstance(event, SessionEnded)
        found: list[Final] = []
        for number, (_, final) in sorted(self._waiting.items(), key=lambda item: (item[1][0], item[0])):
            if not ended and (final is None or final.draft):
                break
            del self._waiting[number]
            if final is not None:
                found.append(final)
        return found


class GrowingFile:
    """A text file that grows. Its own thread writes, so a slow disk delays no caption.

    A full disk is reported once; what it refused is kept and written as soon as there is room.
    """

    def __init__(
        self,
        path: Path,
        events: Broadcast[CaptionEvent],
        masks: Callable[[], bool],
        failed: Callable[[FileNotWritten], None],
    ) -> None:
        """masks: whether swear words have asterisks. failed: called once, from the thread that writes.

        Raises BadInput for an ending that is none of ENDINGS.
        """
        if path.suffix.lower() not in ENDINGS:
            raise BadInput("{path} is neither .txt nor .vtt.", "Choose one of these endings.", path=path)
        self._path, self._events, self._masks, self._failed = path, events, masks, failed
        self._text_of = _Subtitles() if path.suffix.lower() == ".vtt" else _plain
        self._settled = SettledFinals()
        self._unwritten = b""
        self._has_failed = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="growing file", daemon=True)

    def start(self) -> None:
        """Begin the file anew. Raises FileNotWritten."""
        try:
            with self._path.open("wb") as file:
                file.write(b"WEBVTT\n" if self._path.suffix.lower() == ".vtt" else b"")
        except (OSError, ValueError) as error:
            raise self._explained(error) from error
        self._reader = self._events.reader()
        self._thread.start()

    def stop(self) -> None:
        """Waits until what was posted is written."""
        self._stopping.set()
        self._thread.join()
        self._reader.close()

    def _run(self) -> None:
        ending = False
        while not ending:
            ending = self._stopping.is_set()  # before the last look
            if not ending:
                self._reader.wait(_WAIT_S)
            for event in self._reader.drain():
                self._take(event)
            self._write()

    def _take(self, event: CaptionEvent) -> None:
        found = self._settled.take(event)
        shown = [masked_event(each) if self._masks() else each for each in found]
        self._unwritten += self._text_of([each for each in shown if isinstance(each, Final)]).encode("utf-8")

    def _write(self) -> None:
        if not self._unwritten:
            return
        try:
            with self._path.open("ab", buffering=0) as file:
                while self._unwritten:
                    self._unwritten = self._unwritten[file.write(self._unwritten) :]
        except OSError as error:
            if not self._has_failed:
                self._has_failed = True
                self._failed(self._explained(error))

    def _explained(self, error: OSError | ValueError) -> FileNotWritten:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        what = "Captions cannot be added to {path}: {reason}."
        return FileNotWritten(what, "Make room, or choose another file.", path=self._path, reason=reason)


def _plain(finals: Sequence[Final]) -> str:
    """A line each."""
    lines = (" ".join(harmless(each.text).split()) for each in finals)
    return "".join(f"{line}\n" for line in lines if line)


class _Subtitles:
    """Cues with numbers that go on, none before one that was written."""

    def __init__(self) -> None:
        self._number = self._floor_ms = 0

    def __call__(self, finals: Sequence[Final]) -> str:
        from app.exporters.cues import cues_of
        from app.exporters.subtitles import vtt_of

        cues = []
        for cue in cues_of(unsaved_transcript(tuple(finals), source="captions", model="")):
            self._floor_ms = max(self._floor_ms, cue.start_ms)
            cues.append(replace(cue, start_ms=self._floor_ms, end_ms=max(cue.end_ms, self._floor_ms + 1)))
        if not cues:
            return ""
        first, self._number = self._number, self._number + len(cues)
        body = vtt_of(cues).removeprefix("WEBVTT\n")
        return _CUE_NUMBER.sub(lambda found: str(first + int(found[1])), body)
