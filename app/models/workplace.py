"""Where a model is put together: a hidden folder beside its later place, moved there when it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.files import sync_folder
from app.folders import make_folder
from app.locking import try_lock
from engine.errors import CaptioningError, ModelUnusable
from engine.private_files import make_private_file

_PREFIX = ".import-"
_LOCK = ".lock"


@contextmanager
def one_import_at_a_time(models: Path) -> Iterator[None]:
    """Holds the models folder for one import, and removes what a broken-off one left there.

    The lock ends with the process that holds it.
    """
    make_folder(models)
    with _opened(models / _LOCK) as lock:
        if not try_lock(lock):
            raise CaptioningError(f"Another import into {models} is under way.", "Wait until it has ended.")
        sweep(models)
        yield


def _opened(lock: Path) -> BinaryIO:
    try:
        with suppress(FileExistsError):
            make_private_file(lock)
        return lock.open("r+b", buffering=0)
    except OSError as error:
        what = f"{lock.parent} cannot be written to."
        raise CaptioningError(what, "Set EARSHOT_HOME to a folder of your own.") from error


def sweep(models: Path) -> None:
    for left in models.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def work_folder(models: Path) -> Iterator[Path]:
    """A new folder in `models` that is gone afterwards, unless it was moved to its place."""
    folder = models / f"{_PREFIX}{secrets.token_hex(6)}"
    make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle(work: Path, place: Path) -> None:
    """Put the finished folder in its place, all at once and on the disk before this returns."""
    for path in sorted(work.rglob("*")):
        if path.is_file():
            path.chmod(0o600)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(work)
    if place.exists():
        raise taken(place.name)
    work.rename(place)
    sync_folder(place.parent)


def taken(name: str) -> ModelUnusable:
    return ModelUnusable(
        f"There is a model called {name} already.",
        f"Choose another name with --name, or remove it first: earshot models remove {name}.",
    )


def require_space(models: Path, needed: int) -> None:
    """Raise CaptioningError where the disk of `models` cannot take `needed` more bytes."""
    free = shutil.disk_usage(models).free
    if free < needed:
        raise CaptioningError(
            f"The import needs {needed / 1e9:.1f} GB in {models}, where {free / 1e9:.1f} GB are free.",
            "Free some space there, or set EARSHOT_HOME to a folder on a larger disk.",
        )
