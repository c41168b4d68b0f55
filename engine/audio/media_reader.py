"""Reads the sound of a file from any place on, for a listener: two channels, at any speed, the pitch kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.audio.container_clock import ContainerClock
from engine.audio.decoding import Converter, silence
from engine.audio.opening import OpenSound, open_sound
from engine.audio.resampler import StreamFormat
from engine.audio.track import Track
from engine.timeline import SAMPLE_RATE, to_samples, to_seconds

CHANNELS = 2
LEAD_S = 0.25  # decoded before the place: MP3, AAC and Opus need sound before a frame to decode it truly
_HALF_POWER = np.float32(np.sqrt(0.5))  # two people at once are no louder than the disk can hold


class MediaReader:
    """Positions are those of a transcript of the file: samples at 16 kHz from its beginning, holes included.

    A file that still grows is read to its present end, also where it grew while it was read.
    """

    def __init__(self, path: Path, rate: int, together: bool = False, track: int | None = None) -> None:
        """rate: frames a second of what is read. together: the two channels are people, and are mixed.

        track: as in open_sound.
        """
        self._path, self._rate, self._together, self._track = path, rate, together, track
        self._sound: OpenSound | None = None
        self._size = 0  # bytes of the file when it was opened
        self._blocks: Iterator[np.ndarray] = iter(())

    def seek(self, position: int, end: int | None = None, speed: float = 1.0) -> None:
        """The next read begins exactly at `position`; nothing is read from `end` on. speed: 0.5 to 2.

        Raises BadInput or AudioFileUnreadable where the file cannot be opened.
        """
        if self._sound is None:
            self._open()
        self._blocks = self._paced(position, end, speed)

    def read(self) -> np.ndarray | None:
        """The next block, float32 (n, CHANNELS), n > 0; None at the end. Raises as `seek` where the file is gone."""
        return next(self._blocks, None)

    def close(self) -> None:
        self._blocks = iter(())
        sound, self._sound = self._sound, None
        if sound is not None:
            sound.close()

    def _open(self) -> OpenSound:
        self._size = self._path.stat().st_size if os.path.isfile(self._path) else 0
        self._sound = open_sound(self._path, self._track)
        return self._sound

    def _paced(self, position: int, end: int | None, speed: float) -> Iterator[np.ndarray]:
        tempo = None if speed == 1.0 else Tempo(self._rate, speed)
        left = None if end is None else round(to_seconds(max(0, end - position)) * self._rate)
        for block in self._growing(position):
            taken = block if left is None else block[:left]
            left = None if left is None else left - len(taken)
            if len(taken):
                yield from [taken] if tempo is None else tempo.push(taken)
            if left == 0:
                break
        if tempo is not None:
            yield from tempo.flush()

    def _growing(self, position: int) -> Iterator[np.ndarray]:
        read = 0
        while True:
            before = read
            for block in self._heard_from(position + read * SAMPLE_RATE // self._rate):
                read += len(block)
                yield block
            if read == before or self._path.stat().st_size <= self._size:
                return
            self._reopen()

    def _reopen(self) -> None:
        if self._sound is not None:
            self._sound.close()
        self._open()

    def _heard_from(self, position: int) -> Iterator[np.ndarray]:
        assert self._sound is not None, "read before seek"
        channels = min(self._sound.form.channels, CHANNELS)
        form = StreamFormat(self._rate, channels)
        for flat in _from(self._sound, to_seconds(position), form):
            sound = flat.reshape(-1, channels)
            if self._together and channels == CHANNELS:
                sound = np.clip(sound.sum(axis=1, keepdims=True) * _HALF_POWER, -1.0, 1.0)
            yield np.ascontiguousarray(np.broadcast_to(sound, (len(sound), CHANNELS)))


def _from(sound: OpenSound, start_s: float, form: StreamFormat) -> Iterator[np.ndarray]:
    """Interleaved blocks (frames * channels,) from exactly `start_s` on; holes of the container are silence."""
    converter = Converter(form, "mono" if form.channels == 1 else "stereo")
    clock, at_s = ContainerClock(sound.container), 0.0
    skip: int | None = None  # frames before the place, known with the first one that is kept
    for frame in _frames_near(sound, start_s):
        if skip is None:
            at_s = start_s if frame.time is None else frame.time - _begin_s(sound)
            if at_s + frame.samples / frame.sample_rate < start_s - LEAD_S / 2:
                continue
            skip = round((start_s - at_s) * form.rate)
            hole_s, skip = max(0.0, -skip / form.rate), max(0, skip)
        else:
            hole_s = clock.hole_s(frame.time, None, at_s)
        at_s += hole_s + frame.samples / frame.sample_rate
        for block in (*silence(hole_s, form), *converter.push(frame)):
            yield block[skip * form.channels :]
            skip = max(0, skip - len(block) // form.channels)
    for block in converter.flush():
        yield block[(skip or 0) * form.channels :]


def _frames_near(sound: OpenSound, start_s: float) -> Iterator[Any]:
    """Decoded frames, the first at or before the place. A seek that lands behind it is tried anew from farther off."""
    import av

    target_s = start_s - LEAD_S
    for stream in (sound.stream, None):
        unit = 1e-6 if stream is None else float(stream.time_base)
        try:
            sound.container.seek(round((max(target_s, 0.0) + _begin_s(sound)) / unit), stream=stream)
        except (av.FFmpegError, OSError, ValueError):
            continue
        frames = Track(sound.container, sound.stream).frames()
        first = next(frames, None)
        if first is None:
            continue
        if target_s <= 0 or first.time is None or first.time - _begin_s(sound) <= start_s:
            yield first
            yield from frames
            return
    try:
        sound.container.seek(0)
    except (av.FFmpegError, OSError, ValueError):
        return
    yield from Track(sound.container, sound.stream).frames()


def _begin_s(sound: OpenSound) -> float:
    return (sound.container.start_time or 0) / 1e6


class Tempo:
    """Changes the speed of speech and keeps its pitch: FFmpeg's filter atempo, which lays waves over one another."""

    def __init__(self, rate: int, speed: float) -> None:
        """speed: 0.5 to 2."""
        from av.filter import Graph

        self._rate = rate
        self._graph = Graph()
        source = self._graph.add_abuffer(sample_rate=rate, format="flt", layout="stereo")
        self._graph.link_nodes(source, self._graph.add("atempo", str(speed)), self._graph.add("abuffersink"))
        self._graph.configure()

    def push(self, block: np.ndarray) -> Iterator[np.ndarray]:
        """block: float32 (n, CHANNELS). Gives blocks of the same kind, n / speed frames in all."""
        import av

        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate = self._rate
        self._graph.push(frame)
        return self._ready()

    def flush(self) -> Iterator[np.ndarray]:
        """The rest; nothing can be pushed afterwards."""
        self._graph.push(None)
        return self._ready()

    def _ready(self) -> Iterator[np.ndarray]:
        import av

        while True:
            try:
                yield self._graph.pull().to_ndarray().reshape(-1, CHANNELS)
            except (av.error.BlockingIOError, av.error.EOFError):
                return


def file_length(path: Path) -> int | None:
    """Samples at 16 kHz that the file says it has; None where it does not know. Raises as `MediaReader.seek`."""
    sound = open_sound(path)
    try:
        length_s = Track(sound.container, sound.stream).length_s
        return None if length_s is None else to_samples(length_s)
    finally:
        sound.close()
