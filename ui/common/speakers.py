"""Whose words they are, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.events import SpeakerLabelled, Stream
from engine.text.harmless import harmless

REVISED = "\u21bb"
"""Before a name: it was another one before."""


def speaker(stream: Stream) -> str:
    """As short as it can be: it stands beside every sentence."""
    if stream is Stream.ME:
        return QCoreApplication.translate("Speakers", "Me")
    return QCoreApplication.translate("Speakers", "Others")


def voice_name(voice: SpeakerLabelled) -> str:
    """All who spoke it; with a question mark where another voice is nearly as close."""
    anonymous = QCoreApplication.translate("Speakers", "Speaker {number}")
    first = anonymous.format(number=voice.speaker) if voice.name is None else voice.name
    return harmless(" + ".join((first, *map(str, voice.also)))) + ("" if voice.certain else "?")


def prefix(stream: Stream | None, voice: SpeakerLabelled | None = None) -> str:
    """What goes before somebody's words: by their voice, else by the source, "" where one is captioned alone."""
    if voice is None and stream is None:
        return ""
    name = voice_name(voice) if voice is not None else speaker(stream or Stream.OTHERS)
    revised = f"{REVISED} " if voice is not None and voice.revised else ""
    return revised + QCoreApplication.translate("Speakers", "{speaker}: ").format(speaker=name)
