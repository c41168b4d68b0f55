"""Copies what a report of a fault needs, and offers that where something failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay

SHOWN_MS = 8000
Collect = Callable[[Callable[[str | CaptioningError], None]], None]


class Details(QObject):
    """A worker collects them; then they are in the clipboard, and a notice says so."""

    def __init__(self, collect: Collect, banners: BannerStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collect = collect
        self._banners = banners
        self._relay = Relay(self._on_collected)

    def copy(self) -> None:
        self._collect(self._relay.send)

    def tell_of_failure(self) -> None:
        """An exception that nothing caught; the log holds it. Qt continues after it."""
        what = self.tr("Something in Earshot failed unexpectedly.")
        remedy = self.tr("If captions stopped, start them again.")
        self._banners.tell("uncaught", Kind.ERROR, what, remedy).offer(self.tr("Copy details"), self.copy)

    def tell_of_crash(self) -> None:
        """Of the run before this one."""
        what = self.tr("Earshot ended unexpectedly last time.")
        remedy = self.tr("What was said until then is kept in the transcripts.")
        self._banners.tell("crash", Kind.INFO, what, remedy).offer(self.tr("Copy details"), self.copy)

    def close_relay(self) -> None:
        self._relay.cut()

    def _on_collected(self, answer: object) -> None:
        if isinstance(answer, CaptioningError):
            self._banners.report("details", answer, Kind.WARNING)
        elif isinstance(answer, str):
            QGuiApplication.clipboard().setText(answer)
            what = self.tr("The details are copied: paste them into your report.")
            self._banners.tell("details", Kind.INFO, what, for_ms=SHOWN_MS)
