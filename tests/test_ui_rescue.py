"""After a crash the window tells what is kept, and offers it."""

from __future__ import annotations

from app.choices import LeftOver
from tests.support.ui_scripted import ScriptedController
from tests.support.ui_window import open_window


def test_a_session_that_was_broken_off_is_told_of_and_offered(qtbot, tmp_path):
    controller = ScriptedController()
    controller.left_over = [LeftOver(7, "2026-11-20 10:32", 12)]
    window = open_window(qtbot, tmp_path, controller)
    qtbot.waitUntil(lambda: window.banners.named("rescue") is not None)
    banner = window.banners.named("rescue")
    assert "2026-11-20 10:32" in banner.what.text()
    assert "12" in banner.what.text()
    assert banner.action.isVisible()


def test_of_several_that_were_broken_off_all_are_offered(qtbot, tmp_path):
    controller = ScriptedController()
    controller.left_over = [LeftOver(9, "2026-11-21 09:00", 3), LeftOver(7, "2026-11-20 10:32", 12)]
    window = open_window(qtbot, tmp_path, controller)
    qtbot.waitUntil(lambda: window.banners.named("rescue") is not None)
    asked = []
    window.export_menu.ask_where = lambda name, sessions: asked.append((name, sessions))
    banner = window.banners.named("rescue")
    assert all(each in banner.what.text() for each in ("2 times", "2026-11-21 09:00", "15"))
    banner.action.click()
    assert asked == [("txt", [9, 7])]


def test_the_offered_session_is_exported_and_not_the_newest(qtbot, tmp_path):
    controller = ScriptedController()
    window = open_window(qtbot, tmp_path, controller)
    window.export_menu.export_to(tmp_path / "out.txt", "txt", sessions=(7,))
    assert controller.exported == [(7, tmp_path / "out.txt", "txt")]
    qtbot.waitUntil(controller.answered.is_set)
    qtbot.waitUntil(lambda: window.banners.named("export") is not None)


def test_with_nothing_left_over_nothing_is_said(qtbot, tmp_path):
    window = open_window(qtbot, tmp_path, ScriptedController())
    window.rescue._on_found([])
    assert window.banners.named("rescue") is None
