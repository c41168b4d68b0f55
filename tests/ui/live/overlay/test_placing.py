"""Where the overlay stands, on screens that come and go."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.support.ui_overlay import open_overlay
from tests.support.ui_window import memory
from ui.common.geometry_memory import OverlayPlace
from ui.live.overlay.placing import screen_key, with_height, with_width

SCREEN = QRect(0, 0, 1280, 800)


@pytest.mark.parametrize(
    ("place", "height", "wanted"),
    [
        (QRect(100, 600, 800, 120), 200, QRect(100, 520, 800, 200)),  # low: the lower edge stays
        (QRect(100, 50, 800, 120), 200, QRect(100, 50, 800, 200)),
        (QRect(100, 50, 800, 120), 900, QRect(100, 0, 800, 800)),  # no larger than the screen
    ],
)
def test_another_height(place: QRect, height: int, wanted: QRect) -> None:
    assert with_height(place, height, SCREEN) == wanted


@pytest.mark.parametrize(
    ("place", "width", "wanted"),
    [
        (QRect(100, 600, 800, 120), 400, QRect(299, 600, 400, 120)),
        (QRect(100, 600, 800, 120), 1500, QRect(0, 600, 1280, 120)),
    ],
)
def test_another_width(place: QRect, width: int, wanted: QRect) -> None:
    assert with_width(place, width, SCREEN) == wanted


def test_each_screen_has_a_place_of_its_own(tmp_path: Path) -> None:
    kept = memory(tmp_path)
    places = {"eDP-1 1280x800": OverlayPlace(10, 20, 500), "DP/2 3840x2160": OverlayPlace(3000, 20, 900, 1.5)}
    for screen, place in places.items():
        kept.keep_overlay_place(screen, place)
    kept.save()
    again = memory(tmp_path)
    assert {screen: again.overlay_place(screen) for screen in places} == places
    assert again.overlay_screen == "DP/2 3840x2160"


@pytest.mark.parametrize("place", [OverlayPlace(5000, 4000, 900), OverlayPlace(-3000, -50, 20_000, 90.0)])
def test_a_place_off_every_screen_comes_back(qtbot: QtBot, tmp_path: Path, place: OverlayPlace) -> None:
    kept = memory(tmp_path)
    kept.keep_overlay_place(screen_key(QGuiApplication.primaryScreen()), place)
    kept.save()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(open_overlay(qtbot, tmp_path).geometry())


def test_a_screen_that_has_gone_leaves_the_overlay_on_another(qtbot: QtBot, tmp_path: Path) -> None:
    kept = memory(tmp_path)
    kept.keep_overlay_place("HDMI-1 1920x1080", OverlayPlace(2000, 800, 900))
    kept.save()
    overlay = open_overlay(qtbot, tmp_path)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(overlay.geometry())
    overlay.move(5000, 5000)
    QGuiApplication.instance().screenRemoved.emit(QGuiApplication.primaryScreen())  # type: ignore[union-attr]
    assert screen.contains(overlay.geometry())


@pytest.mark.parametrize("written", ["", "1 2", "a b c d", "1 2 3 nan", "1e999 2 3 4"])
def test_a_place_that_cannot_be_read_is_none(tmp_path: Path, written: str) -> None:
    kept = memory(tmp_path)
    kept._store.setValue("overlay/place X", written)
    place = kept.overlay_place("X")
    assert place is None or place.scale != place.scale
