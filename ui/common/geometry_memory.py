"""Remembers where windows stood, and nothing else; settings that a user chooses live elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


@dataclass(frozen=True, slots=True)
class OverlayPlace:
    """Of the overlay on one screen. scale: of its letters, to the size that the settings name."""

    x: int
    y: int
    width: int
    scale: float = 1.0


class GeometryMemory:
    """One small INI file."""

    def __init__(self, path: Path) -> None:
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def main_window(self) -> QByteArray | None:
        value = self._store.value("main_window/geometry")
        return value if isinstance(value, QByteArray) else None

    def keep_main_window(self, geometry: QByteArray) -> None:
        self._store.setValue("main_window/geometry", geometry)

    @property
    def overlay_screen(self) -> str:
        """Where the overlay stood last; "" when it was never placed."""
        return str(self._store.value("overlay/screen", ""))

    def overlay_place(self, screen: str) -> OverlayPlace | None:
        try:
            x, y, width, scale = (float(part) for part in str(self._store.value(_place_key(screen))).split())
            return OverlayPlace(round(x), round(y), round(width), scale)
        except (ValueError, OverflowError):  # never placed, or not written by us
            return None

    def keep_overlay_place(self, screen: str, place: OverlayPlace) -> None:
        self._store.setValue("overlay/screen", screen)
        self._store.setValue(_place_key(screen), f"{place.x} {place.y} {place.width} {place.scale:.4f}")

    @property
    def caption_window_open(self) -> bool:
        return str(self._store.value("caption_window/open", "false")) == "true"

    def keep_caption_window_open(self, is_open: bool) -> None:
        self._store.setValue("caption_window/open", "true" if is_open else "false")

    def save(self) -> None:
        self._store.sync()


def _place_key(screen: str) -> str:
    return "overlay/place " + screen.replace("/", "-")  # a slash would begin a group
