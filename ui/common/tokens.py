"""The numbers and colours of the look: spacing, corners, sizes of type, and one palette a theme.

Lengths are design pixels, where the interface's type is 14 px high; `px` turns them into pixels of this desktop, so
that everything grows with its font. docs/design-language.md says when to use which.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontInfo, QGuiApplication

TYPE_SMALL, TYPE_BODY, TYPE_LARGE, TYPE_TITLE = 13, 14, 16, 24
SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 16, 24
RADIUS_S, RADIUS_M, RADIUS_L = 5, 8, 12
CONTROL_HEIGHT = 36  # of a button or a drop-down with its border
ICON, ICON_SMALL = 18, 16


def px(design: float) -> int:
    """Design pixels as pixels of this desktop: larger where its font is."""
    return round(design * QFontInfo(QGuiApplication.font()).pixelSize() / TYPE_BODY)


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the window, as #rrggbb, and the width of borders in pixels.

    By WCAG 2.2: text, secondary and tentative keep 4.5:1 on every ground they stand on (1.4.3), control_border and
    accent (focus marks) 3:1 (1.4.11). border only divides and needs no contrast. disabled needs none and has 3:1.
    """

    window: str
    surface: str
    border: str
    control: str
    control_border: str
    control_hover: str
    text: str
    secondary: str
    disabled: str
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
    recording: str
    line: int = 1
    dark: bool = False


LIGHT = Colours(
    window="#f3f5f7",
    surface="#ffffff",
    border="#d8dee4",
    control="#ffffff",
    control_border="#7d8792",
    control_hover="#eaeef2",
    text="#161b22",
    secondary="#56616d",
    disabled="#7d8792",
    tentative="#4f7285",
    accent="#0c6a75",
    accent_hover="#0a5a63",
    on_accent="#ffffff",
    selection="#c4e3e7",
    meter_track="#dde3e8",
    meter="#24808a",
    meter_loud="#9a6314",
    info_ground="#e2f1f2",
    info_text="#0b4a51",
    warning_ground="#fdf1d8",
    warning_text="#5e4100",
    error_ground="#fbe4e2",
    error_text="#7c1d16",
    recording="#b3261e",
)

DARK = Colours(
    window="#15181c",
    surface="#1b1f24",
    border="#30373f",
    control="#23282e",
    control_border="#7b858f",
    control_hover="#2c333a",
    text="#eaeef2",
    secondary="#a0abb6",
    disabled="#7b858f",
    tentative="#86abbd",
    accent="#46aab5",
    accent_hover="#5cbac4",
    on_accent="#04191b",
    selection="#1f4c53",
    meter_track="#2b3138",
    meter="#46aab5",
    meter_loud="#d9a441",
    info_ground="#173338",
    info_text="#c5e8ec",
    warning_ground="#3a2e12",
    warning_text="#f5dfa8",
    error_ground="#43201d",
    error_text="#fad3cf",
    recording="#ff7a70",
    dark=True,
)

HIGH_CONTRAST_LIGHT = Colours(
    window="#ffffff",
    surface="#ffffff",
    border="#000000",
    control="#ffffff",
    control_border="#000000",
    control_hover="#e6e6e6",
    text="#000000",
    secondary="#1f1f1f",
    disabled="#595959",
    tentative="#003f8f",
    accent="#0033a0",
    accent_hover="#00246f",
    on_accent="#ffffff",
    selection="#cfe0ff",
    meter_track="#d9d9d9",
    meter="#0033a0",
    meter_loud="#7a3e00",
    info_ground="#ffffff",
    info_text="#000000",
    warning_ground="#fff3c4",
    warning_text="#000000",
    error_ground="#ffe3e0",
    error_text="#5c0000",
    recording="#9b0000",
    line=2,
)

HIGH_CONTRAST_DARK = Colours(
    window="#000000",
    surface="#000000",
    border="#ffffff",
    control="#000000",
    control_border="#ffffff",
    control_hover="#262626",
    text="#ffffff",
    secondary="#e6e6e6",
    disabled="#a6a6a6",
    tentative="#7fc4ff",
    accent="#ffd84d",
    accent_hover="#ffe78f",
    on_accent="#000000",
    selection="#0b3f6b",
    meter_track="#333333",
    meter="#7fc4ff",
    meter_loud="#ffd84d",
    info_ground="#000000",
    info_text="#ffffff",
    warning_ground="#2b2200",
    warning_text="#ffe78f",
    error_ground="#3d0000",
    error_text="#ffd9d6",
    recording="#ff8a80",
    line=2,
    dark=True,
)

THEMES = {
    "light": LIGHT,
    "dark": DARK,
    "high_contrast": HIGH_CONTRAST_DARK,
    "high_contrast_light": HIGH_CONTRAST_LIGHT,
}
"""By the value of the setting; "auto" is one of them, as the desktop wishes."""
