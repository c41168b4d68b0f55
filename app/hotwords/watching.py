"""Notices edits of lists while captions run, by times and sizes of files."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FileStates = dict[str, tuple[int, int]]
SETTLE_S = 0.5  # an editor that first empties a file and then fills it is not met in between


class FolderWatch:
    """Says when the files of a folder have changed and then stood still. The owner calls `changed` now and then."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._known = self._look()
        self._seen = self._known
        self._seen_at = clock()

    def changed(self) -> bool:
        """Once for each change, as soon as two looks that lie SETTLE_S apart agree."""
        now, look = self._clock(), self._look()
        if look != self._seen:
            self._seen, self._seen_at = look, now
            return False
        if look == self._known or now - self._seen_at < SETTLE_S:
            return False
        self._known = look
        return True

    def _look(self) -> FileStates:
        try:
            paths = [path for path in self._folder.iterdir() if path.suffix in (".txt", ".toml", ".tsv")]
        except OSError:
            return {}
        found: FileStates = {}
        for path in paths:
            with suppress(OSError):  # it went away between two calls, or is a link to nothing: others are seen
                if not path.name.startswith("."):
                    state = path.stat()
                    found[path.name] = (state.st_mtime_ns, state.st_size)
        return found
