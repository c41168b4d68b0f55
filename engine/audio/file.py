"""Sound of a file: every audio format and video container that FFmpeg (PyAV) reads."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.audio.decoding import decode, not_audio, unreadable
from engine.audio.resampler import StreamFormat
from engine.audio.source import DELIVERING, Sink, SourceHealth, SourceState
from engine.errors import AudioFileUnreadable, BadInput

BLOCK_S = 0.032  # what a sound card would hand over
_CHECK_ROOM_S = 0.005


class FileSource:
    """Reads a file on a thread of its own: at its own pace, as if it were live, or as fast as it is fetched.

    Never drops: where a listener has no room it waits. A file that breaks off ends there, and health says so.
    Closed and opened again, as around a pause, it goes on with the frame after the last one that it delivered.
    """

    def __init__(self, path: Path, paced: bool, speed: float = 1.0) -> None:
        """speed: of a paced file; measurements let an hour of sound arrive in less."""
        self._path = path
        self._speed = speed
        self._paced = paced
        self._container: Any = None  # av's types are incomplete
        self._format: StreamFormat | None = None
        self._closing = threading.Event()
        self._ended = threading.Event()
        self._delivered = 0  # frames
        self._trouble: AudioFileUnreadable | None = None
        self._thread: threading.Thread | None = None

    @property
    def title(self) -> str:
        return self._path.name

    @property
    def real_time(self) -> bool:
        return self._paced

    @property
    def overflows(self) -> int:
        return 0

    @property
    def duration_s(self) -> float | None:
        """What the container says of its length, in seconds; None where it says nothing. Known once open."""
        return None if self._container is None or not self._container.duration else self._container.duration / 1e6

    def open(self) -> StreamFormat:
        self._closing.clear()
        self._ended.clear()
        self._trouble = None
        self._container = open_container(self._path)
        stream = self._container.streams.audio[0]
        rate, channels = stream.rate, stream.channels
        if not rate or not channels:
            raise unreadable(self._path, "its sound has no known format")
        self._format = StreamFormat(rate, channels)
        return self._format

    def start(self, sink: Sink) -> None:
        self._thread = threading.Thread(target=self._run, args=(sink,), name="file-reader", daemon=True)
        self._thread.start()

    def health(self) -> SourceHealth:
        return SourceHealth(SourceState.ENDED, self._trouble) if self._ended.is_set() else DELIVERING

    def close(self) -> None:
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
        if self._container is not None:
            self._container.close()
            self._container = None

    def _run(self, sink: Sink) -> None:
        assert self._format is not None
        try:
            self._deliver(sink, self._format)
            if not self._delivered and not self._closing.is_set():
                self._trouble = unreadable(self._path, "it holds no sound")
        except AudioFileUnreadable as broken:
            self._trouble = broken
        finally:
            self._ended.set()

    def _deliver(self, sink: Sink, form: StreamFormat) -> None:
        """Until the end of the file, or until the source is being closed."""
        began_s: float | None = None
        before = self._delivered
        for block in self._blocks_to_come(form):
            if not self._wait_for_room(sink, len(block)):
                return
            began_s = time.monotonic() if began_s is None else began_s  # what is passed over takes time as well
            frames = len(block) // form.channels
            due_s = began_s + (self._delivered + frames - before) / (form.rate * self._speed)
            if self._paced and self._closing.wait(max(0.0, due_s - time.monotonic())):
                return
            sink.write(block)
            self._delivered += frames

    def _blocks_to_come(self, form: StreamFormat) -> Iterator[np.ndarray]:
        """Those after what was delivered. Decoded from the start: a jump is not exact in every format."""
        passed_over = self._delivered * form.channels
        for block in self._blocks(form):
            if self._closing.is_set():
                return
            skipped = min(passed_over, len(block))
            passed_over -= skipped
            if skipped < len(block):
                yield block[skipped:]

    def _blocks(self, form: StreamFormat) -> Iterator[np.ndarray]:
        """Blocks of BLOCK_S, so that a paced file arrives as evenly as from a sound card."""
        size = max(1, round(form.rate * BLOCK_S)) * form.channels
        for decoded in decode(self._container, form, self._path):
            for start in range(0, len(decoded), size):
                yield decoded[start : start + size]

    def _wait_for_room(self, sink: Sink, samples: int) -> bool:
        """True when `samples` fit; False when the source is being closed."""
        while sink.room() < samples:
            if self._closing.wait(_CHECK_ROOM_S):
                return False
        return not self._closing.is_set()


def open_container(path: Path) -> Any:
    """An open av container with at least one audio stream. Raises BadInput or AudioFileUnreadable."""
    _check_path(path)
    import av

    address = os.path.abspath(path)  # FFmpeg takes "Interview:" at the beginning of a name for a protocol
    try:
        container = av.open(address, metadata_errors="ignore")
    except (av.FFmpegError, OSError, ValueError) as refused:
        raise not_audio(path) from refused
    if not container.streams.audio:
        container.close()
        raise AudioFileUnreadable(f"{path.name} holds no sound.", "Choose a file with an audio track.")
    return container


def _check_path(path: Path) -> None:
    try:
        size = os.stat(path).st_size
    except OSError as absent:
        if absent.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            raise BadInput(f"There is no file {path}.", "Check the name and the folder.") from absent
        raise BadInput(f"{path} cannot be opened ({absent.strerror}).", "Check its permissions.") from absent
    except ValueError as nonsense:  # a NUL in the name
        raise BadInput(f"{path!r} is not a file name.", "Check the name.") from nonsense
    if path.is_dir():
        raise BadInput(f"{path} is a folder.", "Choose one audio or video file in it.")
    if size == 0:
        raise AudioFileUnreadable(f"{path.name} is empty.", "Choose a file with sound in it.")
    if not os.access(path, os.R_OK):
        raise BadInput(f"{path} cannot be opened (permission denied).", "Check its permissions.")


def read_mono(path: Path) -> np.ndarray:
    """The whole file, float32 (n,), 16 kHz mono. For tools and tests; live code streams. Raises as FileSource."""
    from engine.audio.resampler import MonoResampler

    container = open_container(path)
    try:
        stream = container.streams.audio[0]
        form = StreamFormat(stream.rate, stream.channels)
        resampler = MonoResampler(form)
        blocks = [resampler.push(block) for block in decode(container, form, path)]
        return np.concatenate([*blocks, resampler.flush()])
    finally:
        container.close()
