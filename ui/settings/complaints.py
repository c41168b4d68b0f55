"""What of the settings file could not be used: told at the start, and again when a new file takes its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.settings import LoadedSettings
from ui.common.banner import BannerStack, Kind
from ui.common.sentences import translated

MOST_TOLD = 3


class SettingsComplaints(QObject):
    """A file that cannot be read takes the privacy that was chosen with it, so it must not go unseen."""

    def __init__(
        self, banners: BannerStack, open_settings: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._banners = banners
        self._open_settings = open_settings
        self._put_aside_as: Path | None = None

    def tell(self, loaded: LoadedSettings) -> None:
        """Nothing where all of the file could be used."""
        if not loaded.complaints:
            return
        self._put_aside_as = loaded.put_aside_as
        lines = [translated(each) for each in loaded.complaints[:MOST_TOLD]]
        if hidden := loaded.complaints[MOST_TOLD:]:
            lines.append(self.tr("And {count} more.").format(count=len(hidden)))
        remedy = self.tr("Check your settings before you start.")
        banner = self._banners.tell("settings", Kind.WARNING, "\n".join(lines), remedy)
        banner.offer(self.tr("Settings…"), self._open_settings)

    def say_what_was_kept(self) -> str:
        """After settings were saved: where the malformed file is now; "" where none was put aside, and ever after."""
        place, self._put_aside_as = self._put_aside_as, None
        if place is None or not os.path.exists(place):
            return ""
        what = self.tr("The unreadable file is kept as {name}.").format(name=place.name)
        remedy = self.tr("Your earlier choices can be looked up in {folder}.")
        self._banners.tell("settings", Kind.INFO, what, remedy.format(folder=place.parent))
        return what
