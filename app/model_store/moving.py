"""Moves the folder of models: copies, compares, switches over, then removes the old one.

Until `Folders.models` names the new place everything is in the old one; from then on everything is in the new one.
Whatever ends the program between two steps, the same move, asked for again, goes on where it was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.files import write_private
from app.folders import Folders, make_folder
from app.model_store.in_use import require_unused
from app.model_store.staging import discard, install, one_import_at_a_time, require_space, work_folder
from engine.errors import BadInput, CaptioningError
from engine.models.progress import Progress, silent
from engine.text.sentence import Sentence

FOLDER_NAME = "Earshot models"
_MARK = ".moved-from"
_KNOWLEDGE = (".tried.json", ".speed.json")
_BLOCK = 4 << 20  # bytes


def move_models(folders: Folders, target: Path, progress: Progress = silent) -> Path:
    """All models into `target`, or into "Earshot models" in it where other things lie there; the folder they are in.

    Raises CaptioningError, with all of them where they were; BadInput where one is loaded.
    """
    old, target = folders.models, _whole_path(target)
    _require_apart(old, target)
    require_unused(old)
    new = _place_in(target)
    try:
        with one_import_at_a_time(new), one_import_at_a_time(old):
            _copy(old, new, progress)
            write_private(new / _MARK, os.fsencode(old))
            write_private(make_folder(folders.config) / folders.moved_models_file.name, os.fsencode(new))
            _remove_old(old, new)
    except OSError as error:
        raise CaptioningError(
            "The models could not be moved to {folder}: {reason}.",
            "They are where they were. Choose another folder.",
            folder=new,
            reason=error.strerror or error,
        ) from error
    progress(1.0, "done")
    return new


def finish_move(folders: Folders) -> None:
    """Remove what a move, broken off at its end, left in the old place. Costs a look at one file."""
    new = folders.models
    try:
        old = Path(os.fsdecode((new / _MARK).read_bytes()))
        _remove_old(old, new)
    except OSError:  # no move was broken off; or the old place cannot be written to, and keeps its copies
        return


def _whole_path(target: Path) -> Path:
    try:
        return target.expanduser().absolute()
    except RuntimeError as unknown:
        raise BadInput(
            "{folder} cannot be used: {reason}.",
            "Choose another folder.",
            folder=target,
            reason=Sentence("there is no user of that name"),
        ) from unknown


def _place_in(target: Path) -> Path:
    try:
        names = {path.name for path in target.iterdir()}
    except FileNotFoundError:
        return target
    except OSError as error:
        raise BadInput(
            "{folder} cannot be used: {reason}.",
            "Choose another folder.",
            folder=target,
            reason=error.strerror or error,
        ) from error
    own = not names or ".lock" in names or target.name == FOLDER_NAME
    return target if own else target / FOLDER_NAME


def _require_apart(old: Path, new: Path) -> None:
    was, will = Path(os.path.realpath(old)), Path(os.path.realpath(new))
    if was == will:
        raise BadInput("The models are in {folder} already.", "Choose another folder.", folder=new)
    if was in will.parents or will in was.parents:
        raise BadInput("One of the two folders lies in the other.", "Choose a folder elsewhere.")


def _copy(old: Path, new: Path, progress: Progress) -> None:
    models = [place for place in _models_in(old) if not _is_there(place, new / place.name)]
    sizes = {place: _size(place) for place in models}
    total = sum(sizes.values())
    require_space(new, total)
    done = 0
    for place in models:
        with work_folder(new) as work:
            for path in _files(place):
                progress(0.98 * done / (total or 1), place.name)
                copy_checked(path, work / path.relative_to(place))
                done += path.stat().st_size
            install(work, new / place.name)
    for name in _KNOWLEDGE:
        if (old / name).is_file() and not (new / name).exists():
            shutil.copy2(old / name, new / name)


def copy_checked(source: Path, target: Path, sha256: str | None = None) -> str:
    """Copy a file, read it again and compare: with `sha256` too, where that is known. Its sha256.

    Raises OSError, CaptioningError for a copy that is not what was copied.
    """
    make_folder(target.parent)
    summed = hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as written:
        while block := read.read(_BLOCK):
            summed.update(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    shutil.copystat(source, target)
    with target.open("rb") as again:
        arrived = hashlib.file_digest(again, "sha256").hexdigest()
    if arrived != summed.hexdigest() or sha256 not in (None, arrived):
        raise CaptioningError(
            "The copy of {name} differs from the original.", "Check the disks, then try again.", name=source.name
        )
    return arrived


def _is_there(place: Path, copy: Path) -> bool:
    """A move that was broken off had copied it. Raises BadInput for another model of that name."""
    if not copy.exists():
        return False
    files = {path.relative_to(place): path.stat().st_size for path in _files(place)}
    if files != {path.relative_to(copy): path.stat().st_size for path in _files(copy)}:
        raise BadInput(
            "There is another model called {name} in {folder}.",
            "Choose another folder, or remove one of the two.",
            name=place.name,
            folder=copy.parent,
        )
    return True


def _remove_old(old: Path, new: Path) -> None:
    for place in _models_in(old):
        if (new / place.name).is_dir():
            discard(place)
    for name in (*_KNOWLEDGE, _MARK):
        (old / name).unlink(missing_ok=True)
    (new / _MARK).unlink(missing_ok=True)


def _models_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name[0] != "." and path.is_dir())


def _files(place: Path) -> Iterator[Path]:
    return (path for path in sorted(place.rglob("*")) if path.is_file())


def _size(place: Path) -> int:
    return sum(path.stat().st_size for path in _files(place))
