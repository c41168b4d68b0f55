"""A settings file that cannot be used is told of in the window: what was chosen, privacy too, is back to defaults."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands.window import handle
from app.control.earshot import Earshot
from app.control.single_instance import SingleInstance
from app.folders import portable_folders, user_folders
from app.settings import LoadedSettings, Settings, load_settings
from tests.support.ui_window import open_window
from ui.common.banner import Banner
from ui.common.sentences import translated
from ui.main_window import MainWindow

DAMAGED = b'record_audio = false\ntheme = "dark\n'


def banner(window: MainWindow) -> Banner:
    found = window.banners.named("settings")
    assert found is not None
    return found


def write_damaged() -> Path:
    file = user_folders().settings_file
    file.parent.mkdir(parents=True)
    file.write_bytes(DAMAGED)
    return file


def test_the_window_is_handed_what_was_wrong_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    write_damaged()
    handed: list[LoadedSettings] = []

    def open_it(_controller: Earshot, loaded: LoadedSettings, _instance: SingleInstance) -> int:
        handed.append(loaded)
        return 0

    assert handle(argparse.Namespace(open_window=open_it, program_command=None)) == 0
    assert "cannot be read: line 2" in handed[0].complaints[0]


def test_a_damaged_file_is_told_before_anything_is_recorded(window: MainWindow) -> None:
    window.complaints.tell(load_settings(write_damaged()))
    assert "cannot be read: line 2: illegal character" in banner(window).what.text()
    assert banner(window).remedy.text() == "Check your settings before you start."


def test_the_notice_leads_to_the_settings(window: MainWindow) -> None:
    window.complaints.tell(load_settings(write_damaged()))
    banner(window).action.click()
    assert window.show_settings().isVisible()


def test_a_file_in_order_is_not_spoken_of(window: MainWindow) -> None:
    window.complaints.tell(LoadedSettings(Settings()))
    assert window.banners.named("settings") is None


def test_of_many_wrong_lines_some_are_told(window: MainWindow) -> None:
    window.complaints.tell(LoadedSettings(Settings(), tuple(f"There is no setting x{each}." for each in range(9))))
    assert banner(window).what.text().splitlines()[-1] == "And 6 more."


def test_the_first_change_says_where_the_damaged_file_went(qtbot: QtBot, tmp_path: Path) -> None:
    folders = portable_folders(tmp_path / "home")
    folders.settings_file.parent.mkdir(parents=True)
    folders.settings_file.write_bytes(DAMAGED)
    loaded = load_settings(folders.settings_file)
    live = Earshot(loaded.settings, folders)
    window = open_window(qtbot, tmp_path, live)  # type: ignore[arg-type]  # the real one in place of the scripted one
    window.complaints.tell(loaded)
    dialog = window.show_settings()
    dialog.change("record_audio", False)
    told = "The unreadable file is kept as settings.toml.unreadable."
    qtbot.waitUntil(lambda: dialog.message.text() == f"Saved. {told}")
    assert banner(window).what.text() == told
    assert folders.settings_file.with_name("settings.toml.unreadable").read_bytes() == DAMAGED
    dialog.change("record_audio", True)
    qtbot.waitUntil(lambda: dialog.message.text() == "Saved.")
    live.close()


@pytest.mark.parametrize(
    "content",
    [
        DAMAGED,
        b"threads = = 2\n",
        b"threads\n",
        b"threads = 2 3\n",
        b"threads = \n",
        b"theme = 'dark\n",
        b"a = 1\na = 2\n",
        b"a = [1,\n",
        b"a = \xff\n",
        b"[x\n",
        b"theme = 'blue'\n",
        b"record_audio = 1\n",
        b"threads = 900\n",
        b"model = 7\n",
        b"recordings_folder = 7\n",
        b"thread = 2\n",
        b"zzzzzz = 2\n",
        b"model = 'starter'\n",
    ],
)
@pytest.mark.usefixtures("chinese")
def test_every_complaint_is_chinese_in_a_chinese_window(tmp_path: Path, content: bytes) -> None:
    """Names of settings, their values and the place of the file excepted."""
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    (complaint,) = load_settings(file).complaints
    names = re.compile(
        r"record_audio|recordings_folder|threads?|model|theme|zzzzzz|starter|Earshot|auto|high_contrast(?:_light)?|light|dark|blue|true|false"
    )
    left = names.sub("", translated(complaint).replace(str(file), ""))
    assert re.findall("[A-Za-z]{2,}", left.replace("UTF", "")) == []
