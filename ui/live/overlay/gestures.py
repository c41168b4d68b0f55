"""Moving and resizing the overlay by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

EDGE_PX = 9
STEP_PX = 16
_WAYS = {
    Qt.Key.Key_Left: QPoint(-STEP_PX, 0),
    Qt.Key.Key_Right: QPoint(STEP_PX, 0),
    Qt.Key.Key_Up: QPoint(0, -STEP_PX),
    Qt.Key.Key_Down: QPoint(0, STEP_PX),
}


class Gestures(QObject):
    """Watches a window: it is dragged anywhere and resized at its edges; arrows move it, with Shift they resize it.

    pressed: called with each click, before anything moves. place: puts the window somewhere.
    """

    def __init__(self, window: QWidget, pressed: Callable[[], None], place: Callable[[QRect], None]) -> None:
        super().__init__(window)
        self._window = window
        self._pressed = pressed
        self._place = place
        self._grip: _Grip | None = None
        window.setMouseTracking(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() is Qt.MouseButton.LeftButton:
                self._press(event)
            case QEvent.Type.MouseMove if self._grip is not None:
                self._place(self._grip.geometry_at(event.globalPosition().toPoint()))
            case QEvent.Type.MouseMove:
                self._window.setCursor(_cursor(self._edges_at(event.position())))
            case QEvent.Type.MouseButtonRelease:
                self._grip = None
        return False

    def _press(self, event: QMouseEvent) -> None:
        """The desktop moves and resizes where it can (the only way on Wayland); else we follow the mouse."""
        self._pressed()
        edges = self._edges_at(event.position())
        handle = self._window.windowHandle()
        moved = handle.startSystemResize(edges) if edges else handle.startSystemMove()
        if not moved:
            start, window = event.globalPosition().toPoint(), self._window
            self._grip = _Grip(start, window.geometry(), edges, window.minimumSize())

    def _key(self, event: QKeyEvent) -> bool:
        way = _WAYS.get(Qt.Key(event.key()))
        if way is None:
            return False
        place = self._window.geometry()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            place.setSize((place.size() + QSize(way.x(), way.y())).expandedTo(self._window.minimumSize()))
        else:
            place.translate(way)
        self._place(place)
        return True

    def _edges_at(self, place: QPointF) -> Qt.Edge:
        edges = Qt.Edge(0)
        if place.x() < EDGE_PX:
            edges |= Qt.Edge.LeftEdge
        if place.x() >= self._window.width() - EDGE_PX:
            edges |= Qt.Edge.RightEdge
        if place.y() < EDGE_PX:
            edges |= Qt.Edge.TopEdge
        if place.y() >= self._window.height() - EDGE_PX:
            edges |= Qt.Edge.BottomEdge
        return edges


class _Grip:
    """A drag that began at `start` on a window of `geometry`; without edges the whole window moves."""

    def __init__(self, start: QPoint, geometry: QRect, edges: Qt.Edge, smallest: QSize) -> None:
        self._start = start
        self._geometry = geometry
        self._edges = edges
        self._smallest = smallest

    def geometry_at(self, mouse: QPoint) -> QRect:
        way = mouse - self._start
        if not self._edges:
            return self._geometry.translated(way)
        made = QRect(self._geometry)
        if self._edges & Qt.Edge.LeftEdge:
            made.setLeft(min(made.left() + way.x(), made.right() - self._smallest.width() + 1))
        if self._edges & Qt.Edge.RightEdge:
            made.setRight(max(made.right() + way.x(), made.left() + self._smallest.width() - 1))
        if self._edges & Qt.Edge.TopEdge:
            made.setTop(min(made.top() + way.y(), made.bottom() - self._smallest.height() + 1))
        if self._edges & Qt.Edge.BottomEdge:
            made.setBottom(max(made.bottom() + way.y(), made.top() + self._smallest.height() - 1))
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
