"""The sound of an open container: one format throughout, on the container's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.audio.container_clock import ContainerClock
from engine.audio.resampler import StreamFormat
from engine.errors import AudioFileUnreadable

SILENCE_BLOCK_S = 1.0


def decode(container: Any, form: StreamFormat, path: Path) -> Iterator[np.ndarray]:
    """Interleaved float32 blocks (frames * channels,) of the first audio stream.

    Where the time stamps leave a hole, it is filled with silence, so positions are those of a player. A change of
    format in the middle is brought back to `form`. Raises AudioFileUnreadable where the file breaks off; all that
    could be read was yielded before.
    """
    import av

    converter = Converter(form, container.streams.audio[0].layout)
    clock = ContainerClock(container)
    position_s = 0.0
    try:
        for frame, following in pairwise(chain(container.decode(audio=0), [None])):
            hole_s = clock.hole_s(frame.time, following and following.time, position_s)
            if hole_s:
                yield from converter.flush()
                yield from silence(hole_s, form)
            yield from converter.push(frame)
            position_s += hole_s + frame.samples / frame.sample_rate
        yield from converter.flush()
    except (av.FFmpegError, OSError, ValueError) as broken:
        if not position_s:
            raise not_audio(path) from broken
        raise AudioFileUnreadable(
            f"{path.name} breaks off after {position_s:.1f} s: the rest cannot be read.",
            "What was said until there is kept; get a complete copy of the file for the rest.",
        ) from broken


class Converter:
    """Frames of any format, which may change, as interleaved float32 of one format."""

    def __init__(self, form: StreamFormat, layout: Any) -> None:
        """layout: the channels of `form`, in av's terms."""
        self._form = form
        self._layout = layout
        self._resampler: Any = None
        self._takes: tuple[str, str, int] | None = None

    def push(self, frame: Any) -> Iterator[np.ndarray]:
        import av

        takes = (frame.format.name, frame.layout.name, frame.sample_rate)
        if takes != self._takes:
            yield from self.flush()
        if self._resampler is None:
            self._resampler = av.AudioResampler(format="flt", layout=self._layout, rate=self._form.rate)
            self._takes = takes
        yield from self._converted(frame)

    def flush(self) -> Iterator[np.ndarray]:
        """What is held back; what is pushed next begins anew."""
        if self._resampler is not None:
            yield from self._converted(None)
            self._resampler = None

    def _converted(self, frame: Any) -> Iterator[np.ndarray]:
        for converted in self._resampler.resample(frame):
            yield converted.to_ndarray().reshape(-1)


def silence(seconds: float, form: StreamFormat) -> Iterator[np.ndarray]:
    """In blocks, as nobody waits for a long one, nor holds it."""
    block = round(form.rate * SILENCE_BLOCK_S)
    frames = round(form.rate * seconds)
    for start in range(0, frames, block):
        yield np.zeros(min(block, frames - start) * form.channels, dtype=np.float32)


def not_audio(path: Path) -> AudioFileUnreadable:
    return unreadable(path, "its content is no audio or video format that is known")


def unreadable(path: Path, why: str) -> AudioFileUnreadable:
    return AudioFileUnreadable(
        f"{path.name} cannot be read as sound: {why}.", "Choose another file, or convert it to WAV or FLAC."
    )
