"""Labels that break their lines."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

from ui.common.naming import named
from ui.common.theme import font
from ui.common.tokens import px


def words_label(name: str, text: str = "", size: int = 0, weight: QFont.Weight = QFont.Weight.Normal) -> QLabel:
    """Plain words. size: of the type, in design pixels; without it the font is the window's."""
    label = named(QLabel(text), name)
    label.setWordWrap(True)
    if size:
        label.setFont(font(px(size), weight))
    return label
