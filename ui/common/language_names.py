"""What a language is called."""

from __future__ import annotations

from PySide6.QtCore import QLocale

PLAIN_NAMES = {"en": "English", "zh": "中文"}  # Qt would name a country and a script


def language_name(code: str) -> str:
    """In its own language; the code itself where Qt knows none."""
    if code in PLAIN_NAMES:
        return PLAIN_NAMES[code]
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code
