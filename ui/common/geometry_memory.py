"""Remembers where windows stood, and nothing else; settings that a user chooses live elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication

MOST_HIDDEN = 0.5  # share of a window that may lie outside every screen before it is placed anew


class GeometryMemory:
    """One small INI file."""

    def __init__(self, path: Path) -> None:
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def main_window(self) -> QByteArray | None:
        value = self._store.value("main_window/geometry")
        return value if isinstance(value, QByteArray) else None

    def keep_main_window(self, geometry: QByteArray) -> None:
        self._store.setValue("main_window/geometry", geometry)

    def caption_window(self) -> QRect | None:
        """None when it was never placed, or when the screen where it stood has gone."""
        value = self._store.value("caption_window/place")
        if isinstance(value, QRect) and on_a_screen(value, _screens()):
            return value
        return None

    def keep_caption_window(self, place: QRect) -> None:
        self._store.setValue("caption_window/place", place)

    @property
    def caption_window_open(self) -> bool:
        return str(self._store.value("caption_window/open", "false")) == "true"

    def keep_caption_window_open(self, is_open: bool) -> None:
        self._store.setValue("caption_window/open", "true" if is_open else "false")

    def save(self) -> None:
        self._store.sync()


def on_a_screen(place: QRect, screens: list[QRect]) -> bool:
    """Whether enough of a window lies on some screen to be found and dragged."""
    if place.isEmpty():
        return False
    seen = max((_area(place & screen) for screen in screens), default=0)
    return seen >= (1 - MOST_HIDDEN) * _area(place)


def _area(area: QRect) -> int:
    return 0 if area.isEmpty() else area.width() * area.height()


def _screens() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]
