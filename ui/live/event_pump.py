"""The one place where caption events enter the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.choices import LiveState
from ui.ports import CaptionController

PERIOD_MS = 50  # 20 updates a second read as live
IDLE_ROUNDS = 40  # two seconds: a start may take a moment to show in the controller's state


class EventPump(QObject):
    """Drains the controller's feed while a session lives; rests, without a timer, when none does.

    batch: list of caption events, never empty, in order. state_changed: the new LiveState.
    """

    batch = Signal(object)
    state_changed = Signal(object)

    def __init__(self, controller: CaptionController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._seen: LiveState | None = None
        self._idle_rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.turn)

    @property
    def resting(self) -> bool:
        return not self._timer.isActive()

    def wake(self) -> None:
        """A command was given: look at once, and keep looking until the session is over."""
        self._idle_rounds = 0
        self._timer.start()
        self.turn()

    def turn(self) -> None:
        """One round: everything that waits, then the state, so that the last event precedes IDLE."""
        state = self._controller.state
        events = self._controller.feed.drain()
        if events:
            self.batch.emit(events)
        if state is not self._seen:
            self._seen = state
            self.state_changed.emit(state)
        self._rest_when_over(state, bool(events))

    def _rest_when_over(self, state: LiveState, busy: bool) -> None:
        if state is not LiveState.IDLE or busy:
            self._idle_rounds = 0
            return
        self._idle_rounds += 1
        if self._idle_rounds >= IDLE_ROUNDS:
            self._timer.stop()
