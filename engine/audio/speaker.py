"""The loudspeaker: PortAudio's default output, and how much of what it was given has been heard."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine.audio.portaudio import BLOCK_S, SILENT_FOR_S, library, library_kept
from engine.errors import CaptioningError, DeviceUnavailable

log = logging.getLogger(__name__)

CHANNELS = 2
LATENCY_S = 0.06  # "low" ran dry on a busy machine; PulseAudio holds nearly twice as much
ROOM_S = 0.5  # given in advance: so long the decoder may be held up


class SoundOutput(Protocol):
    """Takes frames, float32 (n, CHANNELS), and counts from its opening on. One thread calls all but `heard`."""

    rate: int

    def open(self) -> None:
        """Raises CaptioningError. Nothing is heard before `start`."""

    def start(self) -> None: ...

    def room(self) -> int:
        """Frames that can be written now."""

    def write(self, frames: np.ndarray) -> None: ...

    def clear(self) -> None:
        """Drop what was written and not handed on yet; the count stays."""

    @property
    def written(self) -> int: ...

    @property
    def heard(self) -> int:
        """Frames that have left the loudspeaker, dropped ones included. From any thread."""

    @property
    def error(self) -> CaptioningError | None:
        """Why nothing is heard any more."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Given:
    """A block that the sound card took at `at_s` (monotonic): frames first..first+count, heard `delay_s` later."""

    first: int = 0
    count: int = 0
    at_s: float = 0.0
    delay_s: float = 0.0


class SpeakerOutput:
    """The callback only copies and notes the time. Without frames it plays silence, which is not counted."""

    def __init__(self) -> None:
        self.rate = 48_000
        self._held = contextlib.ExitStack()  # PortAudio, as long as the stream is open
        self._stream: Any = None  # sounddevice ships no types
        self._ring = np.zeros((0, CHANNELS), dtype=np.float32)
        self._written = 0  # by the writer
        self._drop_to = 0  # by the writer: frames before it are not played
        self._read = 0  # by the callback
        self._given = _Given()  # by the callback
        self._ended = threading.Event()

    def open(self) -> None:
        """Takes the default output, at its own rate. Raises DeviceUnavailable or ComponentMissing."""
        sd = library()
        self._held.enter_context(library_kept())
        try:
            self.rate = round(sd.query_devices(kind="output")["default_samplerate"])
            self._ring = np.zeros((round(ROOM_S * self.rate), CHANNELS), dtype=np.float32)
            self._stream = sd.OutputStream(
                samplerate=self.rate,
                channels=CHANNELS,
                blocksize=round(self.rate * BLOCK_S),
                dtype="float32",
                latency=LATENCY_S,
                callback=self._on_block,
                finished_callback=self._ended.set,
            )
        except (sd.PortAudioError, ValueError) as refused:
            self._held.close()
            raise _no_speaker(refused) from refused

    def start(self) -> None:
        sd = library()
        self._given = _Given(at_s=time.monotonic())
        try:
            self._stream.start()
        except sd.PortAudioError as refused:
            raise _no_speaker(refused) from refused

    def room(self) -> int:
        return len(self._ring) - (self._written - max(self._read, self._drop_to))

    def write(self, frames: np.ndarray) -> None:
        at = self._written % len(self._ring)
        head = min(len(frames), len(self._ring) - at)
        self._ring[at : at + head] = frames[:head]
        self._ring[: len(frames) - head] = frames[head:]
        self._written += len(frames)  # the callback sees the frames from here on

    def clear(self) -> None:
        self._drop_to = self._written

    @property
    def written(self) -> int:
        return self._written

    @property
    def heard(self) -> int:
        given = self._given
        since = round((time.monotonic() - given.at_s - given.delay_s) * self.rate)
        return max(0, given.first + min(since, given.count))

    @property
    def error(self) -> CaptioningError | None:
        gone = self._ended.is_set() or time.monotonic() - self._given.at_s > SILENT_FOR_S
        return speaker_lost() if gone else None

    def close(self) -> None:
        stream, self._stream = self._stream, None
        try:
            if stream is not None:
                stream.close()
        finally:
            self._held.close()

    def _on_block(self, out: np.ndarray, frames: int, when: Any, _status: object) -> None:
        first = max(self._read, self._drop_to)
        count = min(frames, self._written - first)
        at = first % len(self._ring)
        head = min(count, len(self._ring) - at)
        out[:head] = self._ring[at : at + head]
        out[head:count] = self._ring[: count - head]
        out[count:] = 0.0
        self._read = first + count
        self._given = _Given(first, count, time.monotonic(), max(0.0, when.outputBufferDacTime - when.currentTime))


def speaker_lost() -> DeviceUnavailable:
    return DeviceUnavailable("The speaker was disconnected.", "Connect one, then press Play to continue.")


def _no_speaker(refused: Exception) -> DeviceUnavailable:
    log.warning("no speaker: %s", refused)
    return DeviceUnavailable("The sound cannot be played.", "Check the speaker in the sound settings.")
