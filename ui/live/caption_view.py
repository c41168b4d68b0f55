"""The captions so far: scrolls, can be selected and copied, and stays still while one reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFrameFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip, QWidget

from engine.events import CaptionEvent, Final, NothingSaid, Partial, Stream
from engine.timeline import to_seconds
from ui.common.theme import Theme, font
from ui.live.caption_document import BlockState, CaptionBlock, CaptionDocument
from ui.live.speakers import speaker

TIME_PX = 13
DRAFT_MARK_PX = 6
NAME_GAP_PX = 14
MARGIN_PX = 20
LINE_EMS = 40  # about 80 Latin or 40 Chinese characters (WCAG 2.2, 1.4.8)
AT_BOTTOM_PX = 4
MOST_RESERVED_LINES = 3
_SCROLL_KEYS = frozenset(
    getattr(Qt.Key, f"Key_{name}") for name in ("Up", "Down", "Left", "Right", "PageUp", "PageDown")
)


class CaptionView(QTextEdit):
    """Shows caption events.

    painted: an event and the time.monotonic() at which its text was on the screen; only for events that
    arrived while the newest line was in view. following: whether the view keeps to the newest line.
    """

    painted = Signal(object, float)
    following_changed = Signal(bool)

    def __init__(self, theme: Theme, text_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = 0
        self._names_speakers = False
        self._following = True
        self._editing = False
        self._place: QTextCursor | None = None
        self._tallest_px = 0.0
        self._unpainted: list[CaptionEvent] = []
        self.setObjectName("captionView")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setCursorWidth(0)
        self.setAccessibleName(self.tr("Captions"))
        self.captions = CaptionDocument(self.document())
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        theme.changed.connect(self._dress)
        self.set_text_px(text_px)
        self._dress()

    @property
    def following(self) -> bool:
        return self._following

    def begin_session(self, title: str) -> None:
        """Utterances that arrive from now on are of a new session; a line with its title parts the two."""
        self._session += 1
        with self._still():
            self.captions.divide(title)

    def show_event(self, event: CaptionEvent) -> None:
        """Takes the events that carry text; others pass unseen."""
        if not isinstance(event, Partial | Final | NothingSaid):
            return
        key = (self._session, event.utterance_id)
        if event.stream is not None and not self._names_speakers:
            self._names_speakers = True
            with self._still():
                self._lay_out_columns()
        with self._still():
            match event:
                case Partial():
                    self.captions.show(key, event.start, event.stable, event.tentative, event.stream)
                case Final():
                    text, hotwords = event.text, event.hotwords_used
                    self.captions.settle(key, event.start, text, event.draft, hotwords, event.stream)
                case NothingSaid():
                    self.captions.withdraw(key)
        if self._following and self.window().isVisible():  # the first text brings the view itself into sight
            self._unpainted.append(event)
            self.viewport().update()  # also for a text that looks as the one before: it is on the screen now

    def set_text_px(self, text_px: int) -> None:
        self._text_px = text_px
        with self._still():
            self.document().setDefaultFont(font(text_px))
            self.captions.measure(text_px)
            self._lay_out_columns()

    def underline_hotwords(self, wanted: bool) -> None:
        with self._still():
            self.captions.mark(wanted)

    # Sentences, for who corrects them

    @property
    def session(self) -> int:
        """How many sessions began in this view; the first of the pair that names an entry (`Entry.key`)."""
        return self._session

    def sentence_at(self, place: QPoint) -> int | None:
        """The number of the settled sentence at a place of the viewport."""
        number = self.cursorForPosition(place).blockNumber()
        return number if self._is_settled(number) and self.area_of(number).contains(place) else None

    def sentence_in_hand(self) -> int | None:
        """The one with the caret, where somebody reads with the keyboard; else the newest that is settled."""
        number = self.textCursor().blockNumber()
        if self.cursorWidth() and self._is_settled(number):
            return number
        return next((each for each in reversed(range(len(self.captions))) if self._is_settled(each)), None)

    def area_of(self, number: int) -> QRect:
        """Where a sentence stands in the viewport."""
        block = self.captions.block(number)
        top = self._top_of(block) - self.verticalScrollBar().value()
        right = self.viewport().width() - self.document().rootFrame().frameFormat().rightMargin()
        height = self.document().documentLayout().blockBoundingRect(block).height()
        return QRectF(self._text_left, top, right - self._text_left, height).toRect()

    def hold_still(self, still: bool) -> None:
        """Whatever comes, what is in view stays in view; then back to the newest line."""
        self._follow(not still)
        if not still:
            self._to_bottom()

    def correct(self, number: int, text: str) -> None:
        with self._still():
            self.captions.correct(number, text)

    def _is_settled(self, number: int) -> bool:
        settled = (BlockState.KEPT, BlockState.DRAFT)
        return 0 <= number < len(self.captions) and self.captions[number].state in settled

    def jump_to_newest(self) -> None:
        self._follow(True)
        self._to_bottom()

    def copy_all(self) -> None:
        """Puts everything that is shown on the clipboard, one utterance a line."""
        QGuiApplication.clipboard().setText(self.captions.plain_text())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone: what is pasted elsewhere takes the look it finds there."""
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText().rstrip("\n"))
        return copied

    # The reader's place

    @contextmanager
    def _still(self) -> Iterator[None]:
        """An edit inside moves the view only if it follows the newest line."""
        top = None if self._following else self._first_visible()
        offset = self._top_of(top) - self.verticalScrollBar().value() if top else 0.0
        self._editing = True
        yield
        if top is None:
            self._hold_height()
            self._to_bottom()
        else:
            self.verticalScrollBar().setValue(round(self._top_of(top) - offset))
        self._editing = False

    def _hold_height(self) -> None:
        """Text that gets shorter leaves its room empty; the next lines fill it."""
        natural = self.document().size().height() - self.captions.reserved_px
        most = MOST_RESERVED_LINES * self.captions.line_px
        reserved = min(max(0.0, self._tallest_px - natural), most)
        self.captions.reserve(reserved)
        self._tallest_px = natural + reserved

    def _to_bottom(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _on_scrolled(self, value: int) -> None:
        if not self._editing:
            self._follow(value >= self.verticalScrollBar().maximum() - AT_BOTTOM_PX)

    def _on_range(self, _minimum: int, maximum: int) -> None:
        if self._following:
            self.verticalScrollBar().setValue(maximum)

    def _follow(self, following: bool) -> None:
        self._place = None
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Reading with the keyboard goes on from what is in view, not from where the caret was left."""
        if event.key() in _SCROLL_KEYS:
            self.setCursorWidth(2)
            if not self.viewport().rect().contains(self.cursorRect()):
                place = self.viewport().rect().bottomLeft() if self._following else self.viewport().rect().center()
                self.setTextCursor(self.cursorForPosition(place))
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursorWidth(0)
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The mark beside a draft says what it means."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._hint_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def _hint_at(self, place: QPoint) -> str:
        number = self.cursorForPosition(place).blockNumber()
        beside_text = place.x() < self._text_left and number < len(self.captions)
        if beside_text and self.captions[number].state is BlockState.DRAFT:
            return self.tr("Written in a hurry; it is refined when there is time.")
        return ""

    # Looks

    def _dress(self) -> None:
        colours = self._theme.colours
        with self._still():
            self.captions.paint(QColor(colours.tentative), QColor(colours.secondary), QColor(colours.accent))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whatever the width, the words that were uppermost stay so; within an edit, the edit sees to the place."""
        if self._editing or self._following:
            super().resizeEvent(event)
            self._lay_out_columns()
            return
        if self._place is None:  # kept until somebody scrolls: taken anew at each step, it would creep upwards
            self._place = self.cursorForPosition(self.viewport().rect().topLeft())
        top = self.cursorRect(self._place).top()
        self._editing = True
        super().resizeEvent(event)
        self._lay_out_columns()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(self._place).top() - top)
        self._editing = False
        if bar.maximum() == 0:
            self._follow(True)

    def _lay_out_columns(self) -> None:
        """Times on the left, text beside them; a wide window keeps the text narrow enough to read."""
        self._tallest_px = 0.0
        metrics = QFontMetricsF(font(TIME_PX))
        gutter = MARGIN_PX + metrics.horizontalAdvance("0:00:00") + MARGIN_PX
        if self._names_speakers:
            gutter += NAME_GAP_PX + max(metrics.horizontalAdvance(speaker(stream)) for stream in Stream)
        spare = self.viewport().width() - gutter - MARGIN_PX - LINE_EMS * self._text_px
        self._text_left = gutter + max(0.0, spare) / 2
        before = self.document().rootFrame().frameFormat()
        shape = QTextFrameFormat(before)
        shape.setTopMargin(MARGIN_PX)
        shape.setBottomMargin(MARGIN_PX / 2)
        shape.setLeftMargin(self._text_left)
        shape.setRightMargin(MARGIN_PX + max(0.0, spare) / 2)
        if shape != before:  # to set it means to lay everything out anew
            self.document().rootFrame().setFrameFormat(shape)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TIME_PX))
        painter.setPen(QPen(QColor(self._theme.colours.secondary)))
        for block in self._visible_blocks():
            self._paint_time(painter, block)
        painter.end()
        self._report_painted()

    def _paint_time(self, painter: QPainter, block: QTextBlock) -> None:
        entry = self.captions[block.blockNumber()]
        if block.layout().lineCount() == 0:
            return
        line = block.layout().lineAt(0)
        baseline = self._top_of(block) - self.verticalScrollBar().value() + line.y() + line.ascent()
        if entry.state is BlockState.DIVIDER:
            self._paint_rule(painter, block, baseline)
            return
        text = clock_text(entry)
        width = painter.fontMetrics().horizontalAdvance(text)
        right = self._text_left - MARGIN_PX
        painter.drawText(QPointF(right - width, baseline), text)
        if entry.stream is not None:
            self._paint_speaker(painter, entry.stream, right, baseline)
        if entry.state is BlockState.DRAFT:
            painter.drawEllipse(QRectF(right + 7, baseline - DRAFT_MARK_PX - 1, DRAFT_MARK_PX, DRAFT_MARK_PX))

    def _paint_speaker(self, painter: QPainter, stream: Stream, right: float, baseline: float) -> None:
        """In a column of its own left of the times; one's own words can be told at a glance by their colour."""
        widest = painter.fontMetrics().horizontalAdvance("0:00:00")
        names = max(painter.fontMetrics().horizontalAdvance(speaker(each)) for each in Stream)
        painter.save()
        colours = self._theme.colours
        painter.setPen(QPen(QColor(colours.accent if stream is Stream.ME else colours.secondary)))
        painter.drawText(QPointF(right - widest - NAME_GAP_PX - names, baseline), speaker(stream))
        painter.restore()

    def _paint_rule(self, painter: QPainter, block: QTextBlock, baseline: float) -> None:
        line = block.layout().lineAt(0)
        begin = self._text_left + line.naturalTextWidth() + MARGIN_PX / 2
        middle = baseline - line.ascent() * 0.35
        end = self.viewport().width() - self.document().rootFrame().frameFormat().rightMargin()
        painter.save()
        painter.setPen(QPen(QColor(self._theme.colours.border), 1))
        painter.drawLine(QPointF(begin, middle), QPointF(end, middle))
        painter.restore()

    def _report_painted(self) -> None:
        """Only the next round of the event loop comes after Qt has handed the picture to the screen."""
        if self._unpainted:
            shown, self._unpainted = self._unpainted, []
            QTimer.singleShot(0, self, lambda: self._tell_painted(shown))

    def _tell_painted(self, shown: list[CaptionEvent]) -> None:
        now = time.monotonic()
        for event in shown:
            self.painted.emit(event, now)

    def _visible_blocks(self) -> Iterator[QTextBlock]:
        bottom = self.verticalScrollBar().value() + self.viewport().height()
        block = self._first_visible()
        while block.blockNumber() < len(self.captions) and self._top_of(block) < bottom:
            yield block
            block = block.next()

    def _first_visible(self) -> QTextBlock:
        return self.cursorForPosition(self.viewport().rect().topLeft()).block()

    def _top_of(self, block: QTextBlock) -> float:
        return self.document().documentLayout().blockBoundingRect(block).top()


def clock_text(entry: CaptionBlock) -> str:
    """The beginning of an utterance as m:ss, or h:mm:ss from an hour on."""
    seconds = int(to_seconds(entry.start))
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
