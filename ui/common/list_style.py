"""What the editor's tables and lists look like, in the colours of the theme."""

from __future__ import annotations

from string import Template

from ui.common.stylesheet import TICKS, filled
from ui.common.tokens import SPACE_S, Colours, px

CELL_MARGIN_PX = 3  # that Qt adds beside the text of a cell, and not beside that of a header

_SHEET = Template(
    """
QTableView, QListWidget {
    background: $surface; border: $line solid $control_border; border-radius: $radius_m; outline: 0; padding: $xs;
    selection-background-color: $selection; selection-color: $text;
}
QTableView:focus, QListWidget:focus { border: $focus solid $accent; padding: $xs_focus; }
QTableView::item { border: 0; padding: 0 $s; }
QTableView::item:selected, QListWidget::item:selected {
    background: $selection; color: $text;
}
QTableView::item:focus { border: 1px solid $accent; }
QListWidget::indicator { width: $l; height: $l; border: 1px solid $secondary; border-radius: $xs; }
QListWidget::indicator:checked { background: $tick_ground; image: url($tick); }
QListWidget::item { min-height: $row; padding: 0 $s; border-radius: $radius_s; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section {
    background: $surface; color: $secondary; border: 0; border-bottom: 1px solid $border; padding: $s $s $s $cell;
}
QTableView QLineEdit, QListWidget QLineEdit { border-radius: 0; padding: 0 $xs; min-height: 0; }
QCheckBox, QCheckBox:checked, QCheckBox:hover {
    background: transparent; border: 2px solid transparent; border-radius: $radius_s; padding: 0 $xs; spacing: $s;
}
QCheckBox:focus { border: 2px solid $accent; padding: 0 $xs; }
QToolButton#vocabularyAdd { min-height: 0; padding: $xs $s; font-weight: 600; }
QToolButton#vocabularyAdd:focus { padding: $xs_focus $s_focus; }
QLabel#vocabularyTitle { font-weight: 600; }
QLabel#vocabularyState { color: $secondary; }
"""
)


def editor_sheet(colours: Colours) -> str:
    return filled(_SHEET, colours, **TICKS, cell=f"{px(SPACE_S) + CELL_MARGIN_PX}px")
