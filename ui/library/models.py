"""The lists of the library for Qt's views: transcripts, read page by page, and what a search found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.transcripts.library import PAGE, ListedTranscript
from app.transcripts.values import ALL, ListedPart, SearchHit
from engine.errors import CaptioningError
from ui.common.plain import plain_hint
from ui.common.relay import Relay
from ui.library.lines import ListLine, hit_line, transcript_line
from ui.library.ports import TranscriptListPort

LINE = Qt.ItemDataRole.UserRole
"""The role under which a model gives the ListLine of a row."""

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")
_ROOT = QModelIndex()


class LineModel(QAbstractListModel, Generic[T]):
    """Rows of one kind, each shown as a ListLine."""

    def __init__(self, line_of: Callable[[T], ListLine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line_of = line_of
        self.rows: list[T] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._line_of(self.rows[index.row()])
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole and line.hint:
            return plain_hint(line.hint)
        return line.headline if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole) else None

    def show_rows(self, rows: Sequence[T]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class HitListModel(LineModel[SearchHit]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(hit_line, parent)


class TranscriptListModel(LineModel[ListedTranscript]):
    """The newest first; a further page is asked for when the view comes near the end of what is there.

    answered: a page came. failed: it did not, and why. renamed: the number of a transcript and its new title.
    """

    answered = Signal()
    failed = Signal(object)
    renamed = Signal(int, str)

    def __init__(self, library: TranscriptListPort, parent: QObject | None = None) -> None:
        super().__init__(transcript_line, parent)
        self._library = library
        self.part = ALL
        self._more = False  # there may be older ones
        self._asking = False
        self._first, self._next = Relay(self._take_first), Relay(self._take_next)

    def refresh(self) -> None:
        """Ask for the newest page; rows that are the same stay, and so does the reader's place."""
        part = self.part
        self._library.list_page(None, lambda page: self._first.send((part, page)), part)

    def show_part(self, part: ListedPart) -> None:
        self.part = part
        self._asking = self._more = False
        self.refresh()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._asking = True
            part = self.part
            self._library.list_page(self.rows[-1].session, lambda page: self._next.send((part, page)), part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A title that was typed; the row changes when it is kept."""
        if role == Qt.ItemDataRole.EditRole and value != self.data(index):
            self.renamed.emit(self.rows[index.row()].session.id, str(value))
        return False

    def row_of(self, number: int) -> int | None:
        """The row of a transcript; None where it is not (yet) in the list."""
        return next((row for row, each in enumerate(self.rows) if each.session.id == number), None)

    def replace(self, listed: ListedTranscript) -> None:
        if (row := self.row_of(listed.session.id)) is not None:
            self.rows[row] = listed
            self.dataChanged.emit(self.index(row), self.index(row))

    def remove(self, number: int) -> None:
        if (row := self.row_of(number)) is not None:
            self.beginRemoveRows(_ROOT, row, row)
            del self.rows[row]
            self.endRemoveRows()

    def put_away(self) -> None:
        self._first.cut()
        self._next.cut()

    def _take_first(self, answer: object) -> None:
        part, page = answer if isinstance(answer, tuple) else (None, answer)
        if part != self.part:
            return  # another one is shown by now
        if not isinstance(page, list):
            self._fail(page)
            return
        if not self._merge(page):
            self._more = bool(page)
            self.show_rows(page)
        self.answered.emit()

    def _merge(self, page: list[ListedTranscript]) -> bool:
        """New rows come above those that stay where they are; False where other rows differ."""
        known = {each.session.id for each in self.rows}
        fresh = next((row for row, each in enumerate(page) if each.session.id in known), len(page))
        stay = [each.session.id for each in page[fresh:]]
        if len(page) < min(PAGE, len(self.rows)):  # one has gone
            return False
        if not stay or stay != [each.session.id for each in self.rows[: len(stay)]]:
            return False
        if fresh:
            self.beginInsertRows(_ROOT, 0, fresh - 1)
            self.rows[:0] = page[:fresh]
            self.endInsertRows()
        changed = [row for row, each in enumerate(page) if self.rows[row] != each]
        self.rows[: len(page)] = page
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
        return True

    def _take_next(self, answer: object) -> None:
        part, page = answer if isinstance(answer, tuple) else (None, answer)
        if part != self.part:
            return
        self._asking = False
        if not isinstance(page, list):
            self._more = False
            self._fail(page)
            return
        known = {each.session.id for each in self.rows}  # the list may have been asked for anew meanwhile
        fresh = [each for each in page if each.session.id not in known]
        self._more = bool(fresh)
        if fresh:
            self.beginInsertRows(_ROOT, len(self.rows), len(self.rows) + len(fresh) - 1)
            self.rows += fresh
            self.endInsertRows()
        self.answered.emit()

    def _fail(self, answer: object) -> None:
        if isinstance(answer, CaptioningError):
            self.failed.emit(answer)
