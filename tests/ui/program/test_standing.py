"""One word for how things stand, and the sign of it in the tray."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.choices import LiveState
from engine.events import (
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    EngineError,
    NoSound,
    SessionEnded,
    SilenceReason,
    SoundBack,
    Stream,
)
from tests.support.ui_scripted import ScriptedController
from ui.live.event_pump import EventPump
from ui.program.standing import Standing, StandingWatch
from ui.program.tray_icon import tray_icon

LOST = DeviceLost(0, "USB", "“USB” was unplugged.", "Plug it in.")
BACK = DeviceBack(0, "USB", 1.0)
MUTED = NoSound(0, "USB", SilenceReason.MUTED, "“USB” is muted.", "Switch it on.")
QUIET = NoSound(0, "Speakers", SilenceReason.NOTHING_PLAYED, "Nothing is played.", "")
FAILED = EngineError(0, "The model failed.", "Choose another.", fatal=True)


class Watched:
    """A watch that is shown events and states; `told` is what it called trouble."""

    def __init__(self) -> None:
        self.controller = ScriptedController()
        self.pump = EventPump(self.controller)
        self.watch = StandingWatch(self.pump)
        self.told: list[str] = []
        self.watch.reported.connect(lambda what, _remedy: self.told.append(what))

    def after(self, *what: CaptionEvent | LiveState) -> Standing:
        for each in what:
            if isinstance(each, LiveState):
                self.controller.state = each
            else:
                self.controller.post(each)
            self.pump.turn()
        return self.watch.standing


@pytest.mark.parametrize(
    ("happened", "standing"),
    [
        ((), Standing.IDLE),
        ((LiveState.LOADING,), Standing.CAPTIONS),
        ((LiveState.CAPTIONING, LiveState.PAUSED), Standing.PAUSED),
        ((LiveState.CAPTIONING, LOST), Standing.ERROR),
        ((LiveState.CAPTIONING, LOST, BACK), Standing.CAPTIONS),
        ((LiveState.CAPTIONING, MUTED, LOST, BACK), Standing.ERROR),
        ((LiveState.CAPTIONING, MUTED, SoundBack(0, "USB")), Standing.CAPTIONS),
        ((LiveState.CAPTIONING, QUIET), Standing.CAPTIONS),
        ((LiveState.CAPTIONING, LOST, LiveState.PAUSED), Standing.PAUSED),
        ((LiveState.CAPTIONING, LOST, SessionEnded(0), LiveState.IDLE), Standing.IDLE),
        ((LiveState.CAPTIONING, FAILED, SessionEnded(0), LiveState.IDLE), Standing.ERROR),
        ((LiveState.CAPTIONING, FAILED, SessionEnded(0), LiveState.IDLE, LiveState.LOADING), Standing.CAPTIONS),
    ],
)
def test_the_standing_follows_what_happens(
    qapp: object, happened: tuple[CaptionEvent | LiveState, ...], standing: Standing
) -> None:
    assert Watched().after(*happened) is standing


def test_an_error_is_reported_once_for_each_source(qapp: object) -> None:
    watched = Watched()
    mine = DeviceLost(0, "USB", "“USB” was unplugged.", "Plug it in.", Stream.ME)
    watched.after(LiveState.CAPTIONING, LOST, LOST, mine, QUIET)
    assert watched.told == ["“USB” was unplugged."] * 2


def test_icons_differ_by_more_than_colour(qtbot: QtBot) -> None:
    """Seen by somebody without colours, at the size of a panel."""
    images = {each: tray_icon(each).pixmap(22, 22).toImage() for each in Standing}
    for one, other in combinations(Standing, 2):
        assert shapes_differ(images[one], images[other]) > 0.1, (one, other)


def shapes_differ(one: QImage, other: QImage) -> float:
    """The share of pixels whose lightness on a grey panel differs by more than a quarter of full scale."""
    pairs = [(lightness(one, x, y), lightness(other, x, y)) for x in range(one.width()) for y in range(one.height())]
    return sum(abs(a - b) > 0.25 for a, b in pairs) / len(pairs)


def lightness(image: QImage, x: int, y: int) -> float:
    colour = image.pixelColor(x, y)
    return colour.alphaF() * colour.lightnessF() + (1 - colour.alphaF()) * 0.5
