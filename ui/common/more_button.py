"""The button with three dots: a menu of what is not needed every day."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QToolButton

from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.common.tokens import ICON, px


class MoreButton(QToolButton):
    """name: for a screen reader, and the hint where there is no longer one."""

    def __init__(self, theme: Theme, name: str, menu: QMenu | None = None, hint: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setToolTip(hint or name)
        self.setIconSize(QSize(px(ICON), px(ICON)))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if menu is not None:
            self.setMenu(menu)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setIcon(symbol("more", self._theme.colours.text))
