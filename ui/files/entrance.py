"""How files come into the window: dropped onto any page, or chosen in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.media import SUFFIXES
from ui.common.file_dialogs import ask_for_files
from ui.common.first_paint import after_first_paint
from ui.files.ports import FileEntryPort

_DROPS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class FileEntrance(QObject):
    """Gives them to the queue, and shows it."""

    def __init__(self, files: FileEntryPort, window: QWidget, show: Callable[[], object]) -> None:
        """show: the page of transcripts."""
        super().__init__(window)
        self._files, self._window, self._show = files, window, show
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        after_first_paint(window, files.restore)

    def ask(self) -> None:
        """Opens the dialog and returns at once."""
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        media = self.tr("Sound and video ({patterns})").format(patterns=patterns)
        ask_for_files(self._window, self.tr("Transcribe files"), (media, self.tr("All files (*)")), self.take)

    def take(self, paths: Sequence[Path]) -> None:
        self._files.add(paths)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DROPS or not isinstance(event, QDropEvent) or not _local(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # the file stays where it is
        event.accept()
        if event.type() is QEvent.Type.Drop:
            self.take(_local(event.mimeData()))
        return True


def _local(dropped: QMimeData) -> list[Path]:
    """Files and folders of this computer; a web address is none."""
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
