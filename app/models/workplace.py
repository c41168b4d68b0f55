"""Where a model is put together: a hidden folder beside its later place, moved there when it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from app.folders import make_folder
from engine.errors import CaptioningError, ModelUnusable
from engine.private_files import make_private_file

_PREFIX = ".import-"
_LOCK = ".lock"


@contextmanager
def one_import_at_a_time(models: Path) -> Iterator[None]:
    """Holds the models folder for one import, and removes what a broken-off one left there.

    The lock is an open SQLite transaction: it works on every system, and ends with the process that holds it.
    """
    make_folder(models)
    with closing(_locked(models)):
        sweep(models)
        yield


def _locked(models: Path) -> sqlite3.Connection:
    with suppress(OSError):  # SQLite meets the same obstacle
        make_private_file(models / _LOCK)
    lock = sqlite3.connect(models / _LOCK, timeout=0.0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise _not_locked(models, error) from error
    return lock


def _not_locked(models: Path, error: sqlite3.OperationalError) -> CaptioningError:
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return CaptioningError(f"Another import into {models} is under way.", "Wait until it has ended.")
    return CaptioningError(f"{models} cannot be written to.", "Set EARSHOT_HOME to a folder of your own.")


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
            _sync(path, os.O_RDWR)
    _sync_folder(work)
    if place.exists():
        raise taken(place.name)
    work.rename(place)
    _sync_folder(place.parent)


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


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows does this by itself and cannot open folders
        _sync(folder, os.O_RDONLY)
