"""Holds the settings in force, applies changes and saves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile

from app.control.current_session import CurrentSession
from app.control.workers import Lane, Workers
from app.folders import Folders, make_folder
from app.settings import Settings, save_settings
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence


class Preferences:
    """settings: those in force. followers: called on a worker after each change."""

    def __init__(self, settings: Settings, folders: Folders, current: CurrentSession, workers: Workers) -> None:
        self.settings = settings
        self.folders = folders
        self.followers: list[Callable[[], None]] = []
        self._current = current
        self._workers = workers

    def change_settings(self, settings: Settings, done: Callable[[CaptioningError | None], None]) -> None:
        """In force from now on, as far as what runs can take them; a worker writes them and calls `done`.

        The model is not exchanged by this, and threads and graphics count when a model is loaded.
        """
        from engine.session.stabiliser import CaptionMode

        before, self.settings = self.settings, settings
        mode, context, patience = settings.caption_mode, settings.context_finals, settings.endpoint_silence_scale
        self._current.command(lambda session: session.adjust(CaptionMode(mode), context, patience))
        self._workers.run(Lane.SETTINGS, lambda job: self._take(before), done)

    def choose_model(self, name: str | None) -> str | None:
        """For sessions from now on; it is not written. Returns the one chosen before."""
        before, self.settings = self.settings, replace(self.settings, model=name)
        return before.model

    def _take(self, before: Settings) -> CaptioningError | None:
        """The newest ones, whichever change this is."""
        folder = self.settings.recordings_folder
        if folder not in (None, before.recordings_folder) and (problem := folder_problem(folder)) is not None:
            self.settings = replace(self.settings, recordings_folder=before.recordings_folder)
            return problem
        for follow in self.followers:
            follow()
        return kept(self.folders.settings_file, self.settings)


def kept(file: Path, settings: Settings) -> CaptioningError | None:
    """Write them, on a worker: disks may wait. Returns why that is impossible; they are in force all the same."""
    try:
        save_settings(file, settings)
    except CaptioningError as failed:
        what = Sentence("The change holds until Earshot is closed, but it is not saved: {reason}", reason=failed.what)
        return CaptioningError(what, failed.remedy)
    return None


def folder_problem(folder: Path) -> CaptioningError | None:
    """Whether sound can be kept there: tried, because permissions alone do not say."""
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
