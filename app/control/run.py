"""The state of one session from Start to its end, derived from its events in their order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.choices import LiveOptions, LiveState
from engine.events import (
    CaptionEvent,
    Degraded,
    EngineError,
    Final,
    NothingSaid,
    Notice,
    Partial,
    RecordingStopped,
    SessionEnded,
    SourceEnded,
    SpeakerLabelled,
    SpeechStarted,
)

if TYPE_CHECKING:
    from app.control.live_speakers import LiveLabels
    from app.transcripts.sink import TranscriptSink
    from app.transcripts.values import Provenance
    from engine.session.engine_thread import EngineThread

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Run:
    """CurrentSession calls every method under one lock, and each session has a Run of its own.

    So a late event of a session that is over changes nothing in the next one. sink: None until it is made.
    number: counts the sessions of this process. model: the name of the one that it has, "" while that is being loaded.
    voices: labels its speakers; None where that is not wanted. ready: it has its model. unfinished: utterances without
    a final, or with a draft.
    """

    engine: EngineThread
    options: LiveOptions
    number: int = 0
    model: str = ""
    sink: TranscriptSink | None = None
    voices: LiveLabels | None = None
    ready: bool = False
    paused: bool = False
    stopping: bool = False
    ended: bool = False
    degraded: set[str] = field(default_factory=set)  # sentences of the degradations that were reported
    unfinished: set[int] = field(default_factory=set)
    former: bool = False
    follows: Callable[[], None] | None = None  # ends what follows the vocabulary for it

    @property
    def state(self) -> LiveState:
        if self.ended:
            return LiveState.IDLE
        if self.stopping:
            return LiveState.STOPPING
        if self.paused:
            return LiveState.PAUSED
        return LiveState.CAPTIONING if self.ready else LiveState.LOADING

    def pause(self) -> None:
        if not (self.ended or self.stopping or self.paused):
            self.paused = True
            self.engine.pause()

    def resume(self) -> None:
        if self.paused and not (self.ended or self.stopping):
            self.paused = False
            self.engine.resume()

    def stop(self) -> None:
        if not (self.ended or self.stopping):
            self.stopping = True
            self.engine.stop()

    def has_model(self, unfollow: Callable[[], None]) -> None:
        """unfollow: called once, when no new utterance will come: at once where that is so already."""
        self.ready, self.follows = True, unfollow
        if self.ended or self.former:
            self._unfollow()

    def note(self, noted: Provenance) -> None:
        """What makes its text from now on; on the engine thread."""
        if self.sink is not None:
            self.sink.note(noted)

    def step_back(self) -> None:
        """Another session begins; what is left of this one is improved behind it."""
        self.former = True
        self._unfollow()

    def take(self, event: CaptionEvent) -> CaptionEvent | None:
        """Note what it says. Returns what is to be shown: after the end only labels of speakers and what went wrong,
        and nothing fatal; what works less well once."""
        if self.ended:
            return event if isinstance(event, SpeakerLabelled) else late(event)
        if isinstance(event, Degraded):
            return self._news(event)
        self._count(event)
        if isinstance(event, SourceEnded):
            self.stopping = True
        elif isinstance(event, SessionEnded):
            self.ended = True
            self._unfollow()
        return event

    def _count(self, event: CaptionEvent) -> None:
        if isinstance(event, SpeechStarted | Partial):
            self.unfinished.add(event.utterance_id)
        elif isinstance(event, NothingSaid) or (isinstance(event, Final) and not event.draft):
            self.unfinished.discard(event.utterance_id)
        elif isinstance(event, SessionEnded):
            self.unfinished.clear()

    def _unfollow(self) -> None:
        if self.follows is not None:
            self.follows()
            self.follows = None

    def _news(self, event: Degraded) -> Degraded | None:
        if event.what in self.degraded:
            return None
        self.degraded.add(event.what)
        log.warning("%s", event.what)
        return event


def late(event: CaptionEvent) -> CaptionEvent | None:
    """What is shown of it although its session is over."""
    if isinstance(event, EngineError):
        return replace(event, fatal=False)
    if isinstance(event, Notice | RecordingStopped):
        return event
    return None
