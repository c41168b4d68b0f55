"""How late text is on the screen: counted from its sound and from its event, in the window that runs."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from engine.events import Timing
from tests.support.ui_scripted import ScriptedController, final, partial
from ui.live.paint_times import NEWEST, PaintTimes
from ui.main_window import MainWindow


def test_nothing_is_said_before_anything_was_drawn() -> None:
    assert PaintTimes().delays is None


def test_delays_count_from_the_sound() -> None:
    times = PaintTimes()
    times.take(replace(partial(1, "a"), timing=Timing(heard_s=10.0, posted_s=10.3)), 10.4)
    delays = times.delays
    assert delays is not None
    assert delays.p50_s == pytest.approx(0.4)


def test_the_pause_before_a_final_is_no_delay() -> None:
    times = PaintTimes()
    times.take(replace(partial(1, "a"), timing=Timing(heard_s=10.0, posted_s=10.3)), 10.4)
    times.take(replace(final(1, "a"), timing=Timing(heard_s=10.0, posted_s=10.9)), 11.0)
    delays = times.delays
    assert delays is not None
    assert delays.p95_s == pytest.approx(0.4)


def test_only_the_newest_texts_count() -> None:
    times = PaintTimes()
    late = replace(partial(1, "a"), timing=Timing(heard_s=0.0, posted_s=0.0))
    times.take(late, 9.0)
    for _ in range(NEWEST):
        times.take(late, 0.2)
    delays = times.delays
    assert delays is not None
    assert delays.texts == NEWEST
    assert delays.p95_s == pytest.approx(0.2)


def test_the_window_tells_in_a_hint_how_late_text_is_on_the_screen(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    window.start()
    controller.post(final(0, "Before."))
    qtbot.waitUntil(window.live.pane.view.isVisible)
    now = time.monotonic()
    controller.post(replace(partial(1, "good"), timing=Timing(heard_s=now, posted_s=now)))
    qtbot.waitUntil(lambda: window.live.paint_times.delays is not None)
    controller.post(final(1, "Good."))
    qtbot.waitUntil(lambda: "Text appears" in window.live.status.pace.toolTip())


def test_the_first_text_of_a_session_counts_too(
    qtbot: QtBot, window: MainWindow, controller: ScriptedController
) -> None:
    """It arrives while the first screen is still shown."""
    window.start()
    event = partial(1, "good")
    with qtbot.waitSignal(window.live.pane.view.painted) as painted:
        controller.post(event)
    assert painted.args is not None
    assert painted.args[0] is event


def test_a_new_session_counts_anew(window: MainWindow) -> None:
    window.live.paint_times.take(replace(partial(1, "a"), timing=Timing(heard_s=1.0, posted_s=1.0)), 2.0)
    window.start()
    assert window.live.paint_times.delays is None
