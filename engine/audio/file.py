"""Sound of a file or a pipe: every audio format and video container that FFmpeg (PyAV) reads."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.audio.decoding import decode
from engine.audio.opening import AudioTrack, OpenSound, open_sound, unreadable
from engine.audio.resampler import MonoResampler, StreamFormat
from engine.audio.sound_bytes import StreamBytes, title_of
from engine.audio.source import Remark, Sink, SourceHealth, SourceState
from engine.errors import AudioFileUnreadable, CaptioningError
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

BLOCK_S = 0.032  # what a sound card would hand over
SILENT_PEAK = 10 ** (-70 / 20)
SILENT_FOR_S = 10.0  # of the beginning of a track: worth telling where there are others, and somebody waits
CLOSE_S = 5.0  # at most so long a read that is under way is waited for: a disk may hang
_CHECK_ROOM_S = 0.005


class FileSource:
    """Reads a file on its own thread, at its own pace as if it were live, or as fast as it is consumed.

    Never drops sound: it waits for room in the sink. A file that breaks off ends there, and `health` reports it. Closed
    and opened again, as around a pause, it continues after the last frame that it delivered.
    """

    silence_means = None

    def __init__(
        self, path: Path, paced: bool, speed: float = 1.0, track: int | None = None, beginning_s: float = 0.0
    ) -> None:
        """path: `-` for standard input. speed: of a paced file; above 1 for measurements.

        track: number of the audio track, from 1 on; None for the file's default.
        beginning_s: what lies before is passed over.
        """
        self._path = path
        self._speed = speed
        self._paced = paced
        self._track = track
        self._sound: OpenSound | None = None
        self._closing = threading.Event()
        self._interrupted = False
        self._ended = threading.Event()
        self._beginning_s = beginning_s
        self._delivered = 0  # frames, with those that were passed over
        self._heard_something = False
        self._remarks: tuple[Remark, ...] = ()
        self._error: AudioFileUnreadable | None = None
        self._thread: threading.Thread | None = None
        self.tracks: tuple[AudioTrack, ...] = ()
        self.track: AudioTrack | None = None
        self.length_s: float | None = None

    @property
    def title(self) -> str:
        return title_of(self._path)

    @property
    def real_time(self) -> bool:
        return self._paced

    @property
    def overflows(self) -> int:
        return 0

    def open(self) -> StreamFormat:
        """Also sets `tracks`, all tracks of the file, `track`, the chosen one, and `length_s`, where that is known."""
        if self._sound is not None and isinstance(self._sound.content, StreamBytes):
            raise AudioFileUnreadable(
                "{title} is a pipe and cannot be read a second time.",
                "Save it to a file, and caption that.",
                title=self.title,
            )
        self._closing.clear()
        if self._interrupted:
            self._closing.set()
        self._ended.clear()
        self._error = None
        self._sound = open_sound(self._path, self._track, self._closing)
        self.tracks, self.track = self._sound.tracks, self._sound.taken
        self._track = self.track.number
        self.length_s = self._sound.length_s
        self._delivered = self._delivered or round(self._beginning_s * self._sound.form.rate)
        if len(self.tracks) > 1 and not self._remarks:
            self._remarks = (self._track_taken(),)
        return self._sound.form

    def interrupt(self) -> None:
        """Stop reading. Called from any thread, also while `open` waits for a pipe."""
        self._interrupted = True
        self._closing.set()

    def start(self, sink: Sink) -> None:
        assert self._sound is not None, "start before open"
        self._thread = threading.Thread(target=self._run, args=(sink, self._sound), name="file-reader", daemon=True)
        self._thread.start()

    def health(self) -> SourceHealth:
        if self._ended.is_set():
            return SourceHealth(SourceState.ENDED, self._error, self._remarks)
        return SourceHealth(SourceState.DELIVERING, remarks=self._remarks)

    def close(self) -> None:
        """Waits CLOSE_S at most for a read in progress; a read that hangs keeps its thread and its file."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(CLOSE_S)
            if self._thread.is_alive():
                log.error("%s is still being read after %.0f s; its reader is left behind", self.title, CLOSE_S)
                return
        if self._sound is not None:
            self._sound.close()

    def _run(self, sink: Sink, sound: OpenSound) -> None:
        try:
            self._deliver(sink, sound)
            if not self._delivered and not self._closing.is_set():
                self._error = unreadable(self.title, Sentence("it holds no sound"))
        except AudioFileUnreadable as broken:
            self._error = broken
        except Exception as unforeseen:  # the edge of the thread: keep what was read, report the rest
            log.exception("the file could not be read on")
            self._error = self._failed(unforeseen, sound.form)
        finally:
            self._ended.set()

    def _failed(self, failed: Exception, form: StreamFormat) -> AudioFileUnreadable:
        why = failed.what if isinstance(failed, CaptioningError) else repr(failed)
        return AudioFileUnreadable(
            "{title} cannot be read on after {seconds} s ({reason}).",
            "What was said until there is kept; try again, or convert the file to WAV or FLAC.",
            title=self.title,
            seconds=f"{self._delivered / form.rate:.1f}",
            reason=why,
        )

    def _deliver(self, sink: Sink, sound: OpenSound) -> None:
        """Deliver until the end of the file, or until the source is closed."""
        form = sound.form
        began_s: float | None = None
        before = self._delivered
        for block in self._blocks_to_come(sound):
            if not self._wait_for_room(sink, len(block)):
                return
            began_s = time.monotonic() if began_s is None else began_s  # what is passed over takes time as well
            frames = len(block) // form.channels
            due_s = began_s + (self._delivered + frames - before) / (form.rate * self._speed)
            if self._paced and self._closing.wait(max(0.0, due_s - time.monotonic())):
                return
            sink.write(block)
            self._delivered += frames
            self._listen_for_silence(block)

    def _blocks_to_come(self, sound: OpenSound) -> Iterator[np.ndarray]:
        """Blocks that were not delivered yet. Decoded from the start, as seeking is not exact in every format."""
        passed_over = self._delivered * sound.form.channels
        for block in self._blocks(sound):
            if self._closing.is_set():
                return
            skipped = min(passed_over, len(block))
            passed_over -= skipped
            if skipped < len(block):
                yield block[skipped:]

    def _blocks(self, sound: OpenSound) -> Iterator[np.ndarray]:
        """Blocks of BLOCK_S, so that a paced file arrives as evenly as from a sound card."""
        size = max(1, round(sound.form.rate * BLOCK_S)) * sound.form.channels
        for decoded in decode(sound):
            for start in range(0, len(decoded), size):
                yield decoded[start : start + size]

    def _wait_for_room(self, sink: Sink, samples: int) -> bool:
        """True when `samples` fit; False when the source is being closed."""
        while sink.room() < samples:
            if self._closing.wait(_CHECK_ROOM_S):
                return False
        return not self._closing.is_set()

    # -- one of several tracks ---------------------------------------------------------------------------

    def _track_taken(self) -> Remark:
        return Remark(
            Sentence(
                "{title} has {count} audio tracks. Track {track} is captioned.",
                title=self.title,
                count=len(self.tracks),
                track=self.track,
            ),
            Sentence("To caption another, choose its number: {tracks}.", tracks=self._others()),
        )

    def _listen_for_silence(self, block: np.ndarray) -> None:
        """Report once that this track is silent so far; the session reports it at the end of a file."""
        if not self._paced or len(self._remarks) != 1 or self._heard_something or self._sound is None:
            return
        self._heard_something = bool(np.max(np.abs(block)) > SILENT_PEAK)
        if not self._heard_something and self._delivered >= SILENT_FOR_S * self._sound.form.rate:
            silent = Remark(
                Sentence("Track {track} of {title} is silent.", track=self.track, title=self.title),
                Sentence("Another may hold the speech: {tracks}.", tracks=self._others()),
            )
            self._remarks = (*self._remarks, silent)

    def _others(self) -> str:
        return ", ".join(str(each) for each in self.tracks if each != self.track)


def read_mono(path: Path, longest: int | None = None) -> np.ndarray:
    """The whole file, float32 (n,), 16 kHz mono. For short ones; live code streams. Raises as FileSource.

    longest: samples; of a longer file, some more than that. A small file of somebody else's may hold days of silence.
    """
    sound = open_sound(path)
    try:
        resampler = MonoResampler(sound.form)
        blocks: list[np.ndarray] = []
        length = 0
        for block in decode(sound):
            blocks.append(resampler.push(block))
            length += len(blocks[-1])
            if longest is not None and length > longest:
                break
        return np.concatenate([*blocks, resampler.flush()])
    finally:
        sound.close()
