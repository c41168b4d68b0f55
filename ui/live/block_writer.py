"""Writes captions into the blocks of a text document: their words, lines under them, and distances."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from engine.text.units import edits
from ui.common.caption_styles import Certainty, char_format, vocabulary_format
from ui.common.tokens import Colours
from ui.common.utf16 import units
from ui.live.caption_list import BlockState, CaptionBlock

LINE_HEIGHT_EMS = 1.45
GAP_EMS = 0.6
_NO_HEIGHT_PX = 0.01  # Qt takes 0 for the height that the font asks for
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value  # fonts differ in how high they think a line is


class BlockWriter:
    """Knows how each kind of caption looks. line_px: from one line to the next."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._gap_px = self.line_px = 0.0
        self._marking = True
        self._plain = QTextCharFormat()
        self._tentative = self._draft = self._divider = self._marked = self._plain

    def paint(self, colours: Colours) -> None:
        """The colours of text to be written from now on. Settled text has those of the palette."""
        tentative = QColor(colours.tentative)
        self._tentative = char_format(Certainty.TENTATIVE, tentative, tentative)
        self._draft = char_format(Certainty.DRAFT, tentative)
        self._marked = vocabulary_format(QColor(colours.accent))
        self._divider.setForeground(QColor(colours.secondary))

    def mark(self, wanted: bool) -> None:
        """Whether words of the vocabulary are underlined."""
        self._marking = wanted

    def measure(self, text_px: int) -> None:
        """Distances that fit a size of text, from now on."""
        self._divider = QTextCharFormat(self._divider)
        self._divider.setProperty(QTextCharFormat.Property.FontPixelSize, max(12, round(text_px * 0.55)))
        self._gap_px = round(text_px * GAP_EMS)
        self.line_px = round(text_px * LINE_HEIGHT_EMS)

    def write(self, number: int, entry: CaptionBlock, before: str) -> None:
        """before: the text that the block holds. What both have alike is not touched: a selection in it stays."""
        cursor = self._cursor(number)
        begin = cursor.position()
        cursor.beginEditBlock()
        for first, last, text in reversed(edits(before, entry.text)):
            _select(cursor, begin, before, last, last)
            cursor.insertText(text)  # behind the old words: a selection that ends before them does not take it in
            _select(cursor, begin, before, first, last)
            cursor.removeSelectedText()
        plain = {BlockState.DIVIDER: self._divider, BlockState.DRAFT: self._draft}.get(entry.state, self._plain)
        stable = len(entry.text) - len(entry.text[len(entry.stable) :].lstrip())  # no line under the blank between
        for first, last, look in ((0, stable, plain), (stable, len(entry.text), self._tentative)):
            _select(cursor, begin, entry.text, first, last)
            cursor.setCharFormat(look)
        for first, last in entry.marks if self._marking else ():
            _select(cursor, begin, entry.text, first, last)
            cursor.mergeCharFormat(self._marked)
        cursor.endEditBlock()

    def open(self, number: int) -> None:
        """A new, empty block before this one."""
        self._cursor(number).insertBlock()

    def remove(self, number: int) -> None:
        cursor = self._cursor(number)
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def shape(self, number: int, divider: bool) -> None:
        """Line height and distances of the block of a caption or a divider."""
        made = QTextBlockFormat()
        made.setLineHeight(self.line_px, _FIXED)
        made.setBottomMargin(self._gap_px)
        made.setTopMargin(self._gap_px if divider else 0)
        self._cursor(number).setBlockFormat(made)

    def shape_end(self, number: int, height_px: float) -> None:
        """The last block holds no caption: it takes room."""
        made = QTextBlockFormat()
        made.setLineHeight(max(height_px, _NO_HEIGHT_PX), _FIXED)
        self._cursor(number).setBlockFormat(made)

    def block(self, number: int) -> QTextBlock:
        return self._document.findBlockByNumber(number)

    def _cursor(self, number: int) -> QTextCursor:
        return QTextCursor(self.block(number))


def _select(cursor: QTextCursor, block: int, text: str, first: int, last: int) -> None:
    """Characters first..last of a text that begins at a position of the document."""
    begin = block + units(text[:first])
    cursor.setPosition(begin)
    cursor.setPosition(begin + units(text[first:last]), QTextCursor.MoveMode.KeepAnchor)
