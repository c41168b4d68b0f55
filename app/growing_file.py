"""Writes a file that grows while captions run, as plain text or WebVTT: for OBS, `tail` or a stream packager."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.control.broadcast import Broadcast, Reader
from app.files import FileNotWritten
from app.masking import masked_event
from app.transcripts.values import unsaved_transcript
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, Final, NothingSaid, Partial, SessionEnded, SpeechStarted
from engine.text.harmless import harmless
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

ENDINGS = (".txt", ".vtt")
LATE_S = 30.0  # after the end of the session, captions are given up that the disk still refuses
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
    """A text file that grows until the session ends. Its own thread writes, so a slow disk delays no caption.

    What a full disk refuses is kept, and written as soon as there is room; LATE_S after the end it is given up.
    written, left: captions that are in the file, and that are not. failure: why it cannot be written now, or None.
    over: nothing more will be written.
    """

    def __init__(
        self,
        path: Path,
        events: Broadcast[CaptionEvent],
        masks: Callable[[], bool],
        failed: Callable[[FileNotWritten], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """masks: whether swear words have asterisks. failed: called once. changed: after each change of its properties.
        Both from the thread that writes.

        Raises BadInput for an ending that is none of ENDINGS.
        """
        if path.suffix.lower() not in ENDINGS:
            raise BadInput("{path} is neither .txt nor .vtt.", "Choose one of these endings.", path=path)
        self._path, self._events, self._masks, self._failed, self._changed = path, events, masks, failed, changed
        is_vtt = path.suffix.lower() == ".vtt"
        self._text_of: Callable[[Sequence[Final]], str] = _Subtitles() if is_vtt else _plain
        self._head = b"WEBVTT\n" if is_vtt else b""
        self._settled = SettledFinals()
        self._unwritten = b""
        self._has_failed = False
        self._ended_s: float | None = None
        self._reader: Reader[CaptionEvent] | None = None
        self._past: list[CaptionEvent] | None = None  # what was posted before a new session began
        self._lock = threading.Lock()
        self._called, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="growing file", daemon=True)
        self.written = self.left = 0
        self.failure: CaptioningError | None = None
        self.over = False

    def start(self, at_once: bool = True) -> None:
        """Begin the file anew. at_once: take what is posted from now on; else from `join` on. Raises FileNotWritten."""
        try:
            with self._path.open("wb") as file:
                file.write(self._head)
        except (OSError, ValueError) as error:
            raise self._explained(error) from error
        if at_once:
            self.join()
        self._thread.start()

    def join(self) -> None:
        """Take what is posted from now on. From any thread."""
        with self._lock:
            if self._reader is None:
                self._reader = self._events.reader(self._called.set)

    def leave_next_session(self) -> None:
        """What is posted from now on is another session's. From any thread."""
        with self._lock:
            if self._past is None and self._reader is not None:
                self._past = [*self._reader.drain(), SessionEnded(0)]
                self._reader.close()
        self._called.set()

    def stop(self, within_s: float | None = None) -> None:
        """Waits until what was posted is written, `within_s` at most."""
        self._stopping.set()
        self._called.set()
        self._thread.join(within_s)

    def _run(self) -> None:
        try:
            self._write_until_the_end()
        except Exception as unforeseen:
            log.exception("a growing file failed")
            what = Sentence("This could not be done ({reason}).", reason=type(unforeseen).__name__)
            self.failure = CaptioningError(what, "The log has the details.")
        finally:
            if self._reader is not None:
                self._reader.close()
            self.over = True
            self._changed()

    def _write_until_the_end(self) -> None:
        ending = False
        while not (ending or self._is_done()):
            ending = self._stopping.is_set()  # before the last look
            if not ending:
                self._called.wait(_WAIT_S)
            self._called.clear()
            for event in self._posted():
                self._take(event)
            self._write()

    def _is_done(self) -> bool:
        if self._ended_s is None:
            return False
        return not self._unwritten or time.monotonic() > self._ended_s + LATE_S

    def _posted(self) -> list[CaptionEvent]:
        with self._lock:
            if self._past is None:
                return [] if self._reader is None else self._reader.drain()
            past, self._past = self._past, []
            return past

    def _take(self, event: CaptionEvent) -> None:
        if self._ended_s is not None:
            return  # another session's
        if isinstance(event, SessionEnded):
            self._ended_s = time.monotonic()
        found = self._settled.take(event)
        shown = [each for each in map(self._masked, found) if isinstance(each, Final)]
        text = self._text_of(shown).encode("utf-8")
        self._unwritten += text
        self.left += len(shown) if text else 0

    def _masked(self, final: Final) -> CaptionEvent:
        return masked_event(final) if self._masks() else final

    def _write(self) -> None:
        if not self._unwritten:
            return
        try:
            with self._path.open("ab", buffering=0) as file:
                if not file.tell():  # somebody has removed or emptied it
                    self._unwritten = self._head + self._unwritten
                while self._unwritten:
                    self._unwritten = self._unwritten[file.write(self._unwritten) :]
        except OSError as error:
            self._note(self._explained(error))
            return
        self.written, self.left = self.written + self.left, 0
        self.failure = None
        self._changed()

    def _note(self, failure: FileNotWritten) -> None:
        if not self._has_failed:
            self._has_failed = True
            self._failed(failure)
        if self.failure is None or self.failure.what != failure.what:
            self.failure = failure
            self._changed()

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
