"""Windows fit their screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.common.fitting import fit_to_screen, fitted

SCREEN = QRect(0, 0, 1024, 600)


@pytest.mark.parametrize(
    ("place", "fits"),
    [
        (QRect(100, 100, 300, 200), QRect(100, 100, 300, 200)),
        (QRect(0, 0, 1180, 720), SCREEN),
        (QRect(900, 500, 300, 200), QRect(724, 400, 300, 200)),
        (QRect(-50, -20, 300, 200), QRect(0, 0, 300, 200)),
    ],
    ids=["inside", "larger", "beyond the right", "beyond the left"],
)
def test_a_place_is_moved_and_cut_to_the_screen(place: QRect, fits: QRect) -> None:
    assert fitted(place, SCREEN) == fits


def test_the_second_screen_has_its_own_corner() -> None:
    assert fitted(QRect(0, 0, 4000, 300), QRect(1920, 0, 1280, 800)) == QRect(1920, 0, 1280, 300)


def test_a_window_opens_no_larger_than_its_screen_even_where_it_wants_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    fit_to_screen(window, QSize(9000, 9000), QSize(5000, 5000))
    room = window.screen().availableGeometry().size()
    assert window.size().boundedTo(room) == window.size()
    assert window.minimumSize().boundedTo(room) == window.minimumSize()
