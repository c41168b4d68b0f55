"""The files that are being transcribed, above the list of transcripts; nothing while there are none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.control.queued_files import QueuedFile
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.theme import Theme
from ui.common.tokens import SPACE_M, SPACE_S, SPACE_XS, px
from ui.files.ports import FilesPort
from ui.files.row import FileRow

HIGHEST = 200  # design pixels of all rows; more are scrolled to


class FilesPanel(QFrame):
    """opened: the number of a transcript that the user wants to read. changed: a transcript has begun or ended."""

    opened = Signal(int)
    changed = Signal()
    add_wanted = Signal()

    def __init__(self, files: FilesPort, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filesPanel")
        self._files, self._theme = files, theme
        self._kept: list[tuple[int | None, bool]] = []
        self.rows: dict[int, FileRow] = {}
        self._relay = Relay(lambda _: self.show_files())
        self._tell = lambda: self._relay.send(None)
        files.followers.append(self._tell)
        self.title = named(QLabel(self.tr("Files"), self), "cardTitle")
        self.add = QPushButton(self.tr("Add files…"), self)
        self.add.clicked.connect(self.add_wanted)
        self.clear = QPushButton(self.tr("Clear finished"), self)
        self.clear.clicked.connect(files.clear)
        self._arrange()
        self.show_files()

    def show_files(self) -> None:
        files, held_up = self._files.files, self._files.held_up
        for number in set(self.rows) - {each.number for each in files}:
            row = self.rows.pop(number)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for file in files:
            self._row(file).show_file(file, held_up)
        over = sum(each.state.over for each in files)
        self.title.setText(self.tr("Files: {done} of {count} done").format(done=over, count=len(files)))
        self.clear.setEnabled(over > 0)
        self.setVisible(bool(files))
        self._scroll.setFixedHeight(min(px(HIGHEST), self._inner.sizeHint().height() + px(SPACE_XS)))
        kept = [(each.session_id, each.state.over) for each in files]
        if kept != self._kept:
            self._kept = kept
            self.changed.emit()

    def put_away(self) -> None:
        self._relay.cut()
        self._files.followers.remove(self._tell)

    def _row(self, file: QueuedFile) -> FileRow:
        if file.number not in self.rows:
            row = self.rows[file.number] = FileRow(self._files, self._theme, self._inner)
            row.opened.connect(self.opened)
            self._column.addWidget(row)
        return self.rows[file.number]

    def _arrange(self) -> None:
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(SPACE_XS))
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("fileRows")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        top = QHBoxLayout()
        top.setContentsMargins(px(SPACE_M), 0, px(SPACE_S), 0)
        top.setSpacing(px(SPACE_S))
        top.addWidget(self.title, 1)
        top.addWidget(self.add)
        top.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(SPACE_S), 0, px(SPACE_S))
        column.setSpacing(px(SPACE_S))
        column.addLayout(top)
        column.addWidget(self._scroll)
