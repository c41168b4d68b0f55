"""How things stand, in one word: for the tray, and for other places outside the window."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from app.choices import LiveState
from engine.events import (
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    EngineError,
    NoSound,
    RecordingStopped,
    SessionEnded,
    SilenceReason,
    SoundBack,
)
from ui.common.sentences import translated
from ui.live.event_pump import EventPump


class Standing(Enum):
    IDLE = "idle"
    CAPTIONS = "captions"
    PAUSED = "paused"
    TROUBLE = "trouble"


class StandingWatch(QObject):
    """changed: the new Standing. troubled: what went wrong and what to do, in the user's language."""

    changed = Signal(object)
    troubled = Signal(str, str)

    def __init__(self, pump: EventPump, state: LiveState = LiveState.IDLE, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._troubles: set[tuple[str, object]] = set()  # current problems, each with its source
        self.standing = self._present()
        pump.batch.connect(self._take)
        pump.state_changed.connect(self._take_state)

    def _take(self, events: list[CaptionEvent]) -> None:
        for event in events:
            self._take_event(event)
        self._look()

    def _take_event(self, event: CaptionEvent) -> None:
        match event:
            case DeviceLost():
                self._trouble("device", event.stream, event.what, event.remedy)
            case NoSound(reason=reason) if reason is not SilenceReason.NOTHING_PLAYED:
                self._trouble("sound", event.stream, event.what, event.remedy)
            case EngineError():
                self._trouble("engine", None, event.what, event.remedy)
            case RecordingStopped():
                self.troubled.emit(translated(event.what), translated(event.remedy))
            case DeviceBack():
                self._troubles.discard(("device", event.stream))
            case SoundBack():
                self._troubles.discard(("sound", event.stream))
            case SessionEnded():
                self._troubles = {each for each in self._troubles if each[0] == "engine"}

    def _trouble(self, kind: str, stream: object, what: str, remedy: str) -> None:
        if (kind, stream) not in self._troubles:
            self._troubles.add((kind, stream))
            self.troubled.emit(translated(what), translated(remedy))

    def _take_state(self, state: LiveState) -> None:
        if self._state is LiveState.IDLE and state is not LiveState.IDLE:
            self._troubles.clear()  # a new start
        self._state = state
        self._look()

    def _look(self) -> None:
        if (now := self._present()) is not self.standing:
            self.standing = now
            self.changed.emit(now)

    def _present(self) -> Standing:
        if self._troubles and self._state is not LiveState.PAUSED:
            return Standing.TROUBLE
        if self._state is LiveState.IDLE:
            return Standing.IDLE
        return Standing.PAUSED if self._state is LiveState.PAUSED else Standing.CAPTIONS
