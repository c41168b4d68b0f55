"""Copies of the transcripts, made before a newer Earshot changes the tables of their file."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from engine.private_files import make_private_file

KEPT, KEPT_DAYS = 2, 30  # so that what was deleted since does not live on in them

log = logging.getLogger(__name__)


def back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path | None:
    """Copy the file behind `connection`, in which the tables are of `version`; the newest KEPT copies stay.

    None where there is no room: the change itself is one transaction, so it may go on.
    """
    place = path.with_name(f"{path.stem}.before-{version + 1}{path.suffix}")
    new = place.with_name(f"{place.name}.new")
    try:
        new.unlink(missing_ok=True)
        make_private_file(new)
        with closing(sqlite3.connect(new)) as copy:
            connection.backup(copy)
        new.replace(place)
    except (OSError, sqlite3.Error) as failed:
        log.warning("the transcripts were not copied before their tables change: %s", failed)
        with suppress(OSError):
            new.unlink(missing_ok=True)
        return None
    drop_backups(path)
    return place


def backups_of(path: Path) -> list[Path]:
    """The newest first."""
    name = re.compile(rf"{re.escape(path.stem)}\.before-(\d+){re.escape(path.suffix)}")
    found = [(int(match[1]), each) for each in path.parent.iterdir() if (match := name.fullmatch(each.name))]
    return [each for _, each in sorted(found, reverse=True)]


def unfinished_backups_of(path: Path) -> list[Path]:
    """What a kill amid a copy left, with SQLite's own log of it."""
    return [
        each for each in path.parent.iterdir() if each.name.startswith(f"{path.stem}.before-") and ".new" in each.name
    ]


def drop_backups(path: Path) -> None:
    """Delete all copies but the newest KEPT, and those that are older than KEPT_DAYS."""
    for place, each in enumerate(backups_of(path)):
        with suppress(OSError):
            if place >= KEPT or each.stat().st_mtime < time.time() - KEPT_DAYS * 86_400:
                each.unlink()
