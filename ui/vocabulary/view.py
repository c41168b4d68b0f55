"""The table of a list on the screen, all of it within reach of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.common.tokens import px
from ui.vocabulary.columns import Column
from ui.vocabulary.table import WordTable

# Design pixels:
ROW, LEAST_WIDTH, LEAST_HEIGHT = 30, 200, 44
NARROW = 620  # below it weight, note and time give way to words and sounds
_WIDTHS = {Column.WORD: 190, Column.SOUNDS: 190, Column.WEIGHT: 66, Column.HEARD: 66, Column.LAST: 128}
_RARE = (Column.WEIGHT, Column.NOTE, Column.LAST)


class WordView(QTableView):
    """F2 or Enter edits the cell in hand; what else can be done with rows are the actions that it is given."""

    def __init__(self, table: WordTable) -> None:
        super().__init__()
        self._table = table
        self.setObjectName("vocabularyTable")
        self.setModel(table)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows move in it
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(self.tr("Words of the list"))
        self.setAccessibleDescription(self.tr("Enter edits a cell, Delete deletes the selected words"))
        self.setMinimumSize(px(LEAST_WIDTH), px(LEAST_HEIGHT))
        self._arrange_headers()

    def _arrange_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        # Fixed: else Qt would ask for the height of each of 10,000 rows.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(ROW))
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSortIndicatorClearable(True)  # a third click: the order of the file
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, px(width))
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._fit(narrow=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < px(NARROW)
        if narrow != self.isColumnHidden(Column.WEIGHT):
            self._fit(narrow)

    def _fit(self, narrow: bool) -> None:
        for column in _RARE:
            self.setColumnHidden(column, narrow)
        stretch, own = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Interactive
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(Column.WORD, stretch if narrow else own)
        columns.setSectionResizeMode(Column.SOUNDS, stretch if narrow else own)
        columns.setSectionResizeMode(Column.NOTE, stretch)

    def places(self) -> list[int]:
        """Places in the list of the rows that are selected."""
        return [self._table.place_at(each.row()) for each in self.selectionModel().selectedRows()]

    def go_to(self, place: int) -> bool:
        """Selects a row of the list; False where it is not seen."""
        line = self._table.shown.line_of(place)
        if line is None:
            return False
        index = self._table.index(line, Column.WORD)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._may_edit():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy_selected(self) -> None:
        """Lines as they stand in the file: they can be pasted into another list."""
        lines = [self._table.rows[place].raw for place in sorted(self.places())]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _may_edit(self) -> bool:
        index = self.currentIndex()
        idle = self.state() is not QAbstractItemView.State.EditingState
        return idle and index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
