"""Colours that can be read, and fonts that have the letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from tests.support.ui_window import drawn_with, missing_glyphs, theme
from ui.common.theme import CHINESE_FAMILIES, DARK, LIGHT, Colours, contrast_ratio, families, palette
from ui.live.caption_window import HINT, PANEL, STABLE, TENTATIVE

READABLE = 4.5  # WCAG 2.2, 1.4.3
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
PAIRS = (
    ("text", "surface"),
    ("text", "window"),
    ("text", "control"),
    ("text", "control_hover"),
    ("text", "selection"),
    ("secondary", "surface"),
    ("secondary", "window"),
    ("tentative", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("info_text", "info_ground"),
    ("warning_text", "warning_ground"),
    ("error_text", "error_ground"),
)


def over(panel: QColor, below: QColor) -> QColor:
    """What a translucent panel looks like above a plain colour."""

    def mixed(one: float, other: float) -> float:
        return panel.alphaF() * one + (1 - panel.alphaF()) * other

    return QColor.fromRgbF(
        mixed(panel.redF(), below.redF()),
        mixed(panel.greenF(), below.greenF()),
        mixed(panel.blueF(), below.blueF()),
    )


def test_contrast_is_that_of_the_standard() -> None:
    """WCAG 2.2 puts black on white at 21:1; #777777 on white is known as just short of 4.5:1."""
    assert contrast_ratio(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast_ratio(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@BOTH
@pytest.mark.parametrize(("above", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_ground(colours: Colours, above: str, ground: str) -> None:
    assert contrast_ratio(QColor(getattr(colours, above)), QColor(getattr(colours, ground))) >= READABLE


@BOTH
def test_the_palette_has_readable_text(colours: Colours) -> None:
    made = palette(colours)
    role = QPalette.ColorRole
    for above, ground in (
        (role.Text, role.Base),
        (role.WindowText, role.Window),
        (role.HighlightedText, role.Highlight),
    ):
        assert contrast_ratio(made.color(above), made.color(ground)) >= READABLE


@BOTH
def test_tentative_text_differs_visibly_from_stable_text(colours: Colours) -> None:
    """Twice the luminance and more: seen without telling colours apart."""
    assert contrast_ratio(QColor(colours.text), QColor(colours.tentative)) >= 1.8


@pytest.mark.parametrize("below", ["white", "black", "#808080"])
@pytest.mark.parametrize("text", [STABLE, TENTATIVE, HINT], ids=["stable", "tentative", "hint"])
def test_the_caption_window_can_be_read_above_any_desktop(text: QColor, below: str) -> None:
    assert contrast_ratio(text, over(PANEL, QColor(below))) >= READABLE


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize(("setting", "dark"), [("light", False), ("dark", True)])
def test_a_chosen_theme_colours_the_application(setting: str, dark: bool) -> None:
    chosen = theme(setting)
    assert chosen.dark is dark
    assert QApplication.palette().color(QPalette.ColorRole.Base).name() == chosen.colours.surface


@pytest.mark.usefixtures("qtbot")
def test_the_automatic_theme_follows_the_desktop_while_it_runs() -> None:
    chosen = theme("auto")
    announce = QApplication.styleHints().colorSchemeChanged.emit
    announce(Qt.ColorScheme.Dark)
    dark = chosen.dark
    announce(Qt.ColorScheme.Light)
    assert (dark, chosen.dark) == (True, False)


@pytest.mark.usefixtures("qtbot")
def test_a_chosen_theme_stays_when_the_desktop_changes() -> None:
    chosen = theme("light")
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not chosen.dark


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


@pytest.mark.usefixtures("qtbot")
def test_every_letter_of_english_and_chinese_captions_can_be_drawn() -> None:
    theme()
    chinese_family()
    assert missing_glyphs("Naïve café, 3.5 km: “yes” - 我们今天先讲预算，再讲“搬家”。龘𠮷") == []


@pytest.mark.usefixtures("qtbot")
def test_chinese_is_drawn_in_chinese_shapes() -> None:
    """Without a named family Qt took the Japanese shapes of the same characters."""
    theme()
    assert drawn_with("直角骨令今") == {chinese_family()}
