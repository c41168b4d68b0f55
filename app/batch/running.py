"""Runs the orders of a batch, one after another in this process or several at once in child processes."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO

from app.batch.orders import BatchOptions, FileOrder
from app.batch.pool import WAIT_S, BatchReporter, Heard, Orders, Pool, message_of
from app.batch.worker import BatchWorker
from app.folders import user_folders
from app.settings import load_settings
from engine.errors import CaptioningError
from engine.isolation import children, messages
from engine.text.sentence import as_json
from engine.timeline import to_samples

TELL_EVERY = to_samples(2.0)  # of progress, between two messages
CLOSE_S = 10.0  # a pass of the model that runs ends within it


def run_here(orders: Orders, worker: BatchWorker, teller: BatchReporter) -> None:
    """Raises CaptioningError where the model cannot be loaded."""
    while not orders.ended:
        order = orders.take()
        if order is None:
            orders.stopping.wait(0.0 if orders.ended else WAIT_S)
            continue
        teller.began(order)

        def report_progress(position: int, length_s: float | None, order: FileOrder = order) -> None:
            teller.progress(order, position, length_s)

        teller.ended(worker.do(order, report_progress, lambda: not orders.stopping.is_set()))


def run_in_processes(orders: Orders, options: BatchOptions, jobs: int, teller: BatchReporter) -> None:
    """Each process has the model and an equal share of the processor cores. The file of one that dies is done again.

    Raises CaptioningError where the model cannot be loaded.
    """
    options = replace(options, threads=options.threads or max(1, (os.cpu_count() or jobs) // jobs))
    pool = Pool(lambda heard: _Child(options, heard), jobs, teller)
    try:
        pool.run(orders)
    finally:
        pool.close()


class _Child:
    """One process, as a PoolWorker of the pool."""

    def __init__(self, options: BatchOptions, heard: Heard) -> None:
        self._process = children.start(FUNCTION, json.dumps(asdict(options)), errors=subprocess.DEVNULL)
        self._heard = heard
        self.order: FileOrder | None = None
        self.ready = False
        threading.Thread(target=self._listen, name="batch listener", daemon=True).start()

    def send(self, order: FileOrder) -> None:
        self._say(order_message(order))

    def stop(self) -> None:
        self._say({"kind": "stop"})

    def end(self) -> None:
        with suppress(OSError):
            self._input.close()
        children.end(self._process, CLOSE_S)

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None  # children.start opens it
        return self._process.stdin

    def _say(self, message: messages.Message) -> None:
        with suppress(messages.ConnectionLost):  # its listener says so
            messages.send(self._input, message)

    def _listen(self) -> None:
        assert self._process.stdout is not None  # likewise
        with self._process.stdout as output, suppress(messages.ConnectionLost):
            while True:
                self._heard.put((self, messages.receive(output)[0]))
        self._heard.put((self, None))


def order_message(order: FileOrder) -> messages.Message:
    return {"kind": "order", "path": str(order.path), "output": None if order.output is None else str(order.output)}


def order_of(message: messages.Message) -> FileOrder:
    output = message["output"]
    return FileOrder(Path(message["path"]), None if output is None else Path(output))


def options_of(text: str) -> BatchOptions:
    """Of asdict(options) as JSON."""
    fields = json.loads(text)
    rules = tuple((name, value) for name, value in fields["rules"])
    return BatchOptions(**{**fields, "languages": tuple(fields["languages"]), "rules": rules})


def loading_message(worker: BatchWorker) -> messages.Message:
    """Loads the model."""
    try:
        worker.load()
    except CaptioningError as failed:
        return {"kind": "unable", "what": as_json(failed.what), "remedy": as_json(failed.remedy)}
    return {"kind": "ready", "model": worker.mark}


# -- in the child ----------------------------------------------------------------------------------------


FUNCTION = f"{__name__}:serve"


def serve(arguments: list[str]) -> None:
    """The child's life: orders come on its standard input, answers go to its standard output."""
    orders, answers = messages.claim_pipes()
    folders = user_folders()
    worker = BatchWorker(options_of(arguments[0]), load_settings(folders.settings_file).settings, folders)
    asked: queue.SimpleQueue[FileOrder | None] = queue.SimpleQueue()
    stopping = threading.Event()
    threading.Thread(target=_hear, args=(orders, asked, stopping), name="batch ears", daemon=True).start()
    loaded = loading_message(worker)
    messages.send(answers, loaded)
    if loaded["kind"] != "ready":
        os._exit(1)
    while (order := asked.get()) is not None:
        messages.send(answers, message_of(worker.do(order, _Progress(answers).tell, lambda: not stopping.is_set())))
    worker.close()
    os._exit(0)  # the listening thread holds the lock of standard input


class _Progress:
    def __init__(self, answers: IO[bytes]) -> None:
        self._answers = answers
        self._reported = -TELL_EVERY

    def tell(self, position: int, length_s: float | None) -> None:
        if position - self._reported >= TELL_EVERY:
            self._reported = position
            messages.send(self._answers, {"kind": "progress", "position": position, "length_s": length_s})


def _hear(orders: IO[bytes], asked: queue.SimpleQueue[FileOrder | None], stopping: threading.Event) -> None:
    """Until the parent is gone, or closes the pipe."""
    with suppress(messages.ConnectionLost):
        while True:
            message, _ = messages.receive(orders)
            if message["kind"] == "stop":
                stopping.set()
            else:
                asked.put(order_of(message))
    stopping.set()
    asked.put(None)
