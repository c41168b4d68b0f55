"""All that Earshot does beside its window, put together."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject

from app.control.single_instance import SingleInstance
from app.control.workers import Job, Lane, Workers
from app.settings import Settings
from ui.main_window import MainWindow
from ui.ports import SettingsPort
from ui.program.awake import KeepAwake
from ui.program.notifications import Notifications
from ui.program.obeying import Visits, bring_forward, obey
from ui.program.shortcuts import GlobalShortcuts
from ui.program.standing import StandingWatch
from ui.program.staying import Staying
from ui.program.tray import Tray

PAGES = (
    "ui.library.page",
    "ui.library.export_dialog",
    "ui.library.player",
    "ui.library.improving",
    "ui.files.panel",
    "ui.settings.page",
    "ui.models.page",
    "ui.vocabulary.editor",
)
END_S = 1.0  # so long the desktop is waited for at the end


class Program(QObject):
    """For one window: `begin` once it is shown, `end` when it has gone."""

    def __init__(self, window: MainWindow, earshot: SettingsPort, instance: SingleInstance | None) -> None:
        super().__init__(window)
        self._window = window
        self._earshot = earshot
        self._workers = Workers()
        self.watch = StandingWatch(window.pump, earshot.session.state, self)
        self.tray = Tray(window.commands, self.watch, lambda: bring_forward(window), self)
        self.notifications = Notifications(self.tray, self._workers, self)
        self.staying = Staying(window, lambda: self.tray.there and earshot.preferences.settings.close_to_tray)
        self.awake = KeepAwake(
            self.watch,
            (window, window.overlay),
            lambda: earshot.preferences.settings.keep_screen_awake,
            self._workers,
        )
        self.shortcuts = GlobalShortcuts(window.banners, self._workers, partial(obey, window), self)
        self._visits = Visits(window, instance) if instance is not None else None
        self.watch.reported.connect(self._report)
        window.live.pane.alerts.notified.connect(self._tell_of_alert)
        window.settings_changed.connect(self._take_settings)

    def begin(self) -> None:
        self.tray.begin()
        self.shortcuts.take(self._earshot.preferences.settings)
        if self._visits is not None:
            self._visits.begin()

    def warm_up(self) -> None:
        """Import on a worker what the first look at a page would wait for."""
        self._workers.run(Lane.THINKING, _import_pages, lambda _done: None)

    def end(self) -> None:
        self.tray.hide()
        self.notifications.cut()
        self.shortcuts.end()
        if self._visits is not None:
            self._visits.cut()
        self._workers.close(END_S)

    def _tell_of_alert(self, word: str, text: str) -> None:
        self.notifications.tell(self.tr("“{word}” was heard").format(word=word), text)

    def _take_settings(self, settings: Settings) -> None:
        self.awake.look()
        self.shortcuts.take(settings)

    def _report(self, what: str, remedy: str) -> None:
        """Only while the window does not: it has its banners."""
        if not self._window.isVisible() or self._window.isMinimized():
            self.notifications.tell(what, remedy)


def _import_pages(_job: Job[None]) -> None:
    for each in PAGES:
        import_module(each)
