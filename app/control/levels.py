"""Measures live levels of the sources in an open list, before captions start."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from app.choices import SourceChoice, SourceKind
from app.control.sources import open_source
from engine.events import Level

if TYPE_CHECKING:
    from engine.audio.level_monitor import LevelMonitor

_SINGLE = (SourceKind.MICROPHONE, SourceKind.SYSTEM)


class SourceLevels:
    """Hears microphones only between `watch` and `close`: call `watch` when the user opens the list of sources, and
    `close` when the list closes or captions start. Both return at once."""

    def __init__(self, post: Callable[[SourceChoice, Level | None], None]) -> None:
        """post: called about ten times a second for each source, on a thread of its own. None: it cannot be heard."""
        self._post = post
        self._monitors: dict[SourceChoice, LevelMonitor] = {}

    def watch(self, choices: Collection[SourceChoice]) -> None:
        """Measure these sources from now on, and no others. Files and pairs of sources have no level."""
        from engine.audio.level_monitor import LevelMonitor

        wanted = {choice for choice in choices if choice.kind in _SINGLE}
        for gone in self._monitors.keys() - wanted:
            self._monitors.pop(gone).close()
        for choice in wanted - self._monitors.keys():
            self._monitors[choice] = LevelMonitor(partial(open_source, choice), partial(self._relay, choice))
            self._monitors[choice].start()

    def close(self) -> None:
        """Close every source; nothing is posted afterwards."""
        self.watch(())

    def _relay(self, choice: SourceChoice, level: Level | None) -> None:
        if choice in self._monitors:
            self._post(choice, level)
