"""Settings that are changed outside of their page: written by a worker, with a notice where that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.settings import Settings
from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.ports import PreferencesPort
from ui.settings.complaints import SettingsComplaints

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage


class SettingsSaver(QObject):
    """page: the page of settings, None before it was shown; it follows what changes here."""

    def __init__(
        self,
        preferences: PreferencesPort,
        banners: BannerStack,
        complaints: SettingsComplaints,
        page: Callable[[], SettingsPage | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._banners, self._complaints, self._page = preferences, banners, complaints, page
        self._relay = Relay(self._on_saved)

    def save(self, settings: Settings) -> None:
        self._preferences.change_settings(settings, self._relay.send)
        if page := self._page():
            page.show_settings()

    def note_saved(self) -> None:
        """A malformed file is put aside at the first save: said once."""
        told = self._complaints.say_what_was_kept()
        if told and (page := self._page()):
            page.add(told)

    def report(self, failed: CaptioningError | None) -> None:
        """None: it works again."""
        self._banners.clear("source")
        if failed is not None:
            self._banners.report("source", failed, Kind.WARNING)

    def close_relay(self) -> None:
        self._relay.cut()

    def _on_saved(self, failed: object) -> None:
        if isinstance(failed, CaptioningError):
            self.report(failed)
        else:
            self.note_saved()
