"""What a reader sees before there is anything to read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.choices import LiveState
from ui.common.naming import named
from ui.common.symbols import application_icon, symbol_pixmap
from ui.common.theme import Theme, font

MARK_PX = 72


class EmptyPage(QWidget):
    """One friendly sentence on what to do or what is happening, and the promise that nothing leaves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark = QLabel()
        self._mark.setPixmap(application_icon().pixmap(MARK_PX, MARK_PX))
        self.title = self._label("emptyTitle", 24)
        self.detail = self._label("emptyDetail", 15)
        self.detail.setText(self.tr("Nothing leaves this computer: no account, no upload."))
        self.hints = self._label("emptyHints", 13)
        self.hints.setText(self.tr("Space starts and pauses.  Ctrl+L opens the caption window above other programs."))
        self._lock = QLabel()
        self._arrange()
        self._dress()
        theme.changed.connect(self._dress)
        self.show_state(LiveState.IDLE)

    def show_state(self, state: LiveState) -> None:
        titles = {
            LiveState.IDLE: self.tr("Press Start, and what people say appears here."),
            LiveState.LOADING: self.tr("Getting ready..."),
            LiveState.CAPTIONING: self.tr("Listening. Captions appear as soon as somebody speaks."),
            LiveState.PAUSED: self.tr("Paused. Nothing is heard until you go on."),
            LiveState.STOPPING: self.tr("Finishing..."),
        }
        self.title.setText(titles[state])
        self.setAccessibleName(f"{self.title.text()} {self.detail.text()}")

    def _label(self, name: str, px: int) -> QLabel:
        label = named(QLabel(), name)
        label.setFont(font(px))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        return label

    def _arrange(self) -> None:
        promise = QHBoxLayout()
        promise.setSpacing(8)
        promise.addStretch(1)
        promise.addWidget(self._lock)
        self.detail.setWordWrap(False)
        promise.addWidget(self.detail)
        promise.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(0)
        column.addStretch(4)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(22)
        column.addWidget(self.title)
        column.addSpacing(12)
        column.addLayout(promise)
        column.addStretch(5)
        column.addWidget(self.hints)

    def _dress(self) -> None:
        colour = self._theme.colours.secondary
        self._lock.setPixmap(symbol_pixmap("lock", colour, 18, self.devicePixelRatioF()))
