"""Keeps recent sound of a session, by position."""

from __future__ import annotations

import numpy as np

_FIRST_CAPACITY = 16_000 * 40


class SoundHistory:
    """A stretch of 16 kHz mono that grows at its end and is dropped at its beginning."""

    def __init__(self) -> None:
        self._samples = np.zeros(_FIRST_CAPACITY, dtype=np.float32)
        self._start = 0  # position of the first sample that is kept
        self._count = 0

    @property
    def start(self) -> int:
        return self._start

    @property
    def end(self) -> int:
        return self._start + self._count

    def append(self, samples: np.ndarray) -> None:
        """samples: float32 (n,), directly after the previous ones."""
        needed = self._count + len(samples)
        if needed > len(self._samples):
            self._samples = np.concatenate([self._samples[: self._count], np.zeros(needed, dtype=np.float32)])
        self._samples[self._count : needed] = samples
        self._count = needed

    def skip_to(self, position: int) -> None:
        """Drop everything; the next samples begin at `position`, not before the end."""
        self._start = max(self.end, position)
        self._count = 0

    def between(self, start: int, end: int) -> np.ndarray:
        """A view, float32 (end - start,), valid until the next append or forget.

        Raises ValueError where that sound was dropped or is not there yet.
        """
        if not self._start <= start <= end <= self.end:
            raise ValueError(f"{start}..{end} is not within the kept {self._start}..{self.end}")
        return self._samples[start - self._start : end - self._start]

    def forget_before(self, position: int) -> None:
        """Drop older sound. Moves memory only once half of the buffer is old."""
        old = min(position, self.end) - self._start
        if old <= 0 or (old < len(self._samples) // 2 and old < self._count):
            return
        kept = self._samples[old : self._count].copy()
        self._samples[: len(kept)] = kept
        self._start += old
        self._count = len(kept)
