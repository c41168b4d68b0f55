"""Files with a sound track, made by FFmpeg's encoders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

FRAME = {"aac": 1_024, "libmp3lame": 1_152, "libopus": 960, "pcm_s16le": 1_000}  # samples
FORMAT = {"aac": "fltp", "libmp3lame": "fltp", "libopus": "fltp", "pcm_s16le": "s16"}


def write_track(
    path: Path,
    codec: str,
    sound: np.ndarray,
    moved_s: Callable[[float], float] = lambda at_s: 0.0,
    video_s: float = 0.0,
    rate: int = 48_000,
    layout: str = "mono",
) -> Path:
    """sound: float32 (n,), the same on every channel. moved_s: by how much the frame at a time carries a later time.

    video_s: the length of a black picture above it.
    """
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        video: Any = container.add_stream("mpeg4", rate=10) if video_s else None
        if video is not None:
            _write_picture(container, video, video_s)
        for frame in _frames(codec, sound, rate, layout):
            frame.pts += round(rate * moved_s(frame.pts / rate))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def loud_s(sound: np.ndarray) -> list[tuple[float, float]]:
    """Beginning and end of each loud stretch, to 20 ms. sound: float32 (n,), 16 kHz mono."""
    power = np.sqrt(np.mean(sound[: len(sound) // 320 * 320].reshape(-1, 320) ** 2, axis=1))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], power > 0.05, [False]])))
    return [(round(float(start) / 50, 2), round(float(end) / 50, 2)) for start, end in edges.reshape(-1, 2)]


def _write_picture(container: Any, video: Any, seconds: float) -> None:
    video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
    for at in range(round(10 * seconds)):
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype=np.uint8), format="rgb24")
        picture.pts = at
        container.mux(video.encode(picture))
    container.mux(video.encode(None))


def _frames(codec: str, sound: np.ndarray, rate: int, layout: str) -> Iterator[Any]:
    """The packed or planar frames that the encoder takes; what does not fill one is left out."""
    channels = av.AudioLayout(layout).nb_channels
    for start in range(0, len(sound) - FRAME[codec] + 1, FRAME[codec]):
        part = np.tile(sound[start : start + FRAME[codec]], (channels, 1))
        if codec == "pcm_s16le":
            part = (part.T.reshape(1, -1) * 32_767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format=FORMAT[codec], layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), start
        yield frame


def write_channels(path: Path, channels: list[np.ndarray], rate: int, layout: str) -> Path:
    """Uncompressed channels that differ, float32 (n,) each."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("pcm_s16le", rate=rate, layout=layout)
        packed = (np.stack(channels, axis=1) * 32_767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
