"""What the cells of a list say: the fields of a line, how its word is said, how often it was heard."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import QDateTime, QLocale, QObject
from PySide6.QtGui import QColor

from app.hotwords.pronouncing import is_prepared, pronunciation
from app.hotwords.sheet import EntryField, Row, field_text
from app.hotwords.usage import Usage
from ui.common.theme import Theme


class Column(IntEnum):
    """From the left; the first four are the fields of a line."""

    WORD = 0
    SOUNDS = 1
    WEIGHT = 2
    NOTE = 3
    HEARD = 4
    LAST = 5


class WordCells(QObject):
    """usage: counts by word. codes: sounds that Earshot works out are shown as phonetic codes."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.usage: Mapping[str, Usage] = {}
        self.codes = False

    def text(self, row: Row, column: Column) -> str:
        if column <= Column.NOTE:
            text = field_text(row, EntryField(column))
            computed = column is Column.SOUNDS and row.entry is not None and not text
            return self._sounds(row) if computed else text
        usage = self._usage(row)
        if usage is None:
            return ""
        if column is Column.HEARD:
            return QLocale().toString(usage.heard)
        return _when(usage.last_heard) if usage.last_heard else ""

    def sort_key(self, row: Row, column: Column) -> str | float:
        usage = self._usage(row)
        if column is Column.HEARD:
            return usage.heard if usage else -1
        if column is Column.LAST:
            return (usage.last_heard or 0.0) if usage else 0.0
        if column is Column.WEIGHT:
            return row.entry.weight if row.entry else 0.0
        return self.text(row, column).casefold()

    def colour(self, row: Row, column: Column) -> QColor | None:
        """What the user did not write is paler."""
        computed = column is Column.SOUNDS and row.entry is not None and not row.entry.sounds
        pale = row.entry is None or computed or column >= Column.HEARD
        return QColor(self._theme.colours.secondary) if pale else None

    def hint(self, row: Row, column: Column) -> str:
        if row.entry is None:
            return ""
        if column is Column.SOUNDS:
            return self.tr("Earshot’s guess: {sounds}").format(sounds=self._sounds(row))
        usage = self._usage(row)
        if column >= Column.HEARD and usage:
            words = self.tr("Offered to the model: {offered}, heard: {heard}, corrected: {replaced}")
            return words.format(offered=usage.offered, heard=usage.heard, replaced=usage.replaced)
        return row.entry.note if column is Column.NOTE else ""

    def title(self, column: Column) -> tuple[str, str]:
        """Its words, and its hint."""
        return {
            Column.WORD: (self.tr("Word"), self.tr("How the word is written; other spellings of it behind |")),
            Column.SOUNDS: (
                self.tr("Sounds like"),
                self.tr("What it sounds like, or its translation. Grey is a guess; write over it where it is wrong"),
            ),
            Column.WEIGHT: (
                self.tr("Weight"),
                self.tr("0.1 to 10: of two words that fit equally well, the heavier goes first"),
            ),
            Column.NOTE: (self.tr("Note"), self.tr("For you alone")),
            Column.HEARD: (self.tr("Heard"), self.tr("How often it was heard in captions")),
            Column.LAST: (self.tr("Last heard"), self.tr("When it was heard last")),
        }[column]

    def _sounds(self, row: Row) -> str:
        """Empty until a worker has read the dictionaries."""
        text = row.entry.text if row.entry is not None else ""
        return pronunciation(text, self.codes) if is_prepared(text) else ""

    def _usage(self, row: Row) -> Usage | None:
        return self.usage.get(row.entry.text) if row.entry is not None else None


def _when(heard: float) -> str:
    moment = QDateTime.fromSecsSinceEpoch(round(heard))
    return QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)
