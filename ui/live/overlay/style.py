"""How the overlay looks: the user's settings as fonts and colours, and the ready-made looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from app.settings import Settings
from ui.common.theme import font

_WEIGHTS = {"normal": QFont.Weight.Normal, "medium": QFont.Weight.Medium, "bold": QFont.Weight.Bold}
_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_DEFAULTS = Settings()
_COLOURING = (
    *("overlay_weight", "overlay_text_colour", "overlay_tentative_colour"),
    *("overlay_background", "overlay_opacity", "overlay_outline"),
)
_OF_A_PRESET = (*_COLOURING, "caption_font_size", "overlay_lines", "overlay_settled_only")
_STANDARD = {name: getattr(_DEFAULTS, name) for name in _OF_A_PRESET}
PRESETS: dict[str, Mapping[str, object]] = {
    "standard": _STANDARD,
    "high_contrast": _STANDARD
    | {
        "overlay_weight": "bold",
        "overlay_tentative_colour": "#ffee32",
        "overlay_background": "#000000",
        "overlay_opacity": 100,
    },
    "large": _STANDARD | {"caption_font_size": 48, "overlay_weight": "bold", "overlay_lines": 3},
    "calm": _STANDARD
    | {
        "overlay_weight": "normal",
        "overlay_text_colour": "#f0ebe0",
        "overlay_background": "#1b1e22",
        "overlay_lines": 3,
        "overlay_settled_only": True,
    },
}
"""The settings of each ready-made look. Font, alignment, width and place stay the user's."""


def with_preset(settings: Settings, name: str) -> Settings:
    choice: dict[str, Any] = dict(PRESETS[name])  # Any: the kind of each value goes with its name
    return replace(settings, **choice)


def preset_of(settings: Settings) -> str | None:
    """The preset that the settings are, None where the user changed something since."""
    return next((name for name in PRESETS if with_preset(settings, name) == settings), None)


def with_contrast(settings: Settings) -> Settings:
    """Under a theme of high contrast: colours and weight of that look, unless the user chose some. Sizes stay."""
    if any(getattr(settings, name) != getattr(_DEFAULTS, name) for name in _COLOURING):
        return settings
    choice: dict[str, Any] = {name: PRESETS["high_contrast"][name] for name in _COLOURING}
    return replace(settings, **choice)


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """What is drawn with. outline_px: around letters, in the colour of the background. alert_words: to be boxed."""

    lines: int
    family: str | None
    weight: QFont.Weight
    text: QColor
    tentative: QColor
    background: QColor
    outline_px: int
    alignment: Qt.AlignmentFlag
    alert_words: tuple[str, ...] = ()

    def font(self, px: int) -> QFont:
        """The chosen family first, then the program's own, which have every Chinese character."""
        made = font(px, self.weight)
        if self.family is not None:
            made.setFamilies([self.family, *made.families()])
        return made


def style_of(settings: Settings, high_contrast: bool = False) -> OverlayStyle:
    """high_contrast: the theme is one."""
    settings = with_contrast(settings) if high_contrast else settings
    background = QColor(settings.overlay_background)
    background.setAlphaF(settings.overlay_opacity / 100)
    return OverlayStyle(
        settings.overlay_lines,
        settings.overlay_font,
        _WEIGHTS[settings.overlay_weight],
        QColor(settings.overlay_text_colour),
        QColor(settings.overlay_tentative_colour),
        background,
        settings.overlay_outline,
        _ALIGNMENTS[settings.overlay_align],
        settings.alert_words or (),
    )
