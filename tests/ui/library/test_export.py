"""What is exported is what stands on the page: also when the page has several sessions, or the last start failed."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.choices import LiveState, SourceChoice
from app.control.degradations import no_word_times
from app.control.earshot import Earshot
from app.folders import portable_folders
from app.settings import Settings
from engine.events import EngineError
from tests.support.audio import write_wav
from tests.support.ui_scripted import ScriptedController, final
from tests.support.ui_window import open_window
from ui.main_window import MainWindow

PATIENCE_MS = 60_000


class Choosy(ScriptedController):
    """Starts as `kept` and `fails` say: a session is stored, or not, or never begins."""

    def __init__(self) -> None:
        super().__init__()
        self.kept, self.fails, self._last = True, False, 0

    def start(self, choice: SourceChoice) -> None:
        super().start(choice)
        self._last += self.kept and not self.fails
        self.session_id = self._last if self.kept and not self.fails else None
        if self.fails:
            self.post(EngineError(0, "No microphone found.", "", fatal=True))
            self.end()


@pytest.fixture
def controller() -> Choosy:
    return Choosy()


def say(qtbot: QtBot, window: MainWindow, controller: Choosy, text: str) -> None:
    """In a session of its own."""
    window.start()
    controller.post(final(1, text))
    qtbot.waitUntil(lambda: text in window.live.pane.view.toPlainText())
    window.start_or_stop()
    wait_until_idle(qtbot, window)


def wait_until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.live.header.primary.text() == "Start", timeout=PATIENCE_MS)


def fail_to_start(qtbot: QtBot, window: MainWindow, controller: Choosy) -> None:
    controller.fails = True
    window.start()
    wait_until_idle(qtbot, window)


def notice(qtbot: QtBot, window: MainWindow) -> tuple[str, str]:
    qtbot.waitUntil(lambda: window.banners.named("export") is not None)
    banner = window.banners.named("export")
    assert banner is not None
    return banner.what.text(), banner.remedy.text()


def offered(window: MainWindow) -> list[tuple[str, bool]]:
    """The lines of the menu, and whether they can be chosen."""
    window.live.export_menu.aboutToShow.emit()
    return [(line.text(), line.isEnabled()) for line in window.live.export_menu.actions() if not line.isSeparator()]


def submenu(window: MainWindow, number: int) -> QMenu:
    window.live.export_menu.aboutToShow.emit()
    menu = [line for line in window.live.export_menu.actions() if not line.isSeparator()][number].menu()
    assert isinstance(menu, QMenu)
    return menu


def test_after_a_start_that_failed_the_captions_on_the_page_can_be_exported(
    qtbot: QtBot, window: MainWindow, controller: Choosy, tmp_path: Path
) -> None:
    say(qtbot, window, controller, "Good morning.")
    fail_to_start(qtbot, window, controller)
    window.live.export_menu.export_to(tmp_path / "out.txt", "txt")
    assert notice(qtbot, window) == ("Saved as out.txt.", "")
    assert controller.exported == [(1, tmp_path / "out.txt", "txt")]


def test_a_page_of_one_session_offers_formats(qtbot: QtBot, window: MainWindow, controller: Choosy) -> None:
    say(qtbot, window, controller, "Good morning.")
    assert offered(window) == [("Plain text (.txt)", True), ("SubRip (.srt)", True), ("Options and preview…", True)]


def test_a_page_of_several_sessions_offers_each_and_all(qtbot: QtBot, window: MainWindow, controller: Choosy) -> None:
    say(qtbot, window, controller, "Good morning.")
    say(qtbot, window, controller, "Research & development, and all that comes with it.")
    lines = offered(window)
    began = [each.began for each in window.live.sessions.on_page()]
    assert lines == [
        (f"{began[1]} “Research && development, and…”", True),
        (f"{began[0]} “Good morning.”", True),
        ("All, one file each", True),
        ("All in one file", True),
    ]
    formats = submenu(window, 0).actions()
    assert [line.text() for line in formats][:2] == ["Plain text (.txt)", "SubRip (.srt)"]


def test_one_of_several_sessions_is_named_when_it_was_saved(
    qtbot: QtBot, window: MainWindow, controller: Choosy, tmp_path: Path
) -> None:
    say(qtbot, window, controller, "Good morning.")
    say(qtbot, window, controller, "Good evening.")
    window.live.export_menu.export_to(tmp_path / "out.txt", "txt", sessions=(1,))
    began = window.live.sessions.on_page()[0].began
    assert notice(qtbot, window) == ("Saved as out.txt.", f"It holds the captions of {began} “Good morning.”.")


def test_all_sessions_of_the_page_become_files_side_by_side_and_none_is_overwritten(
    qtbot: QtBot, window: MainWindow, controller: Choosy, tmp_path: Path
) -> None:
    for text in ("One.", "Two.", "Three."):
        say(qtbot, window, controller, text)
    (tmp_path / "out (2).txt").write_text("of another day", "utf-8")
    window.live.export_menu.export_to(tmp_path / "out.txt", "txt", sessions=(1, 2, 3))
    assert notice(qtbot, window)[0] == "Saved as out.txt, out (3).txt, out (4).txt."
    names = [(session, file.name) for session, file, _ in controller.exported]
    assert names == [(1, "out.txt"), (2, "out (3).txt"), (3, "out (4).txt")]


def test_a_session_that_was_not_stored_is_shown_as_such(qtbot: QtBot, window: MainWindow, controller: Choosy) -> None:
    say(qtbot, window, controller, "Good morning.")
    controller.kept = False
    say(qtbot, window, controller, "Good evening.")
    say(qtbot, window, controller, "Good night.")
    assert [enabled for _, enabled in offered(window)] == [True, False, True]
    assert [line for line, _ in offered(window)][1].endswith("“Good evening.” (not stored)")


def test_the_newest_session_is_exported_as_it_is_shown_though_it_was_not_stored(
    qtbot: QtBot, window: MainWindow, controller: Choosy, tmp_path: Path
) -> None:
    controller.kept = False
    say(qtbot, window, controller, "Good evening.")
    window.live.export_menu.export_to(tmp_path / "out.txt", "txt")
    assert notice(qtbot, window)[0] == "Saved as out.txt."
    assert controller.exported == [(None, tmp_path / "out.txt", "txt")]


def test_with_the_real_controller_a_failed_start_takes_no_export_away(
    qtbot: QtBot, tmp_path: Path, sample: Path
) -> None:
    sound, rate = soundfile.read(sample, dtype="float32", frames=80_000)
    settings = Settings(theme="light", interface_language="en", model="mini")
    live = Earshot(settings, portable_folders(tmp_path / "home"))
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    for file in (write_wav(tmp_path / "talk.wav", sound, rate), tmp_path / "absent.wav"):
        window.live.picker.pick_file(file)
        window.start()
        qtbot.waitUntil(lambda: live.session.state is LiveState.IDLE, timeout=PATIENCE_MS)
        wait_until_idle(qtbot, window)
    said = window.live.pane.view.captions[0].text
    window.live.export_menu.export_to(tmp_path / "out.txt", "txt")
    assert notice(qtbot, window)[0] == "Saved as out.txt."
    assert said in (tmp_path / "out.txt").read_text("utf-8")
    live.close()


def test_subtitles_without_times_of_words_say_so(qtbot: QtBot, window: MainWindow, controller: Choosy) -> None:
    say(qtbot, window, controller, "hello")
    controller.export_lacks = no_word_times()
    window.live.export_menu.export_to(Path("out.srt"), "srt")
    qtbot.waitUntil(lambda: window.banners.named("export") is not None)
    banner = window.banners.named("export")
    assert banner is not None
    assert "Saved as out.srt." in banner.what.text()
    assert "no times for single words" in banner.remedy.text()
