"""Two lines of captions above all other windows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHideEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolButton, QWidget

from engine.events import CaptionEvent, Final, NothingSaid, Partial
from ui.common.geometry_memory import GeometryMemory
from ui.common.symbols import symbol
from ui.common.theme import font
from ui.live.rolling_lines import CaptionLine, RollingLines
from ui.live.speakers import prefix

LINES = 2
PANEL = QColor(13, 16, 20, 226)  # dark enough over a white page, see through enough to know what is below
STABLE = QColor("#ffffff")
TENTATIVE = QColor("#b3d3df")
HINT = QColor("#c3ccd4")
RADIUS_PX = 16
PADDING_PX = 14
SIDE_PADDING_PX = 24
EDGE_PX = 9
LINE_SPACING = 1.34
SMALLEST = QSize(280, 84)
DEFAULT_WIDTH_PX = 880
SAVE_AFTER_MS = 400


class CaptionWindow(QWidget):
    """Stays on top, takes no focus, is dragged anywhere and resized at its edges.

    Its height sets the size of the letters, its width the length of the lines.
    dismissed: the user closed it with its own button.
    """

    dismissed = Signal()

    def __init__(self, memory: GeometryMemory, text_px: int) -> None:
        flags = Qt.WindowType
        super().__init__(
            None,
            flags.Tool | flags.FramelessWindowHint | flags.WindowStaysOnTopHint | flags.WindowDoesNotAcceptFocus,
        )
        self._memory = memory
        self._text_px = text_px
        self._session = 0
        self._grip: _Grip | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setWindowTitle(self.tr("Captions - Earshot"))
        self.setAccessibleName(self.tr("Caption window"))
        self.setMouseTracking(True)
        self.setMinimumSize(SMALLEST)
        self._rolling = RollingLines(lambda text: float(len(text)), 1.0)
        self._close = self._close_button()
        self._save_soon = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._save_soon.timeout.connect(self._remember)
        self.setGeometry(memory.caption_window() or self._first_place(text_px))
        self._reflow()

    @property
    def lines(self) -> list[CaptionLine]:
        """What it shows, upper line first."""
        return self._rolling.last(LINES)

    def begin_session(self) -> None:
        self._session += 1

    def show_event(self, event: CaptionEvent) -> None:
        """Takes the events that carry text; others pass unseen."""
        if not isinstance(event, Partial | Final | NothingSaid):
            return
        key = (self._session, event.utterance_id)
        match event:
            case Partial():
                named = prefix(event.stream) if event.text.strip() else ""
                self._rolling.show(key, named + event.stable, event.tentative)
            case Final():
                self._rolling.show(key, prefix(event.stream) + " ".join(event.text.split()))
            case NothingSaid():
                self._rolling.withdraw(key)
        self.update()

    def choose_text_px(self, text_px: int) -> None:
        """The setting was changed: as high as two lines of it need. A height of the reader's own gives way to it."""
        if text_px != self._text_px:
            self._text_px = text_px
            self.resize(self.width(), height_for(text_px))

    def text_font(self) -> QFont:
        line_px = (self.height() - 2 * PADDING_PX) / LINES
        return font(max(10, int(line_px / LINE_SPACING)), QFont.Weight.Medium)

    # Looks

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PANEL)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        painter.setFont(self.text_font())
        lines = self.lines or [CaptionLine()]
        for number, line in enumerate(lines):
            self._paint_line(painter, line, self._baseline(number))
        if not any(line.text for line in lines):
            painter.setPen(HINT)
            painter.drawText(QPointF(SIDE_PADDING_PX, self._baseline(0)), self.tr("Captions appear here"))
        painter.end()

    def _paint_line(self, painter: QPainter, line: CaptionLine, baseline: float) -> None:
        painter.setPen(STABLE)
        painter.drawText(QPointF(SIDE_PADDING_PX, baseline), line.stable)
        if line.tentative:
            # Its place comes from the whole line, so that a letter does not move when it becomes stable.
            metrics = QFontMetricsF(painter.font())
            begin = metrics.horizontalAdvance(line.text) - metrics.horizontalAdvance(line.tentative)
            painter.setPen(TENTATIVE)
            painter.drawText(QPointF(SIDE_PADDING_PX + begin, baseline), line.tentative)

    def _baseline(self, number: int) -> float:
        metrics = QFontMetricsF(self.text_font())
        line_px = (self.height() - 2 * PADDING_PX) / LINES
        return PADDING_PX + line_px * number + (line_px + metrics.ascent() - metrics.descent()) / 2

    def _close_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("overlayClose")
        button.setIcon(symbol("close", HINT.name()))
        button.setAccessibleName(self.tr("Close the caption window"))
        button.setToolTip(self.tr("Close the caption window"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setFixedSize(26, 26)
        button.clicked.connect(self.dismissed)
        button.hide()
        return button

    # Place and size

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._reflow()
        self._close.move(self.width() - self._close.width() - 6, 6)
        self._save_soon.start()

    def _reflow(self) -> None:
        metrics = QFontMetricsF(self.text_font())
        self._rolling.reflow(metrics.horizontalAdvance, self.width() - 2 * SIDE_PADDING_PX)

    def moveEvent(self, _event: QMoveEvent) -> None:
        self._save_soon.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._remember()

    def _remember(self) -> None:
        self._save_soon.stop()
        self._memory.keep_caption_window(self.geometry())

    def _first_place(self, text_px: int) -> QRect:
        """Low in the middle of the screen, where subtitles are expected."""
        screen = QGuiApplication.primaryScreen().availableGeometry()
        width = min(DEFAULT_WIDTH_PX, screen.width() - 2 * SIDE_PADDING_PX)
        height = height_for(text_px)
        left = screen.left() + (screen.width() - width) // 2
        return QRect(left, screen.bottom() - height - screen.height() // 12, width, height)

    # Mouse

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._close.show()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._close.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The desktop moves and resizes where it can (the only way on Wayland); else we follow the mouse."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        edges = self._edges_at(event.position())
        handle = self.windowHandle()
        moved = handle.startSystemResize(edges) if edges else handle.startSystemMove()
        if not moved:
            self._grip = _Grip(event.globalPosition().toPoint(), self.geometry(), edges)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self.setGeometry(self._grip.geometry_at(event.globalPosition().toPoint()))
        else:
            self.setCursor(_cursor(self._edges_at(event.position())))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grip = None

    def _edges_at(self, place: QPointF) -> Qt.Edge:
        edges = Qt.Edge(0)
        if place.x() < EDGE_PX:
            edges |= Qt.Edge.LeftEdge
        if place.x() >= self.width() - EDGE_PX:
            edges |= Qt.Edge.RightEdge
        if place.y() < EDGE_PX:
            edges |= Qt.Edge.TopEdge
        if place.y() >= self.height() - EDGE_PX:
            edges |= Qt.Edge.BottomEdge
        return edges


def height_for(text_px: int) -> int:
    """Of a window whose letters are `text_px` high."""
    return round(LINES * text_px * LINE_SPACING + 2 * PADDING_PX) + LINES


class _Grip:
    """A drag that began at `start` on a window of `geometry`; without edges the whole window moves."""

    def __init__(self, start: QPoint, geometry: QRect, edges: Qt.Edge) -> None:
        self._start = start
        self._geometry = geometry
        self._edges = edges

    def geometry_at(self, mouse: QPoint) -> QRect:
        way = mouse - self._start
        if not self._edges:
            return self._geometry.translated(way)
        made = QRect(self._geometry)
        if self._edges & Qt.Edge.LeftEdge:
            made.setLeft(min(made.left() + way.x(), made.right() - SMALLEST.width() + 1))
        if self._edges & Qt.Edge.RightEdge:
            made.setRight(max(made.right() + way.x(), made.left() + SMALLEST.width() - 1))
        if self._edges & Qt.Edge.TopEdge:
            made.setTop(min(made.top() + way.y(), made.bottom() - SMALLEST.height() + 1))
        if self._edges & Qt.Edge.BottomEdge:
            made.setBottom(max(made.bottom() + way.y(), made.top() + SMALLEST.height() - 1))
        return made


def _cursor(edges: Qt.Edge) -> Qt.CursorShape:
    shapes = Qt.CursorShape
    if edges in (Qt.Edge.LeftEdge | Qt.Edge.TopEdge, Qt.Edge.RightEdge | Qt.Edge.BottomEdge):
        return shapes.SizeFDiagCursor
    if edges in (Qt.Edge.RightEdge | Qt.Edge.TopEdge, Qt.Edge.LeftEdge | Qt.Edge.BottomEdge):
        return shapes.SizeBDiagCursor
    if edges & (Qt.Edge.LeftEdge | Qt.Edge.RightEdge):
        return shapes.SizeHorCursor
    return shapes.SizeVerCursor if edges else shapes.SizeAllCursor
