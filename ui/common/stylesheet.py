"""What the palette cannot say: corners, spacing, borders, focus marks. All numbers and colours are tokens."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from ui.common import tokens
from ui.common.symbols import ICON_FOLDER
from ui.common.tokens import Colours, px

FOCUS_MORE_PX = 1  # a focus mark is that much thicker than the border; the room inside gives it
LENGTHS = {
    "xs": tokens.SPACE_XS,
    "s": tokens.SPACE_S,
    "m": tokens.SPACE_M,
    "l": tokens.SPACE_L,
    "row": 30,
    "radius_s": tokens.RADIUS_S,
    "radius_m": tokens.RADIUS_M,
    "radius_l": tokens.RADIUS_L,
    "radius_pill": 17,
    "radius_badge": 9,
    "text_height": 20,
    "pad_y": (tokens.CONTROL_HEIGHT - 22) // 2,
    "menu_y": 5,
    "button_width": 72,
    "primary_width": 84,
    "dot": 14,
    "arrow": 24,
    "bar": 12,
    "bar_handle": tokens.CONTROL_HEIGHT,
}
"""Design pixels by the name that the sheets use; NAME_focus is the same beside a focus mark."""

# The tick is drawn in black, and Qt's style sheets cannot dye it: what lies under it is light in all themes.
TICKS = {"tick": (ICON_FOLDER / "check.svg").as_posix(), "tick_ground": "#6fc3cc"}

_SHEET = Template(
    """
QToolTip { background: $surface; color: $text; border: $line solid $control_border; padding: $s; }
QAbstractButton {
    background: $control; color: $text; border: $line solid $control_border; border-radius: $radius_m;
    padding: $pad_y $m; min-height: $text_height;
}
QAbstractButton:hover { background: $control_hover; }
QAbstractButton:checked { background: $selection; border-color: $accent; }
QAbstractButton:focus { border: $focus solid $accent; padding: $pad_y_focus $m_focus; }
QAbstractButton:disabled { color: $disabled; background: $window; }
/* Qt adds 3 px to the height of these alone. */
QToolButton { max-height: $text_height; }
QToolButton[bare="true"] { padding-left: $m; padding-right: $pad_y; }
QToolButton::menu-indicator { image: none; width: 0; }
#playerBar QToolButton:checked { background: $selection; border-color: $accent; }

#sidebar QToolButton { background: transparent; border: 2px solid transparent; padding: 8px; max-height: 400px; }
#sidebar QToolButton:hover { background: $control_hover; }
#sidebar QToolButton:checked { background: $selection; font-weight: 600; }
#sidebar QToolButton:focus { border-color: $accent; }
#sidebar QToolButton#sentMark { font-weight: 600; padding: 8px 4px; }

QAbstractButton#primary {
    background: $accent; color: $on_accent; border: $focus solid $accent; font-weight: 600;
    padding: $pad_y_focus $m; min-width: $primary_width;
}
QAbstractButton#primary:hover { background: $accent_hover; border-color: $accent_hover; }
QAbstractButton#primary:focus { border-color: $text; }
QAbstractButton#primary:disabled { background: $control_hover; border-color: $control_hover; color: $disabled; }

QComboBox {
    background: $control; color: $text; border: $line solid $control_border; border-radius: $radius_m;
    padding: $pad_y $s $pad_y $m; min-height: $text_height; combobox-popup: 0;
}
QComboBox:hover { background: $control_hover; }
QComboBox:focus { border: $focus solid $accent; padding: $pad_y_focus $s_focus $pad_y_focus $m_focus; }
QComboBox:disabled { color: $disabled; background: $window; }
QComboBox::drop-down { border: 0; width: $arrow; }
QComboBox QAbstractItemView {
    background: $surface; color: $text; border: $line solid $control_border; padding: $xs; outline: 0;
    selection-background-color: $selection; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: $row; padding: 0 $s; }

QLineEdit, QPlainTextEdit {
    background: $surface; color: $text; border: $line solid $control_border; border-radius: $radius_m;
    padding: $pad_y $s; selection-background-color: $selection; selection-color: $text;
    placeholder-text-color: $secondary;
}
QLineEdit { min-height: $text_height; }
QLineEdit:focus, QPlainTextEdit:focus { border: $focus solid $accent; padding: $pad_y_focus $s_focus; }
QLineEdit QToolButton { background: transparent; border: 0; padding: 0; min-height: 0; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $disabled; background: $window; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: 0; padding: 0; background: transparent; }

QCheckBox, QCheckBox:hover, QCheckBox:focus, QRadioButton, QRadioButton:hover, QRadioButton:focus {
    background: transparent; border: 0; padding: 0;
}
QCheckBox::indicator {
    width: $dot; height: $dot; border: $line solid $control_border; border-radius: $xs; background: $control;
}
QCheckBox::indicator:checked { background: $tick_ground; image: url($tick); }
QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox:focus { text-decoration: underline; }
QCheckBox:disabled { color: $disabled; }
QRadioButton:checked { background: transparent; }
QRadioButton:focus { text-decoration: underline; }
QRadioButton::indicator {
    width: $dot; height: $dot; border: $line solid $control_border; border-radius: $s; background: $control;
}
QRadioButton::indicator:checked { width: $s; height: $s; border: $xs solid $accent; background: $on_accent; }
QRadioButton::indicator:focus { border-color: $accent; }
QDialog QPushButton { min-width: $button_width; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QFileDialog QToolButton { padding: $xs; min-height: 0; min-width: 0; }
QFileDialog QToolButton:focus { padding: $xs_focus; }
QFileDialog QAbstractItemView { background: $surface; border: $line solid $control_border; }
QFileDialog QHeaderView::section { background: $surface; color: $text; }

#settingsList { background: transparent; border: 0; outline: 0; }
#settingsList::item {
    padding: $s $m; border-radius: $radius_m; border: $focus solid transparent; color: $text;
}
#settingsList::item:hover { background: $control_hover; }
#settingsList::item:selected { background: $selection; color: $text; }
#settingsList:focus::item:selected { border-color: $accent; }
#settingsArea { background: $surface; border: $line solid $border; border-radius: $radius_l; }
#settingsPage { background: transparent; }
#fieldReset {
    background: transparent; border: $focus solid transparent; padding: 0 $xs; min-height: 0; color: $accent;
}
#fieldReset:hover { border-color: $control_border; }
#fieldReset:focus { border-color: $accent; padding: 0 $xs; }
#fieldMeaning, #settingsMessage { color: $secondary; }
#settingsMessage[wrong="true"] { color: $error_text; font-weight: 600; }

QMenu {
    background: $surface; color: $text; border: $line solid $control_border; padding: $xs;
    menu-scrollable: 1; /* on a low screen, instead of a second column */
}
QMenu::item { padding: $menu_y $arrow $menu_y $m; border-radius: $radius_s; border: $line solid transparent; }
QMenu::item:selected { background: $selection; border-color: $accent; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: $line; background: $border; margin: $xs $s; }

#captionPane { background: $surface; border: $line solid $border; border-radius: $radius_l; }
#captionPane[keyboard="true"] { border: $focus solid $accent; }
#captionView { background: transparent; border: 0; }
#card { background: $surface; border: $line solid $border; border-radius: $radius_l; }
#cardTitle, #pageTitle { font-weight: 600; }
#cardText, #pageText { color: $secondary; }
#cardMark { color: $accent; font-weight: 600; }
#emptyTitle { color: $text; }
#emptyDetail, #emptyHints, #transcriptDetail, #readingHint, #nothingFound { color: $secondary; }
#readingPane, #transcriptList, #hitList {
    background: $surface; border: $line solid $border; border-radius: $radius_l; outline: 0; padding: $xs;
}
#transcriptList:focus, #hitList:focus { border: $focus solid $accent; padding: $xs_focus; }
#readingPane[keyboard="true"] { border: $focus solid $accent; }
#transcriptView { background: transparent; border: 0; }
#textPage {
    background: $surface; color: $text; border: $line solid $border; border-radius: $radius_l; padding: 0;
}
#textPage:focus { border: $focus solid $accent; }
#filesPanel { background: $surface; border: $line solid $border; border-radius: $radius_l; }
#fileRows, #fileRows > QWidget > QWidget { background: transparent; }
#fileRow { border: 0; }
#fileState { color: $secondary; }
#fileFailure { color: $error_text; }
QProgressBar { background: $control_hover; border: 0; border-radius: 3px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
#jump {
    background: $accent; color: $on_accent; border: $focus solid $accent; border-radius: $radius_pill;
    padding: $pad_y_focus $m; font-weight: 600;
}
#jump:hover { background: $accent_hover; border-color: $accent_hover; }
#jump:focus { border-color: $text; }

#recordingMark { color: $recording; font-weight: 600; padding: 6px 4px; }
#fieldNews { background: $surface; color: $secondary; border: $line solid $control_border; padding: $xs $s; }
#findBar { background: $surface; border: $line solid $control_border; border-radius: $radius_m; }
#findBar QLabel { color: $secondary; }
#findBar QToolButton { background: transparent; border: $focus solid transparent; padding: $xs; min-height: 0; }
#findBar QToolButton:hover { background: $control_hover; }
#findBar QToolButton:checked { background: $selection; border-color: $accent; }
#findBar QToolButton:focus { border-color: $accent; }
#findBar QPushButton { padding: $xs $s; min-height: 0; }

#statusLine QLabel { color: $secondary; }
#statusLine QToolButton { padding: 0 $s; min-height: 0; }
#statusLine QToolButton:focus { padding: 0 $s_focus; }
#statusLine QLabel#state { color: $text; font-weight: 600; }
#statusLine QLabel#badge {
    background: $warning_ground; color: $warning_text; border-radius: $radius_badge; padding: 1px $s;
}
#statusLine QLabel#pace[late="true"] { color: $error_text; font-weight: 600; }

QFrame#banner { border: $banner_line solid $border; border-radius: $radius_m; }
QFrame#banner[kind="info"] { background: $info_ground; }
QFrame#banner[kind="warning"] { background: $warning_ground; }
QFrame#banner[kind="error"] { background: $error_ground; }
QFrame#banner[kind="info"] QLabel, QFrame#banner[kind="info"] QAbstractButton { color: $info_text; }
QFrame#banner[kind="warning"] QLabel, QFrame#banner[kind="warning"] QAbstractButton { color: $warning_text; }
QFrame#banner[kind="error"] QLabel, QFrame#banner[kind="error"] QAbstractButton { color: $error_text; }
QFrame#banner QLabel#what { font-weight: 600; }
QFrame#banner QAbstractButton {
    background: transparent; border: $focus solid transparent; padding: $xs $s; min-width: 0; min-height: 0;
}
QFrame#banner QAbstractButton:hover { border-color: $secondary; }
QFrame#banner QAbstractButton:focus { border-color: $text; }
QFrame#banner QAbstractButton#action { text-decoration: underline; }

QToolButton#overlayClose { background: transparent; border: 0; border-radius: 13px; padding: 0; min-height: 0; }
QToolButton#overlayClose:hover { background: #3a434c; }

QScrollBar:vertical { background: transparent; width: $bar; margin: $xs 2px $xs 0; }
QScrollBar::handle:vertical { background: $control_border; border-radius: $radius_s; min-height: $bar_handle; }
QScrollBar::handle:vertical:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: 0; height: 0;
}
"""
)


def stylesheet(colours: Colours) -> str:
    """The application's sheet in these colours, for its present font."""
    return filled(_SHEET, colours, **TICKS)


def filled(sheet: Template, colours: Colours, **more: str) -> str:
    """A sheet with its tokens: colours, lengths, widths of lines. Raises KeyError for one that is missing."""
    lengths = {name: f"{px(design)}px" for name, design in LENGTHS.items()}
    beside_focus = {f"{name}_focus": f"{px(design) - FOCUS_MORE_PX}px" for name, design in LENGTHS.items()}
    line = colours.line
    lines = {"line": f"{line}px", "focus": f"{line + FOCUS_MORE_PX}px", "banner_line": f"{line - 1}px"}
    return sheet.substitute(asdict(colours) | lengths | beside_focus | lines | more)
