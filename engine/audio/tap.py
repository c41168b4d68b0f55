"""Reads a source's sound as 16 kHz mono from a ring buffer in the source's own format."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from engine.audio.resampler import MonoResampler, StreamFormat
from engine.audio.ring_buffer import RingBuffer
from engine.timeline import SAMPLE_RATE

LONGEST_READ_S = 0.5
MOST_BYTES = 64 << 20  # whatever format a source states: two minutes of 48 kHz stereo are 46 MB
_SAMPLE_BYTES = 4


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """The result of a read. samples: float32 (n,), 16 kHz mono. lost: samples missing directly before them.

    skipped: time before both in which the device delivered nothing and nothing was lost.
    """

    samples: np.ndarray
    lost: int = 0
    skipped: int = 0


class Tap:
    """One reader of a source. The source's thread writes, one other thread reads.

    The writer only copies; mixing and resampling happen on the reader's side. Holds `seconds` of sound, or as much as
    fits into MOST_BYTES.
    """

    def __init__(self, source: StreamFormat, seconds: float) -> None:
        frame = source.channels
        most = MOST_BYTES // (_SAMPLE_BYTES * frame)
        longest = max(1, min(round(LONGEST_READ_S * source.rate), most // 8)) * frame
        self.source = source
        self._ring = RingBuffer(max(longest, min(round(seconds * source.rate), most) * frame), longest)
        self._resampler = MonoResampler(source)
        self._closed = threading.Event()
        self._flushed = False

    def write(self, interleaved: np.ndarray) -> None:
        """Called by the source: float32 (frames * channels,)."""
        self._ring.write(interleaved)

    def room(self) -> int:
        """Interleaved samples that can be written without loss."""
        return self._ring.room()

    def close(self) -> None:
        """No write follows; the rest can still be read."""
        self._closed.set()

    @property
    def finished(self) -> bool:
        """Whether it is closed and was read to its last sample."""
        return self._flushed

    @property
    def waiting_s(self) -> float:
        """Seconds of sound that were not read yet."""
        return self._ring.waiting() / (self.source.rate * self.source.channels)

    def read(self) -> AudioChunk | None:
        """The next sound, at most LONGEST_READ_S of it; None when nothing waits (see finished)."""
        closed = self._closed.is_set()  # before looking: what was written before closing must be seen
        gap = self._ring.take_gap()
        if gap:
            # What the resampler holds back belongs before the gap; at most 26 ms move behind it.
            return AudioChunk(self._resampler.flush(), self._in_session_samples(gap.length))
        view = self._ring.read(self._whole_frames())
        if len(view):
            return AudioChunk(self._resampler.push(view))
        if not closed or self._flushed:
            return None
        return self._last()

    def _last(self) -> AudioChunk:
        self._flushed = True
        return AudioChunk(self._resampler.flush(), self._in_session_samples(self._ring.lost_at_end()))

    def _whole_frames(self) -> int:
        frame = self.source.channels
        waiting = min(self._ring.waiting(), self._ring.longest_read)
        return waiting - waiting % frame

    def _in_session_samples(self, interleaved: int) -> int:
        return round(interleaved * SAMPLE_RATE / (self.source.rate * self.source.channels))
