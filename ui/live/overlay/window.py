"""Captions above all other windows, and how things stand with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHideEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.choices import LiveState
from app.settings import Settings
from engine.events import CaptionEvent
from ui.commands import Commands
from ui.common.fitting import fitted
from ui.common.geometry_memory import GeometryMemory, OverlayPlace
from ui.common.theme import Theme
from ui.live.overlay.click_through import ClickThrough
from ui.live.overlay.close_button import OverlayClose
from ui.live.overlay.focus import BorrowedFocus
from ui.live.overlay.gestures import Gestures
from ui.live.overlay.lines import CaptionLine
from ui.live.overlay.menu import OverlayMenu
from ui.live.overlay.painting import Measures, OverlayPainter, height_for
from ui.live.overlay.placing import SMALLEST, OverlayPlaces, with_height, with_width
from ui.live.overlay.standing import OverlayState, OverlayStateWatch
from ui.live.overlay.style import style_of
from ui.live.overlay.text import OverlayText

SAVE_AFTER_MS = 400


class CaptionOverlay(QWidget):
    """Stays on top, never takes the keyboard by itself, is dragged anywhere and resized at its edges.

    Its height sets the size of the letters, its width the length of the lines. dismissed: the user closed it.
    changed: the Settings that its menu asks for.
    """

    dismissed = Signal()
    changed = Signal(object)

    def __init__(
        self, memory: GeometryMemory, settings: Settings, text_px: int, commands: Commands, theme: Theme
    ) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._settings, self._text_px, self._commands, self._theme = settings, text_px, commands, theme
        self._style = style_of(settings, theme.high_contrast)
        self._places = OverlayPlaces(memory, self)
        self.text = OverlayText(self)
        self.standing = OverlayStateWatch(self)
        self.text.settled_only = settings.overlay_settled_only
        self._close = OverlayClose(self)
        self._save_soon = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._name()
        self.setMinimumSize(SMALLEST)
        self._return()
        self.focus = BorrowedFocus(self)
        self._click_through = ClickThrough(self)
        self._gestures = Gestures(self, self.focus.take, self._put)
        self._connect()
        self._reflow()
        self._on_standing()
        self._lock(settings.overlay_locked)

    @property
    def lines(self) -> list[CaptionLine]:
        """What it shows, upper line first."""
        return self.text.lines

    @property
    def measures(self) -> Measures:
        return Measures(self.size(), self._style.lines)

    def text_font(self) -> QFont:
        return self._style.font(self.measures.text_px)

    def begin_session(self) -> None:
        self.text.begin_session()
        self.standing.begin_session()

    def show_event(self, event: CaptionEvent) -> None:
        self.text.show_event(event)
        self.standing.show_event(event)

    def show_state(self, state: LiveState) -> None:
        self.standing.show_state(state)

    def take_settings(self, settings: Settings, text_px: int) -> None:
        """Only what was changed is set anew: a size or a width of the reader's own stays as long as it may."""
        before, self._settings = self._settings, settings
        scale = self._scale if text_px == self._text_px else 1.0
        self._text_px, self._style = text_px, style_of(settings, self._theme.high_contrast)
        self.text.settled_only = settings.overlay_settled_only
        area = self.screen().availableGeometry()
        height = height_for(round(text_px * scale), self._style.lines)
        place = with_height(self.geometry(), height, area)
        if settings.overlay_width != before.overlay_width:
            place = with_width(place, area.width() * settings.overlay_width // 100, area)
        self._put(place)
        self._reflow()
        self._lock(settings.overlay_locked)

    def go_to(self) -> None:
        """Shown, and moved by the keyboard until Escape."""
        self._commands.overlay.setChecked(True)
        self.focus.take()

    # Looks

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        lines = self.lines
        drawing = OverlayPainter(painter, self._style, self.measures)
        drawing.panel(self.isActiveWindow())
        drawing.lines(lines, self.text.fade.opacity)
        taken = drawing.departures(self.standing.places)
        told = self.standing.now
        if self.isActiveWindow() and not told.urgent:
            hint = self.tr("Arrows move it, Shift+arrows resize it, Esc leaves it")
            drawing.standing(OverlayState(told.sign, f"{told.words} - {hint}"), False, taken)
        else:
            drawing.standing(told, told.flowing and bool(lines), taken)
        painter.end()

    def _reflow(self) -> None:
        metrics = QFontMetricsF(self.text_font())
        self.text.reflow(metrics.horizontalAdvance, self.measures.room_px, self._style.lines)
        self.update()

    def _on_standing(self) -> None:
        told = self.standing
        self.setAccessibleDescription("\n".join(filter(None, (told.now.words, told.sent))))
        self.update()

    # Place and size

    @property
    def _scale(self) -> float:
        scale = self.measures.text_px / max(1, self._text_px)
        return 1.0 if abs(scale - 1) < 0.05 else scale

    def _put(self, place: QRect) -> None:
        """On the screen where most of it is, and no larger."""
        screen = QApplication.screenAt(place.center()) or self.screen()
        self.setGeometry(fitted(place, screen.availableGeometry()))

    def _return(self) -> None:
        """To its place on the best screen that there is."""
        self.setGeometry(self._places.best(self._settings.overlay_width, self._text_px, self._style.lines))

    def _remember(self) -> None:
        self._save_soon.stop()
        self._places.keep(self.screen(), OverlayPlace(self.x(), self.y(), self.width(), self._scale))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._reflow()
        self._save_soon.start()

    def moveEvent(self, _event: QMoveEvent) -> None:
        self._save_soon.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._remember()

    # Menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        OverlayMenu(self, self._commands, self._settings, self.changed.emit).popup(event.globalPos())

    def _lock(self, locked: bool) -> None:
        with QSignalBlocker(self._commands.lock_overlay):
            self._commands.lock_overlay.setChecked(locked)
        self._click_through.lock(locked)

    # Building

    def _name(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWindowTitle(self.tr("Captions - Earshot"))
        self.setAccessibleName(self.tr("Overlay"))

    def _connect(self) -> None:
        commands = self._commands
        self.addActions([commands.pause, commands.overlay, commands.lock_overlay, commands.settings])  # with their keys
        commands.go_to_overlay.triggered.connect(self.go_to)
        self._close.clicked.connect(self.dismissed)
        self.text.changed.connect(self.update)
        self.standing.changed.connect(self._on_standing)
        self._save_soon.timeout.connect(self._remember)
        self._places.lost.connect(self._return)
        self._theme.changed.connect(lambda: self.take_settings(self._settings, self._text_px))
        commands.lock_overlay.toggled.connect(lambda on: self.changed.emit(replace(self._settings, overlay_locked=on)))
