"""Global keys of an X server: passive grabs (XGrabKey of the X protocol) over a separate connection.

Through libxcb by ctypes: Qt's X11 platform has brought both libraries, and a grab that another program has comes
back as an error of one request instead of ending the process.
"""

from __future__ import annotations

import ctypes
import select
import socket
import threading
from collections.abc import Callable, Mapping
from ctypes import POINTER, Structure, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from typing import Any

from app.desktop.keys.combination import KeyCombination
from app.desktop.keys.refusal import Refusal

_PRESS, _RELEASE, _KEYBOARD_CHANGED = 2, 3, 34
_ANY_KEY, _ANY_MODIFIER, _ASYNC = 0, 0x8000, 1
_MASKS = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Meta": 64}
_LOCKS = (0, 2, 16, 18)  # with and without caps lock and num lock
_OF_A_KEY = 1 | 4 | 8 | 64


class Cookie(Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class Roots(Structure):
    _fields_ = (("screen", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


class KeyEvent(Structure):
    """xcb_key_press_event_t; every event begins with its kind."""

    _fields_ = (
        ("kind", c_uint8),
        ("code", c_uint8),
        ("sequence", c_uint16),
        ("time", c_uint32),
        ("windows", c_uint32 * 3),
        ("places", c_uint16 * 4),
        ("state", c_uint16),
    )


class X11Keys:
    """Raises OSError where there is no display or no library."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self._pressed = pressed
        self._xcb, self._keysyms, self._libc = _libraries()
        self._lock = threading.Lock()  # of what is wanted; xcb has its own
        self._wanted: Mapping[str, KeyCombination] = {}
        self._names: dict[tuple[int, int], str] = {}  # key code and modifiers
        self._released = (0, 0)  # key code and time
        self._connection = self._xcb.xcb_connect(None, None)
        if self._xcb.xcb_connection_has_error(self._connection):
            raise OSError("no X display")
        self._root = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection)).screen[0]
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="keys", daemon=True)
        self._thread.start()

    def grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        with self._lock:
            self._wanted = wanted
            refused = self._grab_wanted()
        self._wake.send(b".")  # events that came along with answers wait in xcb, not in its socket
        return refused

    def close(self) -> None:
        self._wake.close()
        self._thread.join()
        self._woken.close()
        self._xcb.xcb_disconnect(self._connection)  # its grabs end with it

    def _grab_wanted(self) -> dict[str, Refusal]:
        self._names.clear()
        self._xcb.xcb_ungrab_key(self._connection, _ANY_KEY, self._root, _ANY_MODIFIER)
        symbols = self._keysyms.xcb_key_symbols_alloc(self._connection)
        refused = {}
        for name, keys in self._wanted.items():
            if refusal := self._grab_one(name, keys, self._codes(symbols, keys.x_number)):
                refused[name] = refusal
        self._keysyms.xcb_key_symbols_free(symbols)
        self._xcb.xcb_flush(self._connection)
        return refused

    def _codes(self, symbols: int, number: int) -> list[int]:
        """Of the keys that write this sign."""
        found = self._keysyms.xcb_key_symbols_get_keycode(symbols, number)
        if not found:
            return []
        codes = ctypes.string_at(found)
        self._libc.free(found)
        return list(codes)

    def _grab_one(self, name: str, keys: KeyCombination, codes: list[int]) -> Refusal | None:
        modifiers = sum(_MASKS[each] for each in keys.modifiers)
        for code in codes:
            if not all(self._grab_key(code, modifiers | locks) for locks in _LOCKS):
                return Refusal.TAKEN
            self._names[code, modifiers] = name
        return None if codes else Refusal.ABSENT

    def _grab_key(self, code: int, modifiers: int) -> bool:
        cookie = self._xcb.xcb_grab_key_checked(self._connection, 1, self._root, modifiers, code, _ASYNC, _ASYNC)
        if error := self._xcb.xcb_request_check(self._connection, cookie):
            self._libc.free(error)
        return not error

    # -- on its thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        descriptor = self._xcb.xcb_get_file_descriptor(self._connection)
        while not self._xcb.xcb_connection_has_error(self._connection):
            self._take_waiting()
            ready, _, _ = select.select([descriptor, self._woken], [], [])
            if self._woken in ready and not self._woken.recv(64):
                return

    def _take_waiting(self) -> None:
        while event := self._xcb.xcb_poll_for_event(self._connection):
            found = ctypes.cast(event, POINTER(KeyEvent)).contents
            kind, code, time, state = found.kind & 0x7F, found.code, found.time, found.state
            self._libc.free(event)
            if kind == _KEYBOARD_CHANGED:
                with self._lock:
                    self._grab_wanted()
            elif kind == _RELEASE:
                self._released = code, time
            elif kind == _PRESS and (code, time) != self._released:  # a key that is held repeats, both at one time
                self._press(code, state & _OF_A_KEY)

    def _press(self, code: int, modifiers: int) -> None:
        if name := self._names.get((code, modifiers)):
            self._pressed(name)


def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL, ctypes.CDLL]:
    xcb, keysyms, libc = (ctypes.CDLL(name) for name in ("libxcb.so.1", "libxcb-keysyms.so.1", None))
    functions: tuple[tuple[ctypes.CDLL, str, Any, tuple[Any, ...]], ...] = (  # Any: the types of ctypes have no base
        (xcb, "xcb_connect", c_void_p, (c_void_p, c_void_p)),
        (xcb, "xcb_disconnect", None, (c_void_p,)),
        (xcb, "xcb_flush", c_int, (c_void_p,)),
        (xcb, "xcb_connection_has_error", c_int, (c_void_p,)),
        (xcb, "xcb_get_file_descriptor", c_int, (c_void_p,)),
        (xcb, "xcb_get_setup", c_void_p, (c_void_p,)),
        (xcb, "xcb_setup_roots_iterator", Roots, (c_void_p,)),
        (xcb, "xcb_grab_key_checked", Cookie, (c_void_p, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8)),
        (xcb, "xcb_ungrab_key", Cookie, (c_void_p, c_uint8, c_uint32, c_uint16)),
        (xcb, "xcb_request_check", c_void_p, (c_void_p, Cookie)),
        (xcb, "xcb_poll_for_event", c_void_p, (c_void_p,)),
        (keysyms, "xcb_key_symbols_alloc", c_void_p, (c_void_p,)),
        (keysyms, "xcb_key_symbols_free", None, (c_void_p,)),
        (keysyms, "xcb_key_symbols_get_keycode", c_void_p, (c_void_p, c_uint32)),
        (libc, "free", None, (c_void_p,)),
    )
    for library, name, result, arguments in functions:
        function = getattr(library, name)  # kept by the library, with its types
        function.restype, function.argtypes = result, arguments
    return xcb, keysyms, libc
