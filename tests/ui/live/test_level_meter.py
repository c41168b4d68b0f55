"""The level meter."""

from __future__ import annotations

import math

import pytest
from pytestqt.qtbot import QtBot

from engine.events import Level
from tests.support.ui_scripted import level
from tests.support.ui_window import theme
from ui.live.level_meter import FALL_DB, FLOOR_DBFS, LevelMeter, share_of_scale


def meter(qtbot: QtBot) -> LevelMeter:
    made = LevelMeter(theme())
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("dbfs", "share"), [(0.0, 1.0), (-30.0, 0.5), (-60.0, 0.0), (-120.0, 0.0), (-math.inf, 0.0), (math.nan, 0.0)]
)
def test_the_scale_goes_from_silence_to_full_scale(dbfs: float, share: float) -> None:
    assert share_of_scale(dbfs) == pytest.approx(share)


def test_it_rises_at_once_and_falls_slowly(qtbot: QtBot) -> None:
    shown = meter(qtbot)
    shown.show_level(level(-12.0))
    shown.show_level(level(-50.0))
    assert shown.rms_dbfs() == -12.0 - FALL_DB


def test_it_falls_to_its_floor_and_no_further(qtbot: QtBot) -> None:
    shown = meter(qtbot)
    for _ in range(50):
        shown.show_level(Level(0, -120.0, -120.0, False))
    assert shown.rms_dbfs() == FLOOR_DBFS


def test_louder_sound_fills_more_of_the_bar(qtbot: QtBot) -> None:
    """Counted in the pixels that were painted in the colour of the bar."""

    def filled(dbfs: float) -> int:
        shown = meter(qtbot)
        shown.resize(shown.sizeHint())
        shown.show_level(Level(0, dbfs, dbfs, False))
        picture = shown.grab().toImage()
        row = picture.height() // 2
        colour = theme().colours.meter
        return sum(picture.pixelColor(x, row).name() == colour for x in range(picture.width()))

    assert filled(-60.0) == 0
    assert 0 < filled(-40.0) < filled(-10.0)


def test_a_screen_reader_hears_the_level(qtbot: QtBot) -> None:
    shown = meter(qtbot)
    shown.show_level(level(-24.0))
    assert "24 dB" in shown.accessibleDescription()
