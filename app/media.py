"""Recognises sound and video files by their names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (
    *(".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wma", ".aiff", ".amr"),
    *(".mp4", ".m4v", ".mkv", ".mov", ".webm", ".avi", ".ts"),
)
"""Of files that are taken from a folder; one that is named may have any."""


def is_media(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def media_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files of `paths` as they are, and those within its folders, in the order of their names."""
    for path in paths:
        if os.path.isdir(path):  # a Path raises where it may not look, or a name is too long
            yield from _within(path)
        else:
            yield path


def _within(folder: Path) -> Iterator[Path]:
    """Links to folders are not followed: they may lead in a circle. What is no file is passed over: a pipe would be
    waited for. A folder that may not be read comes last, as if it were a file, and is reported when it is opened, as a
    link to nothing is.
    """
    refused: list[Path] = []

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # it went away meanwhile
            refused.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (path for name in sorted(names) if is_media(path := Path(place, name)) and _is_file(path))
    yield from refused


def _is_file(path: Path) -> bool:
    return os.path.isfile(path) or not os.path.exists(path)
