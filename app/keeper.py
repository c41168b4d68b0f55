"""Keeps what is said: each final is on the disk before anybody is told that it is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final, RecordingStopped, SessionEnded

if TYPE_CHECKING:
    import numpy as np

    from app.transcripts.store import TranscriptStore
    from engine.audio.recorder import Recorder
    from engine.audio.stereo_recorder import StereoRecorder
    from engine.events import Stream


class Keeper:
    """Stands between a session and its listeners, on the engine thread. One session, one keeper.

    A final that the disk refuses is passed on all the same, told of once, and tried again with the next one.
    """

    def __init__(
        self,
        store: TranscriptStore | None,
        post: Callable[[CaptionEvent], None],
        describe: Callable[[], tuple[str, str, str | None]],
    ) -> None:
        """store: None where the user does not want one. describe: source, model, language."""
        self._store = store
        self.recorder: Recorder | None = None
        self._stereo: StereoRecorder | None = None
        self._post = post
        self._describe = describe
        self._unsaved: list[Final] = []
        self._told = False
        self._refused = False  # by the last attempt to write
        self.session_id: int | None = None

    def sound_flows(self, position: int) -> None:
        """Sound begins (again) at `position`: ties positions to the clock, and opens the transcript."""
        if self._store is None:
            return
        try:
            if self.session_id is None:
                source, model, language = self._describe()
                recorder = self.recorder or self._stereo
                recording = recorder.path if recorder else None
                self.session_id = self._store.begin_session(source, model, language, recording, time.time())
            else:
                self._store.mark_clock(self.session_id, position, time.time())
        except CaptioningError as failed:
            self._tell(position, failed)

    def record_to(self, path: Path) -> None:
        """Keep the sound as well, in a FLAC file."""
        from engine.audio.recorder import Recorder

        self.recorder = Recorder(path, self._recording_failed)
        self.recorder.start()

    def record_both_to(self, path: Path) -> None:
        """Keep the sound of two streams, in one FLAC file: the microphone on the left, the others on the right."""
        from engine.audio.stereo_recorder import StereoRecorder

        self._stereo = StereoRecorder(path, self._recording_failed)
        self._stereo.start()

    def keep_sound(self, stream: Stream, position: int, samples: np.ndarray) -> None:
        """What a stream brought, float32 (n,), for record_both_to."""
        from engine.events import Stream

        if self._stereo is not None:
            self._stereo.write(int(stream is Stream.OTHERS), position, samples)

    def _recording_failed(self, failed: CaptioningError, position: int) -> None:
        """Called from the recorder's thread; the feed behind `post` takes events from any."""
        self._post(RecordingStopped(position, failed.what, failed.remedy))

    def __call__(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self._keep(event)
        try:
            if isinstance(event, SessionEnded):
                self._close(event)
        finally:
            self._post(event)  # whatever fails: the window waits for the end

    @property
    def unsaved(self) -> tuple[Final, ...]:
        """Finals that are only in memory, because the disk refused them."""
        return tuple(self._unsaved)

    @property
    def text_is_kept(self) -> bool:
        """Every final so far is on the disk, and the next one will probably be."""
        return self._store is not None and not self._unsaved and not self._refused

    def _keep(self, final: Final) -> None:
        if self._store is None:
            return
        self._unsaved.append(final)
        self._save(final.end)

    def _save(self, position: int) -> None:
        if self._store is None or not self._unsaved:
            return
        try:
            if self.session_id is None:
                self.sound_flows(0)
            while self._unsaved and self.session_id is not None:
                self._store.append(self.session_id, self._unsaved[0])
                self._unsaved.pop(0)
                self._refused = False
        except CaptioningError as failed:
            self._tell(position, failed)

    def _close(self, ended: SessionEnded) -> None:
        for recorder in (self.recorder, self._stereo):
            if recorder is not None:
                recorder.close()
        self._save(ended.position)
        if self._store is None or self.session_id is None or self._unsaved:
            return  # with something unsaved the session stays unfinished, to be seen at the next start
        try:
            self._store.end_session(self.session_id, ended.position)
        except CaptioningError as failed:
            self._tell(ended.position, failed)

    def _tell(self, position: int, failed: CaptioningError) -> None:
        self._refused = True
        if not self._told:
            self._told = True
            self._post(EngineError(position, f"The transcript is not saved: {failed.what}", failed.remedy))
