"""Records the sound of a session: FLAC or WAV, 16 kHz mono, written on its own thread."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from engine.audio.flac_length import mend_length
from engine.audio.tap import Tap
from engine.errors import CaptioningError
from engine.private_files import make_private_file, make_private_folder
from engine.timeline import SAMPLE_RATE

log = logging.getLogger(__name__)

RESERVE_BYTES = 50_000_000  # of the disk a recording leaves free: text needs little, and comes first

ENDINGS = {".flac": "FLAC", ".wav": "WAV"}  # of a recording's name, and the format that they mean
SYNC_S = 0.5  # of sound at most that the disk does not have yet, for a power cut
CLOSE_S = 10.0  # so long the end of a recording is waited for

_POLL_S = 0.1
_FULL_BYTES = 65_536
_SILENCE = np.zeros(SAMPLE_RATE, dtype=np.float32)


OnFailure = Callable[[CaptioningError, int], None]
"""Called with the sentence and the position: once where the recording ends, and once (SoundMissing) where it has gaps.
From the recorder's thread, or the one that closes it."""


class SoundMissing(CaptioningError):
    """The recording continues, with silence in place of sound for which the disk was too slow."""


class RecordingFile:
    """One FLAC or WAV file, by its name's ending, made with the first sound and readable by this user alone. However it
    ends, it is closed and readable.

    It ends early where the disk fails, or where less than RESERVE_BYTES would be left for text. claimed: an empty file
    of this name already exists for it (`make_private_file`); it is removed where no sound comes.
    """

    def __init__(self, path: Path, channels: int, on_failure: OnFailure, claimed: bool = False) -> None:
        self.path = path
        self._channels = channels
        self._on_failure = on_failure
        self._claimed = claimed
        self._file: Any = None  # soundfile ships no types
        self._ended = False
        self._unsynced = 0  # samples

    def write(self, frames: np.ndarray, position: int) -> None:
        """frames: float32 (n,) or (n, channels), from `position` on. Ignored after the recording has ended."""
        self._guarded(lambda: self._append(frames), position)

    def close(self, position: int) -> None:
        """End the file at `position`."""
        self._guarded(self._finish, position)
        self._ended = True

    def _append(self, frames: np.ndarray) -> None:
        if self._file is None:
            self._file = new_recording(self.path, self._channels, self._claimed)
        if _free_bytes(self.path.parent) < RESERVE_BYTES:
            raise CaptioningError(
                "The disk is nearly full: the recording {name} ends here, so that the text has room.",
                "Captions continue; free some space for the next recording.",
                name=self.path.name,
            )
        self._file.write(frames)
        self._unsynced += len(frames)
        if self._unsynced >= SYNC_S * SAMPLE_RATE:
            self._unsynced = 0
            sync(self.path)

    def _finish(self) -> None:
        if self._file is not None:
            self._file.close()
            sync(self.path)
        elif self._claimed:
            self.path.unlink(missing_ok=True)

    def _guarded(self, act: Callable[[], None], position: int) -> None:
        if self._ended:
            return
        try:
            act()
        except Exception as failed:  # the edge to a disk and its library: captions go on without a recording
            self.fail(failed, position)

    def fail(self, failed: Exception, position: int) -> None:
        """End the file at `position` because of `failed`, and report that."""
        if not self._ended:
            self._ended = True
            self._close_what_there_is()
            self._on_failure(cannot_write(self.path, failed), position)

    def _close_what_there_is(self) -> None:
        with suppress(Exception):
            self._finish()
        with suppress(OSError):  # on a full disk the library leaves the length out
            mend_length(self.path)


class Recorder:
    """Writes the sound of its taps into one file. Lost samples become silence, so its time is session time.

    A failing disk ends the recording (see RecordingFile); the taps are still emptied. lost: samples for which the disk
    was too slow, reported once.
    """

    def __init__(self, path: Path, on_failure: OnFailure, claimed: bool = False) -> None:
        """claimed: as in RecordingFile."""
        self.path = path
        self._taps: SimpleQueue[Tap | None] = SimpleQueue()
        self._file = RecordingFile(path, 1, on_failure, claimed)
        self._on_failure = on_failure
        self._closing = threading.Event()
        self.position = 0
        self.lost = 0
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """The file is made when the first sound comes, so a session without sound leaves none."""
        self._thread.start()

    def follow(self, tap: Tap) -> None:
        """Read `tap` to its end, after the taps before it."""
        self._taps.put(tap)

    def close(self) -> None:
        """Write what the taps still hold and end the file, even if a tap is still open.

        Waits CLOSE_S at most, and reports where that was not enough.
        """
        self._closing.set()
        self._taps.put(None)
        wait_for_end(self._thread, self.path, self._on_failure, self.position)

    def _run(self) -> None:
        try:
            while (tap := self._taps.get()) is not None:
                self._drain(tap)
            self._file.close(self.position)
        except Exception as unforeseen:  # the edge of the thread
            log.exception("the recorder failed")
            self._file.fail(unforeseen, self.position)

    def _drain(self, tap: Tap) -> None:
        while not tap.finished:
            heard = tap.read()
            if heard is None:
                self._wait(tap)
                continue
            self._count_lost(heard.lost)
            if heard.lost and len(heard.samples):
                self._write(heard.samples)  # what the resampler held back lies before the loss
                self._write_silence(heard.lost)
            else:
                self._write_silence(heard.lost)
                self._write(heard.samples)

    def _count_lost(self, samples: int) -> None:
        if samples and not self.lost:
            self._on_failure(too_slow(self.path), self.position)
        self.lost += samples

    def _wait(self, tap: Tap) -> None:
        if self._closing.is_set():
            tap.close()
        else:
            time.sleep(_POLL_S)  # the writer of a tap must not be made to signal: it is the audio callback

    def _write_silence(self, samples: int) -> None:
        while samples > 0:
            self._write(_SILENCE[: min(samples, len(_SILENCE))])
            samples -= len(_SILENCE)

    def _write(self, samples: np.ndarray) -> None:
        if len(samples):
            self._file.write(samples, self.position)
            self.position += len(samples)


def wait_for_end(thread: threading.Thread, path: Path, on_failure: OnFailure, position: int) -> None:
    if thread.is_alive():
        thread.join(CLOSE_S)
    if thread.is_alive():
        late = CaptioningError(
            "The disk does not answer: the end of the recording {name} may be missing.",
            "Check that disk.",
            name=path.name,
        )
        on_failure(late, position)


def too_slow(path: Path) -> SoundMissing:
    return SoundMissing(
        "The disk is too slow: the recording {name} has silent gaps.",
        "Captions continue; choose a folder on a faster disk for recordings.",
        name=path.name,
    )


def sync(path: Path) -> None:
    """The disk has what was written to the file, however it was opened. Nothing where it cannot say."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def new_recording(path: Path, channels: int, claimed: bool = False) -> Any:
    """An open file for 16 kHz sound, in the format of its ending (FLAC for an unknown one); makes its folders. Raises
    OSError or soundfile's errors, also for an existing recording of that name.
    """
    import soundfile

    if not claimed:
        make_private_folder(path.parent)
        make_private_file(path)
    # By its name: with a Python file object the error of a full disk is lost inside libsndfile.
    # In bytes: soundfile refuses a name on a Linux disk that is no UTF-8; Windows has none such.
    name = os.fsencode(path) if os.name == "posix" else str(path)
    kind = ENDINGS.get(path.suffix.lower(), "FLAC")
    return soundfile.SoundFile(name, "w", samplerate=SAMPLE_RATE, channels=channels, format=kind, subtype="PCM_16")


def cannot_write(path: Path, failed: Exception) -> CaptioningError:
    """The error for a recording that had to end."""
    if isinstance(failed, CaptioningError):
        return failed
    if _free_bytes(path.parent) < _FULL_BYTES:
        return CaptioningError(
            "The disk is full: the recording {name} ends here.",
            "Captions continue; free some space for the next recording.",
            name=path.name,
        )
    return CaptioningError(
        "The recording {name} cannot be written ({reason}).",
        "Captions continue; choose another folder for recordings in the settings.",
        name=path.name,
        reason=failed,
    )


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return RESERVE_BYTES
