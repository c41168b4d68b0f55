"""Which rows of a list are seen: those that say something, and hold what is looked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSortFilterProxyModel

from ui.hotword_table import SORT_ROLE, HotwordTable, Index


class HotwordFilter(QSortFilterProxyModel):
    """Remarks of the file and empty lines are kept, but not shown."""

    def __init__(self, table: HotwordTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._wanted = ""
        self._remarked_only = False
        self.setSortRole(SORT_ROLE)
        self.setSourceModel(table)

    def look_for(self, text: str) -> None:
        self.beginFilterChange()
        self._wanted = text.strip().casefold()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def show_remarked_only(self, only: bool) -> None:
        self.beginFilterChange()
        self._remarked_only = only
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, place: int, parent: Index) -> bool:
        row = self._table.rows[place]
        if row.silent or (self._remarked_only and not self._table.is_remarked(place)):
            return False
        return not self._wanted or self._wanted in row.raw.casefold()
