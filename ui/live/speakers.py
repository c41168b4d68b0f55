"""Whose words they are, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.events import Stream


def speaker(stream: Stream) -> str:
    """As short as it can be: it stands beside every sentence."""
    if stream is Stream.ME:
        return QCoreApplication.translate("Speakers", "Me")
    return QCoreApplication.translate("Speakers", "Others")


def prefix(stream: Stream | None) -> str:
    """What goes before somebody's words, "" where one source is captioned alone."""
    if stream is None:
        return ""
    return QCoreApplication.translate("Speakers", "{speaker}: ").format(speaker=speaker(stream))
