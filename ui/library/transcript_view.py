"""A kept transcript to read: one block a sentence, its time beside it, and the places that the user marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QKeyCombination, QMimeData, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from engine.events import Stream
from ui.common.caption_styles import Certainty, underline
from ui.common.clock import clock_text
from ui.common.symbols import symbol_pixmap
from ui.common.theme import Theme, font
from ui.common.tokens import ICON_SMALL, SPACE_L, SPACE_S, SPACE_XS, TYPE_LARGE, TYPE_SMALL, px
from ui.library.read_lines import ReadLine, alike

EXPORT_KEYS = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_E)
LINE_HEIGHT_PERCENT = 135
LINE_EMS = 40  # about 80 Latin or 40 Chinese characters (WCAG 2.2, 1.4.8)
LINES_AT_ONCE = 150
BESIDE_TEXT = 22  # between a time and the text: room for the sign of an edited sentence
LONGEST_NAME, MOST_FOR_NAMES = 130, 0.2  # of a speaker: design pixels, and the share of the view


class TranscriptView(QTextEdit):
    """Read only; times and speakers are painted in a column of their own, so that copied text is text alone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: list[ReadLine] = []
        self._text_left = self._names_px = 0.0
        self._filled = 0  # how many lines are in the document
        self._goal: int | None = None  # the line that is to come into sight
        self._emphasised: int | None = None
        self._painted = 0  # behind the last line that is in sight
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._fill)
        self.setObjectName("transcriptView")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Text of the transcript"))
        self.setAccessibleDescription(
            self.tr("One sentence a line, marks begin with a star; Enter edits, Delete deletes the sentence")
        )
        self.document().setDefaultFont(font(px(TYPE_LARGE)))
        theme.changed.connect(self._dress)

    @property
    def lines(self) -> list[ReadLine]:
        return self._lines

    def show_lines(self, lines: list[ReadLine]) -> None:
        """Another transcript."""
        self._lines, self._filled = lines, 0
        self._emphasised = self._goal = None
        self.clear()
        self._lay_out_columns()
        self._fill()
        self.setTextCursor(QTextCursor(self.document()))
        self.verticalScrollBar().setValue(0)

    def change_lines(self, lines: list[ReadLine]) -> None:
        """The same transcript, edited: only what differs is laid out anew."""
        old, self._lines = self._lines, lines
        first = alike(old, lines)
        behind = min(len(old) - first, len(lines) - first, alike(reversed(old), reversed(lines)))
        was, now = old[first : len(old) - behind], lines[first : len(lines) - behind]
        dressed = self._emphasised is not None or len(was) != len(now) or any(line.is_mark for line in (*was, *now))
        self._emphasised = None
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._exchange(cursor, first, was, now)
        cursor.endEditBlock()
        self._lay_out_columns()
        if dressed:
            self._dress()
        elif first < self._painted:  # what changes below is not in sight
            self.viewport().update()
        if self._filled < len(lines):
            self._filling.start()

    def line_of(self, number: int) -> int | None:
        """Where a sentence stands."""
        return next((at for at, line in enumerate(self._lines) if line.number == number), None)

    def line_at(self, place: QPoint) -> int | None:
        """The line at a place of the viewport, also beside its text; None below the last."""
        block = self.cursorForPosition(place).block()
        bottom = self._top_of(block) + self.document().documentLayout().blockBoundingRect(block).height()
        below = place.y() + self.verticalScrollBar().value() > bottom + px(SPACE_S)
        return None if below or block.blockNumber() >= len(self._lines) else block.blockNumber()

    def area_of(self, line: int) -> QRect:
        """The text of a line, in the viewport."""
        layout = self.document().documentLayout()
        area = layout.blockBoundingRect(self.document().findBlockByNumber(line)).toRect()
        return area.translated(0, -self.verticalScrollBar().value())

    def bring_into_sight(self, line: int) -> None:
        """With the caret in it; a line that is in sight stays where it is."""
        if line < self._filled:
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line)))
            self.ensureCursorVisible()

    @property
    def names_end(self) -> float:
        """Where the column of speakers ends, in pixels; 0 where there is none."""
        return px(SPACE_L) + self._names_px if self._names_px else 0.0

    def _exchange(self, cursor: QTextCursor, first: int, old: list[ReadLine], new: list[ReadLine]) -> None:
        """Blocks of some lines from `first` on; those that are not in the document yet come there later."""
        there = max(0, min(len(old), self._filled - first))
        if there == len(old) == len(new):
            for at in (at for at in range(len(new)) if old[at].text != new[at].text):
                _select_blocks(cursor, first + at, first + at + 1)
                cursor.insertText(new[at].text)
        elif first > self._filled:
            return
        elif there < len(old) or not self._filled:  # what follows is not there yet: all from here on comes later
            _remove_blocks(cursor, first, first + there)
            self._filled = min(self._filled, first)
        elif not old:
            _insert_blocks(cursor, first, [line.text for line in new])
            self._filled += len(new)
        elif not new:
            _remove_blocks(cursor, first, first + there)
            self._filled -= there
        else:
            _select_blocks(cursor, first, first + there)
            cursor.insertText("\n".join(line.text for line in new))
            self._filled += len(new) - there

    def go_to(self, position: int) -> None:
        """Bring what was said at `position` into sight, and show which sentence it is."""
        number = max(0, bisect_right([line.position for line in self._lines], position) - 1)
        while number > 0 and self._lines[number].is_mark:
            number -= 1
        self._goal = number
        self._reach_goal()

    def _fill(self) -> None:
        """The next lines; those of three hours at once would hold up the window."""
        part = self._lines[self._filled : self._filled + LINES_AT_ONCE]
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        if self._filled:
            cursor.insertBlock()
        else:
            shape = QTextBlockFormat()
            shape.setLineHeight(LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setBottomMargin(px(SPACE_S))
            cursor.setBlockFormat(shape)
        cursor.insertText("\n".join(line.text for line in part))
        cursor.endEditBlock()
        self._filled += len(part)
        self._dress()
        self._reach_goal()
        if self._filled < len(self._lines):
            self._filling.start()

    def _reach_goal(self) -> None:
        """Nothing happens while its line is not there yet."""
        if self._goal is None or self._goal >= self._filled:
            return
        block = self.document().findBlockByNumber(self._goal)
        self._emphasised, self._goal = self._goal, None
        self.setTextCursor(QTextCursor(block))
        self._dress()
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top - self.viewport().height() / 3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+E is the page's; to Qt it is the end of the line on some desktops."""
        if event.keyCombination() == EXPORT_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone: what is pasted elsewhere takes the look it finds there."""
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText())
        return copied

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        blocks = list(self._visible_blocks())
        self._painted = blocks[-1].blockNumber() + 1 if blocks else 0
        painter = QPainter(self.viewport())
        painter.setFont(font(px(TYPE_SMALL)))
        for block in blocks:
            self._paint_beside(painter, block)
        painter.setFont(self.document().defaultFont())
        for block in blocks:
            if self._lines[block.blockNumber()].draft:
                self._underline_draft(painter, block)
        painter.end()

    def _lay_out_columns(self) -> None:
        metrics = QFontMetricsF(font(px(TYPE_SMALL)))
        self._times_px = metrics.horizontalAdvance(clock_text(self._lines[-1].position if self._lines else 0))
        gutter = px(SPACE_L) + self._times_px + px(BESIDE_TEXT)
        names = {line.name for line in self._lines}
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
        self._names_px = min(widest, px(LONGEST_NAME), self.viewport().width() * MOST_FOR_NAMES)
        if widest:
            gutter += px(SPACE_L) + self._names_px
        spare = max(0.0, self.viewport().width() - gutter - px(SPACE_L) - LINE_EMS * px(TYPE_LARGE))
        self._text_left = gutter
        shape = QTextFrameFormat(self.document().rootFrame().frameFormat())
        before = QTextFrameFormat(shape)
        shape.setTopMargin(px(SPACE_L))
        shape.setBottomMargin(px(SPACE_L))
        shape.setLeftMargin(gutter)
        shape.setRightMargin(px(SPACE_L) + spare)
        if shape != before:  # to set it means to lay everything out anew
            self.document().rootFrame().setFrameFormat(shape)

    def _paint_beside(self, painter: QPainter, block: QTextBlock) -> None:
        if block.layout().lineCount() == 0:
            return
        line, row = self._lines[block.blockNumber()], block.layout().lineAt(0)
        baseline = self._top_of(block) - self.verticalScrollBar().value() + row.y() + row.ascent()
        colours = self._theme.colours
        right = self._text_left - px(BESIDE_TEXT)
        painter.setPen(QColor(colours.accent if line.is_mark else colours.secondary))
        text = clock_text(line.position)
        painter.drawText(QPointF(right - painter.fontMetrics().horizontalAdvance(text), baseline), text)
        if line.edited:
            size, colour = px(ICON_SMALL) * 3 // 4, colours.secondary
            sign = symbol_pixmap("edit", colour, size, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(right + (px(BESIDE_TEXT) - size) / 2, baseline - size + px(SPACE_XS) // 2), sign)
        if line.name:
            painter.setPen(QColor(colours.accent if line.stream is Stream.ME else colours.secondary))
            name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, round(self._names_px) + 1)
            painter.drawText(QPointF(px(SPACE_L), baseline), name)

    def _underline_draft(self, painter: QPainter, block: QTextBlock) -> None:
        """As drafts look in the captions."""
        area = self.document().documentLayout().blockBoundingRect(block)
        for at in range(block.layout().lineCount()):
            row = block.layout().lineAt(at)
            below = area.top() - self.verticalScrollBar().value() + row.y() + row.ascent()
            begin = QPointF(area.left() + row.x(), below)
            underline(painter, Certainty.DRAFT, QColor(self._theme.colours.secondary), begin, row.naturalTextWidth())

    def _visible_blocks(self) -> Iterator[QTextBlock]:
        bottom = self.verticalScrollBar().value() + self.viewport().height()
        block = self.cursorForPosition(self.viewport().rect().topLeft()).block()
        while block.isValid() and block.blockNumber() < len(self._lines) and self._top_of(block) < bottom:
            yield block
            block = block.next()

    def _top_of(self, block: QTextBlock) -> float:
        return self.document().documentLayout().blockBoundingRect(block).top()

    def _dress(self) -> None:
        """Marks in the accent; the sentence that was jumped to on the ground of a selection."""
        colours = self._theme.colours
        grounds = [
            self._whole_line(each, QColor(colours.accent), None)
            for each, line in enumerate(self._lines)
            if line.is_mark
        ]
        if self._emphasised is not None:
            grounds.append(self._whole_line(self._emphasised, None, QColor(colours.selection)))
        self.setExtraSelections(grounds)
        self.viewport().update()

    def _whole_line(self, number: int, text: QColor | None, ground: QColor | None) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        if text is not None:
            form.setForeground(text)
        if ground is not None:
            form.setBackground(ground)
            form.setProperty(QTextFormat.Property.FullWidthSelection, True)
        cursor = QTextCursor(self.document().findBlockByNumber(number))
        if text is not None:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, form
        return made


def _select_blocks(cursor: QTextCursor, first: int, behind: int) -> None:
    """Their text, with the borders between them; there is at least one."""
    document = cursor.document()
    cursor.setPosition(document.findBlockByNumber(first).position())
    last = document.findBlockByNumber(behind - 1)
    cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)


def _insert_blocks(cursor: QTextCursor, first: int, texts: list[str]) -> None:
    block = cursor.document().findBlockByNumber(first)
    if block.isValid():
        cursor.setPosition(block.position())
        cursor.insertText("\n".join([*texts, ""]))
    else:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText("\n".join(["", *texts]))


def _remove_blocks(cursor: QTextCursor, first: int, behind: int) -> None:
    """With one border; the last block of a document stays, empty."""
    if first >= behind:
        return
    document = cursor.document()
    _select_blocks(cursor, first, behind)
    cursor.removeSelectedText()
    if first > 0:
        cursor.deletePreviousChar()
    elif document.findBlockByNumber(first + 1).isValid():
        cursor.deleteChar()
