"""What the editor's tables and lists look like, in the colours of the theme."""

from __future__ import annotations

from string import Template

from ui.common.symbols import ICON_FOLDER
from ui.common.theme import Colours

TICK_GROUND = "#6fc3cc"

_SHEET = Template(
    """
QTableView, QTreeWidget, QListWidget {
    background: $surface; border: 1px solid $border; border-radius: 8px; outline: 0;
    selection-background-color: $selection; selection-color: $text;
}
QTableView:focus, QTreeWidget:focus, QListWidget:focus { border: 2px solid $accent; }
QTableView::item { border: 0; padding: 0 6px; }
QTableView::item:selected, QTreeWidget::item:selected, QListWidget::item:selected {
    background: $selection; color: $text;
}
QTableView::item:focus { border: 1px solid $accent; }
QListWidget::indicator { width: 14px; height: 14px; border: 1px solid $secondary; border-radius: 4px; }
QListWidget::indicator:checked { background: $tick_ground; image: url($tick); }
QListWidget::item { min-height: 28px; padding: 0 6px; border-radius: 5px; }
QTreeWidget::item { min-height: 24px; }
QTableCornerButton::section { background: $surface; border: 0; border-bottom: 1px solid $border; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section {
    background: $surface; color: $secondary; border: 0; border-bottom: 1px solid $border; padding: 6px;
}
QHeaderView::section:vertical { border-bottom: 0; padding: 0 6px 0 4px; }
QLineEdit {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 8px; padding: 6px 8px;
    min-height: 20px; selection-background-color: $selection; selection-color: $text;
}
QLineEdit:focus { border: 2px solid $accent; padding: 5px 7px; }
QTableView QLineEdit, QListWidget QLineEdit { border-radius: 0; padding: 0 4px; min-height: 0; }
QToolButton#hotwordAdd { min-height: 0; padding: 2px 9px; font-weight: 600; }
QToolButton#hotwordAdd:focus { padding: 1px 8px; }
QLabel#hotwordTitle { font-weight: 600; }
QLabel#hotwordState { color: $secondary; }
QLabel#hotwordTexts { color: $text; }
QSplitter::handle { background: transparent; }
"""
)


def editor_sheet(colours: Colours) -> str:
    names = ("surface", "border", "selection", "text", "accent", "secondary")
    # The tick is drawn in black, and Qt's style sheets cannot dye it: what lies under it is light in both themes.
    tick = {"tick": (ICON_FOLDER / "check.svg").as_posix(), "tick_ground": TICK_GROUND}
    return _SHEET.substitute({name: getattr(colours, name) for name in names} | tick)
