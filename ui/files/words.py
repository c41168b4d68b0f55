"""How a file of the queue is getting on, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.control.queued_files import FileState, QueuedFile
from ui.common.sentences import told

translate = QCoreApplication.translate


def state_text(file: QueuedFile, held_up: bool) -> str:
    """held_up: files wait for captions to end."""
    match file.state:
        case FileState.WAITING if held_up:
            return translate("Files", "Waits until captions stop")
        case FileState.RUNNING:
            return left_text(file.left_s) or translate("Files", "Transcribing")
        case FileState.DONE if file.session_id is None:
            return translate("Files", "Done. Nobody speaks in it.")
    return {
        FileState.WAITING: translate("Files", "Waiting"),
        FileState.PAUSED: translate("Files", "Paused"),
        FileState.DONE: translate("Files", "Done"),
        FileState.FAILED: translate("Files", "Failed"),
        FileState.CANCELLED: translate("Files", "Cancelled"),
    }[file.state]


def left_text(left_s: float | None) -> str:
    """ "" while it is not known."""
    if left_s is None:
        return ""
    if left_s < 60:
        return translate("Files", "Less than a minute left")
    minutes = round(left_s / 60)
    if minutes < 60:
        return translate("Files", "{minutes} min left").format(minutes=minutes)
    return translate("Files", "{hours} h {minutes} min left").format(hours=minutes // 60, minutes=minutes % 60)


def failure_text(file: QueuedFile) -> str:
    if file.failure is None:
        return ""
    return told(file.failure)
