"""Keeping what a user changes in the settings; told in one sentence where that fails. For a worker: disks may wait."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from app.folders import make_folder
from app.settings import Settings, save_settings
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence


def kept(file: Path, settings: Settings) -> CaptioningError | None:
    """Write them. What is wrong where that is impossible; they are in force all the same."""
    try:
        save_settings(file, settings)
    except CaptioningError as failed:
        what = Sentence("The change holds until Earshot is closed, but it is not saved: {reason}", reason=failed.what)
        return CaptioningError(what, failed.remedy)
    return None


def folder_problem(folder: Path) -> CaptioningError | None:
    """Whether sound can be kept there: tried, because permissions alone do not tell."""
    try:
        make_folder(folder)
        with TemporaryFile(dir=folder):
            return None
    except CaptioningError as unmade:
        return unmade
    except OSError as refused:
        reason = refused.strerror or str(refused)
        return BadInput(
            "The sound cannot be kept in {folder}: {reason}.",
            "Choose a folder that you may write to.",
            folder=folder,
            reason=reason,
        )
