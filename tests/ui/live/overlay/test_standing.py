"""The overlay says how things stand, at all times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.choices import LiveState
from engine.events import (
    BehindBy,
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    EngineError,
    NoSound,
    Overrun,
    SessionEnded,
    SilenceReason,
    SoundBack,
    Stream,
)
from tests.support.ui_scripted import final, partial
from ui.live.overlay.standing import PASSING_MS, OverlayStateWatch, Sign

LOST = DeviceLost(0, "USB headset", "“USB headset” was unplugged.", "Captions resume when it is back.")
BACK = DeviceBack(0, "USB headset", 3.0)
SILENT = NoSound(0, "mic", SilenceReason.DIGITAL_SILENCE, "No sound arrives.", "Is it muted?")
NOTHING_PLAYED = replace(SILENT, reason=SilenceReason.NOTHING_PLAYED, stream=Stream.OTHERS)


@pytest.fixture
def watch(qtbot: QtBot, qapp: object) -> OverlayStateWatch:
    from PySide6.QtCore import QObject

    qapp.watch_owner = owner = QObject()  # type: ignore[attr-defined]
    return OverlayStateWatch(owner)


def said(watch: OverlayStateWatch, state: LiveState, *events: CaptionEvent) -> str:
    watch.begin_session()
    watch.show_state(state)
    for event in events:
        watch.show_event(event)
    return watch.now.words


@pytest.mark.parametrize(
    ("state", "events", "words"),
    [
        (LiveState.LOADING, (), "Getting ready…"),
        (LiveState.LOADING, (BehindBy(0, 12.2, getting_ready=True),), "Getting ready, 12 s behind"),
        (LiveState.CAPTIONING, (BehindBy(0, 5.0, getting_ready=True),), "Getting ready, 5 s behind"),
        (LiveState.CAPTIONING, (), "Captions"),
        (LiveState.CAPTIONING, (BehindBy(0, 2.0),), "Captions"),
        (LiveState.CAPTIONING, (BehindBy(0, 8.0),), "8 s behind"),
        (LiveState.CAPTIONING, (BehindBy(0, 8.0), BehindBy(0, 0.4)), "Captions"),
        (LiveState.PAUSED, (), "Paused"),
        (LiveState.STOPPING, (), "Finishing…"),
        (LiveState.STOPPING, (BehindBy(0, 9.0, 14.0),), "Finishing, about 14 s to go"),
        (LiveState.IDLE, (SessionEnded(0),), "Stopped"),
        (
            LiveState.IDLE,
            (EngineError(0, "The disk is full.", "", fatal=True),),
            "Stopped: The disk is full.",
        ),
        (LiveState.CAPTIONING, (LOST,), "“USB headset” was unplugged."),
        (LiveState.LOADING, (LOST,), "“USB headset” was unplugged."),
        (LiveState.CAPTIONING, (LOST, BACK), "Sound is back"),
        (LiveState.CAPTIONING, (replace(LOST, stream=Stream.ME), replace(BACK, stream=Stream.OTHERS)), LOST.what),
        (LiveState.CAPTIONING, (SILENT,), "No sound arrives."),
        (LiveState.CAPTIONING, (SILENT, SoundBack(0, "mic")), "Sound is back"),
        (LiveState.CAPTIONING, (NOTHING_PLAYED,), "Captions"),  # one of two sources rests: no trouble
        (LiveState.CAPTIONING, (SILENT, LOST), LOST.what),
        (LiveState.CAPTIONING, (Overrun(0, 8000),), "Some words were lost"),
        (LiveState.CAPTIONING, (EngineError(0, "The model failed.", "Wait."),), "The model failed."),
        (LiveState.CAPTIONING, (EngineError(0, "The model failed.", "Wait."), final(1, "Well again.")), "Captions"),
        (LiveState.CAPTIONING, (LOST, partial(1, "late words")), LOST.what),
    ],
)
def test_it_tells_each_state(
    watch: OverlayStateWatch, state: LiveState, events: tuple[CaptionEvent, ...], words: str
) -> None:
    assert said(watch, state, *events) == words


def test_before_the_first_start_it_is_ready(watch: OverlayStateWatch) -> None:
    assert (watch.now.words, watch.now.sign) == ("Ready", Sign.CAPTIONS)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "Improving captions: 1"), (3, "Improving captions: 3"), (0, "Stopped")]
)
def test_what_is_improved_after_stop_is_told(watch: OverlayStateWatch, count: int, words: str) -> None:
    said(watch, LiveState.IDLE)
    watch.show_improving(count)
    assert watch.now.words == words


def test_what_is_left_after_stop_is_told_while_it_is_finished(watch: OverlayStateWatch) -> None:
    said(watch, LiveState.STOPPING)
    watch.show_improving(3)
    assert watch.now.words == "Improving captions: 3"


def test_what_missing_captions_mean_is_urgent_and_has_a_symbol_of_its_own(watch: OverlayStateWatch) -> None:
    """Told apart without colour as well: by the symbol and the words."""
    urgent = []
    for events in ((LOST,), (SILENT,), (), (BehindBy(0, 8.0),)):
        said(watch, LiveState.CAPTIONING, *events)
        urgent.append((watch.now.urgent, watch.now.sign))
    assert urgent == [(True, Sign.ATTENTION), (True, Sign.NO_SOUND), (False, Sign.CAPTIONS), (False, Sign.WAIT)]


def test_a_passing_note_passes(watch: OverlayStateWatch, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    assert PASSING_MS >= 3000
    watch._passing.setInterval(1)
    said(watch, LiveState.CAPTIONING, LOST, BACK)
    qtbot.waitUntil(lambda: watch.now.words == "Captions")


def test_a_new_session_begins_without_the_errors_of_the_last(watch: OverlayStateWatch) -> None:
    said(watch, LiveState.CAPTIONING, LOST, SILENT)
    assert said(watch, LiveState.CAPTIONING) == "Captions"
