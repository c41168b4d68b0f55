"""Where captions stand in the viewport, and which caption stands at a place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QTextEdit

from ui.live.caption_document import CaptionDocument
from ui.live.caption_list import CaptionBlock


class CaptionPlaces:
    """All places are in pixels of the viewport but `top_of`, which is of the document."""

    def __init__(self, view: QTextEdit, captions: CaptionDocument) -> None:
        self._view = view
        self._captions = captions

    @property
    def text_left(self) -> float:
        return self._view.document().rootFrame().frameFormat().leftMargin()

    @property
    def text_right(self) -> float:
        return self._view.viewport().width() - self._view.document().rootFrame().frameFormat().rightMargin()

    def visible(self) -> Iterator[tuple[QTextBlock, CaptionBlock, float]]:
        """The blocks in view with their captions, and where each begins."""
        scrolled = self._view.verticalScrollBar().value()
        block = self.first_visible()
        while block.blockNumber() < len(self._captions):
            top = self.top_of(block) - scrolled
            if top >= self._view.viewport().height():
                return
            yield block, self._captions[block.blockNumber()], top
            block = block.next()

    def first_visible(self) -> QTextBlock:
        return self._view.cursorForPosition(self._view.viewport().rect().topLeft()).block()

    def top_of(self, block: QTextBlock) -> float:
        return self._view.document().documentLayout().blockBoundingRect(block).top()

    def area_of(self, number: int) -> QRect:
        """Where the text of a caption stands."""
        block = self._captions.block(number)
        area = self._view.document().documentLayout().blockBoundingRect(block)
        top = area.top() - self._view.verticalScrollBar().value()
        return QRectF(self.text_left, top, self.text_right - self.text_left, area.height()).toRect()

    def number_at(self, place: QPoint) -> int | None:
        """The caption whose lines are at this height, also beside its text."""
        number = self._view.cursorForPosition(place).blockNumber()
        return number if number < len(self._captions) else None

    def settled_at(self, place: QPoint) -> int | None:
        """The settled caption whose text is at this place."""
        number = self.number_at(place)
        if number is None or not self._captions[number].settled or not self.area_of(number).contains(place):
            return None
        return number

    def settled_in_hand(self) -> int | None:
        """The one with the caret, where somebody reads with the keyboard; else the newest that is settled."""
        number = self._view.textCursor().blockNumber()
        if self._view.cursorWidth() and number < len(self._captions) and self._captions[number].settled:
            return number
        return next((each for each in reversed(range(len(self._captions))) if self._captions[each].settled), None)
