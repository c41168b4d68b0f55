"""The sentences that every checkpoint reader says about files it cannot use."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ModelUnusable

DOWNLOAD_AGAIN = "Download it again from the publisher."


def damaged(path: Path, why: str) -> ModelUnusable:
    """A file of a known kind that was cut short or altered on its way."""
    return ModelUnusable(f"{path.name} is damaged or incomplete: {why}.", DOWNLOAD_AGAIN)


def unreadable(path: Path, error: OSError) -> ModelUnusable:
    """A file that the system does not let us read."""
    reason = error.strerror or type(error).__name__
    return ModelUnusable(f"{path} cannot be read: {reason}.", "Check that it is there and may be read.")


def shown(text: str) -> str:
    """What a file says of itself, fit to stand in a sentence: short, and without a terminal's control codes."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:80])
