"""What can be done with the overlay: the menu that a right click, or the menu key, opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.settings import Settings, options
from ui.commands import Commands
from ui.live.overlay.style import PRESETS, preset_of, with_preset

SIZE_STEP = 1.15
MOST_LINES = 6


class OverlayMenu(QMenu):
    """Shares commands with the main window: their words follow the state. change: keeps other settings."""

    def __init__(
        self, parent: QWidget, commands: Commands, settings: Settings, change: Callable[[Settings], None]
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._change = change
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.addAction(commands.pause)
        self.addSeparator()
        self.addMenu(self._sizes())
        self.addMenu(self._lines())
        self.addMenu(self._presets())
        self.addSeparator()
        self.addActions([commands.lock_overlay, commands.settings])
        self.addSeparator()
        close = self.addAction(self.tr("Close the overlay"))
        close.triggered.connect(lambda: commands.overlay.setChecked(False))

    def _sizes(self) -> QMenu:
        menu = QMenu(self.tr("Text size"), self)
        for words, factor in ((self.tr("Larger text"), SIZE_STEP), (self.tr("Smaller text"), 1 / SIZE_STEP)):
            self._offer(menu.addAction(words), resized(self._settings, factor))
        return menu

    def _lines(self) -> QMenu:
        choices = [(str(count), replace(self._settings, overlay_lines=count)) for count in range(1, MOST_LINES + 1)]
        return self._choices(QMenu(self.tr("Lines"), self), choices, str(self._settings.overlay_lines))

    def _presets(self) -> QMenu:
        names, present = preset_names(), preset_of(self._settings)
        choices = [(names[each], with_preset(self._settings, each)) for each in PRESETS]
        return self._choices(QMenu(self.tr("Look"), self), choices, names[present] if present else "")

    def _choices(self, menu: QMenu, choices: Iterable[tuple[str, Settings]], present: str) -> QMenu:
        group = QActionGroup(menu)
        for words, chosen in choices:
            action: QAction = group.addAction(words)
            action.setCheckable(True)
            action.setChecked(words == present)
            self._offer(action, chosen)
            menu.addAction(action)
        return menu

    def _offer(self, action: QAction, chosen: Settings) -> None:
        action.triggered.connect(lambda: self._change(chosen))


def resized(settings: Settings, factor: float) -> Settings:
    """Another size of text, within its limits."""
    limits = next(each for each in options() if each.name == "caption_font_size")
    points = round(settings.caption_font_size * factor)
    return replace(settings, caption_font_size=int(min(max(points, limits.low or 1), limits.high or points)))


def preset_names() -> dict[str, str]:
    """Of each ready-made look, in the language of the window."""
    translate = QCoreApplication.translate
    return {
        "standard": translate("OverlayMenu", "Standard"),
        "high_contrast": translate("OverlayMenu", "High contrast"),
        "large": translate("OverlayMenu", "Large"),
        "calm": translate("OverlayMenu", "Calm"),
    }
