"""Colours and fonts: one restrained palette for light and one for dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.common.stylesheet import stylesheet

CHINESE_FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei UI")
"""Named because Qt, left alone, may take a Japanese or Korean font's shapes for Chinese text."""

LATIN_FAMILIES = ("Inter", "Noto Sans", "Open Sans", "Source Sans 3", "Roboto", "Liberation Sans", "Nimbus Sans")
LAST_RESORT_FAMILIES = ("DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Sans")
"""What fontconfig answers where no desktop has chosen a font; each of the above reads better."""

INTERFACE_PX = 14


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the window, as #rrggbb.

    Text pairs keep 4.5:1 or more (WCAG 2.2, 1.4.3): text, secondary and tentative on surface and window,
    on_accent on accent, and each notice's text on its ground.
    """

    window: str
    surface: str
    border: str
    control: str
    control_hover: str
    text: str
    secondary: str
    tentative: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    meter_track: str
    meter: str
    meter_loud: str
    info_ground: str
    info_text: str
    warning_ground: str
    warning_text: str
    error_ground: str
    error_text: str


LIGHT = Colours(
    window="#f3f5f7",
    surface="#ffffff",
    border="#d8dee4",
    control="#ffffff",
    control_hover="#eaeef2",
    text="#161b22",
    secondary="#56616d",
    tentative="#4f7285",
    accent="#0c6a75",
    accent_hover="#0a5a63",
    on_accent="#ffffff",
    selection="#c4e3e7",
    meter_track="#dde3e8",
    meter="#2b8f99",
    meter_loud="#b7791f",
    info_ground="#e2f1f2",
    info_text="#0b4a51",
    warning_ground="#fdf1d8",
    warning_text="#5e4100",
    error_ground="#fbe4e2",
    error_text="#7c1d16",
)

DARK = Colours(
    window="#15181c",
    surface="#1b1f24",
    border="#30373f",
    control="#23282e",
    control_hover="#2c333a",
    text="#eaeef2",
    secondary="#a0abb6",
    tentative="#86abbd",
    accent="#46aab5",
    accent_hover="#5cbac4",
    on_accent="#04191b",
    selection="#22545b",
    meter_track="#2b3138",
    meter="#46aab5",
    meter_loud="#d9a441",
    info_ground="#173338",
    info_text="#c5e8ec",
    warning_ground="#3a2e12",
    warning_text="#f5dfa8",
    error_ground="#43201d",
    error_text="#fad3cf",
)


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
        made.setColor(QPalette.ColorGroup.Disabled, each, _between(colours.secondary, colours.window))
    return made


def _between(one: str, other: str) -> QColor:
    a, b = QColor(one), QColor(other)
    return QColor((a.red() + b.red()) // 2, (a.green() + b.green()) // 2, (a.blue() + b.blue()) // 2)


class Theme(QObject):
    """Keeps the application's colours in step with the setting or the desktop; `changed` after each change."""

    changed = Signal()

    def __init__(self, application: QApplication, setting: str) -> None:
        super().__init__(application)
        self._application = application
        self._setting = setting
        self.colours = LIGHT
        system = application.font().family()
        chosen = QFont(application.font())
        chosen.setFamilies(families(system, QFontDatabase.families()))
        chosen.setPixelSize(INTERFACE_PX)
        application.setFont(chosen)
        application.setStyle("Fusion")
        self._desktop = application.styleHints().colorScheme()
        application.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        self._apply()

    @property
    def dark(self) -> bool:
        return self.colours is DARK

    def choose(self, setting: str) -> None:
        """auto, light or dark, from now on."""
        if setting != self._setting:  # every widget is styled anew
            self._setting = setting
            self._apply()

    def _follow_desktop(self, scheme: Qt.ColorScheme) -> None:
        self._desktop = scheme
        self._apply()

    def _apply(self) -> None:
        self.colours = DARK if self._wants_dark() else LIGHT
        self._application.setPalette(palette(self.colours))
        values = {each.name: getattr(self.colours, each.name) for each in fields(Colours)}
        self._application.setStyleSheet(stylesheet(values))
        self.changed.emit()

    def _wants_dark(self) -> bool:
        if self._setting in ("light", "dark"):
            return self._setting == "dark"
        return self._desktop is Qt.ColorScheme.Dark
