"""Stores each final before any reader sees it, so that it outlives the program."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.transcripts.journal import Begun, ModelKnown, with_entries
from app.transcripts.provenance import LOSSES, loss_of
from app.transcripts.values import (
    Bookmark,
    BookmarkRemoved,
    ClockMark,
    LabelKept,
    Provenance,
    Transcript,
    unsaved_transcript,
)
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final, Level, RecordingStopped, SessionEnded, SourceEnded
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    import numpy as np

    from app.transcripts.store import TranscriptStore
    from app.transcripts.writer import TranscriptWriter
    from engine.audio.recorder import Recorder
    from engine.audio.stereo_recorder import StereoRecorder
    from engine.events import Stream

log = logging.getLogger(__name__)


class TranscriptSink:
    """Stands between a session and its listeners, on the engine thread. One session, one sink.

    A final is handed to the writer, which outlives the program with it, and shown at once: the database is never
    waited for. The end of the session is passed on when the writer has all of it, or has given up for now.
    """

    def __init__(
        self,
        writer: TranscriptWriter | None,
        post: Callable[[CaptionEvent], None],
        describe: Callable[[], tuple[str, str, str | None]],
        wall: Callable[[], float] = time.time,
    ) -> None:
        """writer: None where the user wants no transcript. describe: source, model ("" while it is not known),
        language. wall: Unix seconds."""
        self._writer = writer
        self.recorder: Recorder | None = None
        self._stereo: StereoRecorder | None = None
        self._post = post
        self._describe = describe
        self._wall = wall
        self._finals: dict[int, Final] = {}  # without a writer they are nowhere else
        self.marks: tuple[ClockMark, ...] = ()
        self._provenance: list[Provenance] = []
        self._position = 0

    @property
    def session_id(self) -> int | None:
        """In the transcripts; None while it is not there yet."""
        return self._writer.session_id if self._writer else None

    def sound_flows(self, position: int) -> None:
        """Sound begins (again) at `position`, or the clock was set: ties positions to the clock."""
        mark = ClockMark(position, self._wall())
        first = not self.marks
        self.marks = (*(each for each in self.marks if each.position != position), mark)
        if self._writer is None:
            return
        if first:
            source, model, language = self._describe()
            recorder = self.recorder or self._stereo
            self._writer.begin(Begun(source, model, language, recorder.path if recorder else None, mark.wall_time))
            for noted in self._provenance:
                self._writer.add(noted)
        if position or not first:
            self._writer.add(mark)

    def note(self, noted: Provenance) -> None:
        """What makes the text from now on, or what was lost; what is noted already is not noted again."""
        before = [each for each in self._provenance if each.kind == noted.kind]
        if before and before[-1].details == noted.details and noted.kind not in LOSSES:
            return
        placed = replace(noted, position=max(noted.position, self._position))
        self._provenance.append(placed)
        if self._writer is not None and self._writer.begun:
            self._writer.add(placed)

    def model_is_known(self) -> None:
        """The model was loaded after the session began: its name goes to the transcript."""
        if self._writer is not None and self._writer.begun:
            _, model, language = self._describe()
            self._writer.add(ModelKnown(model, language))

    def record_to(self, path: Path, claimed: bool = False) -> None:
        """Keep the sound as well, in a file whose ending says the format. claimed: as of RecordingFile."""
        from engine.audio.recorder import Recorder

        self.recorder = Recorder(path, self._recording_failed, claimed)
        self.recorder.start()

    def record_both_to(self, path: Path, claimed: bool = False) -> None:
        """Keep the sound of two streams, in one file: the microphone on the left, the others on the right."""
        from engine.audio.stereo_recorder import StereoRecorder

        self._stereo = StereoRecorder(path, self._recording_failed, claimed)
        self._stereo.start()

    def keep_sound(self, stream: Stream, position: int, samples: np.ndarray) -> None:
        """What a stream brought, float32 (n,), for record_both_to."""
        from engine.events import Stream

        if self._stereo is not None:
            self._stereo.write(int(stream is Stream.OTHERS), position, samples)

    def _recording_failed(self, failed: CaptioningError, position: int) -> None:
        """Called from the recorder's thread; the feed behind `post` takes events from any."""
        from engine.audio.recorder import SoundMissing

        kind = EngineError if isinstance(failed, SoundMissing) else RecordingStopped
        self._post(kind(position, failed.what, failed.remedy))

    def __call__(self, event: CaptionEvent) -> None:
        try:
            if isinstance(event, Final | Level):
                self._position = max(self._position, event.end)
            if (lost := loss_of(event)) is not None:
                self.note(lost)
            if isinstance(event, Final):
                self._keep(event)
            elif isinstance(event, SourceEnded):
                self.end_recording()
            elif isinstance(event, SessionEnded):
                self._end(event)
        except Exception as unforeseen:  # whatever fails: text is shown, and the window waits for the end
            log.exception("keeping failed")
            what = Sentence("The transcript is not saved: {reason}", reason=f"{unforeseen!r}.")
            self._post(EngineError(0, what, "Captions continue; Earshot tries again."))
        finally:
            self._post(event)

    @property
    def unsaved(self) -> tuple[Final, ...]:
        """Finals that are not in the transcripts (yet)."""
        return self._writer.unsaved if self._writer else tuple(self._finals.values())

    @property
    def text_is_kept(self) -> bool:
        """Every final so far is on the disk, and the next one will probably be."""
        return self._writer is not None and not self._writer.refused

    def transcript(self, store: Callable[[], TranscriptStore]) -> Transcript:
        """All finals so far, also those that the disk refused. Raises CaptioningError where the rest is not read."""
        if self.session_id is not None:
            return with_entries(store().load(self.session_id), self.unsaved)
        source, model, language = self._describe()
        made = unsaved_transcript(self.unsaved, source=source, model=model, language=language, marks=self.marks)
        return replace(made, provenance=tuple(self._provenance))

    def take_mark(self, entry: Bookmark | BookmarkRemoved) -> bool:
        """Keep what the user marked as safely as a final; False where the session has ended, or is not kept."""
        return self._writer is not None and self._writer.add_while_open(entry)

    def keep_label(self, label: LabelKept) -> bool:
        """Keep a label as safely as its final; False where the session has ended, or is not kept. From any thread."""
        return self._writer is not None and self._writer.add_while_open(label)

    def end_recording(self) -> None:
        """The sound so far is in a whole file, for which this waits as Recorder.close. From any thread."""
        for recorder in (self.recorder, self._stereo):
            if recorder is not None:
                recorder.close()

    def close(self) -> None:
        """No more attempts to write; what the transcripts lack is brought in at the next start."""
        if self._writer is not None:
            self._writer.close()

    def _keep(self, final: Final) -> None:
        if self._writer is None:
            self._finals[final.utterance_id] = final
            return
        if not self._writer.begun:
            self.sound_flows(0)
        self._writer.add(final)

    def _end(self, ended: SessionEnded) -> None:
        self.end_recording()
        if self._writer is not None and self._writer.begun:
            self._writer.finish(ended.position)
