"""The lines of the list of sources: what each is called, and how loud it is while the list is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.choices import ListedSource, SourceChoice, SourceKind
from engine.events import Level
from engine.text.harmless import harmless
from ui.common.plain import plain_hint
from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.live.level_meter import FLOOR_DBFS, LOUD_DBFS, share_of_scale

ROW = Qt.ItemDataRole.UserRole
LEVEL = Qt.ItemDataRole.UserRole + 1
BAR_PX = QRectF(0, 0, 56, 5)
BAR_SIDE_PX = 12
FALL_DB = 4.0  # a tenth of a second
_SYMBOLS = {
    SourceKind.MICROPHONE: "microphone",
    SourceKind.SYSTEM: "speaker",
    SourceKind.BOTH: "conversation",
    SourceKind.FILE: "file",
}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of the list; without a choice it opens the file dialog."""

    title: str
    choice: SourceChoice | None
    kind: SourceKind


class SourceRows(QStandardItemModel):
    """Brings its lines up to date one by one, so that an open list neither closes nor jumps."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.listed: Sequence[ListedSource] = ()
        self.file: Path | None = None
        self.tracks: Sequence[ListedSource] = ()  # of the file, where it has several
        theme.changed.connect(self._dress)

    @property
    def choices(self) -> list[SourceChoice]:
        rows = [self.item(index).data(ROW) for index in range(self.rowCount())]
        return [row.choice for row in rows if row.choice is not None]

    def index_of(self, choice: SourceChoice) -> int:
        """The line of a choice; the first line where there is none."""
        chosen = (index for index in range(self.rowCount()) if self.item(index).data(ROW).choice == choice)
        return next(chosen, 0)

    def show_level(self, choice: SourceChoice, level: Level | None) -> None:
        """Up at once, down slowly. None: it cannot be heard, or is heard no more."""
        for index in range(self.rowCount()):
            item = self.item(index)
            if item.data(ROW).choice == choice:
                before = item.data(LEVEL)
                falling = FLOOR_DBFS if before is None else before - FALL_DB
                item.setData(None if level is None else max(level.rms_dbfs, falling, FLOOR_DBFS), LEVEL)

    def clear_levels(self) -> None:
        for index in range(self.rowCount()):
            self.item(index).setData(None, LEVEL)

    def fill(self, choice: SourceChoice) -> None:
        """All that can be chosen now. choice: the one in force, which has a line even when it is not connected."""
        wanted = self._wanted(choice)
        for index in reversed(range(self.rowCount())):
            if self.item(index).data(ROW) not in wanted:
                self.removeRow(index)
        for index, row in enumerate(wanted):
            item = self.item(index)
            if item is None or item.data(ROW) != row:
                self._drop_later(row, index)
                self.insertRow(index, self._item(row))

    def _wanted(self, choice: SourceChoice) -> list[SourceRow]:
        rows = [SourceRow(self._default_title(), SourceChoice(SourceKind.MICROPHONE), SourceKind.MICROPHONE)]
        rows += [SourceRow(self._title(each), each.choice, each.choice.kind) for each in self.listed]
        if choice.kind is SourceKind.BOTH or any(row.kind is SourceKind.SYSTEM for row in rows):
            both = SourceChoice(SourceKind.BOTH)
            rows.append(SourceRow(self.tr("Microphone and computer sound"), both, SourceKind.BOTH))
        if all(row.choice != choice for row in rows) and choice.kind is not SourceKind.FILE:
            rows.append(SourceRow(self._absent_title(choice), choice, choice.kind))
        return [*rows, *self._file_rows(), SourceRow(self.tr("Caption a file as it plays…"), None, SourceKind.FILE)]

    def _file_rows(self) -> list[SourceRow]:
        """The file that was opened, once for each of its audio tracks."""
        if self.file is None:
            return []
        if not self.tracks:
            return [SourceRow(self.file.name, SourceChoice(SourceKind.FILE, path=self.file), SourceKind.FILE)]
        title = self.tr("{name}, track {track}")
        return [
            SourceRow(title.format(name=self.file.name, track=each.title), each.choice, SourceKind.FILE)
            for each in self.tracks
        ]

    def _title(self, source: ListedSource) -> str:
        return self.tr("{name} (muted)").format(name=source.title) if source.muted else source.title

    def _default_title(self) -> str:
        found = (each for each in self.listed if each.choice.kind is SourceKind.MICROPHONE and each.default)
        default = next(found, None)
        if default is None:
            return self.tr("Default microphone")
        return self.tr("Default microphone ({name})").format(name=default.title)

    def _absent_title(self, choice: SourceChoice) -> str:
        if choice.kind is SourceKind.SYSTEM and choice.device is None:
            return self.tr("Computer sound")
        return self.tr("{name} (not connected)").format(name=choice.device or "")

    def _drop_later(self, row: SourceRow, since: int) -> None:
        for index in reversed(range(since, self.rowCount())):
            if self.item(index).data(ROW) == row:
                self.removeRow(index)

    def _item(self, row: SourceRow) -> QStandardItem:
        item = QStandardItem(symbol(_SYMBOLS[row.kind], self._theme.colours.text), harmless(row.title))
        item.setData(row, ROW)
        item.setToolTip(plain_hint(row.title))
        return item

    def _dress(self) -> None:
        for index in range(self.rowCount()):
            item = self.item(index)
            item.setIcon(symbol(_SYMBOLS[item.data(ROW).kind], self._theme.colours.text))


class LevelDelegate(QStyledItemDelegate):
    """Draws a bar at the right of each line whose level is known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        level = index.data(LEVEL)
        if level is None:
            return
        colours = self._theme.colours
        bar = QRectF(BAR_PX)
        bar.moveCenter(QRectF(option.rect).center())
        bar.moveRight(option.rect.right() - BAR_SIDE_PX)
        painter.fillRect(bar, QColor(colours.meter_track))
        bar.setWidth(bar.width() * share_of_scale(level))
        painter.fillRect(bar, QColor(colours.meter_loud if level > LOUD_DBFS else colours.meter))
