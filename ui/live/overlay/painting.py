"""Draws the overlay: panel, lines of text, and how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from ui.common.caption_styles import Certainty, box, underline
from ui.common.symbols import symbol_pixmap
from ui.common.theme import font
from ui.live.alert_words import alert_places
from ui.live.overlay.lines import CaptionLine
from ui.live.overlay.standing import OverlayState
from ui.live.overlay.style import OverlayStyle

RADIUS_PX = 16
PADDING_PX = 10
SIDE_PADDING_PX = 24
LINE_SPACING = 1.34
LEAST_PX = 10  # of letters
BADGE_SHARE, LEAST_BADGE_PX = 0.42, 14  # height of the words on the state, to that of the letters
_BADGE_LINE = 1.5
_URGENT_GROUND, _URGENT_TEXT = QColor("#ffd24a"), QColor("#1c1400")
_CLOSE_PX = 10  # so far the button that closes reaches into the row
_FOCUS_PX, _FOCUS_INSET_PX = 2, 4


@dataclass(frozen=True, slots=True)
class Measures:
    """Where things stand in a panel of `size` pixels with `lines` lines: its height sets the size of the letters."""

    size: QSize
    lines: int

    @property
    def text_px(self) -> int:
        """Of the largest letters for which the height is enough."""
        px = int((self.size.height() - 2 * PADDING_PX) / (LINE_SPACING * self.lines + BADGE_SHARE * _BADGE_LINE)) + 2
        while px > LEAST_PX and height_for(px, self.lines) > self.size.height():
            px -= 1
        return max(px, LEAST_PX)

    @property
    def badge_px(self) -> int:
        return _badge_px(self.text_px)

    @property
    def badge(self) -> QRectF:
        """The row above the text, which text never enters."""
        height = _badge_row_px(self.text_px)
        return QRectF(SIDE_PADDING_PX, PADDING_PX, self.room_px, height)

    @property
    def room_px(self) -> float:
        """How wide a line may be."""
        return float(self.size.width() - 2 * SIDE_PADDING_PX)

    def row(self, number: int) -> QRectF:
        top = self.badge.bottom()
        height = (self.size.height() - PADDING_PX - top) / self.lines
        return QRectF(SIDE_PADDING_PX, top + number * height, self.room_px, height)


def height_for(text_px: int, lines: int) -> int:
    """Of a panel with `lines` lines of letters that are `text_px` high."""
    return round(lines * text_px * LINE_SPACING) + _badge_row_px(text_px) + 2 * PADDING_PX


def _badge_px(text_px: int) -> int:
    return max(LEAST_BADGE_PX, round(text_px * BADGE_SHARE))


def _badge_row_px(text_px: int) -> int:
    return round(_badge_px(text_px) * _BADGE_LINE)


class OverlayPainter:
    """Draws one picture with an open QPainter."""

    def __init__(self, painter: QPainter, style: OverlayStyle, measures: Measures) -> None:
        self._painter = painter
        self._style = style
        self._measures = measures
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def panel(self, focused: bool) -> None:
        """focused: the keyboard moves it, which a frame inside shows."""
        painter, around = self._painter, QRectF(0, 0, self._measures.size.width(), self._measures.size.height())
        painter.setBrush(self._style.background)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(around, RADIUS_PX, RADIUS_PX)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._style.text, _FOCUS_PX))
            inside = around.adjusted(_FOCUS_INSET_PX, _FOCUS_INSET_PX, -_FOCUS_INSET_PX, -_FOCUS_INSET_PX)
            painter.drawRoundedRect(inside, RADIUS_PX - _FOCUS_INSET_PX, RADIUS_PX - _FOCUS_INSET_PX)

    def lines(self, lines: Sequence[CaptionLine], opacity: float) -> None:
        self._painter.setFont(self._style.font(self._measures.text_px))
        self._painter.setOpacity(opacity)
        for number, line in enumerate(lines):
            self._line(line, self._measures.row(number))
        self._painter.setOpacity(1.0)

    def departures(self, places: str) -> float:
        """Where captions or sound go, at the right of the row of the state. Returns the width that it takes."""
        if not places:
            return 0.0
        row, side = self._measures.badge, self._measures.badge_px * 1.15
        badge_font = font(self._measures.badge_px, QFont.Weight.Medium)
        metrics = QFontMetricsF(badge_font)
        words = metrics.elidedText(places, Qt.TextElideMode.ElideRight, row.width() / 2 - 2 * side)
        width = side * 1.35 + metrics.horizontalAdvance(words)
        left = row.right() - width - _CLOSE_PX
        ratio = self._painter.device().devicePixelRatioF()
        picture = _symbol("leaves", self._style.text.name(), round(side), ratio)
        self._painter.drawPixmap(QPointF(left, row.center().y() - side / 2), picture)
        self._painter.setFont(badge_font)
        self._write(words, QPointF(left + side * 1.35, _baseline(metrics, row)), self._style.text)
        return width + _CLOSE_PX + side

    def standing(self, standing: OverlayState, brief: bool, taken: float = 0.0) -> None:
        """At the left of its row. brief: the symbol alone. taken: of the row's width, at its right."""
        words, row = "" if brief else standing.words, self._measures.badge
        badge_font = font(self._measures.badge_px, QFont.Weight.DemiBold if standing.urgent else QFont.Weight.Medium)
        metrics, side = QFontMetricsF(badge_font), self._measures.badge_px * 1.15
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, row.width() - taken - side - side)
        colour = _URGENT_TEXT if standing.urgent else self._style.text
        if standing.urgent:
            width = side * 1.6 + metrics.horizontalAdvance(words) + row.height() / 2
            self._painter.setBrush(_URGENT_GROUND)
            self._painter.setPen(Qt.PenStyle.NoPen)
            ground = QRectF(row.left() - row.height() / 3, row.top(), width, row.height())
            self._painter.drawRoundedRect(ground, row.height() / 2, row.height() / 2)
        ratio = self._painter.device().devicePixelRatioF()
        picture = _symbol(standing.sign.value, colour.name(), round(side), ratio)
        self._painter.drawPixmap(QPointF(row.left(), row.center().y() - side / 2), picture)
        self._painter.setFont(badge_font)
        place = QPointF(row.left() + side * 1.35, _baseline(metrics, row))
        self._write(words, place, colour, outlined=not standing.urgent)

    def _line(self, line: CaptionLine, row: QRectF) -> None:
        metrics = QFontMetricsF(self._painter.font())
        whole = metrics.horizontalAdvance(line.text)
        spare = max(0.0, row.width() - whole)
        share = {Qt.AlignmentFlag.AlignHCenter: 0.5, Qt.AlignmentFlag.AlignRight: 1.0}.get(self._style.alignment, 0.0)
        left, baseline = row.left() + spare * share, _baseline(metrics, row)
        # A piece has its place from the whole line, so that a letter does not move when it becomes stable.
        behind_label = whole - metrics.horizontalAdvance(line.stable + line.tentative) if line.label else 0.0
        behind_stable = whole - metrics.horizontalAdvance(line.tentative) if line.tentative else whole
        stable = Certainty.DRAFT if line.draft else Certainty.SETTLED
        self._write(line.label, QPointF(left, baseline), self._style.tentative)
        for text, begin, end, colour, certainty in (
            (line.stable, behind_label, behind_stable, self._style.text, stable),
            (line.tentative, behind_stable, whole, self._style.tentative, Certainty.TENTATIVE),
        ):
            if text:
                self._write(text, QPointF(left + begin, baseline), colour)
                blank = metrics.horizontalAdvance(text) - metrics.horizontalAdvance(text.lstrip())
                place = QPointF(left + begin + blank, baseline)
                underline(self._painter, certainty, colour, place, end - begin - blank)
        for begin, end in alert_places(self._style.alert_words, line.text):
            before = metrics.horizontalAdvance(line.text[:begin])
            width = metrics.horizontalAdvance(line.text[:end]) - before
            box(self._painter, self._style.text, QPointF(left + before, baseline), width)

    def _write(self, text: str, place: QPointF, colour: QColor, outlined: bool = True) -> None:
        if outlined and self._style.outline_px and text:
            around = QPainterPath()
            around.addText(place, self._painter.font(), text)
            pen = QPen(QColor(self._style.background.rgb()), 2 * self._style.outline_px)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            self._painter.strokePath(around, pen)
        self._painter.setPen(colour)
        self._painter.drawText(place, text)


def _baseline(metrics: QFontMetricsF, row: QRectF) -> float:
    return row.top() + (row.height() + metrics.ascent() - metrics.descent()) / 2


@lru_cache(maxsize=64)
def _symbol(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    return symbol_pixmap(name, colour, size, ratio)
