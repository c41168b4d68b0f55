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
    ERROR = "error"


class StandingWatch(QObject):
    """changed: the new Standing. reported: what went wrong and what to do, in the user's language."""

    changed = Signal(object)
    reported = Signal(str, str)

    def __init__(self, pump: EventPump, state: LiveState = LiveState.IDLE, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._errors: set[tuple[str, object]] = set()  # current problems, each with its source
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
                self._add_error("device", event.stream, event.what, event.remedy)
            case NoSound(reason=reason) if reason is not SilenceReason.NOTHING_PLAYED:
                self._add_error("sound", event.stream, event.what, event.remedy)
            case EngineError():
                self._add_error("engine", None, event.what, event.remedy)
            case RecordingStopped():
                self.reported.emit(translated(event.what), translated(event.remedy))
            case DeviceBack():
                self._errors.discard(("device", event.stream))
            case SoundBack():
                self._errors.discard(("sound", event.stream))
            case SessionEnded():
                self._errors = {each for each in self._errors if each[0] == "engine"}

    def _add_error(self, kind: str, stream: object, what: str, remedy: str) -> None:
        if (kind, stream) not in self._errors:
            self._errors.add((kind, stream))
            self.reported.emit(translated(what), translated(remedy))

    def _take_state(self, state: LiveState) -> None:
        if self._state is LiveState.IDLE and state is not LiveState.IDLE:
            self._errors.clear()  # a new start
        self._state = state
        self._look()

    def _look(self) -> None:
        if (now := self._present()) is not self.standing:
            self.standing = now
            self.changed.emit(now)

    def _present(self) -> Standing:
        if self._errors and self._state is not LiveState.PAUSED:
            return Standing.ERROR
        if self._state is LiveState.IDLE:
            return Standing.IDLE
        return Standing.PAUSED if self._state is LiveState.PAUSED else Standing.CAPTIONS
