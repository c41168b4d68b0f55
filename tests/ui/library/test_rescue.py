"""After a crash the window tells what is kept, and offers it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.choices import LeftOver
from app.control.earshot import Earshot
from app.folders import portable_folders
from app.settings import Settings
from tests.support.damaged_transcripts import FINALS, PAGE, SESSIONS, write_sound_file
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


def test_of_several_that_were_broken_off_all_are_offered(qtbot, tmp_path, monkeypatch):
    controller = ScriptedController()
    controller.left_over = [LeftOver(9, "2026-11-21 09:00", 3), LeftOver(7, "2026-11-20 10:32", 12)]
    window = open_window(qtbot, tmp_path, controller)
    qtbot.waitUntil(lambda: window.banners.named("rescue") is not None)
    asked = []
    monkeypatch.setattr(window.live.export_menu, "ask_where", lambda name, sessions: asked.append((name, sessions)))
    banner = window.banners.named("rescue")
    assert all(each in banner.what.text() for each in ("2 times", "15"))
    banner.action.click()
    assert asked == [("txt", [9, 7])]


def test_sound_without_a_text_is_told_beside_the_texts(qtbot, tmp_path):
    controller = ScriptedController()
    sound = tmp_path / "2026-11-21 09-00-00.flac"
    controller.left_over = [LeftOver(9, "2026-11-21 09:00", 0, sound), LeftOver(7, "2026-11-20 10:32", 12)]
    window = open_window(qtbot, tmp_path, controller)
    qtbot.waitUntil(lambda: window.banners.named("rescue-sound") is not None)
    assert str(sound) in window.banners.named("rescue-sound").what.text()
    assert "12" in window.banners.named("rescue").what.text()


def test_the_offered_session_is_exported_and_not_the_newest(qtbot, window, controller, tmp_path):
    window.live.export_menu.export_to(tmp_path / "out.txt", "txt", sessions=(7,))
    assert controller.exported == [(7, tmp_path / "out.txt", "txt")]
    qtbot.waitUntil(controller.answered.is_set)
    qtbot.waitUntil(lambda: window.banners.named("export") is not None)


def test_with_nothing_left_over_nothing_is_said(window):
    window.rescue._on_found([])
    assert window.banners.named("rescue") is None


def test_a_damaged_file_of_transcripts_is_told_when_the_window_opens(qtbot, tmp_path):
    """By the real controller: what can be read is recovered, and the place of the damaged file is named."""
    folders = portable_folders(tmp_path / "home")
    write_sound_file(folders.transcripts_file)
    content = folders.transcripts_file.read_bytes()
    folders.transcripts_file.write_bytes(b"\xa5" * PAGE + content[PAGE:])
    live = Earshot(Settings(theme="light", interface_language="en", model="mini"), folders)
    window = open_window(qtbot, tmp_path, live)
    wanted = f"{SESSIONS * FINALS} texts of {SESSIONS} transcripts were recovered"
    qtbot.waitUntil(
        lambda: any(wanted in label.text() for label in window.banners.findChildren(QLabel)), timeout=60_000
    )
    window.close()
    live.close()
