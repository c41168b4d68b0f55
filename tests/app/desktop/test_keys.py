"""Keys that work in every program: on an X display with real key presses, and by a desktop's portal."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from app.desktop.keys.combination import combination
from app.desktop.keys.grabbing import KeyBackend, KeyGrabber, grabber_of_this_desktop, key_backend
from app.desktop.keys.portal import trigger
from app.desktop.keys.refusal import Refusal
from tests.support import desktop_bus
from tests.support.waiting import until

PATIENCE_S = 30.0

on_x = pytest.mark.skipif(
    not os.environ.get("DISPLAY") or shutil.which("xdotool") is None, reason="needs an X display and xdotool"
)


@pytest.mark.parametrize(
    ("text", "number", "portal", "alone"),
    [
        ("Ctrl+Alt+C", ord("c"), "ALT+CTRL+c", True),
        ("Meta+F9", 0xFFC6, "LOGO+F9", True),
        ("F24", 0xFFD5, "F24", True),
        ("Pause", 0xFF13, "Pause", True),
        ("Shift+A", ord("a"), "SHIFT+a", False),
        ("Space", 0x20, "space", False),
        ("Ctrl++", ord("+"), "CTRL++", True),
        ("Ctrl+中", 0x0100_4E2D, "CTRL+中", True),
    ],
)
def test_a_combination_in_the_terms_of_each_desktop(text: str, number: int, portal: str, alone: bool) -> None:
    keys = combination(text)
    assert keys is not None
    assert (keys.x_number, trigger(keys), keys.types_nothing) == (number, portal, alone)


@pytest.mark.parametrize("text", ["", "Hyper+C", "Ctrl+NoSuchKey", "F25", "Ctrl+Ctrl"])
def test_what_is_no_combination(text: str) -> None:
    assert combination(text) is None


@pytest.mark.parametrize(
    ("platform", "environment", "way"),
    [
        ("win32", {}, KeyBackend.WINDOWS),
        ("darwin", {"DISPLAY": ":0"}, KeyBackend.NONE),
        ("linux", {"DISPLAY": ":0"}, KeyBackend.X11),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, KeyBackend.PORTAL),
        ("linux", {}, KeyBackend.NONE),
    ],
)
def test_which_way_a_desktop_gives_keys(platform: str, environment: dict[str, str], way: KeyBackend) -> None:
    assert key_backend(platform, environment) is way


def grab(grabber: KeyGrabber, **wanted: str) -> dict[str, Refusal]:
    found = {name: combination(text) for name, text in wanted.items()}
    return grabber.grab({name: keys for name, keys in found.items() if keys is not None})


@pytest.fixture
def pressed() -> Queue[str]:
    return Queue()


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[str], None]], KeyGrabber]]:
    """Grabbers of an X display."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    made: list[KeyGrabber] = []

    def new(take: Callable[[str], None]) -> KeyGrabber:
        made.append(grabber_of_this_desktop(take))
        return made[-1]

    yield new
    for each in made:
        each.close()


def press(*keys: str) -> None:
    subprocess.run(["xdotool", "key", *keys], check=True)


@on_x
def test_a_key_is_heard_whatever_has_the_focus_and_whatever_lock_is_on(
    make: Callable[[Callable[[str], None]], KeyGrabber], pressed: Queue[str]
) -> None:
    assert grab(make(pressed.put), toggle="Ctrl+Alt+C", pause="F9") == {}
    press("ctrl+alt+c")
    press("Num_Lock", "Caps_Lock")
    press("F9")
    press("Num_Lock", "Caps_Lock")
    press("ctrl+alt+c")
    assert [pressed.get(timeout=PATIENCE_S) for _ in range(3)] == ["toggle", "pause", "toggle"]


@on_x
def test_a_key_that_is_held_is_pressed_once(
    make: Callable[[Callable[[str], None]], KeyGrabber], pressed: Queue[str]
) -> None:
    grab(make(pressed.put), toggle="F9", last="F10")
    subprocess.run(["xdotool", "keydown", "F9", "sleep", "1.2", "keyup", "F9", "key", "F10"], check=True)
    assert [pressed.get(timeout=PATIENCE_S) for _ in range(2)] == ["toggle", "last"]


@on_x
def test_a_key_of_another_program_is_refused_and_had_once_that_lets_go(
    make: Callable[[Callable[[str], None]], KeyGrabber], pressed: Queue[str]
) -> None:
    other, own = make(lambda _name: None), make(pressed.put)
    assert grab(other, theirs="Ctrl+Alt+C") == {}
    assert grab(own, toggle="Ctrl+Alt+C", pause="Ctrl+Alt+P", none="F24") in (
        {"toggle": Refusal.TAKEN},
        {"toggle": Refusal.TAKEN, "none": Refusal.ABSENT},
    )
    assert grab(other) == {}
    until(lambda: grab(own, toggle="Ctrl+Alt+C") == {})  # the server lets go a moment later
    press("ctrl+alt+p")  # no longer wanted
    press("ctrl+alt+c")
    assert pressed.get(timeout=PATIENCE_S) == "toggle"
    with pytest.raises(Empty):
        pressed.get_nowait()


@pytest.mark.skipif(desktop_bus.obstacle() is not None, reason=str(desktop_bus.obstacle()))
def test_the_portal_of_a_wayland_desktop_gives_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pressed: Queue[str]
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with desktop_bus.running(tmp_path, "portal") as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        grabber = grabber_of_this_desktop(pressed.put)
        assert grab(grabber, toggle="Ctrl+Alt+C", pause="F9") == {}
        _session, shortcuts, *_ = desktop.until("BindShortcuts")
        assert [(name, each["preferred_trigger"][1]) for name, each in shortcuts] == [
            ("toggle", "ALT+CTRL+c"),
            ("pause", "F9"),
        ]
        desktop.do("press", "pause")
        assert pressed.get(timeout=PATIENCE_S) == "pause"
        grabber.close()
        desktop.until("left")
    until(lambda: all(thread.name != "desktop signals" for thread in threading.enumerate()))


def test_a_wayland_desktop_without_a_portal_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert grab(grabber_of_this_desktop(lambda _name: None), toggle="F9") == {"toggle": Refusal.IMPOSSIBLE}
