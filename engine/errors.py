"""Errors that a person meets: what happened, and what to do about it."""

from __future__ import annotations

from engine.text.harmless import harmless
from engine.text.sentence import Sentence

SET_UP_AGAIN = "Reinstall Earshot, or run its set-up again."
"""The remedy where something is absent that Earshot's set-up brings."""


class CaptioningError(Exception):
    """Base of every error that reaches a person, as two sentences: what happened, and what to do.

    values: what stands in their places, {path} say (see Sentence). What they quote (names of files, messages of
    libraries) is made harmless here.
    """

    def __init__(self, what: str, remedy: str = "", /, **values: object) -> None:
        self.what = _sentence(what, values)
        self.remedy = _sentence(remedy, values)
        super().__init__(f"{self.what} {self.remedy}".strip())


def _sentence(text: str, values: dict[str, object]) -> str:
    if isinstance(text, Sentence):
        return text
    return Sentence(text, **values) if values else harmless(text)


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
