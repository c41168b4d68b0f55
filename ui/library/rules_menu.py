"""Rules of subtitles get a name by which they are chosen again, or lose it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from app.exporters.rules import OWN, PRESETS
from ui.common.asking_name import ask_for_name
from ui.common.more_button import MoreButton
from ui.common.naming import named
from ui.common.theme import Theme


class RulesMenu(MoreButton):
    """Beside the list of rules. name_wanted: for those that are shown. unname_wanted: the name that goes."""

    name_wanted = Signal(str)
    unname_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("More for these rules"))
        named(self, "exportRulesMenu")
        self._shown = ""
        menu = QMenu(self)
        self.name = menu.addAction(self.tr("Name these rules…"), self._ask)
        self.unname = menu.addAction(self.tr("Delete this name"), lambda: self.unname_wanted.emit(self._shown))
        self.setMenu(menu)

    def show_rules(self, name: str) -> None:
        """Published rules keep their name."""
        self._shown = name if name not in (*PRESETS, OWN) else ""
        self.setEnabled(name not in PRESETS)
        self.unname.setEnabled(bool(self._shown))

    def _ask(self) -> None:
        ask_for_name(self.window(), self.tr("Name these rules"), self._shown, self.name_wanted.emit)
