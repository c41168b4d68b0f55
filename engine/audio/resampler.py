"""Any device rate and channel count to 16 kHz mono, as a stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.timeline import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """What a source delivers: frames a second and interleaved channels. Raises ValueError for nonsense."""

    rate: int
    channels: int

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.channels <= 0:
            raise ValueError(f"no sound has {self.rate} frames a second and {self.channels} channels")


class MonoResampler:
    """Turns interleaved float32 at any format into 16 kHz mono; the same samples whatever the block sizes.

    Channels are averaged. soxr's HQ setting holds back about 26 ms at 48 kHz (measured), which flush gives out.
    """

    def __init__(self, source: StreamFormat) -> None:
        self._channels = source.channels
        self._stream = None
        if source.rate != SAMPLE_RATE:
            import soxr  # not needed by sources that deliver 16 kHz

            self._stream = soxr.ResampleStream(source.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")

    def push(self, interleaved: np.ndarray, last: bool = False) -> np.ndarray:
        """interleaved: float32 (frames * channels,). Returns float32 (m,), a copy, 16 kHz mono."""
        mono = self._mix(interleaved)
        if self._stream is None:
            return mono
        return np.asarray(self._stream.resample_chunk(mono, last=last), dtype=np.float32)

    def flush(self) -> np.ndarray:
        """What is still held back; the stream begins anew afterwards."""
        rest = self.push(np.empty(0, dtype=np.float32), last=True)
        if self._stream is not None:
            self._stream.clear()
        return rest

    def _mix(self, interleaved: np.ndarray) -> np.ndarray:
        if self._channels == 1:
            return np.array(interleaved, dtype=np.float32)
        frames = interleaved.reshape(-1, self._channels)
        return np.asarray(frames.mean(axis=1, dtype=np.float32), dtype=np.float32)
