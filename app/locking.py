"""A file lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

    def try_lock(file: BinaryIO) -> bool:
        """Take the lock of an open file, held until it is closed; False where another opening of it has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

else:
    import msvcrt

    _FAR = 1 << 40  # a locked byte cannot be read by others: one behind all content

    def try_lock(file: BinaryIO) -> bool:
        """As above."""
        place = file.tell()
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(place)
        return True


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock of this file; False where there is none."""
    try:
        with path.open("r+b", buffering=0) as file:
            return not try_lock(file)
    except OSError:
        return False
