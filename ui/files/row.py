"""One file of the queue: its name, how far it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from app.control.queued_files import FileState, QueuedFile
from engine.text.harmless import harmless
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.plain import plain_hint
from ui.common.symbols import symbol
from ui.common.theme import Theme
from ui.common.tokens import ICON_SMALL, SPACE_M, SPACE_S, SPACE_XS, px
from ui.files.ports import FileStepsPort
from ui.files.words import failure_text, state_text

BAR_PX = 6
STEPS = 1000
_RUNS = (FileState.WAITING, FileState.RUNNING)


class FileRow(QFrame):
    """opened: the number of its transcript."""

    opened = Signal(int)

    def __init__(self, files: FileStepsPort, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fileRow")
        self._files, self._theme = files, theme
        self._file: QueuedFile | None = None
        self.name = named(QLabel(self), "fileName")
        self.state = named(QLabel(self), "fileState")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, STEPS)
        self.bar.setFixedHeight(px(BAR_PX))
        self.failure = words_label("fileFailure")
        self.open = self._button(self.tr("Open"))
        self.retry = self._button(self.tr("Try again"))
        self.pause = self._button("")
        self.cancel = self._button("")
        self._arrange()
        self.open.clicked.connect(self._open)
        self.retry.clicked.connect(lambda: self._do(files.retry))
        self.cancel.clicked.connect(lambda: self._do(files.cancel))
        self.pause.clicked.connect(self._pause_or_resume)
        theme.changed.connect(self._dress)

    def show_file(self, file: QueuedFile, held_up: bool) -> None:
        if (file, held_up) == (self._file, getattr(self, "_held_up", None)):
            return
        self._file, self._held_up = file, held_up
        state = state_text(file, held_up)
        self.state.setText(state)
        self.failure.setText(failure_text(file))
        self.failure.setVisible(bool(self.failure.text()))
        self.bar.setVisible(file.state is FileState.RUNNING or (file.share is not None and not file.state.over))
        known = file.share is not None or file.state is not FileState.RUNNING
        self.bar.setRange(0, STEPS if known else 0)
        self.bar.setValue(round(STEPS * (file.share or 0.0)))
        self.open.setVisible(file.state is FileState.DONE and file.session_id is not None)
        self.retry.setVisible(file.state in (FileState.FAILED, FileState.CANCELLED))
        self.pause.setVisible(not file.state.over)
        self.cancel.setVisible(not file.state.over)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.open.isVisibleTo(self) else Qt.CursorShape.ArrowCursor)
        self._dress()
        self._elide()
        self._say(file, state)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _open(self) -> None:
        if self._file is not None and self._file.session_id is not None and self._file.state is FileState.DONE:
            self.opened.emit(self._file.session_id)

    def _do(self, act: Callable[[int], None]) -> None:
        if self._file is not None:
            act(self._file.number)

    def _pause_or_resume(self) -> None:
        if self._file is not None:
            self._do(self._files.pause if self._file.state in _RUNS else self._files.resume)

    def _say(self, file: QueuedFile, state: str) -> None:
        """For a screen reader, and as hints."""
        name = harmless(file.path.name)
        pausing = self.tr("Pause {name}") if file.state in _RUNS else self.tr("Resume {name}")
        for button, words in (
            (self.pause, pausing),
            (self.cancel, self.tr("Cancel {name}")),
            (self.open, self.tr("Open the transcript of {name}")),
            (self.retry, self.tr("Try {name} again")),
        ):
            button.setAccessibleName(words.format(name=name))
            button.setToolTip(plain_hint(words.format(name=name)))
        self.name.setToolTip(plain_hint(str(file.path)))
        self.bar.setAccessibleName(name)
        self.setAccessibleName(f"{name}: {state}")

    def _elide(self) -> None:
        if self._file is not None:
            name = harmless(self._file.path.name)
            self.name.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, self.name.width()))

    def _dress(self) -> None:
        colour = self._theme.colours.text
        runs = self._file is None or self._file.state in _RUNS
        self.pause.setIcon(symbol("pause" if runs else "resume", colour))
        self.cancel.setIcon(symbol("close", colour))

    def _button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setIconSize(QSize(px(ICON_SMALL), px(ICON_SMALL)))
        return button

    def _arrange(self) -> None:
        self.name.setMinimumWidth(px(SPACE_M))
        top = QHBoxLayout()
        top.setSpacing(px(SPACE_S))
        top.addWidget(self.name, 1)
        for part in (self.state, self.open, self.retry, self.pause, self.cancel):
            top.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_S), px(SPACE_XS))
        column.setSpacing(px(SPACE_XS))
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.failure)
