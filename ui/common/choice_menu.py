"""A menu with one chosen line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from engine.text.harmless import harmless

T = TypeVar("T")


def fill_choices(menu: QMenu, choices: Sequence[tuple[T, str]], chosen: T, choose: Callable[[T], None]) -> None:
    """Values with their words take the place of what the menu held; `choose` gets the value of a line."""
    menu.clear()
    group = QActionGroup(menu)
    for value, words in choices:
        action = menu.addAction(harmless(words).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(value == chosen)
        action.triggered.connect(lambda _checked=False, value=value: choose(value))
        group.addAction(action)
