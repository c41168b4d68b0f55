"""Tells, once, of captions whose session did not end in order: they are all there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.choices import LeftOver
from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.library.export_menu import ExportMenu
from ui.library.ports import LeftOverPort


class Rescue(QObject):
    """Asks once the window is seen; a notice offers all such sessions for export."""

    def __init__(
        self,
        transcripts: LeftOverPort,
        banners: BannerStack,
        export: ExportMenu,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._banners = banners
        self._export = export
        self._transcripts = transcripts
        self._relay = Relay(self._on_found)

    def look(self) -> None:
        self._transcripts.find_left_over(self._relay.send)

    def close_relay(self) -> None:
        self._relay.cut()

    def _on_found(self, found: object) -> None:
        if isinstance(found, CaptioningError):
            self._banners.report("rescue", found, Kind.WARNING)
        elif isinstance(found, Sequence) and found and isinstance(found[0], LeftOver):
            with_text = [each for each in found if each.finals]
            if with_text:
                self._tell(with_text)
            if len(with_text) < len(found):
                self._tell_sound([each.recording for each in found if each.recording and not each.finals])

    def _tell_sound(self, recordings: Sequence[Path]) -> None:
        what = self.tr("Captions were closed before their first text. Their sound is kept in {place}.")
        place = recordings[0] if len(recordings) == 1 else recordings[0].parent
        self._banners.tell("rescue-sound", Kind.INFO, what.format(place=place))

    def _tell(self, left: Sequence[LeftOver]) -> None:
        what = self.tr("The captions of {title} were closed before they were finished. Captions kept: {count}.")
        if len(left) > 1:
            what = self.tr("Captions were closed {times} times before they were finished. Captions kept: {count}.")
        count = sum(each.finals for each in left)
        banner = self._banners.tell("rescue", Kind.INFO, what.format(title=left[0].title, count=count, times=len(left)))
        banner.offer(
            self.tr("Export…"),
            lambda: self._export.ask_where("txt", sessions=[each.session_id for each in left]),
        )
