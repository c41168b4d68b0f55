"""How clients share one model: streams before files, each in turn, nobody for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from app.control.model_turns import SharedRecogniser
from app.serving.turns import PATIENCE_S, FairTurns
from engine.models.recogniser import Request
from tests.support.recognisers import SCRIPTED, ScriptedRecogniser
from tests.support.waiting import until


class Queue:
    """Clients that wait while `first` has the model, and the order in which they get it."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.turns = FairTurns(lambda: self.now_s)
        self.order: list[str] = []
        self._threads: list[threading.Thread] = []
        self._go = threading.Event()

    def hold(self) -> None:
        """The model is taken until `release`."""
        number = self.turns.join(live=False)
        taken = threading.Event()

        def work() -> None:
            with self.turns.of(number):
                taken.set()
                self._go.wait(60)

        self._start(work)
        assert taken.wait(60)

    def wait(self, name: str, number: int) -> None:
        def work() -> None:
            with self.turns.of(number):
                self.order.append(name)

        waiting = len(self.turns._waiting)
        self._start(work)
        until(lambda: len(self.turns._waiting) > waiting)

    def release(self) -> list[str]:
        self._go.set()
        for each in self._threads:
            each.join(60)
        return self.order

    def _start(self, work: object) -> None:
        self._threads.append(threading.Thread(target=work))  # type: ignore[arg-type]
        self._threads[-1].start()


@pytest.fixture
def queue() -> Iterator[Queue]:
    made = Queue()
    made.hold()
    yield made
    made.release()


def test_streams_go_before_files_and_files_in_their_order(queue: Queue) -> None:
    join = queue.turns.join
    for name, live in (("file 1", False), ("file 2", False), ("stream 1", True), ("stream 2", True)):
        queue.now_s += 0.1
        queue.wait(name, join(live))
    assert queue.release() == ["stream 1", "stream 2", "file 1", "file 2"]


def test_nobody_goes_twice_while_another_one_waits(queue: Queue) -> None:
    often, once = queue.turns.join(live=False), queue.turns.join(live=False)
    queue.wait("often", often)
    queue.now_s += 0.1
    queue.wait("often again", often)
    queue.now_s += 0.1
    queue.wait("once", once)
    assert queue.release().index("once") < 2


def test_a_file_waits_no_longer_than_its_patience_for_streams(queue: Queue) -> None:
    queue.wait("file", queue.turns.join(live=False))
    queue.now_s += PATIENCE_S
    queue.wait("stream", queue.turns.join(live=True))
    assert queue.release() == ["file", "stream"]


def test_who_fails_gives_the_model_back() -> None:
    turns = FairTurns()
    one, other = turns.join(live=False), turns.join(live=True)
    with pytest.raises(ValueError, match="broken"), turns.of(one):
        raise ValueError("broken")
    with turns.of(other):
        turns.leave(one)
    assert turns.busy_s >= 0.0


@pytest.mark.parametrize("together", [True, False])
def test_finals_of_another_machine_are_made_at_once_those_of_this_one_in_turn(together: bool) -> None:
    turns, inside, most = FairTurns(), threading.Semaphore(0), []
    both = threading.Barrier(2)

    class Elsewhere(ScriptedRecogniser):
        def __init__(self) -> None:
            super().__init__(["words"] * 2, self._pass)
            self.capabilities = replace(SCRIPTED, together=together)
            self.now = 0

        def _pass(self) -> None:
            self.now += 1
            most.append(self.now)
            if together:
                both.wait(60)
            self.now -= 1
            inside.release()

    model = Elsewhere()
    clients = [SharedRecogniser(model, turns, turns.join(live=False)) for _ in range(2)]
    threads = [
        threading.Thread(target=lambda each=each: each.begin(Request()).finish(np.zeros(16_000, np.float32)))
        for each in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        assert inside.acquire(timeout=60)
        thread.join(60)
    assert max(most) == (2 if together else 1)
