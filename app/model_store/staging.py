"""Builds a model in a hidden folder beside its later place, and moves it there when it is complete."""

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
_ASIDE = ".replaced-"  # begins the name of a model whose place another one takes just now
_LOCK = ".lock"


@contextmanager
def one_import_at_a_time(models: Path) -> Iterator[None]:
    """Holds the models folder for one import, and removes what a broken-off one left there.

    The lock ends with the process that holds it.
    """
    make_folder(models)
    with _opened(models / _LOCK) as lock:
        if not try_lock(lock):
            raise CaptioningError(
                "Another model is being put into {folder}.", "Wait until that has ended.", folder=models
            )
        sweep(models)
        yield


def _opened(lock: Path) -> BinaryIO:
    try:
        with suppress(FileExistsError):
            make_private_file(lock)
        return lock.open("r+b", buffering=0)
    except OSError as error:
        raise CaptioningError(
            "{folder} cannot be written to.", "Choose a folder of your own for the models.", folder=lock.parent
        ) from error


def sweep(models: Path) -> None:
    for aside in models.glob(f"{_ASIDE}*"):
        if (place := models / aside.name.removeprefix(_ASIDE)).exists():
            _delete(aside)
        else:
            aside.rename(place)  # its replacement did not come
    for left in models.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def discard(place: Path) -> None:
    """Delete a model: its name is free at once, and what a broken-off deletion left goes with the next `sweep`.

    Raises OSError where it stays.
    """
    if place.is_symlink():
        place.unlink()
        return
    gone = place.with_name(f"{_PREFIX}{secrets.token_hex(6)}")
    place.rename(gone)
    shutil.rmtree(gone)


@contextmanager
def work_folder(models: Path) -> Iterator[Path]:
    """A new folder in `models` that is gone afterwards, unless it was moved to its place."""
    folder = models / f"{_PREFIX}{secrets.token_hex(6)}"
    make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _delete(place: Path) -> None:
    if place.is_symlink():
        place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)


def install(work: Path, place: Path, *, replacing: bool = False) -> None:
    """Put the finished folder in its place, all at once and on the disk before this returns.

    replacing: a model that is there goes, only now; a kill in between leaves it or the new one to the next `sweep`.
    """
    for path in sorted(work.rglob("*")):
        if path.is_file():
            path.chmod(0o600)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(work)
    aside = place.with_name(f"{_ASIDE}{place.name}")
    if replacing and (place.exists() or place.is_symlink()):
        place.rename(aside)
    elif place.exists():
        raise taken(place.name)
    try:
        work.rename(place)
    except OSError:
        if aside.exists():
            aside.rename(place)
        raise
    sync_folder(place.parent)
    _delete(aside)


def taken(name: str) -> ModelUnusable:
    return ModelUnusable(
        "There is a model called {name} already.", "Remove it first, or give this one another name.", name=name
    )


def require_space(models: Path, needed: int) -> None:
    """Raise CaptioningError where the disk of `models` cannot take `needed` more bytes."""
    free = shutil.disk_usage(models).free
    if free < needed:
        raise CaptioningError(
            "The model needs {needed} GB in {folder}, where {free} GB are free.",
            "Free some space there, or move the models to a larger disk.",
            needed=f"{needed / 1e9:.1f}",
            folder=models,
            free=f"{free / 1e9:.1f}",
        )
