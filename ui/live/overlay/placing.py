"""Where the overlay stands: low in the middle at first, then where the user put it on each screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from ui.common.fitting import fitted
from ui.common.geometry_memory import GeometryMemory, OverlayPlace
from ui.live.overlay.painting import height_for

SMALLEST = QSize(280, 54)
SCALES = (0.3, 5.0)  # of letters, to the size that the settings name


class OverlayPlaces(QObject):
    """Remembers one place a screen. lost: a screen came, went or changed, so the overlay has to be placed anew."""

    lost = Signal()

    def __init__(self, memory: GeometryMemory, parent: QObject) -> None:
        super().__init__(parent)
        self._memory = memory
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        for moved in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
            moved.connect(self.lost)
        application.screenAdded.connect(self._watch)
        for screen in application.screens():
            self._watch(screen)

    def best(self, width_percent: int, text_px: int, lines: int) -> QRect:
        """On the screen where it stood last, if that is there, its place there; else its place on the first screen.

        width_percent: of the screen, where it was never placed. text_px: letters, as the settings name them.
        """
        screen = self._best_screen()
        area, kept = screen.availableGeometry(), self._memory.overlay_place(screen_key(screen))
        if kept is None:
            return first_place(area, QSize(area.width() * width_percent // 100, height_for(text_px, lines)))
        px = round(text_px * min(max(kept.scale, SCALES[0]), SCALES[1]))
        return fitted(QRect(kept.x, kept.y, max(kept.width, SMALLEST.width()), height_for(px, lines)), area)

    def keep(self, screen: QScreen, place: OverlayPlace) -> None:
        self._memory.keep_overlay_place(screen_key(screen), place)

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self.lost)

    def _best_screen(self) -> QScreen:
        last = self._memory.overlay_screen
        screens = QGuiApplication.screens()
        return next((each for each in screens if screen_key(each) == last), QGuiApplication.primaryScreen())


def screen_key(screen: QScreen) -> str:
    """Its name and its size: another projector on the same socket is another screen."""
    size = screen.geometry().size()
    return f"{screen.name()} {size.width()}x{size.height()}"


def first_place(area: QRect, size: QSize) -> QRect:
    """Low in the middle of the screen, where subtitles are expected."""
    left = area.left() + (area.width() - size.width()) // 2
    top = area.bottom() + 1 - size.height() - area.height() // 12
    return fitted(QRect(QPoint(left, top), size), area)


def with_height(place: QRect, height: int, area: QRect) -> QRect:
    """Another height: one that stands low keeps its lower edge, any other its upper one."""
    low = place.center().y() > area.center().y()
    top = place.bottom() + 1 - height if low else place.top()
    return fitted(QRect(place.left(), top, place.width(), height), area)


def with_width(place: QRect, width: int, area: QRect) -> QRect:
    """Another width, around the same middle."""
    left = place.center().x() - width // 2
    return fitted(QRect(left, place.top(), width, place.height()), area)
