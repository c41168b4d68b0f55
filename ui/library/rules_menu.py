"""Rules of subtitles get a name by which they are chosen again, or lose it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.exporters.rules import OWN, PRESETS
from ui.common.asking_name import ask_for_name
from ui.common.naming import named
from ui.common.symbols import symbol
from ui.common.theme import Theme


class RulesMenu(QToolButton):
    """Beside the list of rules. name_wanted: for those that are shown. unname_wanted: the name that goes."""

    name_wanted = Signal(str)
    unname_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "exportRulesMenu")
        self.setAccessibleName(self.tr("More for these rules"))
        self.setToolTip(self.accessibleName())
        self.setIcon(symbol("more", theme.colours.text))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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
        ask_for_name(self.window(), self.tr("Name these rules"), self._shown, partial(self.name_wanted.emit))
