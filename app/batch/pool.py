"""Several workers share the orders of a batch, in processes of this computer or on others."""

from __future__ import annotations

import logging
import queue
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from app.batch.feed import Feed
from app.batch.orders import FileOrder
from app.batch.worker import FileAnswer
from engine.audio.sound_bytes import title_of
from engine.errors import CaptioningError
from engine.isolation import messages
from engine.text.sentence import as_json, from_json

log = logging.getLogger(__name__)

WAIT_S = 0.2  # for the next file of a folder that is watched
TRIES = 2  # of a file whose worker dies; one that kills two workers is left out
_DEATHS_IN_A_ROW = 4  # of each worker, without any answer between them


class BatchReporter(Protocol):
    """Receives progress and results; called on one thread."""

    def began(self, order: FileOrder) -> None: ...

    def progress(self, order: FileOrder, position: int, length_s: float | None) -> None: ...

    def again(self, order: FileOrder) -> None:
        """Its worker died; another one begins with it."""

    def ended(self, answer: FileAnswer) -> None: ...


class Orders:
    """The feed's files as orders. stopping: set it from any thread to start no more and interrupt those that run."""

    def __init__(self, feed: Feed, order: Callable[[Path], FileOrder]) -> None:
        self._feed, self._order = feed, order
        self.stopping = threading.Event()

    def take(self) -> FileOrder | None:
        """None where there is none now, or for good."""
        path = None if self.stopping.is_set() else self._feed.take()
        return None if path is None else self._order(path)

    @property
    def ended(self) -> bool:
        return self.stopping.is_set() or self._feed.ended


class PoolWorker(Protocol):
    """A worker with a loaded model, somewhere else. order: what it works on; ready: its model is loaded.

    It puts (worker, message) into the queue that it was given; the message is None once the worker is gone.
    """

    order: FileOrder | None
    ready: bool

    def send(self, order: FileOrder) -> None: ...

    def stop(self) -> None:
        """Let go of the order, which is answered as not whole."""

    def end(self) -> None: ...


Heard = queue.SimpleQueue[tuple[PoolWorker, messages.Message | None]]


class Pool:
    """Shares orders among workers. start: starts a worker that reports to the queue. most: workers at once."""

    def __init__(self, start: Callable[[Heard], PoolWorker], most: int, teller: BatchReporter) -> None:
        self._start, self._most, self._teller = start, most, teller
        self._heard: Heard = queue.SimpleQueue()
        self._workers: list[PoolWorker] = []
        self._waiting: list[FileOrder] = []
        self._deaths: Counter[FileOrder] = Counter()
        self._in_a_row = 0
        self._model: object = None

    def run(self, orders: Orders) -> None:
        """Raises CaptioningError where a model cannot be loaded, or workers keep dying."""
        stopped = False
        while not orders.ended or self._busy or self._waiting:
            if orders.stopping.is_set() and not stopped:
                stopped = True
                self._waiting.clear()
                for worker in self._busy:
                    worker.stop()
            self._assign(orders)
            with suppress(queue.Empty):
                self._take(orders, *self._heard.get(timeout=WAIT_S))

    def close(self) -> None:
        for worker in self._workers:
            worker.end()

    @property
    def _busy(self) -> list[PoolWorker]:
        return [worker for worker in self._workers if worker.order is not None]

    def _assign(self, orders: Orders) -> None:
        """Give files to workers that are free. A worker is started when there is a file for it."""
        while len(self._busy) + len(self._waiting) < self._most and (order := orders.take()) is not None:
            self._waiting.append(order)
        while len(self._workers) < min(self._most, len(self._busy) + len(self._waiting)):
            self._workers.append(self._start(self._heard))
        for worker in self._workers:
            if self._waiting and worker.ready and worker.order is None:
                order = self._waiting.pop(0)
                self._teller.began(order)
                worker.order = order
                worker.send(order)

    def _take(self, orders: Orders, worker: PoolWorker, message: messages.Message | None) -> None:
        order = worker.order
        if message is None:
            self._workers.remove(worker)
            worker.end()
            self._died(orders, order)
        elif message["kind"] == "unable":
            raise CaptioningError(from_json(message["what"]), from_json(message["remedy"]))
        elif message["kind"] == "ready":
            self._check_model(message["model"])
            worker.ready = True
        elif order is not None and message["kind"] == "progress":
            self._teller.progress(order, int(message["position"]), message["length_s"])
        elif order is not None:
            worker.order, self._in_a_row = None, 0
            self._teller.ended(_answer(order, message))

    def _died(self, orders: Orders, order: FileOrder | None) -> None:
        self._in_a_row += 1
        if self._in_a_row > _DEATHS_IN_A_ROW * self._most:
            raise CaptioningError(
                "The processes that recognise keep ending unexpectedly.",
                "Try fewer at once: each needs memory for the whole model.",
            )
        if order is None:
            return
        self._deaths[order] += 1
        if self._deaths[order] < TRIES and not orders.stopping.is_set():
            self._teller.again(order)
            self._waiting.insert(0, order)
        else:
            self._teller.ended(FileAnswer(order, failure=_left_out(order)))

    def _check_model(self, model: object) -> None:
        """All workers must have the same one, or the texts would depend on who wrote them."""
        self._model = model if self._model is None else self._model
        if model != self._model:
            raise CaptioningError(
                "The computers of the cluster have different models, or different versions of Earshot.",
                "Bring the same ones to all of them.",
            )


def message_of(answer: FileAnswer) -> messages.Message:
    failure = answer.failure
    return {
        "kind": "answer",
        "text": answer.text,
        "length_s": answer.length_s,
        "failure": None if failure is None else [as_json(failure.what), as_json(failure.remedy)],
        "whole": answer.whole,
        "known": answer.known,
        "unwritten": answer.unwritten,
        "took_s": answer.took_s,
        "model": answer.model,
    }


def _answer(order: FileOrder, message: messages.Message) -> FileAnswer:
    failure = message["failure"]
    return FileAnswer(
        order,
        message["text"],
        message["length_s"],
        None if failure is None else CaptioningError(from_json(failure[0]), from_json(failure[1])),
        message["whole"],
        message["known"],
        message["unwritten"],
        message["took_s"],
        message["model"],
    )


def _left_out(order: FileOrder) -> CaptioningError:
    return CaptioningError(
        "The process that worked on {name} ended unexpectedly, twice.",
        "Try this file again; with fewer processes it needs less memory.",
        name=title_of(order.path),
    )
