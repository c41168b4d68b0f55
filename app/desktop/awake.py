"""Keeps the screen on while captions run. Where the desktop offers no way, only the log says so."""

from __future__ import annotations

import logging
import sys
from typing import Protocol

log = logging.getLogger(__name__)

PROGRAM, REASON = "Earshot", "Captions are shown"


class ScreenInhibitor(Protocol):
    """A way to keep it on. Methods may wait and raise OSError; one thread calls them."""

    def keep_on(self) -> None: ...

    def let_go(self) -> None: ...


class Awake:
    """`keep(True)` and `keep(False)` as often as one likes; for a worker, always the same thread."""

    def __init__(self) -> None:
        self._screen = screen_of_this_system()
        self._kept = False
        self._logged = False

    @property
    def kept(self) -> bool:
        return self._kept

    def keep(self, wanted: bool) -> None:
        if wanted == self._kept:
            return
        try:
            (self._screen.keep_on if wanted else self._screen.let_go)()
        except OSError as refused:
            self._give_up(refused)
        else:
            self._kept = wanted

    def _give_up(self, refused: OSError) -> None:
        if not self._logged:
            log.info("the screen may turn itself off during captions: %s", type(refused).__name__)
            self._logged = True
        self._kept = False


if sys.platform == "win32":  # not tried yet
    import ctypes

    _CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2

    class WindowsScreen:
        def keep_on(self) -> None:
            self._set(_CONTINUOUS | _SYSTEM | _DISPLAY)

        def let_go(self) -> None:
            self._set(_CONTINUOUS)

        def _set(self, state: int) -> None:
            if not ctypes.windll.kernel32.SetThreadExecutionState(state):
                raise OSError("SetThreadExecutionState")

    def screen_of_this_system() -> ScreenInhibitor:
        return WindowsScreen()

elif sys.platform == "darwin":  # not tried yet
    import ctypes

    _UTF8, _ON = 0x08000100, 255

    class MacScreen:
        """An assertion of IOKit's power management, under a name that the system's list of them shows."""

        def __init__(self) -> None:
            self._number = ctypes.c_uint32(0)

        def keep_on(self) -> None:
            kit = ctypes.cdll.LoadLibrary("/System/Library/Frameworks/IOKit.framework/IOKit")
            status = kit.IOPMAssertionCreateWithName(
                _text("PreventUserIdleDisplaySleep"), _ON, _text(REASON), ctypes.byref(self._number)
            )
            if status:
                raise OSError(status, "IOPMAssertionCreateWithName")

        def let_go(self) -> None:
            kit = ctypes.cdll.LoadLibrary("/System/Library/Frameworks/IOKit.framework/IOKit")
            kit.IOPMAssertionRelease(self._number)

    def _text(words: str) -> ctypes.c_void_p:
        core = ctypes.cdll.LoadLibrary("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        return ctypes.c_void_p(core.CFStringCreateWithCString(None, words.encode(), _UTF8))

    def screen_of_this_system() -> ScreenInhibitor:
        return MacScreen()

else:
    from app.desktop.bus import BusSilent, DesktopBus

    _IDLE = 8  # of the portal's flags

    class DesktopScreen:
        """By the desktop's screen saver; within a sandbox by the portal. Both let go when the connection ends."""

        def __init__(self) -> None:
            self._bus = DesktopBus()

        def keep_on(self) -> None:
            saver = "org.freedesktop.ScreenSaver"
            portal = (
                "org.freedesktop.portal.Desktop",
                "/org/freedesktop/portal/desktop",
                "org.freedesktop.portal.Inhibit",
            )
            options = {"reason": ("s", REASON)}
            try:
                self._bus.call(saver, "/org/freedesktop/ScreenSaver", saver, "Inhibit", "ss", PROGRAM, REASON)
            except BusSilent:
                try:
                    self._bus.call(*portal, "Inhibit", "sua{sv}", "", _IDLE, options)
                except BusSilent as silent:
                    self._bus.close()
                    raise OSError(str(silent)) from silent

        def let_go(self) -> None:
            self._bus.close()

    def screen_of_this_system() -> ScreenInhibitor:
        return DesktopScreen()
