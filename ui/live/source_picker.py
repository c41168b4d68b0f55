"""Where the sound comes from: microphones, the computer's own sound, a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFileDialog, QListView, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from app.choices import ListedSource, SourceChoice, SourceKind
from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.plain import plain_hint
from ui.common.relay import Relay
from ui.common.symbols import symbol, symbol_pixmap
from ui.common.theme import Theme
from ui.ports import CaptionController

REFRESH_MS = 3000
CHEVRON_PX = 16
ICON_GAP_PX = 8
ROW_PADDING_PX = 24
WIDEST_PX = 380
WIDEST_LIST_PX = 560
PATTERNS = "*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.opus *.wma *.aiff *.amr *.mp4 *.m4v *.mkv *.mov *.webm *.avi *.ts"
_ROW = Qt.ItemDataRole.UserRole
_SYMBOLS = {
    SourceKind.MICROPHONE: "microphone",
    SourceKind.SYSTEM: "speaker",
    SourceKind.BOTH: "conversation",
    SourceKind.FILE: "file",
}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of the list; without a choice it opens the file dialog."""

    title: str
    choice: SourceChoice | None
    kind: SourceKind


class SourcePicker(QComboBox):
    """Lists what is there now, refreshed by a worker while the user may choose.

    picked: the SourceChoice that Start will use from now on.
    unanswered: why what was listed before stays, or None once a look was answered again.
    """

    picked = Signal(object)
    unanswered = Signal(object)

    def __init__(
        self, controller: CaptionController, theme: Theme, wanted: SourceChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._theme = theme
        self._choice = wanted
        self._listed: list[ListedSource] = []
        self._file: Path | None = None
        self._tracks: list[ListedSource] = []  # of the file, where it has several
        self._preferred: SourceChoice | None = None
        self._asking = False
        self._unanswered = ""
        self._relay = Relay(self._on_listed)
        self._track_relay = Relay(self._on_tracks)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setView(QListView())  # the default view takes no style sheet for its rows
        self.setIconSize(QSize(18, 18))
        self.setMinimumContentsLength(12)
        self.setMaximumWidth(WIDEST_PX)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(16)
        self.setAccessibleName(self.tr("Sound source"))
        self.setToolTip(self.tr("Where the sound comes from"))
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._poll)
        self.activated.connect(self._on_activated)
        theme.changed.connect(self._dress)
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
            self._controller.list_sources(self._relay.send)

    def pick_file(self, path: Path) -> None:
        """A file, as if it had been chosen in the dialog."""
        self._file, self._tracks = path, []
        self._controller.list_tracks(path, self._track_relay.send)
        self._pick(SourceChoice(SourceKind.FILE, path=path))

    def prefer(self, choice: SourceChoice) -> None:
        """The setting was changed. A file that was chosen stays, and until it ends the source of a running session."""
        self._preferred = choice
        if self.isEnabled():
            self._take_preferred()

    def ask_for_file(self) -> None:
        """Opens the file dialog and returns at once."""
        dialog = QFileDialog(self.window(), self.tr("Caption a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        media = self.tr("Sound and video ({patterns})").format(patterns=PATTERNS)
        dialog.setNameFilters([media, self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.pick_file(Path(name)))
        dialog.open()

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
        self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def showPopup(self) -> None:
        self.refresh()
        self.view().setMinimumWidth(min(self.view().sizeHintForColumn(0) + ROW_PADDING_PX, WIDEST_LIST_PX))
        super().showPopup()

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
            self._timer.start()
        else:
            self._timer.stop()

    def _poll(self) -> None:
        """In the background nobody opens the list, and opening it asks at once anyway."""
        if self.isActiveWindow():
            self.refresh()

    def _on_listed(self, listed: object) -> None:
        self._asking = False
        self._tell_unanswered(listed if isinstance(listed, CaptioningError) else None)
        if isinstance(listed, list) and listed != self._listed:
            self._listed = listed
            self._fill()

    def _on_tracks(self, listed: object) -> None:
        if isinstance(listed, list) and listed and listed[0].choice.path == self._file:
            self._tracks = listed
            self._fill()

    def _tell_unanswered(self, failed: CaptioningError | None) -> None:
        """Once, not at each look."""
        before, self._unanswered = self._unanswered, str(failed or "")
        if before != self._unanswered:
            self.unanswered.emit(failed)

    def _on_activated(self, index: int) -> None:
        row: SourceRow = self.itemData(index, _ROW)
        if row.choice is not None:
            self._pick(row.choice)
        else:
            self._select()
            self.ask_for_file()

    def _take_preferred(self) -> None:
        choice, self._preferred = self._preferred, None
        if choice is not None and self._choice.kind not in (choice.kind, SourceKind.FILE):
            self._pick(choice)

    def _pick(self, choice: SourceChoice) -> None:
        self._choice = choice
        self._fill()
        self.picked.emit(choice)

    def _wanted_rows(self) -> list[SourceRow]:
        rows = [SourceRow(self._default_title(), SourceChoice(SourceKind.MICROPHONE), SourceKind.MICROPHONE)]
        rows += [SourceRow(each.title, each.choice, each.choice.kind) for each in self._listed]
        if self._choice.kind is SourceKind.BOTH or any(row.kind is SourceKind.SYSTEM for row in rows):
            both = SourceChoice(SourceKind.BOTH)
            rows.append(SourceRow(self.tr("Microphone and computer sound"), both, SourceKind.BOTH))
        if all(row.choice != self._choice for row in rows) and self._choice.kind is not SourceKind.FILE:
            rows.append(SourceRow(self._absent_title(), self._choice, self._choice.kind))
        return [*rows, *self._file_rows(), SourceRow(self.tr("Open a file..."), None, SourceKind.FILE)]

    def _file_rows(self) -> list[SourceRow]:
        """The file that was opened, once for each of its audio tracks."""
        if self._file is None:
            return []
        if not self._tracks:
            return [SourceRow(self._file.name, SourceChoice(SourceKind.FILE, path=self._file), SourceKind.FILE)]
        title = self.tr("{name}, track {track}")
        return [
            SourceRow(title.format(name=self._file.name, track=each.title), each.choice, SourceKind.FILE)
            for each in self._tracks
        ]

    def _default_title(self) -> str:
        found = (each for each in self._listed if each.choice.kind is SourceKind.MICROPHONE and each.default)
        default = next(found, None)
        if default is None:
            return self.tr("Default microphone")
        return self.tr("Default microphone ({name})").format(name=default.title)

    def _absent_title(self) -> str:
        if self._choice.kind is SourceKind.SYSTEM and self._choice.device is None:
            return self.tr("Computer sound")
        return self.tr("{name} (not connected)").format(name=self._choice.device or "")

    def _fill(self) -> None:
        """Brings the rows up to date one by one, so that an open list neither closes nor jumps."""
        wanted = self._wanted_rows()
        for index in reversed(range(self._rows.rowCount())):
            if self._rows.item(index).data(_ROW) not in wanted:
                self._rows.removeRow(index)
        for index, row in enumerate(wanted):
            item = self._rows.item(index)
            if item is None or item.data(_ROW) != row:
                self._drop_later(row, index)
                self._rows.insertRow(index, self._item(row))
        self._select()

    def _drop_later(self, row: SourceRow, since: int) -> None:
        for index in reversed(range(since, self._rows.rowCount())):
            if self._rows.item(index).data(_ROW) == row:
                self._rows.removeRow(index)

    def _item(self, row: SourceRow) -> QStandardItem:
        item = QStandardItem(symbol(_SYMBOLS[row.kind], self._theme.colours.text), harmless(row.title))
        item.setData(row, _ROW)
        item.setToolTip(plain_hint(row.title))
        return item

    def _select(self) -> None:
        chosen = (i for i in range(self._rows.rowCount()) if self._rows.item(i).data(_ROW).choice == self._choice)
        self.setCurrentIndex(next(chosen, 0))

    def _dress(self) -> None:
        for index in range(self._rows.rowCount()):
            item = self._rows.item(index)
            item.setIcon(symbol(_SYMBOLS[item.data(_ROW).kind], self._theme.colours.text))
