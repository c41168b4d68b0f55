"""Orders of a batch on a Ray cluster: one actor, one loaded model. An optional extra; nothing else imports Ray.

A recording is read and its result written by the computer that works on it, so both lie where all of them see them
under one path. Earshot is installed on each, in the same folder and version, with the same model.
Source: Ray's documentation of actors, their fault tolerance and runtime environments (docs.ray.io, 2.60).
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import queue
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.batch.orders import BatchOptions, FileOrder
from app.batch.pool import BatchReporter, Heard, Orders, Pool, message_of
from app.batch.running import loading_message, options_of, order_message, order_of
from app.batch.worker import BatchWorker
from app.folders import portable_folders, user_folders
from app.settings import Settings
from engine.errors import BadInput, CaptioningError, ComponentMissing
from engine.isolation import children, messages
from engine.privacy import SWITCHES

log = logging.getLogger(__name__)

HERE = "local"
"""The address of a cluster of this computer alone, which ends with the run."""
_STORE_BYTES = 100_000_000  # only orders and answers go through it
_ROOT = Path(__file__).resolve().parents[2]


def run_on_ray(
    orders: Orders, options: BatchOptions, address: str, workers: int | None, settings: Settings, teller: BatchReporter
) -> int:
    """The number of workers; None for as many as the cluster has room for. Raises CaptioningError where there is no
    Ray or no cluster, or the model cannot be loaded.
    """
    if settings.offline and address not in (HERE, "auto"):
        raise BadInput(
            "Earshot is set to stay offline, so it works on no other computer.",
            "Switch “Stay offline” off in the settings, or use --workers.",
        )
    with _cluster(address, workers) as ray:
        cores = int(ray.cluster_resources().get("CPU", 0))
        threads = options.threads or (max(1, cores // workers) if workers else min(2, cores))
        if not 1 <= threads <= cores:
            raise BadInput(
                "The cluster has {cores} processor cores, a worker needs {threads}.",
                "Add computers to it, or name fewer --threads.",
                cores=cores,
                threads=threads,
            )
        most = workers or cores // threads
        spread = _Spread(replace(options, threads=threads), settings, _words())
        pool = Pool(lambda heard: _RayWorker(ray, spread.actor(ray), heard), most, teller)
        try:
            pool.run(orders)
        finally:
            pool.close()
    return most


@contextmanager
def _cluster(address: str, workers: int | None) -> Iterator[Any]:
    """Ray, connected. Its telemetry and dashboard stay off (docs/privacy.md)."""
    if importlib.util.find_spec("ray") is None:
        raise ComponentMissing("Ray is not installed.", "Install it with: pip install 'earshot[ray]'.")
    os.environ.update(SWITCHES)
    import ray

    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    place = tempfile.TemporaryDirectory(prefix="earshot-ray-", ignore_cleanup_errors=True)  # else all of /tmp/ray stays
    if address == HERE:
        quiet |= {"num_cpus": max(workers or 0, os.cpu_count() or 1), "include_dashboard": False}
        quiet |= {"_temp_dir": place.name, "object_store_memory": _STORE_BYTES}
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        ray.init(address=address, **quiet)
        for each, handler in handlers.items():
            signal.signal(each, handler)  # Ray's own would end the program in the middle
    except (ConnectionError, ValueError, OSError, RuntimeError, TimeoutError) as failed:
        log.warning("no Ray cluster: %s", failed)
        raise CaptioningError(
            "There is no Ray cluster at {address}.",
            "Start one with: ray start --head --disable-usage-stats --include-dashboard=false.",
            address=address,
        ) from failed
    try:
        yield ray
    finally:
        ray.shutdown()
        place.cleanup()


class _Spread:
    """What every actor is given: the same options, settings and vocabulary, whatever its computer has."""

    def __init__(self, options: BatchOptions, settings: Settings, words: dict[str, bytes]) -> None:
        self._given = (json.dumps(asdict(options)), settings, words, str(user_folders().models))
        self._cores = options.threads

    def actor(self, ray: Any) -> Any:
        # A thread for `stop`, beside the one that works. Ray's own restarts are left out: the pool counts deaths.
        environment = {**children.MANNERS, **SWITCHES, "PYTHONPATH": str(_ROOT)}
        made = ray.remote(num_cpus=self._cores, max_concurrency=2, max_restarts=0, max_task_retries=0)(ActorWorker)
        return made.options(runtime_env={"env_vars": environment}).remote(*self._given)


class ActorWorker:
    """On a computer of the cluster. words: files of the vocabulary, by name. models: the folder of models of the
    computer that asks; where this one has no such folder, its own.
    """

    def __init__(self, options: str, settings: Settings, words: dict[str, bytes], models: str) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="earshot-worker-")
        folders = portable_folders(Path(self._place.name))
        folders.hotwords.mkdir(parents=True)
        for name, content in words.items():
            (folders.hotwords / name).write_bytes(content)
        there = Path(models) if Path(models).is_dir() else user_folders().models
        folders.moved_models_file.write_text(str(there), encoding="utf-8")
        self._worker = BatchWorker(options_of(options), settings, folders)
        self._stopping = threading.Event()

    def load(self) -> messages.Message:
        return loading_message(self._worker)

    def do(self, order: messages.Message) -> messages.Message:
        return message_of(self._worker.do(order_of(order), lambda *_: None, lambda: not self._stopping.is_set()))

    def stop(self) -> None:
        self._stopping.set()

    def process_id(self) -> int:
        return os.getpid()


class _RayWorker:
    """An actor, as a PoolWorker of the pool. Its thread waits for the answers."""

    def __init__(self, ray: Any, actor: Any, heard: Heard) -> None:
        self._ray, self._actor, self._heard = ray, actor, heard
        self._asked: queue.SimpleQueue[FileOrder | None] = queue.SimpleQueue()
        self.order: FileOrder | None = None
        self.ready = False
        threading.Thread(target=self._listen, name="ray listener", daemon=True).start()

    def send(self, order: FileOrder) -> None:
        self._asked.put(order)

    def stop(self) -> None:
        self._actor.stop.remote()

    def end(self) -> None:
        self._asked.put(None)
        with suppress(Exception):  # the cluster may be gone; there is nothing left to end then
            self._ray.kill(self._actor)

    def _listen(self) -> None:
        try:
            self._heard.put((self, self._ray.get(self._actor.load.remote())))
            while (order := self._asked.get()) is not None:
                self._heard.put((self, self._ray.get(self._actor.do.remote(order_message(order)))))
        except Exception as failed:  # the edge of a thread: the pool hears that this worker is gone
            log.warning("a worker of the cluster is gone: %s", str(failed).partition("\n")[0])
            self._heard.put((self, None))


def _words() -> dict[str, bytes]:
    """The files of the user's vocabulary."""
    found = {}
    with suppress(OSError):
        for each in user_folders().hotwords.iterdir():
            if each.is_file():
                found[each.name] = each.read_bytes()
    return found
