"""One session from Start to its end, and where it stands: derived from what happened, in the order in which it did."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.choices import LiveState
from engine.events import CaptionEvent, Degraded, EngineError, Notice, RecordingStopped, SessionEnded, SourceEnded

if TYPE_CHECKING:
    from app.keeper import Keeper
    from engine.session.engine_thread import EngineThread

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """Its controller calls every method under one lock, and gives each session a Run of its own.

    So a late word of a session that is over changes nothing in the next one. keeper: None until it is made.
    model: the name of the one that it has, "" while that is being loaded. ready: it has it.
    """

    engine: EngineThread
    model: str = ""
    keeper: Keeper | None = None
    ready: bool = False
    paused: bool = False
    stopping: bool = False
    ended: bool = False
    degraded: set[str] = field(default_factory=set)  # sentences of the degradations that were reported

    @property
    def state(self) -> LiveState:
        if self.ended:
            return LiveState.IDLE
        if self.stopping:
            return LiveState.STOPPING
        if self.paused:
            return LiveState.PAUSED
        return LiveState.CAPTIONING if self.ready else LiveState.LOADING

    def pause(self) -> bool:
        """False where there is nothing to pause."""
        if self.ended or self.stopping or self.paused:
            return False
        self.paused = True
        return True

    def resume(self) -> bool:
        if self.ended or self.stopping or not self.paused:
            return False
        self.paused = False
        return True

    def stop(self) -> bool:
        if self.ended or self.stopping:
            return False
        self.stopping = True
        return True

    def take(self, event: CaptionEvent) -> CaptionEvent | None:
        """Note what it tells. Returns what is to be shown: after the end only what went wrong, and nothing fatal; what
        works less well once."""
        if self.ended:
            return _late(event)
        if isinstance(event, Degraded):
            return self._news(event)
        if isinstance(event, SourceEnded):
            self.stopping = True
        elif isinstance(event, SessionEnded):
            self.ended = True
        return event

    def _news(self, event: Degraded) -> Degraded | None:
        if event.what in self.degraded:
            return None
        self.degraded.add(event.what)
        log.warning("%s", event.what)
        return event


def _late(event: CaptionEvent) -> CaptionEvent | None:
    if isinstance(event, EngineError):
        return replace(event, fatal=False)
    if isinstance(event, Notice | RecordingStopped):
        return event
    log.warning("%s came after the end of its session", type(event).__name__)
    return None
