"""Colours that can be read, and fonts that have the letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.settings import options
from tests.support.ui_window import drawn_with, missing_glyphs, theme
from ui.common.list_style import editor_sheet
from ui.common.stylesheet import stylesheet
from ui.common.theme import CHINESE_FAMILIES, DEFAULT_POINTS, contrast_ratio, families, interface_font, palette
from ui.common.tokens import (
    DARK,
    HIGH_CONTRAST_DARK,
    HIGH_CONTRAST_LIGHT,
    LIGHT,
    SPACE_L,
    THEMES,
    Colours,
    px,
)

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need the application
READABLE = 4.5  # WCAG 2.2, 1.4.3
SEEN = 3.0  # WCAG 2.2, 1.4.11: borders of controls, focus marks, what a picture says
HIGH = 7.0  # WCAG 2.2, 1.4.6
GROUNDS = ("surface", "window", "control", "control_hover")
ALL = pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
TEXTS = (
    *((text, ground) for text in ("text", "secondary") for ground in GROUNDS),
    ("text", "selection"),
    ("tentative", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    *((f"{kind}_text", f"{kind}_ground") for kind in ("info", "warning", "error")),
    ("error_text", "surface"),
    ("recording", "window"),
)
MARKS = (
    *((mark, ground) for mark in ("control_border", "accent") for ground in GROUNDS),
    ("accent", "selection"),
    ("text", "window"),  # around the button whose ground is the accent
    ("disabled", "window"),
    ("meter", "meter_track"),
    ("meter_loud", "meter_track"),
    *(("secondary", f"{kind}_ground") for kind in ("info", "warning", "error")),
)


def contrast(colours: Colours, above: str, ground: str) -> float:
    return contrast_ratio(QColor(getattr(colours, above)), QColor(getattr(colours, ground)))


def test_contrast_is_that_of_the_standard() -> None:
    """WCAG 2.2 puts black on white at 21:1; #777777 on white is known as just short of 4.5:1."""
    assert contrast_ratio(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast_ratio(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@ALL
@pytest.mark.parametrize(("above", "ground"), TEXTS)
def test_every_text_can_be_read_on_its_ground(colours: Colours, above: str, ground: str) -> None:
    high = colours in (HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK)
    assert contrast(colours, above, ground) >= (HIGH if high else READABLE)


@ALL
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_borders_of_controls_and_marks_of_the_keyboard_are_seen(colours: Colours, mark: str, ground: str) -> None:
    assert contrast(colours, mark, ground) >= SEEN


@ALL
def test_the_palette_has_readable_text(colours: Colours) -> None:
    made = palette(colours)
    role, disabled = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    for above, ground in (
        (role.Text, role.Base),
        (role.WindowText, role.Window),
        (role.HighlightedText, role.Highlight),
        (role.PlaceholderText, role.Base),
    ):
        assert contrast_ratio(made.color(above), made.color(ground)) >= READABLE
    assert contrast_ratio(made.color(disabled, role.Text), made.color(disabled, role.Window)) >= SEEN


@ALL
def test_tentative_text_differs_visibly_from_stable_text(colours: Colours) -> None:
    """Twice the luminance and more: seen without telling colours apart."""
    assert contrast(colours, "text", "tentative") >= 1.8


@ALL
def test_every_number_and_colour_of_a_sheet_is_a_token(colours: Colours) -> None:
    """A name that the sheet has and the tokens lack would raise KeyError, and one left over would stand as it is."""
    assert "$" not in stylesheet(colours) + editor_sheet(colours)


@pytest.mark.parametrize("setting", THEMES)
def test_a_chosen_theme_colours_the_application(setting: str) -> None:
    chosen = theme(setting)
    assert chosen.colours is THEMES[setting]
    assert QApplication.palette().color(QPalette.ColorRole.Base).name() == chosen.colours.surface


def test_every_theme_that_can_be_chosen_exists() -> None:
    option = next(each for each in options() if each.name == "theme")
    assert set(option.choices) == {"auto", *THEMES}


def test_the_automatic_theme_follows_the_desktop_while_it_runs() -> None:
    """Its colour scheme, and its wish for high contrast."""
    chosen = theme("auto")
    scheme = QApplication.styleHints().colorSchemeChanged.emit
    contrast_wish = QApplication.styleHints().accessibility().contrastPreferenceChanged.emit
    shown = []
    for tell, wish in (
        (scheme, Qt.ColorScheme.Dark),
        (contrast_wish, Qt.ContrastPreference.HighContrast),
        (scheme, Qt.ColorScheme.Light),
        (contrast_wish, Qt.ContrastPreference.NoPreference),
    ):
        tell(wish)
        shown.append(chosen.colours)
    assert shown == [DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT]


def test_a_chosen_theme_stays_when_the_desktop_changes() -> None:
    chosen = theme("light")
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    QApplication.styleHints().accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert chosen.colours is LIGHT


def test_the_desktop_s_own_font_keeps_its_size() -> None:
    assert interface_font(QFont("Cantarell", 16), ["Cantarell"]).pointSizeF() == 16


def test_where_no_desktop_chose_a_font_its_size_is_legible() -> None:
    assert interface_font(QFont("DejaVu Sans", 9), ["DejaVu Sans"]).pointSizeF() == DEFAULT_POINTS


def test_lengths_grow_with_the_desktop_s_font() -> None:
    theme()
    usual = QApplication.font()
    small = px(SPACE_L), stylesheet(LIGHT)
    larger = QFont(usual)
    larger.setPointSizeF(2 * usual.pointSizeF())
    QApplication.setFont(larger)
    try:
        assert px(SPACE_L) == pytest.approx(2 * small[0], abs=1)
        assert stylesheet(LIGHT) != small[1]
    finally:
        QApplication.setFont(usual)


def test_a_desktop_s_own_font_comes_first_and_a_chinese_one_helps_out() -> None:
    assert families("Cantarell", ["Cantarell", "Noto Sans CJK SC"]) == ["Cantarell", "Noto Sans CJK SC"]


def test_a_last_resort_font_gives_way_to_a_better_one() -> None:
    present = ["DejaVu Sans", "Nimbus Sans [urw]", "Noto Sans CJK SC"]
    assert families("DejaVu Sans", present) == ["Nimbus Sans", "Noto Sans CJK SC", "DejaVu Sans"]


def chinese_family() -> str:
    found = [name for name in CHINESE_FAMILIES if name in QFontDatabase.families()]
    if not found:
        pytest.skip(f"none of the fonts {', '.join(CHINESE_FAMILIES)} is installed")
    return found[0]


def test_every_letter_of_english_and_chinese_captions_can_be_drawn() -> None:
    theme()
    chinese_family()
    assert missing_glyphs("Naïve café, 3.5 km: “yes” - 我们今天先讲预算，再讲“搬家”。龘𠮷") == []


def test_chinese_is_drawn_in_chinese_shapes() -> None:
    """Without a named family Qt took the Japanese shapes of the same characters."""
    theme()
    assert drawn_with("直角骨令今") == {chinese_family()}
