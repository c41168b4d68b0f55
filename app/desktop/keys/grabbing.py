"""Chooses how this desktop gives a program global keys, or says why it does not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from typing import Protocol

from app.desktop.keys.combination import KeyCombination
from app.desktop.keys.refusal import Refusal


class KeyGrabber(Protocol):
    """`pressed` is called with the name of a key on a thread of its own. Methods wait for the desktop: for a worker."""

    def grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        """These and no others from now on, by name; returns those that could not be had."""

    def close(self) -> None: ...


class NoKeys:
    """Where a program is given none."""

    def grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        return dict.fromkeys(wanted, Refusal.IMPOSSIBLE)

    def close(self) -> None:
        pass


class KeyBackend(Enum):
    """How keys are had here. A Wayland desktop gives X programs no keys of its other programs."""

    X11 = "x11"
    PORTAL = "portal"
    WINDOWS = "windows"
    NONE = "none"


def key_backend(platform: str = sys.platform, environment: Mapping[str, str] | None = None) -> KeyBackend:
    variables = os.environ if environment is None else environment
    if platform == "win32":
        return KeyBackend.WINDOWS
    if platform == "darwin":
        return KeyBackend.NONE
    if variables.get("WAYLAND_DISPLAY"):
        return KeyBackend.PORTAL
    return KeyBackend.X11 if variables.get("DISPLAY") else KeyBackend.NONE


def grabber_of_this_desktop(pressed: Callable[[str], None]) -> KeyGrabber:
    """For a worker: it may reach for the display."""
    way = key_backend()
    if sys.platform == "win32":
        from app.desktop.keys.windows import WindowsKeys

        return WindowsKeys(pressed)
    if way is KeyBackend.PORTAL:
        from app.desktop.keys.portal import PortalKeys

        return PortalKeys(pressed)
    if way is KeyBackend.X11:
        from app.desktop.keys.x11 import X11Keys

        with suppress(OSError):  # no display, no library
            return X11Keys(pressed)
    return NoKeys()
