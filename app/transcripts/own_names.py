"""The names that Earshot gives to sound files, by which it recognises its own."""

from __future__ import annotations

import re
from pathlib import Path

COPY_NAME = "file %Y-%m-%d %H-%M-%S"
"""As of strftime, without an ending: of a copy of a file that was opened, and of the sound of a bundle."""
_TIME = r"\d{4}-\d\d-\d\d \d\d-\d\d-\d\d( \(\d+\))?"
_OWN_NAME = re.compile(rf"{_TIME}\.flac|file {_TIME}\.\w{{1,8}}")  # a recording; a copy of a file that was opened


def is_own_recording(path: Path) -> bool:
    """Earshot gave the file its name, so it may delete it."""
    return _OWN_NAME.fullmatch(path.name) is not None


def is_copy(path: Path) -> bool:
    """Of a file that the user opened."""
    return is_own_recording(path) and path.name.startswith("file ")
