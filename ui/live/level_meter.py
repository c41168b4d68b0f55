"""How loud it is: shows that Earshot hears something, and whether it takes it for speech."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.events import Level, Stream
from ui.common.theme import Theme
from ui.common.tokens import px

FLOOR_DBFS = -60.0
LOUD_DBFS = -6.0
FALL_DB = 2.0  # a Level event; a bar that falls slowly is calm to look at
BAR_PX = 6
DOT_PX = 8


def share_of_scale(dbfs: float) -> float:
    """Where a level lies on the meter: 0 at the floor, 1 at full scale; NaN counts as silence."""
    if not dbfs > FLOOR_DBFS:
        return 0.0
    return min(1.0, 1.0 - dbfs / FLOOR_DBFS)


@dataclass(slots=True)
class _Bar:
    """What is drawn of one source."""

    rms_dbfs: float = FLOOR_DBFS
    peak_dbfs: float = FLOOR_DBFS
    speaking: bool = False

    def take(self, level: Level) -> None:
        self.rms_dbfs = max(level.rms_dbfs, self.rms_dbfs - FALL_DB, FLOOR_DBFS)
        self.peak_dbfs = max(level.peak_dbfs, self.peak_dbfs - FALL_DB / 2, FLOOR_DBFS)
        self.speaking = level.speaking


class LevelMeter(QWidget):
    """For each source a bar for the loudness, a thin line for the peak, a dot that is lit while speech is heard."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: dict[Stream | None, _Bar] = {}
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sound level"))
        theme.changed.connect(self.update)
        self.reset()

    def rms_dbfs(self, stream: Stream | None = None) -> float:
        """What the bar of a source shows."""
        return self._bars.get(stream, _Bar()).rms_dbfs

    @property
    def speaking(self) -> bool:
        return any(bar.speaking for bar in self._bars.values())

    def show_level(self, level: Level) -> None:
        """Up at once, down slowly."""
        self._bars.setdefault(level.stream, _Bar()).take(level)
        self._describe()
        self.update()

    def reset(self) -> None:
        """Nothing is heard now."""
        self._bars.clear()
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(132), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(64), px(28))

    def _describe(self) -> None:
        """The hint says what the parts mean; a screen reader reads the levels."""
        self.setToolTip(
            self.tr("How loud the sound is. The dot lights up while somebody speaks; an orange bar is too loud.")
        )
        text = self.tr("{level} dB below the loudest possible")
        levels = [text.format(level=f"{-bar.rms_dbfs:.0f}") for bar in self._bars.values()]
        self.setAccessibleDescription("; ".join(levels) or self.tr("Captions are not running."))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bars = [self._bars[stream] for stream in (None, *Stream) if stream in self._bars] or [_Bar()]
        for number, bar in enumerate(bars):
            self._paint_bar(painter, bar, self.height() * (number + 1) / (len(bars) + 1))
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: _Bar, middle: float) -> None:
        colours = self._theme.colours
        painter.setBrush(QColor(colours.meter if bar.speaking else colours.meter_track))
        painter.drawEllipse(QRectF(1, middle - px(DOT_PX) / 2, px(DOT_PX), px(DOT_PX)))
        track = QRectF(18, middle - px(BAR_PX) / 2, self.width() - 18, px(BAR_PX))
        self._fill(painter, track, colours.meter_track)
        filled = QRectF(track)
        filled.setWidth(track.width() * share_of_scale(bar.rms_dbfs))
        self._fill(painter, filled, colours.meter_loud if bar.rms_dbfs > LOUD_DBFS else colours.meter)
        share = share_of_scale(bar.peak_dbfs)
        if share > 0:
            peak = QRectF(track.left() + share * track.width() - 2, track.top() - 2, 2, px(BAR_PX) + 4)
            painter.fillRect(peak, QColor(colours.meter_loud if bar.peak_dbfs > LOUD_DBFS else colours.secondary))

    def _fill(self, painter: QPainter, area: QRectF, colour: str) -> None:
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(area, px(BAR_PX) / 2, px(BAR_PX) / 2)
