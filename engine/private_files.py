"""Files and folders for this user alone, 0700 and 0600 whatever the umask: what people said stays private.

Windows has no such modes; there the user's own folders are private by inheritance.
"""

from __future__ import annotations

import os
from pathlib import Path


def make_private_folder(path: Path) -> None:
    """Make it and those missing on its way. What is there already keeps its rights. Raises OSError."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        if path.parent == path:
            raise
        make_private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def close_to_others(path: Path) -> None:
    """Take away what rights others have to a folder of this user's: earlier versions gave them."""
    if os.name == "posix" and (found := path.stat()).st_uid == os.getuid() and found.st_mode & 0o077:
        path.chmod(0o700)


def make_private_file(path: Path) -> None:
    """Make it, empty. Raises FileExistsError where the name is taken, or another OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
