"""The little that the palette cannot say: corners, spacing, focus marks."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template(
    """
QToolTip {
    background: $surface; color: $text; border: 1px solid $border; padding: 6px 8px;
}
QAbstractButton {
    background: $control; color: $text; border: 1px solid $border; border-radius: 8px;
    padding: 7px 12px; min-height: 20px;
}
QAbstractButton:hover { background: $control_hover; }
QAbstractButton:checked { background: $selection; border-color: $accent; }
QAbstractButton:focus { border: 2px solid $accent; padding: 6px 11px; }
QAbstractButton:disabled { color: $secondary; background: $window; }
QToolButton[bare="true"] { padding-left: 13px; padding-right: 7px; }
QToolButton::menu-indicator { image: none; width: 0; }

QAbstractButton#primary {
    background: $accent; color: $on_accent; border: 2px solid $accent; font-weight: 600;
    padding: 7px 14px; min-width: 84px;
}
QAbstractButton#primary:hover { background: $accent_hover; border-color: $accent_hover; }
QAbstractButton#primary:focus { border-color: $text; }
QAbstractButton#primary:disabled {
    background: $control_hover; border-color: $control_hover; color: $secondary;
}

QComboBox {
    background: $control; border: 1px solid $border; border-radius: 8px; padding: 7px 8px 7px 12px;
    min-height: 20px; combobox-popup: 0;
}
QComboBox:hover { background: $control_hover; }
QComboBox:focus { border: 2px solid $accent; padding: 6px 7px 6px 11px; }
QComboBox:disabled { color: $secondary; background: $window; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $border; padding: 4px; outline: 0;
    selection-background-color: $selection; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 6px; }

QCheckBox, QCheckBox:hover, QCheckBox:focus { background: transparent; border: 0; padding: 0; }
QDialog QPushButton { min-width: 72px; }
#settingsList {
    background: transparent; border: 0; outline: 0;
}
#settingsList::item { padding: 9px 12px; border-radius: 8px; border: 2px solid transparent; color: $text; }
#settingsList::item:hover { background: $control_hover; }
#settingsList::item:selected { background: $selection; color: $text; }
#settingsList:focus::item:selected { border-color: $accent; }
QDialog QScrollArea { background: $surface; border: 1px solid $border; border-radius: 12px; }
#settingsPage { background: transparent; }
#fieldMeaning, #settingsMessage { color: $secondary; }
#settingsMessage[wrong="true"] { color: $error_text; font-weight: 600; }

QMenu { background: $surface; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 7px 30px 7px 12px; border-radius: 5px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $secondary; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }

#captionPane { background: $surface; border: 1px solid $border; border-radius: 12px; }
#captionPane[keyboard="true"] { border: 2px solid $accent; }
#captionView { background: transparent; border: 0; }
#emptyTitle { color: $text; }
#emptyDetail, #emptyHints { color: $secondary; }
#jump {
    background: $accent; color: $on_accent; border: 0; border-radius: 17px; padding: 7px 16px;
    font-weight: 600;
}
#jump:hover { background: $accent_hover; }
#jump:focus { border: 2px solid $text; padding: 5px 14px; }

#statusLine QLabel { color: $secondary; }
#statusLine QLabel#state { color: $text; font-weight: 600; }
#statusLine QLabel#badge {
    background: $warning_ground; color: $warning_text; border-radius: 9px; padding: 1px 9px;
}
#statusLine QLabel#behind[late="true"] { color: $error_text; font-weight: 600; }

QFrame#banner { border: 0; border-radius: 10px; }
QFrame#banner[kind="info"] { background: $info_ground; }
QFrame#banner[kind="warning"] { background: $warning_ground; }
QFrame#banner[kind="error"] { background: $error_ground; }
QFrame#banner[kind="info"] QLabel, QFrame#banner[kind="info"] QAbstractButton { color: $info_text; }
QFrame#banner[kind="warning"] QLabel, QFrame#banner[kind="warning"] QAbstractButton { color: $warning_text; }
QFrame#banner[kind="error"] QLabel, QFrame#banner[kind="error"] QAbstractButton { color: $error_text; }
QFrame#banner QLabel#what { font-weight: 600; }
QFrame#banner QAbstractButton {
    background: transparent; border: 2px solid transparent; padding: 3px 7px; min-width: 0;
}
QFrame#banner QAbstractButton:hover, QFrame#banner QAbstractButton:focus { border-color: $secondary; }
#settingsPage QPlainTextEdit {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 8px; padding: 4px 6px;
    selection-background-color: $selection; selection-color: $text;
}
#settingsPage QPlainTextEdit:focus { border: 2px solid $accent; padding: 3px 5px; }
QFrame#banner QLineEdit {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 8px; padding: 5px 8px;
    selection-background-color: $selection; selection-color: $text;
}
QFrame#banner QLineEdit:focus { border: 2px solid $accent; padding: 4px 7px; }
QFrame#banner QAbstractButton#action { text-decoration: underline; }

QToolButton#overlayClose { background: transparent; border: 0; border-radius: 13px; padding: 0; min-height: 0; }
QToolButton#overlayClose:hover { background: #3a434c; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 6px 2px 6px 0; }
QScrollBar::handle:vertical { background: $border; border-radius: 5px; min-height: 36px; }
QScrollBar::handle:vertical:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: 0; height: 0;
}
"""
)


def stylesheet(colours: Mapping[str, str]) -> str:
    """The sheet in these colours. Raises KeyError for a colour that is missing."""
    return _SHEET.substitute(colours)
