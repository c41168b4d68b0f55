"""What a transcript was made from and with, as a person calls it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.text.harmless import harmless

translate = QCoreApplication.translate
_WHISPER = "whisper-"


def model_name(name: str) -> str:
    """The title of a model by the name that transcripts keep, also where it is no longer installed."""
    if name == "mini":
        return "Earshot Mini"
    return f"Whisper {harmless(name.removeprefix(_WHISPER))}" if name.startswith(_WHISPER) else harmless(name)


def source_name(source: str) -> str:
    """A device or a file as it calls itself; kinds of sources in words."""
    if source == "mic":
        return translate("LibraryLines", "Microphone")
    return translate("LibraryLines", "Computer sound") if source == "system" else harmless(source)
