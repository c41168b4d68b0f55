"""The folder of uploaded files while they are transcribed; each start removes what an earlier one left."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.locking import is_locked, try_lock

_PREFIX, _LOCK = "earshot-server-", ".lock"


@contextmanager
def upload_folder(within: Path | None = None) -> Iterator[Path]:
    """For this user alone, deleted at the end; those of servers that were killed are deleted now.

    within: None for the temporary folder of the system.
    """
    _remove_left_over(within or Path(tempfile.gettempdir()))
    number, name = tempfile.mkstemp(_LOCK, _PREFIX, within)
    lock = Path(name)
    folder = lock.with_suffix("")
    with os.fdopen(number, "r+b") as held:
        try_lock(held)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    lock.unlink(missing_ok=True)


def _remove_left_over(within: Path) -> None:
    for lock in within.glob(f"{_PREFIX}*{_LOCK}"):
        folder = lock.with_suffix("")
        if folder.is_dir() and _is_own(folder) and not is_locked(lock):
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)


def _is_own(folder: Path) -> bool:
    return not folder.is_symlink() and (not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid())
