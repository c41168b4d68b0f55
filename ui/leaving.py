"""The end of the program: the last words are finished first, and a notice says how long that takes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from engine.events import BehindBy, CaptionEvent
from ui.common.banner import BannerStack, Kind
from ui.common.sentences import joined

OFFER_TO_LEAVE_MS = 5000


class Leaving(QObject):
    """Stands in a notice until nothing is left to write, and offers to close at once after a while."""

    def __init__(self, banners: BannerStack, leave_now: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._banners, self._leave_now = banners, leave_now
        self.begun = False

    def begin(self) -> None:
        self.begun = True
        self._say(0.0, 0.0)
        QTimer.singleShot(OFFER_TO_LEAVE_MS, self, self._offer)

    def show_event(self, event: CaptionEvent) -> None:
        if self.begun and isinstance(event, BehindBy):
            self._say(event.behind_s, event.left_s)

    def _say(self, behind_s: float, left_s: float) -> None:
        what = self.tr("Finishing: the last words are being written, then the window closes.")
        text = self.tr("{seconds} s of speech are left.").format(seconds=f"{behind_s:.0f}") if behind_s >= 1 else ""
        if left_s >= 1:
            text = joined(text, self.tr("It will take about {seconds} s.").format(seconds=f"{left_s:.0f}"))
        if standing := self._banners.named("finishing"):
            standing.tell(what, text)
        else:
            self._banners.tell("finishing", Kind.INFO, what, text)

    def _offer(self) -> None:
        if banner := self._banners.named("finishing"):
            banner.offer(self.tr("Close now"), self._leave_now)
