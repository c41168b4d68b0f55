"""The rows of one list as a table: what is seen of them, in which order, and how they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.hotwords.reading import Malformed
from app.hotwords.sheet import EntryField, Remarks, Row, field_text, with_field
from app.hotwords.usage import Usage
from ui.common.plain import plain_hint
from ui.common.sentences import translated
from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.vocabulary.columns import Column, WordCells
from ui.vocabulary.filter import VisibleRows
from ui.vocabulary.rows import Splice

MANY_SPLICES = 50  # beyond, one reset is quicker than telling the view of each

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class WordTable(QAbstractTableModel):
    """Shows the rows it is given and changes them by `apply` alone.

    wanted: a place and the row that the user made of it. refused: why an edit cannot be used.
    """

    wanted = Signal(int, object)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: list[Row] = []
        self.locked = False
        self._remarks: dict[int, tuple[str, ...]] = {}
        self._remarked: tuple[Row, ...] = ()
        self.cells = WordCells(theme, self)
        self.shown = VisibleRows(self._is_remarked)
        theme.changed.connect(self._repaint)

    # Changes

    def show_rows(self, rows: list[Row], locked: bool = False) -> None:
        """Another list. `rows` is kept, and changed by `apply`."""
        self._remarks, self._remarked = {}, ()
        self.rows, self.locked = rows, locked
        self._show_anew()

    def apply(self, splices: Sequence[Splice]) -> None:
        if len(splices) > MANY_SPLICES:
            for each in splices:
                self.rows[each.at : each.at + len(each.old)] = each.new
            self._show_anew()
            return
        for each in splices:
            self._splice(each)

    def _splice(self, splice: Splice) -> None:
        shared = min(len(splice.old), len(splice.new))
        self._replace(splice.at, splice.new[:shared])
        if len(splice.old) > shared:
            self._remove(splice.at + shared, splice.at + len(splice.old))
        elif len(splice.new) > shared:
            self._insert(splice.at + shared, splice.new[shared:])

    def _replace(self, at: int, new: Sequence[Row]) -> None:
        """What is edited stays in its line, whatever the filter and the order say, until they are asked again."""
        before = self.rows[at : at + len(new)]
        self.rows[at : at + len(new)] = new
        if any(one.silent != other.silent for one, other in zip(before, new, strict=True)):
            self._show_anew()
        elif lines := self.shown.lines_of(at, at + len(new)):
            self.dataChanged.emit(self.index(min(lines), 0), self.index(max(lines), Column.LAST))

    def _remove(self, begin: int, end: int) -> None:
        lines = self.shown.lines_of(begin, end)
        if lines and lines[-1] - lines[0] != len(lines) - 1:
            del self.rows[begin:end]
            self._show_anew()
            return
        if lines:
            self.beginRemoveRows(_ROOT, lines[0], lines[-1])
        del self.rows[begin:end]
        self.shown.take_out(begin, end)
        if lines:
            self.endRemoveRows()

    def _insert(self, at: int, new: Sequence[Row]) -> None:
        line, seen = self.shown.line_for(at), sum(map(self.shown.fits, new))
        if seen:
            self.beginInsertRows(_ROOT, line, line + seen - 1)
        self.rows[at:at] = new
        self.shown.put_in(at, new)
        if seen:
            self.endInsertRows()

    # What is seen

    def look_for(self, text: str) -> None:
        self.shown.wanted = text.strip().casefold()
        self._show_anew()

    def show_remarked_only(self, only: bool) -> None:
        self.shown.remarked_only = only
        self._show_anew()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; -1: in the order of the file."""
        self.shown.sort_key = partial(self.cells.sort_key, column=Column(column)) if column >= 0 else None
        self.shown.descending = order is Qt.SortOrder.DescendingOrder
        self._show_anew()

    def place_at(self, line: int) -> int:
        """The place in the list of a line of the table."""
        return self.shown.places[line]

    def _show_anew(self) -> None:
        self.beginResetModel()
        self.shown.show(self.rows)
        self.endResetModel()

    # Remarks and counts

    def show_remarks(self, rows: Sequence[Row], remarks: Remarks) -> None:
        """Remarks on `rows` as they were when they were looked at; rows changed since have none until the next look."""
        self._remarked = tuple(rows)  # held, so that no other row takes the identity of one
        self._remarks = {id(rows[place]): sentences for place, sentences in remarks.items() if place < len(rows)}
        self._repaint()

    def show_usage(self, usage: Mapping[str, Usage]) -> None:
        if usage != self.cells.usage:
            self.cells.usage = usage
            self._repaint()

    def show_codes(self, shown: bool) -> None:
        """Phonetic codes in place of readings."""
        self.cells.codes = shown
        self._repaint()

    def _is_remarked(self, row: Row) -> bool:
        return id(row) in self._remarks

    @property
    def remarked(self) -> int:
        """Rows with a remark."""
        return sum(map(self._is_remarked, self.rows)) if self._remarks else 0

    def _repaint(self) -> None:
        if lines := len(self.shown.places):
            self.dataChanged.emit(self.index(0, 0), self.index(lines - 1, Column.LAST))

    # What the view asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown.places)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        row, column = self.rows[self.place_at(index.row())], index.column()
        fits = column == Column.WORD or (row.entry is not None and column <= Column.NOTE)
        return flags | Qt.ItemFlag.ItemIsEditable if fits and not self.locked else flags

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if side is Qt.Orientation.Vertical:
            return self.place_at(section) + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.cells.title(Column(section))[role == Qt.ItemDataRole.ToolTipRole]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[self.place_at(index.row())], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells.text(row, column)
            case Qt.ItemDataRole.EditRole:
                return field_text(row, EntryField(column)) if column <= Column.NOTE else None
            case Qt.ItemDataRole.ForegroundRole:
                return self.cells.colour(row, column)
            case Qt.ItemDataRole.DecorationRole:
                marked = column is Column.WORD and self._is_remarked(row)
                return symbol("attention", self._theme.colours.meter_loud) if marked else None
            case Qt.ItemDataRole.ToolTipRole:
                return plain_hint(self._hint(row, column))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._hint(row, column)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column = self.rows[self.place_at(index.row())], Column(index.column())
        if role != Qt.ItemDataRole.EditRole or str(value) == field_text(row, EntryField(column)):
            return False
        try:
            made = with_field(row, EntryField(column), str(value))
        except Malformed as error:
            self.refused.emit(translated(str(error)))
            return False
        self.wanted.emit(self.place_at(index.row()), made)
        return True

    def _hint(self, row: Row, column: Column) -> str:
        if column is Column.WORD:
            return "\n".join(translated(each) for each in self._remarks.get(id(row), ()))
        return self.cells.hint(row, column)
