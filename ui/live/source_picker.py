"""Where the sound comes from: microphones, the computer's own sound, a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QStylePainter

from app.choices import SourceChoice, SourceKind
from app.control.levels import SourceLevels
from app.media import SUFFIXES
from engine.errors import CaptioningError
from engine.events import Level
from ui.common.file_dialogs import ask_for_file
from ui.common.first_paint import after_first_paint
from ui.common.relay import Relay
from ui.common.symbols import symbol_pixmap
from ui.common.theme import Theme
from ui.common.tokens import px
from ui.live.ports import DevicesPort, LevelPort
from ui.live.source_rows import ROW, LevelDelegate, SourceRow, SourceRows

REFRESH_MS = 3000
CHEVRON_PX = 16
ICON_GAP_PX = 8
ROW_PADDING_PX = 96  # with room for a level
WIDEST_PX = 380
WIDEST_LIST_PX = 560
PATTERNS = " ".join(f"*{suffix}" for suffix in SUFFIXES)


class SourcePicker(QComboBox):
    """Lists what is there now, refreshed by a worker while the user may choose.

    picked: the SourceChoice that Start will use from now on.
    unanswered: why what was listed before stays, or None once a look was answered again.
    """

    picked = Signal(object)
    unanswered = Signal(object)

    def __init__(
        self,
        devices: DevicesPort,
        theme: Theme,
        wanted: SourceChoice,
        levels: Callable[[Callable[[SourceChoice, Level | None], None]], LevelPort] = SourceLevels,
    ) -> None:
        """levels: makes what measures the sources of the open list, and posts from a thread of its own."""
        super().__init__()
        self._devices = devices
        self._theme = theme
        self._choice = wanted
        self._preferred: SourceChoice | None = None
        self._asking = False
        self._unanswered = ""
        self._relay = Relay(self._on_listed)
        self._track_relay = Relay(self._on_tracks)
        self._level_relay = Relay(self._on_level)
        self._levels = levels(lambda choice, level: self._level_relay.send((choice, level)))
        self._rows = SourceRows(theme)
        self.setModel(self._rows)
        self.setView(QListView())  # the default view takes no style sheet for its rows
        self._delegate = LevelDelegate(theme)
        self.view().setItemDelegate(self._delegate)
        self.setIconSize(QSize(px(18), px(18)))
        self.setMinimumContentsLength(12)
        self.setMaximumWidth(px(WIDEST_PX))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(16)
        self.setAccessibleName(self.tr("Sound source"))
        self.setToolTip(self.tr("Where the sound comes from"))
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.activated.connect(self._on_activated)
        self._fill()

    @property
    def choice(self) -> SourceChoice:
        return self._choice

    @property
    def asking(self) -> bool:
        """A worker has not answered yet."""
        return self._asking

    @property
    def polling(self) -> bool:
        return self._timer.isActive()

    def refresh(self) -> None:
        """Asks once; a question that is still open is not asked again."""
        if not self._asking and self.isEnabled():
            self._asking = True
            self._devices.list_sources(self._relay.send)

    def pick_file(self, path: Path) -> None:
        """A file, as if it had been chosen in the dialog."""
        self._rows.file, self._rows.tracks = path, ()
        self._devices.list_tracks(path, self._track_relay.send)
        self.pick(SourceChoice(SourceKind.FILE, path=path))

    def prefer(self, choice: SourceChoice) -> None:
        """The setting was changed. A file that was chosen stays, and until it ends the source of a running session."""
        self._preferred = choice
        if self.isEnabled():
            self._take_preferred()

    def ask_for_file(self) -> None:
        """Opens the file dialog and returns at once."""
        media = self.tr("Sound and video ({patterns})").format(patterns=PATTERNS)
        ask_for_file(self.window(), self.tr("Caption a file"), (media, self.tr("All files (*)")), self.pick_file)

    def let_choose(self, allowed: bool) -> None:
        """While a session runs the source stays what it is."""
        self.setEnabled(allowed)
        hint = self.tr("Where the sound comes from")
        self.setToolTip(hint if allowed else self.tr("Stop the captions to choose another source"))
        if allowed:
            self._take_preferred()
        self._tick()

    def close_relay(self) -> None:
        self._relay.cut()
        self._track_relay.cut()
        self._level_relay.cut()
        self._levels.close()
        self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        after_first_paint(self, self._tick)

    def event(self, event: QEvent) -> bool:
        """The list cannot be opened in the background: devices are asked for again once the window is active."""
        if event.type() is QEvent.Type.WindowDeactivate:
            self._timer.stop()
        elif event.type() is QEvent.Type.WindowActivate:
            after_first_paint(self, self._tick)
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def showPopup(self) -> None:
        self.refresh()
        self.view().setMinimumWidth(min(self.view().sizeHintForColumn(0) + ROW_PADDING_PX, WIDEST_LIST_PX))
        super().showPopup()
        self._levels.watch(self._rows.choices)

    def hidePopup(self) -> None:
        """Sources are heard only while their list is open."""
        super().hidePopup()
        self._levels.close()
        self._rows.clear_levels()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ends a long title with dots, and draws the arrow in the colour of the theme; no style sheet can."""
        look = QStyleOptionComboBox()
        self.initStyleOption(look)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, look, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        width = room.width() - self.iconSize().width() - ICON_GAP_PX
        look.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, width)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, look)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, look)
        mark = symbol_pixmap("chevron", self._theme.colours.secondary, CHEVRON_PX, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - CHEVRON_PX - 10, (self.height() - CHEVRON_PX) // 2, mark)
        painter.end()

    def _tick(self) -> None:
        if self.isVisible() and self.isEnabled():
            self.refresh()
        if self.isVisible() and self.isEnabled() and self.isActiveWindow():
            self._timer.start()
        else:
            self._timer.stop()

    def _on_listed(self, listed: object) -> None:
        self._asking = False
        self._tell_unanswered(listed if isinstance(listed, CaptioningError) else None)
        if isinstance(listed, list) and listed != self._rows.listed:
            self._rows.listed = listed
            self._fill()

    def _on_tracks(self, listed: object) -> None:
        if isinstance(listed, list) and listed and listed[0].choice.path == self._rows.file:
            self._rows.tracks = listed
            self._fill()

    def _tell_unanswered(self, failed: CaptioningError | None) -> None:
        """Once, not at each look."""
        before, self._unanswered = self._unanswered, str(failed or "")
        if before != self._unanswered:
            self.unanswered.emit(failed)

    def _on_activated(self, index: int) -> None:
        row: SourceRow = self.itemData(index, ROW)
        if row.choice is not None:
            self.pick(row.choice)
        else:
            self._fill()
            self.ask_for_file()

    def _take_preferred(self) -> None:
        choice, self._preferred = self._preferred, None
        if choice is not None and self._choice.kind not in (choice.kind, SourceKind.FILE):
            self.pick(choice)

    def pick(self, choice: SourceChoice) -> None:
        """As if it had been chosen in the list."""
        self._choice = choice
        self._fill()
        self.picked.emit(choice)

    def _fill(self) -> None:
        self._rows.fill(self._choice)
        if self.view().isVisible():
            self._levels.watch(self._rows.choices)
        self.setCurrentIndex(self._rows.index_of(self._choice))

    def _on_level(self, heard: object) -> None:
        if isinstance(heard, tuple) and self.view().isVisible():
            self._rows.show_level(*heard)
