"""Converts any device rate and channel count to 16 kHz mono, as a stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.audio.mixing import ChannelMixer
from engine.timeline import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """Frames a second and interleaved channels of a source. Raises ValueError for impossible values.

    weights: of each channel in the mix, where its place in the room is known; else all weigh the same.
    """

    rate: int
    channels: int
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.channels <= 0:
            raise ValueError(f"no sound has {self.rate} frames a second and {self.channels} channels")


class MonoResampler:
    """Converts interleaved float32 of any format to 16 kHz mono; the result does not depend on block sizes.

    For channels see ChannelMixer. soxr's HQ setting holds back about 26 ms at 48 kHz (measured) until flush.
    """

    def __init__(self, source: StreamFormat) -> None:
        self._mixer = ChannelMixer(source.channels, source.rate, source.weights)
        self._stream = None
        if source.rate != SAMPLE_RATE:
            import soxr  # not needed by sources that deliver 16 kHz

            self._stream = soxr.ResampleStream(source.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")

    def push(self, interleaved: np.ndarray, last: bool = False) -> np.ndarray:
        """interleaved: float32 (frames * channels,). Returns float32 (m,), a copy, 16 kHz mono."""
        mono = self._mixer.push(interleaved, last)
        if self._stream is None:
            return mono
        return np.asarray(self._stream.resample_chunk(mono, last=last), dtype=np.float32)

    def flush(self) -> np.ndarray:
        """The samples that are held back; the stream begins anew afterwards."""
        rest = self.push(np.empty(0, dtype=np.float32), last=True)
        if self._stream is not None:
            self._stream.clear()
        return rest
