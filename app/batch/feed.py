"""Supplies the files of a batch: first the named ones, then new ones from a watched folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.media import is_media

LOOK_EVERY_S = 1.0
STABLE_S = 2.0  # size and time unchanged for this long: the copy into the folder is finished


State = tuple[int, int]
"""Of a file: its size in bytes, and when it was changed (ns)."""


class WatchedFolder:
    """Returns each new file of one folder once, when it no longer grows; skips files that were there before.

    A file that was away, or whose folder was, comes again only if it was changed meanwhile: a drive that is connected
    again brings its old files back.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        """tell: is told once that the folder cannot be read, and once that it can be again."""
        self._folder, self._clock, self._tell = folder, clock, tell
        self._seen: dict[Path, tuple[State, float]] = {}
        self._taken: dict[Path, State] = self._there() or {}
        self._away: set[Path] = set()
        self._unreadable = False
        self._next_look_s = 0.0

    def take(self) -> list[Path]:
        """Those that are complete now."""
        now_s = self._clock()
        if now_s < self._next_look_s:
            return []
        self._next_look_s = now_s + LOOK_EVERY_S
        there = self._there()
        self._tell_of(there)
        there = there or {}
        for path in self._taken.keys() & there.keys():
            if path in self._away and self._taken[path] != there[path]:
                del self._taken[path]
            else:
                self._taken[path] = there[path]
        self._away = self._taken.keys() - there.keys()
        complete = [path for path in there if path not in self._taken and self._is_complete(path, there[path], now_s)]
        self._taken.update((path, there[path]) for path in complete)
        return complete

    def _tell_of(self, there: dict[Path, State] | None) -> None:
        if (there is None) != self._unreadable:
            self._unreadable = there is None
            what = "cannot be read; it is looked at again and again" if self._unreadable else "can be read again"
            self._tell(f"The folder {self._folder} {what}.")

    def _is_complete(self, path: Path, state: State, now_s: float) -> bool:
        before, since_s = self._seen.get(path, (None, now_s))
        if before != state:
            self._seen[path] = (state, now_s)
            return False
        return state[0] > 0 and now_s - since_s >= STABLE_S

    def _there(self) -> dict[Path, State] | None:
        """The state of each media file; None where the folder cannot be read."""
        found = {}
        try:
            with os.scandir(self._folder) as entries:
                for each in entries:
                    if is_media(path := Path(each.path)) and (state := _state_of(each)) is not None:
                        found[path] = state
        except OSError:
            return None
        return dict(sorted(found.items()))


def _state_of(entry: os.DirEntry[str]) -> State | None:
    """None for what is no file, or has just gone away."""
    try:
        if not entry.is_file():
            return None
        found = entry.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class Feed:
    """The next file, when there is one; `ended` when none will come."""

    def __init__(self, named: Iterable[Path], watched: WatchedFolder | None = None) -> None:
        self._named: Iterator[Path] = iter(named)
        self._watched = watched
        self._waiting: list[Path] = []
        self.ended = False

    def take(self) -> Path | None:
        named = next(self._named, None)
        if named is not None:
            return named
        if self._watched is not None:
            self._waiting += self._watched.take()
        if self._waiting:
            return self._waiting.pop(0)
        self.ended = self._watched is None
        return None

    def end(self) -> None:
        """No more, although some may be left."""
        self._named, self._watched, self._waiting = iter(()), None, []
