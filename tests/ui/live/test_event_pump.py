"""How events come into the GUI thread."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from app.choices import LiveState, SourceChoice
from app.control.broadcast import Broadcast
from engine.events import CaptionEvent
from tests.support.ui_scripted import ScriptedController, final, partial
from ui.live.event_pump import PERIOD_MS, EventPump

pytestmark = pytest.mark.usefixtures("qapp")  # without one no timer runs


def pump(controller: ScriptedController) -> tuple[EventPump, list[CaptionEvent], list[LiveState]]:
    made = EventPump(controller)
    events: list[CaptionEvent] = []
    states: list[LiveState] = []
    made.batch.connect(events.extend)
    made.state_changed.connect(states.append)
    return made, events, states


def test_events_arrive_in_order_without_being_asked_for(qtbot: QtBot) -> None:
    controller = ScriptedController()
    _made, events, states = pump(controller)
    controller.start(SourceChoice())
    controller.post(partial(1, "good"), final(1, "Good."), partial(2, "mor"))
    qtbot.waitUntil(lambda: len(events) == 2)
    assert events == [final(1, "Good."), partial(2, "mor")]
    assert states == [LiveState.CAPTIONING]


def test_what_comes_in_quick_succession_is_shown_together(qtbot: QtBot) -> None:
    controller = ScriptedController()
    began_s = time.monotonic()
    made = EventPump(controller)
    batches: list[list[CaptionEvent]] = []
    made.batch.connect(batches.append)
    posted = 0
    while len(batches) < 10:
        controller.post(partial(1, str(posted)))
        posted += 1
        qtbot.wait(1)
    assert time.monotonic() - began_s > 0.9 * 10 * PERIOD_MS / 1000  # Qt's timers are exact to a twentieth
    assert all(len(each) == 1 for each in batches)


@pytest.mark.parametrize("state", [LiveState.IDLE, LiveState.PAUSED, LiveState.CAPTIONING])
def test_nothing_runs_while_nothing_happens(qtbot: QtBot, state: LiveState) -> None:
    controller = ScriptedController()
    made, events, states = pump(controller)
    controller.state = state
    qtbot.waitUntil(lambda: states == [state] and made.resting)
    controller.post(final(1, "Good."))
    qtbot.waitUntil(lambda: bool(events) and made.resting)


class PausedMeanwhile:
    """Paused by another thread right after the first look."""

    improving = 0

    def __init__(self, events: Broadcast[CaptionEvent]) -> None:
        self._events = events
        self._state = LiveState.CAPTIONING

    @property
    def state(self) -> LiveState:
        seen, self._state = self._state, LiveState.PAUSED
        if seen is not self._state:
            self._events.nudge()
        return seen


def test_a_state_that_changes_while_it_looks_is_not_missed(qtbot: QtBot) -> None:
    """The call for it is taken back with the events that are drained."""
    controller = ScriptedController()
    vars(controller)["session"] = PausedMeanwhile(controller.events)
    made, _, states = pump(controller)
    made.turn()
    qtbot.waitUntil(lambda: states == [LiveState.CAPTIONING, LiveState.PAUSED] and made.resting)


def test_the_last_event_comes_before_the_idle_state() -> None:
    controller = ScriptedController()
    made = EventPump(controller)
    order: list[str] = []
    made.batch.connect(lambda events: order.append("events"))
    made.state_changed.connect(lambda state: order.append(state.value))
    controller.start(SourceChoice())
    made.turn()
    controller.stop()
    made.turn()
    assert order == ["captioning", "events", "idle"]
