"""How text that may still change is told apart by more than its colour: one line style for each kind of it.

Tentative text has a dotted line under it, a draft a dashed one. Words of the vocabulary have a solid line, alert words
in the overlay a box around them.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTextCharFormat

_UNDERLINE = QTextCharFormat.UnderlineStyle


class Certainty(Enum):
    """How far a piece of text is decided."""

    SETTLED = "settled"
    DRAFT = "draft"  # kept, and may be improved once
    TENTATIVE = "tentative"  # may change at any moment


_UNDERLINES = {
    Certainty.SETTLED: _UNDERLINE.NoUnderline,
    Certainty.DRAFT: _UNDERLINE.DashUnderline,
    Certainty.TENTATIVE: _UNDERLINE.DotLine,
}
_DASHES = {Certainty.DRAFT: (5.0, 3.0), Certainty.TENTATIVE: (0.01, 2.6)}
"""Length and gap, in widths of the line; a round end makes the shortest a dot."""


def char_format(certainty: Certainty, line: QColor, text: QColor | None = None) -> QTextCharFormat:
    """For a text document. line: colour under the text. text: its own colour; None leaves that of the palette."""
    made = QTextCharFormat()
    if certainty is not Certainty.SETTLED:
        made.setUnderlineStyle(_UNDERLINES[certainty])
        made.setUnderlineColor(line)
    if text is not None:
        made.setForeground(QBrush(text))
    return made


def vocabulary_format(line: QColor) -> QTextCharFormat:
    """Merged into the format of a word of the vocabulary that was heard."""
    made = QTextCharFormat()
    made.setUnderlineStyle(_UNDERLINE.SingleUnderline)
    made.setUnderlineColor(line)
    return made


def box(painter: QPainter, line: QColor, begin: QPointF, width: float) -> None:
    """Around an alert word that is drawn with `painter.drawText(begin, ...)`."""
    metrics = QFontMetricsF(painter.font())
    thick = max(2.0, 1.5 * metrics.lineWidth())
    painter.setPen(QPen(line, thick))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    around = QRectF(begin.x(), begin.y() - metrics.ascent(), width, metrics.height())
    painter.drawRoundedRect(around.adjusted(-thick, 0.0, thick, 0.0), 2 * thick, 2 * thick)


def underline(painter: QPainter, certainty: Certainty, line: QColor, begin: QPointF, width: float) -> None:
    """The same line for text that was drawn with `painter.drawText(begin, ...)`; none under settled text."""
    if certainty is Certainty.SETTLED:
        return
    metrics = QFontMetricsF(painter.font())
    below = QPointF(0.0, metrics.underlinePos())
    painter.save()
    pen = QPen(line, max(1.5, metrics.lineWidth()))
    pen.setDashPattern(_DASHES[certainty])
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if certainty is Certainty.TENTATIVE else Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(begin + below, begin + below + QPointF(width, 0.0))
    painter.restore()
