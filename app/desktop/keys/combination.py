"""Translates a key with modifiers from Qt's notation ("Ctrl+Alt+C") to X, the desktop portal and Windows."""

from __future__ import annotations

from dataclasses import dataclass

_MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
_NAMED = {
    # Qt's name: X's name, X's number (X11/keysymdef.h, XF86keysym.h), the number in Windows
    "Space": ("space", 0x20, 0x20),
    "Return": ("Return", 0xFF0D, 0x0D),
    "Backspace": ("BackSpace", 0xFF08, 0x08),
    "Pause": ("Pause", 0xFF13, 0x13),
    "ScrollLock": ("Scroll_Lock", 0xFF14, 0x91),
    "Print": ("Print", 0xFF61, 0x2C),
    "Ins": ("Insert", 0xFF63, 0x2D),
    "Del": ("Delete", 0xFFFF, 0x2E),
    "Home": ("Home", 0xFF50, 0x24),
    "End": ("End", 0xFF57, 0x23),
    "PgUp": ("Prior", 0xFF55, 0x21),
    "PgDown": ("Next", 0xFF56, 0x22),
    "Left": ("Left", 0xFF51, 0x25),
    "Up": ("Up", 0xFF52, 0x26),
    "Right": ("Right", 0xFF53, 0x27),
    "Down": ("Down", 0xFF54, 0x28),
    "Media Play": ("XF86AudioPlay", 0x1008FF14, 0xB3),
    "Toggle Media Play/Pause": ("XF86AudioPlay", 0x1008FF14, 0xB3),
    "Media Stop": ("XF86AudioStop", 0x1008FF15, 0xB2),
    "Microphone Mute": ("XF86AudioMicMute", 0x1008FFB2, 0),
}
_ALONE = {"Pause", "ScrollLock", "Media Play", "Toggle Media Play/Pause", "Media Stop", "Microphone Mute"}
"""Keys that type no text; F1 to F24 are such keys too."""


@dataclass(frozen=True, slots=True)
class KeyCombination:
    """key: Qt's name. modifiers: of Ctrl, Alt, Shift and Meta, the key with the desktop's sign."""

    modifiers: frozenset[str]
    key: str

    @property
    def types_nothing(self) -> bool:
        """No text is typed with it, so it may be taken from all programs."""
        return bool(self.modifiers & {"Ctrl", "Alt", "Meta"}) or self.key in _ALONE or _function_key(self.key) > 0

    @property
    def x_number(self) -> int:
        """The keysym."""
        return _numbers(self.key)[1]

    @property
    def x_name(self) -> str:
        return _numbers(self.key)[0]

    @property
    def windows_number(self) -> int:
        """The virtual key; 0 for those that Windows numbers by the keyboard's layout."""
        return _numbers(self.key)[2]


def combination(text: str) -> KeyCombination | None:
    """None for a text that names no key, or a key without a known number."""
    key = "+" if text.endswith("+") else text.rpartition("+")[2]
    modifiers = [each for each in text.removesuffix(key).split("+") if each]
    if not set(modifiers) <= set(_MODIFIERS) or _numbers(key)[1] == 0:
        return None
    return KeyCombination(frozenset(modifiers), key)


def _numbers(key: str) -> tuple[str, int, int]:
    """As in _NAMED; zeros for an unknown key."""
    if key in _NAMED:
        return _NAMED[key]
    if number := _function_key(key):
        return key, 0xFFBD + number, 0x6F + number
    if len(key) == 1 and key.isprintable():
        plain = key.lower()
        # X numbers Latin-1 as it is, the rest of Unicode above this.
        number = ord(plain) if ord(plain) < 0x100 else 0x0100_0000 + ord(plain)
        return plain, number, ord(key.upper()) if key.isascii() and key.isalnum() else 0
    return "", 0, 0


def _function_key(key: str) -> int:
    """1 to 24, 0 for another key."""
    number = int(key[1:]) if key.startswith("F") and key[1:].isdecimal() else 0
    return number if 1 <= number <= 24 else 0
