"""The one place where caption events enter the GUI thread."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.choices import LiveState
from app.masking import Masking
from ui.common.relay import Relay
from ui.live.ports import EventsPort

PERIOD_MS = 50  # 20 updates a second read as live


class EventPump(QObject):
    """Drains the broadcast when it is called, PERIOD_MS after the last time at the earliest. Nothing runs otherwise.

    batch: list of caption events, never empty, in order, masked where the user wants that.
    state_changed: the new LiveState. improved: an Improvement, masked likewise. improving: how many captions of
    sessions that were stopped may still change.
    """

    batch = Signal(object)
    state_changed = Signal(object)
    improved = Signal(object)
    improving = Signal(int)

    def __init__(self, earshot: EventsPort, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = earshot.session
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.turn)
        self._turned = QElapsedTimer()
        self._turned.start()
        self._calls = Relay(lambda _: self._on_called())
        self.destroyed.connect(self._calls.cut)
        call = partial(self._calls.send, None)
        self._reader, self._improvements = earshot.events.reader(call), earshot.improvements.reader(call)
        self.masking = Masking(lambda: earshot.preferences.settings.mask_profanity)
        self._seen: LiveState | None = None
        self._left = 0

    @property
    def resting(self) -> bool:
        """Nothing has happened since the last look."""
        return not self._timer.isActive()

    def _on_called(self) -> None:
        if self.resting:
            self._timer.start(max(0, PERIOD_MS - self._turned.elapsed()))

    def turn(self) -> None:
        """One round: everything that waits, then the state, so that the last event precedes IDLE."""
        self._turned.restart()
        state = self._session.state
        events = [self.masking.shown(event) for event in self._reader.drain()]
        if events:
            self.batch.emit(events)
        for each in self._improvements.drain():
            self.improved.emit(replace(each, event=self.masking.shown(each.event)))
        if (left := self._session.improving) != self._left:
            self._left = left
            self.improving.emit(left)
        if state is not self._seen:
            self._seen = state
            self.state_changed.emit(state)
        if self._session.state is not state:
            self._on_called()  # it changed before the reader was drained, which took back the call
