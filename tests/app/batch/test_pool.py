"""Several workers share the files of a batch; what dies or differs is noticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.batch.feed import Feed
from app.batch.orders import FileOrder
from app.batch.pool import Heard, Orders, Pool, message_of
from app.batch.worker import FileAnswer
from engine.errors import CaptioningError

FILES = [Path(f"/sound/{number}.wav") for number in range(6)]
READY = {"kind": "ready", "model": ["1", "mini", "abc"]}


class ScriptedWorker:
    """Answers at once, or dies where `dies` says so."""

    def __init__(self, heard: Heard, dies: Callable[[FileOrder], bool], model: object = READY["model"]) -> None:
        self._heard, self._dies = heard, dies
        self.order: FileOrder | None = None
        self.ready = self.ended = False
        heard.put((self, {"kind": "ready", "model": model}))

    def send(self, order: FileOrder) -> None:
        assert self.ready
        self._heard.put((self, None if self._dies(order) else message_of(FileAnswer(order, length_s=1.0))))

    def stop(self) -> None:
        """It has answered."""

    def end(self) -> None:
        self.ended = True


class Noted:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.answers: list[FileAnswer] = []
        self.begun: list[FileOrder] = []
        self.once_more: list[FileOrder] = []

    def began(self, order: FileOrder) -> None:
        self.begun.append(order)

    def progress(self, order: FileOrder, position: int, length_s: float | None) -> None:
        """Nothing is told on the way."""

    def again(self, order: FileOrder) -> None:
        self.once_more.append(order)

    def ended(self, answer: FileAnswer) -> None:
        self.answers.append(answer)


def run(dies: Callable[[FileOrder], bool], most: int = 2, models: list[object] | None = None) -> Noted:
    told, given = Noted(), list(models or [])
    model = READY["model"]
    pool = Pool(lambda heard: ScriptedWorker(heard, dies, given.pop(0) if given else model), most, told)
    try:
        pool.run(Orders(Feed(FILES), FileOrder))
    finally:
        pool.close()
    return told


def test_the_file_of_a_dead_worker_is_done_by_another_one():
    dead = []

    def dies(order: FileOrder) -> bool:
        dead.append(order.path)
        return order.path == FILES[2] and dead.count(FILES[2]) == 1

    told = run(dies)
    assert sorted(each.order.path for each in told.answers) == FILES
    assert not any(each.failure for each in told.answers)
    assert [each.path for each in told.once_more] == [FILES[2]]


def test_a_file_that_kills_two_workers_is_an_error_and_the_rest_is_done():
    told = run(lambda order: order.path == FILES[1])
    failed = [each for each in told.answers if each.failure]
    assert [each.order.path for each in failed] == [FILES[1]]
    assert "ended unexpectedly, twice" in str(failed[0].failure)
    assert len(told.answers) == len(FILES)


def test_workers_that_keep_dying_end_the_run():
    with pytest.raises(CaptioningError, match="keep ending"):
        run(lambda order: True, most=1)


def test_workers_with_different_models_do_not_write_one_archive():
    with pytest.raises(CaptioningError, match="different models"):
        run(lambda order: False, models=[["1", "mini", "abc"], ["1", "mini", "other"]])


def test_no_more_workers_are_started_than_there_are_files():
    started = []
    told = Noted()

    def start(heard: Heard) -> ScriptedWorker:
        started.append(ScriptedWorker(heard, lambda order: False))
        return started[-1]

    pool = Pool(start, 20, told)
    pool.run(Orders(Feed(FILES[:3]), FileOrder))
    pool.close()
    assert len(started) == 3
    assert all(each.ended for each in started)
    assert len(told.answers) == 3
