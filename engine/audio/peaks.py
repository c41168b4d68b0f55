"""The outline of a recording: the lowest and the highest sample of each 10 ms, for a picture of any width."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.audio.media_reader import MediaReader, file_length
from engine.audio.recorder import ENDINGS
from engine.timeline import SAMPLE_RATE

BIN = SAMPLE_RATE // 100  # samples of a bin: 3 hours are 1,080,000 bins, 2.2 MB
REPORT_EVERY_S = 0.2
_OVERVIEW_FROM = 600 * SAMPLE_RATE  # from this length on, the first picture is made of samples of the file
_PLACES = 150
_BLOCK = SAMPLE_RATE  # of a recording that needs no conversion
_AT_ONCE = 10 * SAMPLE_RATE  # a block of the decoder is 0.25 s or less: each for itself costs more than its decoding
_FULL = 127
_MOST_FRAMES = 1 << 40  # libsndfile's answer for an unknown length lies above


class Peaks:
    """bins: int8 (n, 2), lowest and highest, +-127 is full scale. length: samples of the file, as far as is known.

    known: bins that are true; those behind it are guessed from an overview, or missing. Frozen once handed out.
    """

    def __init__(self, bins: np.ndarray, known: int, length: int) -> None:
        self._bins, self.known, self.length = bins, known, length

    def columns(self, begin: int, end: int, count: int) -> list[tuple[float, float]]:
        """Lowest and highest in each of `count` equal parts of begin..end (samples); (0, 0) where nothing is known."""
        edges = np.linspace(begin, end, count + 1) / BIN
        first = np.floor(edges[:-1]).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:]).astype(np.int64), first + 1)
        return [self._extent(max(0, a), b) for a, b in zip(first.tolist(), last.tolist(), strict=True)]

    def _extent(self, first: int, last: int) -> tuple[float, float]:
        part = self._bins[first:last]
        return (int(part[:, 0].min()) / _FULL, int(part[:, 1].max()) / _FULL) if len(part) else (0.0, 0.0)


def read_peaks(
    path: Path, report: Callable[[Peaks], None], so_far: Peaks | None = None, track: int | None = None
) -> Peaks:
    """Decode the whole file once and report what is there every REPORT_EVERY_S.

    so_far: of the same file when it was shorter. track: as in open_sound. What `report` raises ends it. Raises BadInput
    or AudioFileUnreadable.
    """
    own = _OwnSound.of(path) if track is None else None
    reader = own or MediaReader(path, SAMPLE_RATE, track=track)
    try:
        return _read(reader, _overview(path, reader, report) if so_far is None else so_far, report)
    finally:
        reader.close()


class _OwnSound:
    """A whole recording of ours, or one of its kind: read in long pieces, without a conversion, it takes a third of the
    time. From a damaged place on it is read as any other file.
    """

    def __init__(self, path: Path, file: Any) -> None:
        self._path, self._file, self._at = path, file, 0
        self._instead: MediaReader | None = None

    @classmethod
    def of(cls, path: Path) -> _OwnSound | None:
        """None for a file of another kind, or one that still grows."""
        import soundfile

        try:
            file = soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else str(path))
        except (soundfile.LibsndfileError, OSError):
            return None
        if file.samplerate == SAMPLE_RATE and 0 < file.frames < _MOST_FRAMES and file.format in ENDINGS.values():
            return cls(path, file)
        file.close()
        return None

    def seek(self, position: int) -> None:
        if self._instead is not None:
            self._instead.seek(position)
            return
        self._at = min(position, self._file.frames)
        self._file.seek(self._at)

    def read(self) -> np.ndarray | None:
        """float32 (n, channels)."""
        import soundfile

        if self._instead is not None:
            block = self._instead.read()
            return None if block is None else block[:, : self._file.channels]
        try:
            block = np.asarray(self._file.read(_BLOCK, dtype="float32", always_2d=True))
        except soundfile.LibsndfileError:
            self._instead = MediaReader(self._path, SAMPLE_RATE)
            self._instead.seek(self._at)
            return self.read()
        self._at += len(block)
        return block if len(block) else None

    def close(self) -> None:
        self._file.close()
        if self._instead is not None:
            self._instead.close()


def _read(reader: MediaReader | _OwnSound, begun: Peaks, report: Callable[[Peaks], None]) -> Peaks:
    bins, known = begun._bins, max(0, begun.known - 1)  # the last bin may have been a part of one
    reader.seek(known * BIN)
    reported_s = time.monotonic()
    for part in _bins_of(reader, _AT_ONCE):
        bins = _laid(bins, known, part)
        known += len(part)
        if time.monotonic() - reported_s > REPORT_EVERY_S:
            reported_s = time.monotonic()
            report(Peaks(bins.copy(), known, max(begun.length, known * BIN)))
    return Peaks(bins[:known].copy(), known, known * BIN)


def _bins_of(reader: MediaReader | _OwnSound, at_once: int) -> Iterator[np.ndarray]:
    """int8 (n, 2) each, of `at_once` samples or more but at the end; the last bin may be a part of one."""
    waiting: list[np.ndarray] = []
    count = 0
    while (block := reader.read()) is not None:
        waiting.append(block)
        count += len(block)
        if count >= at_once:
            sound = np.concatenate(waiting)
            whole = count - count % BIN
            yield _extents(sound[:whole].reshape(whole // BIN, -1))
            waiting, count = [sound[whole:]], count - whole
    if count:
        sound = np.concatenate(waiting)
        whole = count - count % BIN
        yield _extents(sound[:whole].reshape(whole // BIN, -1))
        if count > whole:
            yield _extents(sound[whole:].reshape(1, -1))


def _extents(bins: np.ndarray) -> np.ndarray:
    """bins: float32 (n, samples of all channels)."""
    extents = np.stack([bins.min(axis=1), bins.max(axis=1)], axis=1)
    return np.asarray(np.clip(np.rint(extents * _FULL), -_FULL, _FULL), dtype=np.int8)


def _laid(bins: np.ndarray, at: int, part: np.ndarray) -> np.ndarray:
    """Room is made by half as much again, so that a long file is not copied for each part."""
    if at + len(part) > len(bins):
        wider = np.zeros((max(at + len(part), len(bins) * 3 // 2), 2), dtype=np.int8)
        wider[: len(bins)] = bins
        bins = wider
    bins[at : at + len(part)] = part
    return bins


def _overview(path: Path, reader: MediaReader | _OwnSound, report: Callable[[Peaks], None]) -> Peaks:
    """A quarter of a second in each of _PLACES parts of a long file, as a guess for the whole part."""
    length = file_length(path) or 0
    bins = np.zeros((-(-length // BIN), 2), dtype=np.int8)
    if length >= _OVERVIEW_FROM:
        edges = np.linspace(0, len(bins), _PLACES + 1).astype(int).tolist()
        for first, last in pairwise(edges):
            reader.seek(first * BIN)
            if (part := next(_bins_of(reader, BIN), None)) is not None:
                bins[first:last] = np.resize(part, (last - first, 2))
    first_picture = Peaks(bins, 0, length)
    report(Peaks(bins.copy(), 0, length))
    return first_picture
