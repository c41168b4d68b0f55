"""The ring buffer: what is written is read once, in order, or told as lost."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio.ring_buffer import Gap, RingBuffer


def ramp(start: int, count: int) -> np.ndarray:
    """Samples that carry their own position."""
    return np.arange(start, start + count, dtype=np.float32)


@settings(max_examples=200, deadline=None)
@given(
    capacity=st.integers(1, 40),
    moves=st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=60),
    data=st.data(),
)
def test_every_sample_is_read_in_order_or_told_as_lost(capacity, moves, data):
    """Any mixture of writes and reads, wrap-around and overrun included: no sample twice, none silently gone."""
    ring = RingBuffer(capacity, data.draw(st.integers(1, capacity)))
    offered = 0
    accounted: list[int] = []
    moves = [*moves, *[(False, 60)] * (2 * capacity + 4)]  # read dry at the end
    for is_write, count in moves:
        if is_write:
            ring.write(ramp(offered, count))
            offered += count
            continue
        gap = ring.take_gap()
        if gap:
            assert gap.start == len(accounted)
            accounted.extend(range(gap.start, gap.start + gap.length))
        assert ring.position == len(accounted)
        view = ring.read(count)
        accounted.extend(int(sample) for sample in view)
    accounted.extend(range(len(accounted), len(accounted) + ring.lost_at_end()))
    assert accounted == list(range(offered))


def test_a_view_stays_true_while_the_writer_overruns():
    ring = RingBuffer(8, 8)
    ring.write(ramp(0, 8))
    view = ring.read(4)
    ring.write(ramp(8, 100))
    assert view.tolist() == [0, 1, 2, 3]


def test_an_overrun_has_its_position_and_length():
    ring = RingBuffer(8, 8)
    ring.write(ramp(0, 11))
    assert len(ring.read()) == 8
    ring.read()
    ring.write(ramp(11, 2))
    assert ring.take_gap() == Gap(8, 3)
    assert ring.read().tolist() == [11, 12]


def test_a_view_across_the_end_is_contiguous():
    ring = RingBuffer(10, 6)
    ring.write(ramp(0, 8))
    ring.read(6)
    ring.read(2)
    ring.read()
    ring.write(ramp(8, 6))
    assert ring.read(6).tolist() == [8, 9, 10, 11, 12, 13]


def test_a_view_cannot_be_written_to():
    ring = RingBuffer(8, 8)
    ring.write(ramp(0, 4))
    with pytest.raises(ValueError, match="read-only"):
        ring.read()[0] = 1.0


def test_a_buffer_smaller_than_its_longest_read_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        RingBuffer(4, 5)


def test_a_concurrent_writer_and_reader_agree_on_every_sample():
    """A writer that is faster than the reader: 400,000 samples, each read exact or counted as lost."""
    ring = RingBuffer(4_096, 1_024)
    total, block = 400_000, 160
    done = threading.Event()

    def write() -> None:
        for start in range(0, total, block):
            ring.write(ramp(start, block))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    position = 0
    while not done.is_set() or ring.waiting():
        gap = ring.take_gap()
        if gap:
            assert gap.start == position
            position += gap.length
        view = ring.read(777)
        assert np.array_equal(view, ramp(position, len(view)))
        position += len(view)
    writer.join()
    assert position + ring.lost_at_end() == total
