"""While text or sound leaves this computer, the window and the overlay show where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.control.departures import Departure, Departures
from app.serving.caption_server import CaptionServer
from engine.text.sentence import Sentence
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window
from ui.main_window import MainWindow

ZOOM = Departure("Zoom", Sentence("Captions go to Zoom ({host}).", host="wmcc.zoom.us"))


def mark(window: MainWindow) -> QToolButton:
    return window.frame.sidebar.sent


def test_two_that_say_the_same_end_one_by_one() -> None:
    departures, calls = Departures(), []
    departures.followers.append(lambda: calls.append(departures.now))
    first, second = departures.begin(ZOOM), departures.begin(ZOOM)
    first()
    first()
    assert departures.now == (ZOOM,)
    second()
    assert departures.now == ()
    assert calls[:2] == [(ZOOM,), (ZOOM, ZOOM)]


def test_the_window_and_the_overlay_say_where_captions_go(qtbot: QtBot, tmp_path: Path) -> None:
    controller = ScriptedController()
    window = open_window(qtbot, tmp_path, controller)
    assert mark(window).isHidden()
    end = controller.departures.begin(ZOOM)
    qtbot.waitUntil(mark(window).isVisible)
    assert mark(window).accessibleName() == "Sent to Zoom"
    assert mark(window).toolTip() == "Captions go to Zoom (wmcc.zoom.us)."
    assert window.overlay.standing.places == "Zoom"
    assert "Captions go to Zoom" in window.overlay.accessibleDescription()
    qtbot.mouseClick(mark(window), Qt.MouseButton.LeftButton)
    assert window.sharing.dialog is not None
    end()
    qtbot.waitUntil(mark(window).isHidden)
    assert window.overlay.standing.places == ""


def test_the_mark_is_drawn_in_the_overlay(qtbot: QtBot, tmp_path: Path) -> None:
    controller = ScriptedController()
    window = open_window(qtbot, tmp_path, controller)
    window.show_overlay(True)
    qtbot.waitExposed(window.overlay)
    before = window.overlay.grab().toImage()
    controller.departures.begin(ZOOM)
    qtbot.waitUntil(lambda: window.overlay.standing.places == "Zoom")
    assert window.overlay.grab().toImage() != before


def test_a_server_for_the_network_is_marked_and_one_for_this_computer_is_not() -> None:
    program = ScriptedController()
    server = CaptionServer(program, lambda: program.settings)
    server.start(network=False, port=0)
    assert program.departures.now == ()
    server.start(network=True, port=0)
    assert [each.to for each in program.departures.now] == ["your network"]
    server.stop()
    assert program.departures.now == ()
