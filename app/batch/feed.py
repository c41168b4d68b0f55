"""The files of a batch: first those that were named, then new ones in a watched folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.media import is_media

LOOK_EVERY_S = 1.0
STABLE_S = 2.0  # size and time unchanged for this long: the copy into the folder is finished


class FolderLook:
    """Returns each new file of one folder once, when it no longer grows; skips files that were there before."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}
        self._taken = set(self._there())
        self._next_look_s = 0.0

    def take(self) -> list[Path]:
        """Those that are complete now."""
        now_s = self._clock()
        if now_s < self._next_look_s:
            return []
        self._next_look_s = now_s + LOOK_EVERY_S
        there = self._there()
        self._taken &= set(there)  # a file that was taken away may come again
        complete = [path for path in there if path not in self._taken and self._is_complete(path, there[path], now_s)]
        self._taken.update(complete)
        return complete

    def _is_complete(self, path: Path, state: tuple[int, int], now_s: float) -> bool:
        before, since_s = self._seen.get(path, (None, now_s))
        if before != state:
            self._seen[path] = (state, now_s)
            return False
        return state[0] > 0 and now_s - since_s >= STABLE_S

    def _there(self) -> dict[Path, tuple[int, int]]:
        """Size and time of change of each media file; none where the folder is away for a while."""
        found = {}
        try:
            for each in os.scandir(self._folder):
                if each.is_file() and is_media(Path(each.path)):
                    state = each.stat()
                    found[Path(each.path)] = (state.st_size, state.st_mtime_ns)
        except OSError:
            return found
        return dict(sorted(found.items()))


class Feed:
    """The next file, when there is one; `ended` when none will come."""

    def __init__(self, named: Iterable[Path], watched: FolderLook | None = None) -> None:
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
