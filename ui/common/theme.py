"""The theme in use: its palette and style sheet on the application, in step with the setting or the desktop."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.common.stylesheet import stylesheet
from ui.common.tokens import HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, THEMES, Colours

CHINESE_FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei UI")
"""Named because Qt, left alone, may take a Japanese or Korean font's shapes for Chinese text."""

LATIN_FAMILIES = ("Inter", "Noto Sans", "Open Sans", "Source Sans 3", "Roboto", "Liberation Sans", "Nimbus Sans")
LAST_RESORT_FAMILIES = ("DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Sans")
"""What fontconfig answers where no desktop has chosen a font; each of the above reads better."""

DEFAULT_POINTS = 10.5
"""Where no desktop has chosen a font: 14 px at 96 dots an inch."""


def relative_luminance(colour: QColor) -> float:
    """0 for black to 1 for white. Source: WCAG 2.2, definition of relative luminance."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: QColor, other: QColor) -> float:
    """1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    darker, lighter = sorted((relative_luminance(one), relative_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def families(system_family: str, present: Sequence[str]) -> list[str]:
    """The families to ask for, best first: the desktop's own for Latin, a Chinese one for Chinese."""
    chinese = [name for name in CHINESE_FAMILIES if name in present]
    if system_family not in LAST_RESORT_FAMILIES:
        return [system_family, *chinese]
    # Qt writes "Nimbus Sans [urw]" where two foundries made a family.
    known = {name.split(" [")[0] for name in present}
    latin = [name for name in LATIN_FAMILIES if name in known]
    return [*latin, *chinese, system_family]


def font(px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's font at a height in pixels."""
    made = QFont()
    made.setFamilies(QGuiApplication.font().families())
    made.setPixelSize(px)
    made.setWeight(weight)
    return made


def palette(colours: Colours) -> QPalette:
    """The Qt palette of these colours, for everything that the style sheet does not name."""
    made = QPalette()
    role = QPalette.ColorRole
    for roles, name in (
        ((role.Window,), "window"),
        ((role.Base, role.AlternateBase, role.ToolTipBase), "surface"),
        ((role.Button,), "control"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.HighlightedText), "text"),
        ((role.PlaceholderText,), "secondary"),
        ((role.Highlight,), "selection"),
        ((role.Link, role.Accent), "accent"),
        ((role.Mid, role.Dark), "border"),
    ):
        for each in roles:
            made.setColor(each, QColor(getattr(colours, name)))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.disabled))
    return made


def interface_font(system: QFont, present: Sequence[str]) -> QFont:
    """The desktop's font in its size, or a legible one where no desktop has chosen one."""
    made = QFont(system)
    made.setFamilies(families(system.family(), present))
    if system.family() in LAST_RESORT_FAMILIES:
        made.setPointSizeF(DEFAULT_POINTS)
    return made


@contextmanager
def _no_collection() -> Iterator[None]:
    """Qt walks a list of all widgets; one that Python's collector destroys meanwhile would end the process."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Theme(QObject):
    """Keeps the application's colours in step with the setting or the desktop; `changed` after each change."""

    changed = Signal()

    def __init__(self, application: QApplication, setting: str) -> None:
        super().__init__(application)
        self._application = application
        self._setting = setting
        with _no_collection():
            application.setFont(interface_font(application.font(), QFontDatabase.families()))
            application.setStyle("Fusion")
        hints = application.styleHints()
        self._scheme = hints.colorScheme()
        self._contrast = hints.accessibility().contrastPreference()
        hints.colorSchemeChanged.connect(self._follow_scheme)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_contrast)
        self._apply()

    @property
    def dark(self) -> bool:
        return self.colours.dark

    @property
    def high_contrast(self) -> bool:
        return self.colours in (HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)

    def choose(self, setting: str) -> None:
        """auto, or one of THEMES, from now on."""
        if setting != self._setting:  # every widget is styled anew
            self._setting = setting
            self._apply()

    def _follow_scheme(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._apply()

    def _follow_contrast(self, contrast: Qt.ContrastPreference) -> None:
        self._contrast = contrast
        self._apply()

    def _apply(self) -> None:
        self.colours = THEMES[self._setting if self._setting in THEMES else self._desktop_s()]
        with _no_collection():
            self._application.setPalette(palette(self.colours))
            self._application.setStyleSheet(stylesheet(self.colours))
        self.changed.emit()

    def _desktop_s(self) -> str:
        dark = self._scheme is Qt.ColorScheme.Dark
        if self._contrast is Qt.ContrastPreference.HighContrast:
            return "high_contrast" if dark else "high_contrast_light"
        return "dark" if dark else "light"
