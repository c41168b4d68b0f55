"""Writes small files completely or not at all: beside their place first, then moved into it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from engine.errors import BadInput, CaptioningError
from engine.text.harmless import harmless

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN_IN_NAMES = frozenset('<>:"/\\|?*')
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in "123456789¹²³")}
_NOT_AT_THE_END = (" ", ".")
_LONGEST_STEM = 200  # bytes, of the 255 that a name may have
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


Content = bytes | Callable[[BinaryIO], None]
"""All of a file, or what writes it bit by bit."""
COPIED_AT_ONCE = 1 << 20  # bytes


class FileNotWritten(CaptioningError):
    """A file could not be written; what stood in its place before still stands there."""


class PlaceNotWritable(FileNotWritten):
    """Nor could any other file there: no room, no right, or the folder is gone."""


def unreadable(path: Path, error: OSError) -> BadInput:
    """For a file of the user's that cannot be read."""
    return BadInput(
        "{path} cannot be read: {reason}.", "Look at its rights.", path=path, reason=error.strerror or error
    )


def write_whole(path: Path, content: Content) -> None:
    """Write `content` to `path`, so that a reader meets either the old file or the whole new one.

    A function gets a file that can be searched, and writes it there.
    For what a user asks for, an export: a new file gets the rights that are usual there, an older one keeps its own.
    A pipe or a device (say /dev/stdout) is written to directly. A link stays, and its target is replaced.
    Raises FileNotWritten, with one sentence on what to do, for a full disk, a folder, a missing right.
    """
    _write_whole(path, content, None)


def write_out(content: Content, file: BinaryIO) -> None:
    """To a pipe or a device, which cannot be searched: what writes bit by bit goes to the disk first."""
    if isinstance(content, bytes):
        file.write(content)
        return
    with tempfile.TemporaryFile() as waiting:
        content(waiting)
        waiting.seek(0)
        shutil.copyfileobj(waiting, file, COPIED_AT_ONCE)


def file_stem(title: str) -> str:
    """A title as the name of a file without its ending, on Windows too; "" where nothing of it can be one.

    Source: Microsoft, Naming Files, Paths, and Namespaces.
    """
    plain = "".join("-" if each in _FORBIDDEN_IN_NAMES or ord(each) < 32 else each for each in harmless(title))
    stem = plain.encode("utf-8")[:_LONGEST_STEM].decode("utf-8", "ignore").strip("".join(_NOT_AT_THE_END))
    return f"_{stem}" if stem.split(".")[0].rstrip().upper() in _DEVICES else stem


def write_private(path: Path, content: Content) -> None:
    """As write_whole, for what Earshot keeps itself: the file is for this user alone. Raises FileNotWritten."""
    _write_whole(path, content, 0o600)


def _write_whole(path: Path, content: Content, mode: int | None) -> None:
    try:
        target = _target_of(path)
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                write_out(content, file)
        else:
            _replace(target, content, mode)
    except (OSError, ValueError) as error:
        raise _explained(path, error) from error


def try_writing(path: Path) -> None:
    """Raise now the FileNotWritten that write_whole would meet after long work; leaves nothing behind.

    Only a disk that fills up meanwhile is not foreseen.
    """
    try:
        target = _target_of(path)
        if not target.exists() or target.is_file():
            _write_new(trial := _waiting_place(target), b"")
            trial.unlink()
    except (OSError, ValueError) as error:
        raise _explained(path, error) from error


def check_free(path: Path, force: bool = False) -> None:
    """Raise BadInput where a file of the user's would be written over; force: they said that it may be."""
    if not force and os.path.isfile(path):  # a Path raises where a name is too long
        raise BadInput("{path} is there already.", "Choose another name, or write over it with --force.", path=path)


def place_aside(path: Path) -> Path:
    """A free name beside a file that is about to be replaced: settings.toml.unreadable, .unreadable-2 and so on."""
    return next(each for each in _aside_names(path) if not each.exists())


def _aside_names(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.unreadable")
    for number in range(2, 10_000):
        yield path.with_name(f"{path.name}.unreadable-{number}")


def _target_of(path: Path) -> Path:
    # Without this a link in a user's collection of settings would turn into a file.
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return target


def _replace(target: Path, content: Content, mode: int | None) -> None:
    waiting = _waiting_place(target)
    try:
        _write_new(waiting, content, 0o666 if mode is None else mode)
        if mode is None and target.exists():
            waiting.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(waiting, target)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _waiting_place(target: Path) -> Path:
    # A short name of its own: one made from a long file name could be too long for the file system.
    return target.with_name(f".earshot-{os.urandom(6).hex()}.part")


def remove_unfinished(folder: Path) -> None:
    """What a process left that was killed while it wrote. For a folder that no one else writes to now."""
    for each in folder.glob(".earshot-*.part"):
        with suppress(OSError):
            each.unlink()


def _write_new(path: Path, content: Content, mode: int = 0o666) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content(file)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the new name on the disk too; Windows does this by itself and cannot open folders."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(path: Path, error: OSError | ValueError) -> FileNotWritten:
    number = error.errno if isinstance(error, OSError) else None
    if number in _NO_ROOM:
        return PlaceNotWritable(
            "There is no room for {path}.", "Free some space on that disk, or choose another.", path=path
        )
    if number in _NOT_ALLOWED:
        return PlaceNotWritable("{path} may not be written.", "Choose a place that belongs to you.", path=path)
    if number == errno.EISDIR:
        return FileNotWritten("{path} is a folder.", "Name a file in it instead.", path=path)
    if number in (errno.ENOENT, errno.ENOTDIR):
        return PlaceNotWritable("{path} is not a folder.", "Make it first, or choose another place.", path=path.parent)
    if number == errno.ENAMETOOLONG:
        return FileNotWritten("The name {name}… is too long.", "Choose a shorter one.", name=path.name[:40])
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return FileNotWritten("{path} could not be written: {reason}.", "Choose another place.", path=path, reason=reason)
