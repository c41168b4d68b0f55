"""What a reader sees before there is anything to read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.choices import LiveState
from ui.common.labels import words_label
from ui.common.symbols import application_icon, symbol_pixmap
from ui.common.theme import Theme
from ui.common.tokens import ICON, SPACE_M, SPACE_S, SPACE_XL, TYPE_BODY, TYPE_SMALL, TYPE_TITLE, px

MARK, MARK_FROM = 72, 280


class EmptyPage(QWidget):
    """One friendly sentence on what to do or what is happening, and the promise that nothing leaves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark = QLabel()
        self._mark.setPixmap(application_icon().pixmap(px(MARK), px(MARK)))
        self.title = self._label("emptyTitle", TYPE_TITLE)
        self.detail = self._label("emptyDetail", TYPE_BODY)
        self.detail.setText(self.tr("Nothing leaves this computer: no account, no upload."))
        self.hints = self._label("emptyHints", TYPE_SMALL)
        self.hints.setText(
            self.tr(
                "Ctrl+R starts and stops.  Space pauses.  Ctrl+L shows captions above other programs.  "
                "F1 opens the guide."
            )
        )
        self._lock = QLabel()
        self._arrange()
        self._dress()
        theme.changed.connect(self._dress)
        self.show_state(LiveState.IDLE)

    def show_state(self, state: LiveState) -> None:
        titles = {
            LiveState.IDLE: self.tr("Press Start, and what people say appears here."),
            LiveState.LOADING: self.tr("Getting ready…"),
            LiveState.CAPTIONING: self.tr("Listening. Captions appear as soon as somebody speaks."),
            LiveState.PAUSED: self.tr("Paused. Not listening."),
            LiveState.STOPPING: self.tr("Finishing…"),
        }
        self.title.setText(titles[state])
        self.setAccessibleName(f"{self.title.text()} {self.detail.text()}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the words have the room."""
        super().resizeEvent(event)
        self._mark.setVisible(event.size().height() >= px(MARK_FROM))

    def _label(self, name: str, size: int) -> QLabel:
        label = words_label(name, "", size)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _arrange(self) -> None:
        promise = QHBoxLayout()
        promise.setSpacing(px(SPACE_S))
        promise.addStretch(1)
        promise.addWidget(self._lock)
        self.detail.setWordWrap(False)
        promise.addWidget(self.detail)
        promise.addStretch(1)
        column = QVBoxLayout(self)
        margin = px(SPACE_XL)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(0)
        column.addStretch(4)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(margin)
        column.addWidget(self.title)
        column.addSpacing(px(SPACE_M))
        column.addLayout(promise)
        column.addStretch(5)
        column.addWidget(self.hints)

    def _dress(self) -> None:
        colour = self._theme.colours.secondary
        self._lock.setPixmap(symbol_pixmap("lock", colour, px(ICON), self.devicePixelRatioF()))
