"""Keys that work in every program: from the settings to what they do, and what is said of those that do not."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desktop.keys.combination import KeyCombination
from app.desktop.keys.grabbing import KeyGrabber, grabber_of_this_desktop
from app.desktop.keys.refusal import Refusal
from tests.support.ui_scripted import ScriptedController, final
from ui.main_window import MainWindow
from ui.program.program import Program
from ui.settings.keys_field import KeysField

KEYS = {
    "shortcut_captions": "Ctrl+Alt+S",
    "shortcut_pause": "Ctrl+Alt+P",
    "shortcut_overlay": "F9",
    "shortcut_mark": "Ctrl+Alt+M",
}


class Noting:
    """Says when the keys that it was asked for were grabbed, or refuses them all."""

    def __init__(self, grabber: KeyGrabber | None, refusal: Refusal = Refusal.TAKEN) -> None:
        self._grabber = grabber
        self._refusal = refusal
        self.grabbed: list[dict[str, KeyCombination]] = []
        self.closed = False

    def grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        refused = self._grabber.grab(wanted) if self._grabber else dict.fromkeys(wanted, self._refusal)
        self.grabbed.append(dict(wanted))
        return refused

    def close(self) -> None:
        assert threading.current_thread() is not threading.main_thread()
        if self._grabber is not None:
            self._grabber.close()
        self.closed = True


def choose(window: MainWindow, controller: ScriptedController, keys: Mapping[str, str | None]) -> None:
    controller.settings = replace(controller.settings, **keys)  # type: ignore[arg-type]  # each of them is a key
    window.settings_changed.emit(controller.settings)


def press(keys: str) -> None:
    subprocess.run(["xdotool", "key", keys if len(keys) < 3 else keys.lower()], check=True)


def test_each_key_of_the_settings_does_what_it_is_for(
    qtbot: QtBot,
    program: Program,
    window: MainWindow,
    controller: ScriptedController,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not os.environ.get("DISPLAY") or shutil.which("xdotool") is None:
        pytest.skip("needs an X display and xdotool")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    made: list[Noting] = []
    monkeypatch.setattr(
        "ui.program.shortcuts.grabber_of_this_desktop",
        lambda pressed: made.append(Noting(grabber_of_this_desktop(pressed))) or made[0],
    )
    marked: list[bool] = []
    window.commands.mark.triggered.connect(lambda: marked.append(True))
    choose(window, controller, KEYS)
    window.showMinimized()  # another program is in front
    qtbot.waitUntil(lambda: bool(made) and len(made[0].grabbed) == 1)
    press(KEYS["shortcut_captions"])
    qtbot.waitUntil(lambda: controller.calls[-1:] == ["start"])
    press(KEYS["shortcut_pause"])
    qtbot.waitUntil(lambda: controller.calls[-1] == "pause")
    press(KEYS["shortcut_overlay"])
    qtbot.waitUntil(window.overlay.isVisible)
    controller.post(final(1, "A caption to mark."))
    qtbot.waitUntil(window.commands.mark.isEnabled)
    press(KEYS["shortcut_mark"])
    qtbot.waitUntil(lambda: bool(marked))

    choose(window, controller, {"shortcut_captions": None})
    qtbot.waitUntil(lambda: len(made[0].grabbed) == 2)
    press(KEYS["shortcut_captions"])  # Earshot's no longer
    press(KEYS["shortcut_pause"])
    qtbot.waitUntil(lambda: controller.calls[-1] == "resume")
    assert "stop" not in controller.calls


@pytest.mark.parametrize(
    ("refusal", "text", "told"),
    [
        (Refusal.TAKEN, "Ctrl+Alt+C", "Ctrl+Alt+C belongs to another program."),
        (Refusal.ABSENT, "Ctrl+Alt+C", "Ctrl+Alt+C cannot be used in other programs."),
        (Refusal.IMPOSSIBLE, "Ctrl+Alt+C", "This desktop lets no program have keys of its own."),
        (Refusal.TAKEN, "Shift+A", "Shift+A cannot be used in other programs."),  # people type with it
    ],
)
def test_a_key_that_is_not_to_be_had_is_told_once(
    refusal: Refusal,
    text: str,
    told: str,
    qtbot: QtBot,
    program: Program,
    window: MainWindow,
    controller: ScriptedController,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desktop = Noting(None, refusal)
    monkeypatch.setattr("ui.program.shortcuts.grabber_of_this_desktop", lambda _pressed: desktop)
    choose(window, controller, {"shortcut_captions": text})
    qtbot.waitUntil(lambda: window.banners.named("keys") is not None)
    banner = window.banners.named("keys")
    assert banner is not None
    assert banner.what.text() == told
    window.banners.dismiss_newest()
    choose(window, controller, {"shortcut_captions": text, "shortcut_pause": "Ctrl+Alt+P"})
    qtbot.waitUntil(lambda: window.banners.named("keys") is not None)  # of the new one
    banner = window.banners.named("keys")
    assert banner is not None
    if refusal is not Refusal.IMPOSSIBLE:
        assert banner.what.text().startswith("Ctrl+Alt+P")


def test_at_the_end_the_keys_are_given_back(
    qtbot: QtBot,
    program: Program,
    window: MainWindow,
    controller: ScriptedController,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desktop = Noting(None)
    monkeypatch.setattr("ui.program.shortcuts.grabber_of_this_desktop", lambda _pressed: desktop)
    choose(window, controller, KEYS)
    qtbot.waitUntil(lambda: bool(desktop.grabbed))
    program.end()
    assert desktop.closed


def test_without_keys_the_desktop_is_not_reached_for(
    program: Program, window: MainWindow, controller: ScriptedController, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.program.shortcuts.grabber_of_this_desktop", lambda _pressed: pytest.fail("reached"))
    choose(window, controller, {})
    program.end()


@pytest.mark.parametrize(
    ("key", "modifiers", "chosen"),
    [
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "Ctrl+Alt+C"),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "F9"),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier, "nothing"),
    ],
)
def test_the_settings_take_a_key_as_it_is_pressed_and_none_that_people_type_with(
    qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, chosen: str
) -> None:
    field = KeysField("shortcut_pause", "Pause", "In every program.")
    qtbot.addWidget(field)
    field.show()
    taken: list[object] = []
    field.changed.connect(lambda _name, value: taken.append(value))
    QTest.keyClick(field.control, key, modifiers)
    qtbot.waitUntil(lambda: bool(taken) or "Add Ctrl" in field.meaning.text())
    assert taken == ([] if chosen == "nothing" else [chosen])
    assert field.control.accessibleName() == "Pause"
