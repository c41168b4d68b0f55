"""A preallocated buffer between the audio thread that writes and one thread that reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_GAPS = 256  # breaks in the sound that may wait for the reader; a power of two is not needed


@dataclass(frozen=True, slots=True)
class Gap:
    """`length` samples from position `start` on were lost because the buffer was full."""

    start: int
    length: int


class RingBuffer:
    """Carries float32 samples from one writer thread to one reader thread without a lock.

    Positions count every offered sample, lost ones included, so time stays true. The writer never waits and never
    allocates; stored samples are read exactly once, in order; lost ones are reported to the reader as a Gap at their
    place. A full buffer drops new samples, not old ones, so a view held by the reader is never overwritten.

    Safe without a lock because each counter has one writing thread and CPython stores an attribute atomically; samples
    are in place before the counter that announces them moves.
    """

    def __init__(self, capacity: int, longest_read: int) -> None:
        """capacity, longest_read: samples; longest_read <= capacity. Raises ValueError otherwise."""
        if not 0 < longest_read <= capacity:
            raise ValueError(f"a read of {longest_read} samples does not fit a buffer of {capacity}")
        self.capacity = capacity
        self.longest_read = longest_read
        # The first `longest_read` samples stand a second time behind the end: reads never wrap.
        self._samples = np.zeros(capacity + longest_read, dtype=np.float32)
        self._stored = 0  # written by the writer: samples stored since the beginning
        self._losing = 0  # written by the writer: samples lost since the last one stored
        self._gap_at = np.zeros(_GAPS, dtype=np.int64)
        self._gap_length = np.zeros(_GAPS, dtype=np.int64)
        self._gaps_announced = 0  # written by the writer
        self._gaps_taken = 0  # written by the reader
        self._released = 0  # written by the reader: samples whose place may be used again
        self._lent = 0  # reader: samples of the view that is out
        self._lost_before = 0  # reader: lost samples before the read position

    # -- writer ------------------------------------------------------------------------------------------

    def write(self, block: np.ndarray) -> None:
        """Store `block`, float32 (n,), or as much of its beginning as fits."""
        offered = len(block)
        taken = min(offered, self.room())
        if taken and self._losing and not self._announce_gap():
            taken = 0
        if taken:
            self._store(block[:taken])
        if taken < offered:
            self._losing += offered - taken

    def room(self) -> int:
        """Samples that can be stored now."""
        return self.capacity - (self._stored - self._released)

    def _announce_gap(self) -> bool:
        if self._gaps_announced - self._gaps_taken >= _GAPS:
            return False  # go on losing: a longer gap is truer than a forgotten one
        slot = self._gaps_announced % _GAPS
        self._gap_at[slot] = self._stored
        self._gap_length[slot] = self._losing
        self._losing = 0
        self._gaps_announced += 1
        return True

    def _store(self, block: np.ndarray) -> None:
        at = self._stored % self.capacity
        head = min(len(block), self.capacity - at)
        self._put(at, block[:head])
        if head < len(block):
            self._put(0, block[head:])
        self._stored += len(block)

    def _put(self, at: int, block: np.ndarray) -> None:
        self._samples[at : at + len(block)] = block
        mirrored = min(at + len(block), self.longest_read) - at
        if mirrored > 0:
            copy_at = self.capacity + at
            self._samples[copy_at : copy_at + mirrored] = block[:mirrored]

    # -- reader ------------------------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """Position of the next sample to be read, counting lost ones before it."""
        return self._released + self._lent + self._lost_before

    def waiting(self) -> int:
        """Stored samples that were not read yet."""
        return self._stored - self._released - self._lent

    def read(self, most: int | None = None) -> np.ndarray:
        """A contiguous view of the next samples, float32 (n,), n <= min(most, longest_read); empty if none wait.

        The view is valid until the next read. It ends where samples were lost, which take_gap reports.
        """
        self._released += self._lent
        self._lent = 0
        at = self._released
        count = min(self.longest_read if most is None else most, self.longest_read, self._until_gap(at))
        start = at % self.capacity
        self._lent = count
        view = self._samples[start : start + count]
        view.flags.writeable = False
        return view

    def _until_gap(self, at: int) -> int:
        # Order matters: publish a gap before the samples behind it.
        stored = self._stored
        if self._gaps_taken < self._gaps_announced:
            stored = min(stored, int(self._gap_at[self._gaps_taken % _GAPS]))
        return stored - at

    def take_gap(self) -> Gap | None:
        """The loss directly before the next sample, once; None if there is none."""
        if self._gaps_taken == self._gaps_announced:
            return None
        slot = self._gaps_taken % _GAPS
        if int(self._gap_at[slot]) != self._released + self._lent:
            return None
        gap = Gap(self.position, int(self._gap_length[slot]))
        self._lost_before += gap.length
        self._gaps_taken += 1
        return gap

    def lost_at_end(self) -> int:
        """Samples lost after the last stored one; called after the writer has stopped."""
        return self._losing
