"""Desktop notifications of what happens while the window is out of sight, few enough to be read."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from app.control.workers import Lane, Workers
from app.desktop.notifying import notify
from ui.common.relay import Relay
from ui.program.tray import Tray

APART_S = 5.0
SAME_AGAIN_S = 60.0
SHOWN_MS = 8_000


class Pace:
    """Whether one more is bearable: not within APART_S of another, nor of the same words within SAME_AGAIN_S."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last_s = -APART_S
        self._said_s: dict[tuple[str, str], float] = {}

    def allows(self, title: str, text: str) -> bool:
        now_s = self._clock()
        self._said_s = {words: at_s for words, at_s in self._said_s.items() if now_s - at_s < SAME_AGAIN_S}
        if now_s - self._last_s < APART_S or (title, text) in self._said_s:
            return False
        self._last_s = self._said_s[title, text] = now_s
        return True


class Notifications(QObject):
    """By the desktop's own service where it has one, else by the tray. A worker asks, so nothing waits for it."""

    def __init__(self, tray: Tray, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._workers = workers
        self._pace = Pace()
        self._answered = Relay(self._show_in_tray)

    def tell(self, title: str, text: str) -> None:
        if self._pace.allows(title, text):
            self._workers.run(
                Lane.DESKTOP, lambda _job: notify(title, text), lambda shown: self._answered.send((shown, title, text))
            )

    def cut(self) -> None:
        self._answered.cut()

    def _show_in_tray(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        shown, title, text = answer
        if shown is not True and self._tray.there:
            self._tray.icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.NoIcon, SHOWN_MS)
