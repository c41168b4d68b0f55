"""How events come into the GUI thread."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.choices import LiveState, SourceChoice
from engine.events import CaptionEvent
from tests.support.ui_scripted import ScriptedController, final, partial
from ui.live.event_pump import IDLE_ROUNDS, EventPump

pytestmark = pytest.mark.usefixtures("qapp")  # without one no timer runs


def pump(controller: ScriptedController) -> tuple[EventPump, list[CaptionEvent], list[LiveState]]:
    made = EventPump(controller)
    events: list[CaptionEvent] = []
    states: list[LiveState] = []
    made.batch.connect(events.extend)
    made.state_changed.connect(states.append)
    return made, events, states


def test_events_arrive_in_order(qtbot: QtBot) -> None:
    controller = ScriptedController()
    made, events, _ = pump(controller)
    controller.start(SourceChoice())
    made.wake()
    controller.post(partial(1, "good"), final(1, "Good."), partial(2, "mor"))
    qtbot.waitUntil(lambda: len(events) == 2)
    assert events == [final(1, "Good."), partial(2, "mor")]


def test_no_timer_runs_while_nothing_does() -> None:
    made, _, _ = pump(ScriptedController())
    assert made.resting


def test_it_rests_again_when_the_session_is_over() -> None:
    controller = ScriptedController()
    made, _, _ = pump(controller)
    controller.start(SourceChoice())
    made.wake()
    controller.stop()
    for _ in range(IDLE_ROUNDS + 1):
        made.turn()
    assert made.resting


def test_a_start_that_takes_a_moment_is_waited_for() -> None:
    """The controller may answer a command a little later than it was given."""
    controller = ScriptedController()
    made, _, states = pump(controller)
    made.wake()
    made.turn()
    controller.start(SourceChoice())
    made.turn()
    assert states == [LiveState.IDLE, LiveState.CAPTIONING]
    assert not made.resting


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
