"""Boxes behind words of a text view: they mark words by a shape, and no letter moves."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextLine
from PySide6.QtWidgets import QTextEdit

RADIUS_PX = 4.0
INSET_PX = 2.0


def boxes(view: QTextEdit, block: QTextBlock, begin: int, end: int) -> Iterator[QRectF]:
    """Where the text from begin to end (UTF-16 units of the block) stands in the viewport; a box a line."""
    area = view.document().documentLayout().blockBoundingRect(block)
    origin = QPointF(area.left(), area.top() - view.verticalScrollBar().value())
    layout = block.layout()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = max(begin, line.textStart()), min(end, line.textStart() + line.textLength())
        if first < last:
            left, right = _x(line, first), _x(line, last)
            top = line.y() + line.ascent() - line.height() * 0.76
            yield QRectF(QPointF(left, top), QPointF(right, top + line.height())).translated(origin)


def paint_box(painter: QPainter, box: QRectF, ground: str, edge: str, width: float = 1.0) -> None:
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box.adjusted(-INSET_PX, 0, INSET_PX, 0), RADIUS_PX, RADIUS_PX)


def _x(line: QTextLine, place: int) -> float:
    """PySide gives the place with the cursor that it took it for; its stubs know the place alone."""
    found: object = line.cursorToX(place)
    return float(found[0] if isinstance(found, tuple) else line.x())
