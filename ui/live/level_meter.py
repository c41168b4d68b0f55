"""How loud it is: shows that Earshot hears something, and whether it takes it for speech."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.events import Level, Stream
from ui.common.theme import Theme

FLOOR_DBFS = -60.0
LOUD_DBFS = -6.0
FALL_DB = 2.0  # a Level event; a bar that falls slowly is calm to look at
MARKS_DBFS = (-40.0, -20.0, LOUD_DBFS)
BAR_PX = 6


def share_of_scale(dbfs: float) -> float:
    """Where a level lies on the meter: 0 at the floor, 1 at full scale; NaN counts as silence."""
    if not dbfs > FLOOR_DBFS:
        return 0.0
    return min(1.0, 1.0 - dbfs / FLOOR_DBFS)


class LevelMeter(QWidget):
    """A bar for the loudness, a thin line for the peak, a dot that is lit while speech is heard."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rms_dbfs = FLOOR_DBFS
        self._peak_dbfs = FLOOR_DBFS
        self._speaking = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sound level"))
        theme.changed.connect(self.update)
        self.reset()

    @property
    def rms_dbfs(self) -> float:
        """What the bar shows."""
        return self._rms_dbfs

    @property
    def speaking(self) -> bool:
        return self._speaking

    def show_level(self, level: Level) -> None:
        """Up at once, down slowly; of two sources the louder one."""
        self._newest[level.stream] = level
        self._rms_dbfs = max(level.rms_dbfs, self._rms_dbfs - FALL_DB / len(self._newest), FLOOR_DBFS)
        self._peak_dbfs = max(level.peak_dbfs, self._peak_dbfs - FALL_DB / 2 / len(self._newest), FLOOR_DBFS)
        self._speaking = any(each.speaking for each in self._newest.values())
        self._describe(self.tr("{level} dB below the loudest possible").format(level=f"{-self._rms_dbfs:.0f}"))
        self.update()

    def reset(self) -> None:
        """Nothing is heard now."""
        self._newest: dict[Stream | None, Level] = {}
        self._rms_dbfs = self._peak_dbfs = FLOOR_DBFS
        self._speaking = False
        self._describe(self.tr("Shows how loud the sound is while captions run"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(132, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, 28)

    def _describe(self, text: str) -> None:
        if text != self.toolTip():
            self.setToolTip(text)
            self.setAccessibleDescription(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_dot(painter)
        track = QRectF(18, (self.height() - BAR_PX) / 2, self.width() - 18, BAR_PX)
        self._fill(painter, track, self._theme.colours.meter_track)
        loud = self._rms_dbfs > LOUD_DBFS
        bar = QRectF(track)
        bar.setWidth(track.width() * share_of_scale(self._rms_dbfs))
        self._fill(painter, bar, self._theme.colours.meter_loud if loud else self._theme.colours.meter)
        self._paint_peak(painter, track)
        self._paint_marks(painter, track)
        painter.end()

    def _paint_dot(self, painter: QPainter) -> None:
        colours = self._theme.colours
        painter.setBrush(QColor(colours.meter if self._speaking else colours.meter_track))
        painter.drawEllipse(QRectF(1, self.height() / 2 - 4, 8, 8))

    def _paint_peak(self, painter: QPainter, track: QRectF) -> None:
        share = share_of_scale(self._peak_dbfs)
        if share > 0:
            colours = self._theme.colours
            peak = QRectF(track.left() + share * track.width() - 2, track.top() - 2, 2, BAR_PX + 4)
            loud = self._peak_dbfs > LOUD_DBFS
            painter.fillRect(peak, QColor(colours.meter_loud if loud else colours.secondary))

    def _paint_marks(self, painter: QPainter, track: QRectF) -> None:
        for mark in MARKS_DBFS:
            x = track.left() + share_of_scale(mark) * track.width()
            painter.fillRect(QRectF(x, track.bottom() + 4, 1, 3), QColor(self._theme.colours.border))

    def _fill(self, painter: QPainter, area: QRectF, colour: str) -> None:
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(area, BAR_PX / 2, BAR_PX / 2)
