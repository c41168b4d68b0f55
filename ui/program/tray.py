"""The tray: how things stand, and the few commands that are wanted while the window is out of sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.commands import Commands
from ui.program.standing import Standing, StandingWatch
from ui.program.tray_icon import tray_icon

LATER_MS = (3_000, 20_000)  # at login the tray may come after Earshot


class Tray(QObject):
    """Shown where the desktop has a tray. show_window: brings the window to the front."""

    def __init__(
        self, commands: Commands, watch: StandingWatch, show_window: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.show = QAction(self.tr("Show the window"), self)
        self.show.triggered.connect(show_window)
        self.menu.addActions([commands.start_stop, commands.pause])
        self.menu.addSeparator()
        self.menu.addActions([commands.overlay, commands.lock_overlay, commands.go_to_overlay])
        self.menu.addSeparator()
        self.menu.addActions([self.show, commands.leave])
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        watch.changed.connect(self._show)
        self._show(watch.standing)

    def begin(self) -> None:
        """Look for a tray now, and twice more."""
        self._look()
        for after_ms in LATER_MS:
            QTimer.singleShot(after_ms, self, self._look)

    @property
    def there(self) -> bool:
        return self.icon.isVisible()

    def hide(self) -> None:
        self.icon.hide()

    def _look(self) -> None:
        if not self.icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def _show(self, standing: Standing) -> None:
        self.icon.setIcon(tray_icon(standing))
        self.icon.setToolTip(
            {
                Standing.IDLE: self.tr("Earshot: no captions"),
                Standing.CAPTIONS: self.tr("Earshot: captions"),
                Standing.PAUSED: self.tr("Earshot: paused"),
                Standing.ERROR: self.tr("Earshot: something needs your attention"),
            }[standing]
        )

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show.trigger()
