"""Asks for a screen that stays on while captions run and somebody can see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.control.workers import Lane, Workers
from app.desktop.awake import Awake
from ui.program.standing import Standing, StandingWatch

_SEEN = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange)


class KeepAwake(QObject):
    """wanted: the setting. windows: those that show captions. A worker asks the desktop."""

    def __init__(
        self, watch: StandingWatch, windows: Sequence[QWidget], wanted: Callable[[], bool], workers: Workers
    ) -> None:
        super().__init__(watch)
        self._watch = watch
        self._windows = windows
        self._wanted = wanted
        self._workers = workers
        self._awake = Awake()
        self._asked = False
        watch.changed.connect(self.look)
        for window in windows:
            window.installEventFilter(self)

    def look(self) -> None:
        """After every change."""
        wanted = self._wanted() and self._running and any(map(_is_seen, self._windows))
        if wanted != self._asked:
            self._asked = wanted
            self._workers.run(Lane.DESKTOP, lambda _job: self._awake.keep(wanted), lambda _done: None)

    @property
    def _running(self) -> bool:
        return self._watch.standing in (Standing.CAPTIONS, Standing.ERROR)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SEEN:
            self.look()
        return False


def _is_seen(window: QWidget) -> bool:
    return window.isVisible() and not window.isMinimized()
