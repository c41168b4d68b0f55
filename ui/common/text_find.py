"""Finds a text in a text view: marks every place, goes from one to the next, and follows what is added."""

from __future__ import annotations

import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QTextBlock, QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.common.find_bar import FindBar
from ui.common.theme import Theme
from ui.common.utf16 import units
from ui.common.word_boxes import boxes, paint_box

SLICE_S = 0.005
Places = list[tuple[int, int]]
"""Positions of the document, in order; none overlap."""
PlacesIn = Callable[[str, str], Iterable[tuple[int, int]]]
"""From what is sought and a text to its places in it, in characters."""


class TextFind(QObject):
    """Joins a find bar to a view. The places are boxes behind the text: no letter moves, and no format changes.

    A long text is looked through in slices, the newest part first: the window never waits. moved: another place is in
    hand, or there are other places.
    """

    moved = Signal()

    def __init__(self, view: QTextEdit, bar: FindBar, theme: Theme, places_in: PlacesIn | None = None) -> None:
        """places_in: where a text has what is sought; without one, whatever its case."""
        super().__init__(view)
        self._places_in = places_in or _any_case
        self._view, self._bar, self._theme = view, bar, theme
        self._sought = ""
        self._places: Places = []
        self._in_hand = -1  # position of a place; -1 while none was chosen
        self._unread: QTextCursor | None = None  # in the last block that was not looked through
        self._seen = sys.maxsize  # a position behind all that is in sight
        self._next_slice = QTimer(self)
        self._next_slice.setSingleShot(True)
        self._next_slice.timeout.connect(self._look_on)
        bar.sought.connect(self._seek)
        bar.stepped.connect(self.step)
        bar.closed.connect(self.close)
        view.document().contentsChange.connect(self._on_change)
        view.viewport().installEventFilter(self)

    @property
    def found(self) -> list[str]:
        """The text of each place, in order."""
        cursor = QTextCursor(self._view.document())
        return [self._at(cursor, place).selectedText() for place in self._places]

    @property
    def done(self) -> bool:
        """All of the text was looked through."""
        return self._unread is None

    def open(self) -> None:
        """With the words that are selected, if any."""
        self._bar.open(self._view.textCursor().selectedText().split("\u2029")[0])
        self._seek(self._bar.field.text())

    def close(self) -> None:
        """The view has the focus again, and the keys go on from the place in hand."""
        self._bar.hide()
        self._seek("")
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, way: int) -> None:
        """To the next place, or the one before; from the last to the first."""
        if self._places:
            self._in_hand = self._places[(self._current + way) % len(self._places)][0]
            self._go()

    @property
    def in_hand(self) -> tuple[QTextBlock, int] | None:
        """The block of the place in hand, and which of the places in that block it is."""
        if not self._places:
            return None
        block = self._view.document().findBlock(self._places[self._current][0])
        return block, self._current - bisect_left(self._places, (block.position(), 0))

    def go_on(self, position: int) -> None:
        """To the first place from a position of the document on, or the first of all."""
        if self._places:
            self._in_hand = position if position <= self._places[-1][0] else 0
            self._go()

    def look_again(self) -> None:
        """What is found has changed, though not the words in the field."""
        self._seek(self._bar.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before the view paints its text, the places that are in sight get their boxes."""
        if event.type() is QEvent.Type.Paint and watched is self._view.viewport():
            self._seen = sys.maxsize
            if self._places:
                self._paint()
        return False

    @property
    def _current(self) -> int:
        """The number of the place in hand, or of the next one where it has gone; the last where none follows."""
        return max(0, min(bisect_left(self._places, (self._in_hand, 0)), len(self._places) - 1))

    def _seek(self, sought: str) -> None:
        self._sought, self._places, self._in_hand = sought, [], -1
        self._unread = QTextCursor(self._view.document())
        self._unread.movePosition(QTextCursor.MoveOperation.End)
        area = self._clear()
        top = self._view.cursorForPosition(area.topLeft())
        self._read(top.block(), self._view.cursorForPosition(area.bottomLeft()).block())
        self._choose(top.position(), or_last=False)
        self._view.viewport().update()
        self._look_on()

    def _look_on(self) -> None:
        """One slice, upwards."""
        end_s, begin = time.monotonic() + SLICE_S, 0
        while self._unread is not None and time.monotonic() < end_s:
            block = self._unread.block()
            self._read(block, block)
            begin = block.position()
            if not (self._sought and self._unread.movePosition(QTextCursor.MoveOperation.PreviousBlock)):
                self._unread = None
        if self._unread is not None:
            self._next_slice.start(0)
        else:
            self._choose(self._view.cursorForPosition(self._clear().topLeft()).position(), or_last=True)
        self._tell(begin)

    def _choose(self, top: int, or_last: bool) -> None:
        """Takes the first place from a position on in hand, unless there is one in hand."""
        number = bisect_left(self._places, (top, 0))
        number = number - 1 if or_last and number == len(self._places) else number
        if self._in_hand < 0 and 0 <= number < len(self._places):
            self._in_hand = self._places[number][0]
            self._go()

    def _read(self, first: QTextBlock, last: QTextBlock) -> None:
        """Looks through some blocks; what was found there before gives way."""
        found: Places = []
        block = first
        while self._sought and block.isValid():
            text, at = block.text(), block.position()
            for begin, end in self._places_in(self._sought, text):
                found.append((at + units(text[:begin]), at + units(text[:end])))
            if block == last:
                break
            block = block.next()
        begin = bisect_left(self._places, (first.position(), 0))
        self._places[begin : bisect_left(self._places, (last.position() + last.length(), 0))] = found

    def _on_change(self, position: int, removed: int, added: int) -> None:
        """Only the blocks that changed are looked through again; places behind them move."""
        if not self._sought:
            return
        document, shift = self._view.document(), added - removed
        first, last = document.findBlock(position), document.findBlock(position + added)
        last = last if last.isValid() else document.lastBlock()
        old_end = last.position() + last.length() - shift
        was = self._place_in_hand
        behind = bisect_left(self._places, (old_end, 0))
        before = bisect_left(self._places, (first.position(), 0))
        self._places[before:] = [(begin + shift, end + shift) for begin, end in self._places[behind:]]
        if self._in_hand >= old_end:
            self._in_hand += shift
        self._read(first, last)
        now = self._place_in_hand
        self._tell(first.position() if now is None or now == was else min(first.position(), now[0]))

    @property
    def _place_in_hand(self) -> tuple[int, int] | None:
        return self._places[self._current] if self._places else None

    def _tell(self, begin: int = 0) -> None:
        """begin: no box before this position has changed."""
        if self._unread is None:
            self._bar.show_count(self._current + 1, len(self._places))
        self.moved.emit()
        if begin <= self._seen:
            self._view.viewport().update()

    def _go(self) -> None:
        """Brings the place in hand into sight, clear of the bar; the caret goes with it."""
        cursor = QTextCursor(self._view.document())
        cursor.setPosition(self._places[self._current][0])
        bar = self._view.verticalScrollBar()
        before = bar.value()
        self._view.setTextCursor(cursor)
        bar.setValue(before)
        line = self._view.cursorRect(cursor)
        if not self._is_in_sight(line):
            bar.setValue(bar.value() + line.center().y() - self._view.viewport().height() // 2)
        self._bar.keep_clear(self._found_area())
        self._tell()

    def _found_area(self) -> QRect:
        """Of the place in hand, on the screen."""
        begin, end = self._places[self._current]
        block = self._view.document().findBlock(begin)
        area = QRect()
        for box in boxes(self._view, block, begin - block.position(), end - block.position()):
            area |= box.toAlignedRect()
        return area.translated(self._view.viewport().mapToGlobal(QPoint(0, 0)))

    def _clear(self) -> QRect:
        """The part of the viewport that the bar leaves free; at the top of the text nothing can be freed."""
        area = self._view.viewport().rect()
        if self._bar.isVisible() and self._view.verticalScrollBar().value() > 0:
            below = self._bar.mapToGlobal(self._bar.rect().bottomLeft())
            area.setTop(max(0, self._view.viewport().mapFromGlobal(below).y()))
        return area

    def _is_in_sight(self, line: QRect) -> bool:
        """In the viewport, and under nothing that lies over it, such as the bar or a notice."""
        viewport, window = self._view.viewport(), self._view.window()
        over = (window.childAt(viewport.mapTo(window, place)) for place in (line.topLeft(), line.bottomLeft()))
        return viewport.rect().contains(line) and all(each is viewport for each in over)

    def _paint(self) -> None:
        area = self._view.viewport().rect()
        first = self._view.cursorForPosition(area.topLeft()).block().position()
        last = self._view.cursorForPosition(area.bottomRight()).block()
        self._seen = last.position() + last.length()
        colours = self._theme.colours
        painter = QPainter(self._view.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self._current
        for number in range(bisect_left(self._places, (first, 0)), len(self._places)):
            begin, end = self._places[number]
            if begin >= last.position() + last.length():
                break
            block = self._view.document().findBlock(begin)
            in_hand = number == current
            for box in boxes(self._view, block, begin - block.position(), end - block.position()):
                edge = colours.text if in_hand else colours.accent
                paint_box(painter, box, colours.selection, edge, 2.5 if in_hand else 1.0)
        painter.end()

    @staticmethod
    def _at(cursor: QTextCursor, place: tuple[int, int]) -> QTextCursor:
        cursor.setPosition(place[0])
        cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _any_case(sought: str, text: str) -> Iterable[tuple[int, int]]:
    from app.transcripts.search_text import text_places  # not needed for the first picture

    return text_places(sought, text)
