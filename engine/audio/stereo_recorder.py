"""Records two sources into one file, one source a channel, in session time."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from engine.audio.recorder import OnFailure, RecordingFile, too_slow, wait_for_end
from engine.timeline import to_samples

CHANNELS = 2
LONGEST_WAIT = to_samples(3.0)  # for the other channel, which may be that of a device that is away
MOST_WAITING = 2 * to_samples(30.0)  # samples of both channels, 3.8 MB: a disk that sleeps must not cost sound
_NOTHING = np.zeros(0, dtype=np.float32)


class Interleaver:
    """Places blocks of each channel. Frame n of the output is position n."""

    def __init__(self) -> None:
        self.written = 0
        self._ends = [0] * CHANNELS
        self._pending = np.zeros((0, CHANNELS), dtype=np.float32)

    def push(self, channel: int, position: int, samples: np.ndarray) -> np.ndarray:
        """samples: float32 (n,). Returns the frames that are complete, float32 (m, CHANNELS).

        Sound for a place that was already given out is dropped.
        """
        late = max(0, self.written - position)
        samples, at = samples[late:], max(0, position - self.written)
        self._make_room(at + len(samples))
        self._pending[at : at + len(samples), channel] = samples
        self._ends[channel] = max(self._ends[channel], position + late + len(samples))
        return self._give(max(min(self._ends), max(self._ends) - LONGEST_WAIT))

    @property
    def end(self) -> int:
        return max(self._ends)

    def flush(self) -> np.ndarray:
        """The remaining frames."""
        return self._give(self.end)

    def _make_room(self, needed: int) -> None:
        missing = needed - len(self._pending)
        if missing > 0:
            self._pending = np.concatenate([self._pending, np.zeros((missing, CHANNELS), dtype=np.float32)])

    def _give(self, end: int) -> np.ndarray:
        count = max(0, end - self.written)
        given, self._pending = self._pending[:count], self._pending[count:]
        self.written += count
        return given


class StereoRecorder:
    """Writes on its own thread. A failing disk ends the recording, reported once, as in Recorder.

    A block without room (MOST_WAITING) is dropped and becomes silence. lost: the number of such samples.
    """

    def __init__(self, path: Path, on_failure: OnFailure, claimed: bool = False) -> None:
        """claimed: as in RecordingFile."""
        self.path = path
        self._file = RecordingFile(path, CHANNELS, on_failure, claimed)
        self._blocks: SimpleQueue[tuple[int, int, np.ndarray] | None] = SimpleQueue()
        self._on_failure = on_failure
        self._interleaver = Interleaver()
        self._offered = 0  # written by the engine thread: samples put into the queue
        self._taken = 0  # written by the recorder's thread: samples that left it
        self._end = 0  # of all that was brought
        self.lost = 0
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    @property
    def position(self) -> int:
        return self._interleaver.written

    def start(self) -> None:
        """The file is made when the first sound comes."""
        self._thread.start()

    def write(self, channel: int, position: int, samples: np.ndarray) -> None:
        """Called on the engine thread; `samples`, float32 (n,), must not change afterwards."""
        self._end = max(self._end, position + len(samples))
        if self._offered - self._taken + len(samples) > MOST_WAITING:
            self._lose(len(samples))
            return
        self._offered += len(samples)
        self._blocks.put((channel, position, samples))

    def close(self) -> None:
        """Write what the taps still hold and end the file. Waits like Recorder.close."""
        self._blocks.put(None)
        wait_for_end(self._thread, self.path, self._on_failure, self.position)

    def _lose(self, samples: int) -> None:
        if not self.lost:
            self._on_failure(too_slow(self.path), self._end - samples)
        self.lost += samples

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._lay(*block)
            self._taken += len(block[2])
        self._lay(0, self._end, _NOTHING)
        self._append(self._interleaver.flush())
        self._file.close(self.position)

    def _lay(self, channel: int, position: int, samples: np.ndarray) -> None:
        """Fill a long gap before the block in pieces, so that memory stays bounded."""
        for at in range(self._interleaver.end + LONGEST_WAIT, position, LONGEST_WAIT):
            self._append(self._interleaver.push(channel, at, _NOTHING))
        self._append(self._interleaver.push(channel, position, samples))

    def _append(self, frames: np.ndarray) -> None:
        if len(frames):
            self._file.write(frames, self.position)
