"""Work off the window's thread: always answered, in order within its lane, and never waited for longer than stated."""

from __future__ import annotations

import logging
import queue
import threading

import pytest

from app.control.workers import Cancelled, Job, Lane, Late, Workers
from engine.errors import BadInput, CaptioningError
from tests.support.waiting import until

PATIENCE_S = 30.0


@pytest.fixture
def workers():
    made = Workers()
    yield made
    made.close(PATIENCE_S)


@pytest.fixture
def gate():
    """Holds up whoever waits for it until the test opens it, at its end at the latest."""
    made = threading.Event()
    yield made
    made.set()


def fail(error):
    raise error


def answer(workers, work, lane=Lane.EXPORTS, **more):
    came = queue.Queue()
    workers.run(lane, work, came.put, **more)
    return came.get(timeout=PATIENCE_S)


def test_what_a_work_gives_is_its_answer(workers):
    assert answer(workers, lambda job: 7) == 7


def test_a_failure_that_is_known_is_the_answer_as_it_is(workers):
    known = BadInput("There is no such file.", "Choose another.")
    assert answer(workers, lambda job: fail(known)) is known


@pytest.mark.parametrize("unforeseen", [KeyError("x"), SystemExit(1)])
def test_a_failure_that_nobody_foresaw_is_logged_and_answered_and_the_lane_goes_on(workers, caplog, unforeseen):
    with caplog.at_level(logging.ERROR):
        told = answer(workers, lambda job: fail(unforeseen))
    assert isinstance(told, CaptioningError)
    assert type(unforeseen).__name__ in told.what
    assert "Traceback" in caplog.text
    assert answer(workers, lambda job: "next") == "next"


def test_who_does_not_take_the_answer_holds_up_nobody(workers, caplog):
    with caplog.at_level(logging.ERROR):
        workers.run(Lane.EXPORTS, lambda job: 1, lambda told: fail(RuntimeError("the window has gone")))
        assert answer(workers, lambda job: 2) == 2
    assert "the window has gone" in caplog.text


def test_long_work_does_not_hold_up_other_lanes_and_a_lane_keeps_its_order(workers, gate):
    order = queue.Queue()
    for lane in (Lane.EXPORTS, Lane.LOADING, Lane.MODELS):
        workers.run(lane, lambda job, lane=lane: gate.wait(PATIENCE_S) and lane, order.put)
    workers.run(Lane.EXPORTS, lambda job: "behind the export", order.put)
    assert answer(workers, lambda job: "devices", Lane.DEVICES) == "devices"
    assert order.empty()
    gate.set()
    came = [order.get(timeout=PATIENCE_S) for _ in range(4)]
    assert came.index(Lane.EXPORTS) < came.index("behind the export")


def test_a_work_that_hangs_is_answered_in_time_and_its_late_answer_is_dropped(workers, gate):
    told = queue.Queue()
    late = Late(0.01, CaptioningError("The sound system does not answer."))
    workers.run(Lane.DEVICES, lambda job: gate.wait(PATIENCE_S), told.put, late=late)
    assert told.get(timeout=PATIENCE_S) is late.failure
    gate.set()
    assert answer(workers, lambda job: "after it", Lane.DEVICES) == "after it"
    assert told.empty()


def test_a_work_tells_how_far_it_is_and_ends_there_once_it_is_cancelled(workers, gate):
    steps, told = queue.Queue(), queue.Queue()

    def importing(job: Job[str]) -> str:
        job.progress(0.5, "copying")
        gate.wait(PATIENCE_S)
        job.progress(1.0, "done")
        return "imported"

    job = workers.run(Lane.MODELS, importing, told.put, progress=lambda share, doing: steps.put((share, doing)))
    assert steps.get(timeout=PATIENCE_S) == (0.5, "copying")
    waiting = workers.run(Lane.MODELS, importing, told.put)
    waiting.cancel()
    assert isinstance(told.get(timeout=PATIENCE_S), Cancelled)
    job.cancel()
    gate.set()
    assert isinstance(told.get(timeout=PATIENCE_S), Cancelled)
    assert steps.empty()


@pytest.mark.parametrize("keeping", [Lane.LISTS, Lane.KEYS])
def test_at_the_end_what_was_made_is_still_written_and_the_rest_is_dropped(workers, keeping):
    """And keys are given back to the desktop."""
    written, dropped, begun = queue.Queue(), queue.Queue(), threading.Barrier(3)
    jobs = []

    def work(job: Job[None]) -> None:
        begun.wait(PATIENCE_S)
        until(lambda: jobs[-1]._cancelled)  # the end has reached the second lane, and so the first

    for lane, done in ((keeping, written), (Lane.THINKING, dropped)):
        jobs.append(workers.run(lane, work, lambda told: None))
        workers.run(lane, lambda job: "done", done.put)
    begun.wait(PATIENCE_S)
    assert workers.close(PATIENCE_S)
    assert written.get(timeout=PATIENCE_S) == "done"
    assert isinstance(dropped.get(timeout=PATIENCE_S), Cancelled)
    assert isinstance(answer(workers, lambda job: "too late"), Cancelled)


def test_a_work_that_hangs_does_not_hold_up_the_end(workers, gate):
    told, begun = queue.Queue(), threading.Event()
    workers.run(Lane.EXPORTS, lambda job: begun.set() or gate.wait(PATIENCE_S), told.put)
    workers.run(Lane.EXPORTS, lambda job: "behind it", told.put)
    assert begun.wait(PATIENCE_S)
    assert not workers.close(0.05)
    assert all(isinstance(told.get(timeout=PATIENCE_S), Cancelled) for _ in range(2))
