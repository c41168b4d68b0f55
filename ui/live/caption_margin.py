"""The margin left of the captions: when each was said, by whom, and the reader's marks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTextBlock, QTextFrameFormat
from PySide6.QtWidgets import QTextEdit

from engine.events import SpeakerLabelled, Stream
from ui.common.clock import clock_text
from ui.common.speakers import REVISED, speaker, voice_name
from ui.common.theme import Theme, font
from ui.common.tokens import TYPE_SMALL, px
from ui.live.caption_document import CaptionDocument
from ui.live.caption_list import BlockState, CaptionBlock
from ui.live.caption_places import CaptionPlaces

translate = QCoreApplication.translate
MARGIN, ROW, DRAFT_MARK, FLAG = 20, 16, 6, 7  # design pixels, as those of `px`
LINE_EMS = 40  # about 80 Latin or 40 Chinese characters (WCAG 2.2, 1.4.8)


class CaptionMargin:
    """Times stand on the first line, speakers and marks below them: the text needs no other place when they come.

    flags: the session and position (samples) of each mark. wide: names of speakers come, and have room.
    """

    def __init__(self, view: QTextEdit, captions: CaptionDocument, places: CaptionPlaces, theme: Theme) -> None:
        self._view, self._captions, self._places, self._theme = view, captions, places, theme
        self.flags: list[tuple[int, int]] = []
        self.wide = False

    def lay_out(self, text_px: int) -> None:
        """Times on the left, text beside them; a wide window keeps the text narrow enough to read."""
        longest = "0:00:00" if not self.wide else voice_name(SpeakerLabelled(0, 0, 8, certain=False, also=(8,)))
        gutter = px(MARGIN) + QFontMetricsF(font(px(TYPE_SMALL))).horizontalAdvance(longest) + px(MARGIN)
        spare = max(0.0, self._view.viewport().width() - gutter - px(MARGIN) - LINE_EMS * text_px)
        frame = self._view.document().rootFrame()
        shape = QTextFrameFormat(frame.frameFormat())
        shape.setTopMargin(px(MARGIN))
        shape.setBottomMargin(px(MARGIN) / 2)
        shape.setLeftMargin(gutter + spare / 2)
        shape.setRightMargin(px(MARGIN) + spare / 2)
        if shape != frame.frameFormat():  # to set it means to lay everything out anew
            frame.setFrameFormat(shape)

    def flags_of(self, number: int) -> list[int]:
        """The positions of the marks that belong to a caption: from its beginning to that of the next."""
        entry = self._captions[number]
        if not isinstance(entry.key, tuple) or not self.flags:
            return []
        session = entry.key[0]
        begin = entry.start if self._is_of(session, number - 1) else 0
        end = self._captions[number + 1].start if self._is_of(session, number + 1) else None
        return [at for each, at in self.flags if each == session and begin <= at and (end is None or at < end)]

    def _is_of(self, session: int, number: int) -> bool:
        if not 0 <= number < len(self._captions):
            return False
        key = self._captions[number].key
        return isinstance(key, tuple) and key[0] == session

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(px(TYPE_SMALL)))
        for block, entry, top in self._places.visible():
            if block.layout().lineCount() == 0:
                continue
            line = block.layout().lineAt(0)
            baseline = top + line.y() + line.ascent()
            if entry.state is BlockState.DIVIDER:
                self._paint_rule(painter, block, baseline)
            else:
                height = block.layout().boundingRect().height() + block.blockFormat().bottomMargin()
                self._paint_entry(painter, entry, baseline, int((height - line.ascent()) // px(ROW)))

    def hint_at(self, place: QPoint) -> str:
        """What a sign beside the text means; "" where there is none."""
        number = self._places.number_at(place)
        if number is None or place.x() >= self._places.text_left:
            return ""
        draft = self._captions[number].state is BlockState.DRAFT
        lines = [translate("CaptionMargin", "Draft; will be improved.")] if draft else []
        lines += self._about_speaker(self._captions[number])
        for at in self.flags_of(number):
            lines.append(translate("CaptionMargin", "Marked at {time}").format(time=clock_text(at)))
        return "\n".join(lines)

    def _name(self, entry: CaptionBlock) -> str | None:
        """Of the voice, else of the source; None where one source is captioned and no voice is known."""
        if entry.voice is not None:
            return voice_name(entry.voice)
        return None if entry.stream is None else speaker(entry.stream)

    def _about_speaker(self, entry: CaptionBlock) -> list[str]:
        if entry.voice is None:
            return []
        # Whole, and with its time: the margin may have room for a part of it.
        lines = [f"{clock_text(entry.start)} {voice_name(entry.voice)}"]
        if not entry.voice.certain:
            lines.append(translate("CaptionMargin", "Uncertain: another voice is nearly as close."))
        if entry.voice.revised and entry.voice_before is not None:
            name = voice_name(entry.voice_before)
            lines.append(translate("CaptionMargin", "The speaker was taken for {name} before.").format(name=name))
        return lines

    def _paint_entry(self, painter: QPainter, entry: CaptionBlock, baseline: float, rows: int) -> None:
        """rows: how many lines of the margin there is room for below the first."""
        colours = self._theme.colours
        right = self._places.text_left - px(MARGIN)
        number = self._captions.place_of(entry.key)
        marks = [clock_text(at) for at in self.flags_of(number)] if number is not None else []
        time = clock_text(entry.start)
        if rows or self._name(entry) is None:
            self._write(painter, time, right, baseline, colours.accent if time in marks else colours.secondary)
        if entry.state is BlockState.DRAFT:
            size = px(DRAFT_MARK)
            painter.setPen(QPen(QColor(colours.secondary)))
            painter.drawEllipse(QRectF(right + size, baseline - size - 1, size, size))
        below = [(mark, colours.accent) for mark in marks if mark != time]
        if (name := self._name(entry)) is not None:
            row = baseline + px(ROW) if rows else baseline  # large interface, small captions: there is one line
            me = entry.voice is None and entry.stream is Stream.ME
            self._write(painter, name, right, row, colours.accent if me else colours.secondary)
            if entry.voice is not None and entry.voice.revised:
                painter.setPen(QPen(QColor(colours.accent)))
                painter.drawText(QPointF(right + px(2), row), REVISED)
            below.insert(0, ("", colours.secondary))
        for at, (text, colour) in enumerate(below[:rows], 1):
            self._write(painter, text, right, baseline + at * px(ROW), colour)
        if marks:
            time_px = painter.fontMetrics().horizontalAdvance("0:00:00")
            self._paint_flag(painter, QPointF(max(2.0, right - time_px - 2 * px(FLAG)), baseline))

    def _paint_flag(self, painter: QPainter, foot: QPointF) -> None:
        size = px(FLAG)
        top = foot - QPointF(0, 1.7 * size)
        painter.setPen(QPen(QColor(self._theme.colours.accent), 1.5))
        painter.drawLine(foot, top)
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawPolygon(QPolygonF([top, top + QPointF(size, size * 0.45), top + QPointF(0, size * 0.9)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _write(self, painter: QPainter, text: str, right: float, baseline: float, colour: str) -> None:
        """Right-aligned; a name that is too long for the margin is shortened."""
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(right))
        painter.setPen(QPen(QColor(colour)))
        painter.drawText(QPointF(right - painter.fontMetrics().horizontalAdvance(shown), baseline), shown)

    def _paint_rule(self, painter: QPainter, block: QTextBlock, baseline: float) -> None:
        """From the title of a divider to the right edge of the text."""
        line = block.layout().lineAt(0)
        begin = self._places.text_left + line.naturalTextWidth() + px(MARGIN) / 2
        middle = baseline - line.ascent() * 0.35
        painter.setPen(QPen(QColor(self._theme.colours.border), 1))
        painter.drawLine(QPointF(begin, middle), QPointF(self._places.text_right, middle))
