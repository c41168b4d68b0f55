"""Captions in a browser: where the server of captions is started, its link, who reads along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.serving.caption_server import ServedCaptions
from engine.errors import CaptioningError
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.sentences import told
from ui.common.tokens import SPACE_M, px

_LOOK_MS = 1000
SIDE = 200  # design pixels
_QUIET = 4  # modules of white around a QR code, as its standard asks for


class BrowserPage(QWidget):
    """viewers: the addresses of those who read along now. start_wanted: for other devices too. changed: its height."""

    start_wanted = Signal(bool)
    stop_wanted = Signal()
    changed = Signal()

    def __init__(self, viewers: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self._viewers = viewers
        self.served: ServedCaptions | None = None
        what = self.tr("Read along in a browser, on a projector, or in OBS. Nothing is shared until you start it.")
        self._what = words_label("cardText", what)
        self.network = QCheckBox(self.tr("Phones and other devices in my network, too"))
        self.network.setToolTip(self.tr("Through a new link each time. The connection is not encrypted."))
        self.act = named(QPushButton(), "primary")
        self.act.setDefault(True)
        self.state = words_label("cardText")
        self.link, self._link_row = self._row(self.tr("Link"), self.tr("Copy the link"))
        self.overlay_link, self._overlay_row = self._row(self.tr("For OBS"), self.tr("Copy the link for OBS"))
        self.code = QrCode()
        self.readers = words_label("cardText")
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.act.clicked.connect(self._act)
        self._arrange()
        self.show_answer(None)

    def show_answer(self, answer: object) -> None:
        """What the server is after a start or an end; or why it is not."""
        self.served = answer if isinstance(answer, ServedCaptions) else None
        served = self.served
        failed = answer if isinstance(answer, CaptioningError) else None
        self.act.setEnabled(True)
        self.act.setText(self.tr("Stop sharing") if served else self.tr("Start sharing"))
        self.network.setEnabled(served is None)
        for part in (self._link_row, self._overlay_row, self.readers):
            part.setVisible(served is not None)
        self.code.setVisible(served is not None and served.network)
        self.state.setVisible(failed is not None)
        self.state.setText(told(failed) if failed else "")
        if served is not None:
            self.link.setText(served.link)
            self.overlay_link.setText(served.overlay_link)
            for line in (self.link, self.overlay_link):
                line.setCursorPosition(0)
            if served.network:
                self.code.show_link(served.link)
            self._timer.start()
            self.look()
        else:
            self._timer.stop()
        self.changed.emit()

    def look(self) -> None:
        """Who reads along now."""
        found = Counter(self._viewers())
        if not found:
            self.readers.setText(self.tr("No one is reading along yet."))
            return
        names = ", ".join(f"{address} ({count})" if count > 1 else address for address, count in sorted(found.items()))
        self.readers.setText(self.tr("Reading along: {names}").replace("{names}", names))

    def showEvent(self, event: QShowEvent) -> None:
        if self.served is not None:
            self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Sharing continues."""
        self._timer.stop()
        super().hideEvent(event)

    def _act(self) -> None:
        self.act.setEnabled(False)  # until the answer
        if self.served is None:
            self.start_wanted.emit(self.network.isChecked())
        else:
            self.stop_wanted.emit()

    def _row(self, title: str, hint: str) -> tuple[QLineEdit, QWidget]:
        row = QWidget()
        label, line, copy = QLabel(title), QLineEdit(), QPushButton(self.tr("Copy"))
        line.setReadOnly(True)
        line.setMinimumWidth(px(200))
        label.setBuddy(line)
        line.setAccessibleName(title)
        copy.setToolTip(hint)
        copy.setAccessibleName(hint)
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(line.text()))
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        for part in (label, line, copy):
            inside.addWidget(part)
        return line, row

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_M))
        column.addWidget(self._what)
        column.addWidget(self.network)
        column.addWidget(self.act, alignment=Qt.AlignmentFlag.AlignLeft)
        for part in (self.state, self._link_row, self._overlay_row):
            column.addWidget(part)
        column.addWidget(self.code, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.readers)
        column.addStretch(1)


class QrCode(QWidget):
    """A link as a QR code, black on white whatever the theme: cameras want it so."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[bytearray] = []
        self.setFixedSize(px(SIDE), px(SIDE))
        self.setAccessibleName(self.tr("QR code of the link"))

    def show_link(self, link: str) -> None:
        import segno

        self._rows = [bytearray(row) for row in segno.make(link, error="m", micro=False).matrix]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if not self._rows:
            return
        step = self.width() // (len(self._rows) + 2 * _QUIET) or 1
        edge = (self.width() - step * len(self._rows)) // 2
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(edge + x * step, edge + y * step, step, step, QColor("black"))
