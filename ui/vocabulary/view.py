"""The table of a list on the screen, all of it within reach of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.vocabulary.table import Column, HotwordTable

ROW_PX = 30
_WIDTHS_PX = {Column.WORD: 190, Column.SOUNDS: 200, Column.WEIGHT: 66, Column.HEARD: 66, Column.LAST: 128}
_KEY = QKeySequence.StandardKey


class HotwordView(QTableView):
    """pasted: many lines at once. removal_wanted: of the selected rows. F2 or Enter edits the cell in hand."""

    pasted = Signal(str)
    removal_wanted = Signal()

    def __init__(self, table: HotwordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setObjectName("hotwordTable")
        self.setModel(table)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows move in it
        self.setCornerButtonEnabled(False)
        self.setAccessibleName(self.tr("Words of the list"))
        self._arrange_headers()

    def _arrange_headers(self) -> None:
        rows = self.verticalHeader()
        # Fixed: else Qt would ask for the height of each of 10,000 rows.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_PX)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(Column.NOTE, QHeaderView.ResizeMode.Stretch)
        columns.setSortIndicatorClearable(True)  # a third click: the order of the file
        for column, width in _WIDTHS_PX.items():
            self.setColumnWidth(column, width)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

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
        if event.matches(_KEY.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(_KEY.Copy):
            self.copy_selected()
        elif event.matches(_KEY.Delete) or event.key() == Qt.Key.Key_Backspace:
            self.removal_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._may_edit():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy_selected(self) -> None:
        """Lines as they stand in the file: they can be pasted into another list."""
        lines = [self._table.rows[place].raw for place in sorted(self.places())]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _may_edit(self) -> bool:
        index: QModelIndex = self.currentIndex()
        idle = self.state() is not QAbstractItemView.State.EditingState
        return idle and index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
