"""The whole program without its window, and every event that it tells."""

from __future__ import annotations

from app.control.earshot import Earshot
from app.folders import Folders
from app.settings import Settings


class ReadEarshot(Earshot):
    """One whose events a test reads from the first on."""

    def __init__(self, settings: Settings, folders: Folders) -> None:
        super().__init__(settings, folders)
        self.reader = self.events.reader()
