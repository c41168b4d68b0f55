"""Errors that a person meets: what happened, and what to do about it."""

from __future__ import annotations

from engine.text.harmless import harmless

SET_UP_AGAIN = "Reinstall Earshot, or run its set-up again."
"""The remedy where something is absent that Earshot's set-up brings."""


class CaptioningError(Exception):
    """Base of every error that reaches a person; both sentences are shown to them as they are, so what they quote
    (names of files, messages of libraries) is made harmless here."""

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = harmless(what)
        self.remedy = harmless(remedy)
        super().__init__(f"{self.what} {self.remedy}".strip())


class BadInput(CaptioningError):
    """A file or an argument that cannot be used as it is."""


class AudioFileUnreadable(BadInput):
    """A file that holds no sound that can be read."""


class DeviceUnavailable(CaptioningError):
    """A microphone or loudspeaker that is absent, busy or was lost."""


class ModelUnusable(CaptioningError):
    """A recognition model that is missing, incomplete, foreign or corrupt."""


class ComponentMissing(CaptioningError):
    """A library that is not installed on this machine; the remedy says how to get it."""
