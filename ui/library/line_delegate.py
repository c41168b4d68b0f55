"""Draws a line of the library's lists: a headline with what was found in it, and a smaller line of details."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.common.symbols import symbol_pixmap
from ui.common.theme import Theme, font
from ui.common.tokens import ICON_SMALL, RADIUS_S, SPACE_M, SPACE_S, SPACE_XS, TYPE_BODY, TYPE_SMALL, px
from ui.common.utf16 import units
from ui.library.lines import ListLine
from ui.library.models import LINE

Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """headline_lines: 1 for titles, 2 for snippets, which are wrapped."""

    def __init__(self, theme: Theme, headline_lines: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = headline_lines

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = self._lines * QFontMetrics(self._headline_font()).height() + QFontMetrics(self._detail_font()).height()
        return QSize(px(200), text + 2 * px(SPACE_S) + px(SPACE_XS) * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if not isinstance(line, ListLine):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        area = option.rect.adjusted(px(SPACE_M), px(SPACE_S), -px(SPACE_M), -px(SPACE_S))
        bottom = self._paint_headline(painter, area, line)
        detail = QRect(area.left(), bottom + px(SPACE_XS), area.width(), QFontMetrics(self._detail_font()).height())
        self._paint_detail(painter, detail, line)
        painter.restore()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(px(SPACE_XS), px(SPACE_XS), -px(SPACE_XS), -px(SPACE_XS)))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours = self._theme.colours
        place = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.control_hover))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.accent))
        painter.drawRoundedRect(place, px(RADIUS_S), px(RADIUS_S))

    def _paint_headline(self, painter: QPainter, area: QRect, line: ListLine) -> int:
        """Returns where it ends."""
        metrics = QFontMetrics(self._headline_font())
        painter.setPen(QColor(self._theme.colours.text))
        painter.setFont(self._headline_font())
        if self._lines == 1:
            words = metrics.elidedText(line.headline, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, words)
            return area.top() + metrics.height()
        return area.top() + self._paint_snippet(painter, area, line)

    def _paint_snippet(self, painter: QPainter, area: QRect, line: ListLine) -> int:
        """Returns its height."""
        layout = QTextLayout(line.headline, self._headline_font())
        layout.setTextOption(QTextOption())
        found = QTextCharFormat()
        found.setFontWeight(QFont.Weight.Bold)
        found.setForeground(QColor(self._theme.colours.accent))
        found.setFontUnderline(True)  # not by colour alone
        layout.setFormats([_range(line.headline, begin, end, found) for begin, end in line.spans])
        layout.beginLayout()
        top = 0.0
        for _ in range(self._lines):
            if not (row := layout.createLine()).isValid():
                break
            row.setLineWidth(area.width())
            row.setPosition(QPointF(0, top))
            top += row.height()
        layout.endLayout()
        layout.draw(painter, QPointF(area.topLeft()))
        return round(top)

    def _paint_detail(self, painter: QPainter, area: QRect, line: ListLine) -> None:
        painter.setPen(QColor(self._theme.colours.secondary))
        painter.setFont(self._detail_font())
        if line.sound:
            size = px(ICON_SMALL)
            ratio = painter.device().devicePixelRatio()
            mark = symbol_pixmap("speaker", self._theme.colours.secondary, size, ratio)
            painter.drawPixmap(area.right() - size, area.top() + (area.height() - size) // 2, mark)
            area.setRight(area.right() - size - px(SPACE_S))
        words = painter.fontMetrics().elidedText(line.detail, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _headline_font(self) -> QFont:
        return font(px(TYPE_BODY), QFont.Weight.DemiBold if self._lines == 1 else QFont.Weight.Normal)

    def _detail_font(self) -> QFont:
        return font(px(TYPE_SMALL))


def _range(text: str, begin: int, end: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = units(text[:begin]), units(text[begin:end]), form
    return made
