"""Saves what is edited, a moment after the last change."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import Unsaved
from engine.errors import CaptioningError
from ui.common.relay import Relay
from ui.library.ports import TranscriptTextPort

PAUSE_MS = 700
AGAIN_MS = 5_000


class EditSaving(QObject):
    """failed: what was changed is not kept yet, and why; told once, and tried again. saved: it is kept."""

    failed = Signal(object)
    saved = Signal()

    def __init__(self, library: TranscriptTextPort, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._open: tuple[int, EditedTranscript] | None = None
        self._under_way = 0
        self._told = False
        self._relays: list[Relay] = []
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.save_now)

    @property
    def at_rest(self) -> bool:
        """All of it is in the file."""
        return not (self._under_way or self._pause.isActive())

    def open(self, session: int, transcript: EditedTranscript) -> None:
        self.save_now()
        self._open = (session, transcript)

    def note_change(self) -> None:
        self._pause.start(PAUSE_MS)

    def save_now(self) -> None:
        """Returns at once; a worker writes."""
        self._pause.stop()
        if self._open is None:
            return
        session, transcript = self._open
        if unsaved := transcript.take_unsaved():
            self._under_way += 1
            relay = Relay(lambda failed: self._on_answer(relay, transcript, unsaved, failed))
            self._relays.append(relay)
            self._library.save_edits(session, unsaved, relay.send)

    def put_away(self) -> None:
        """Save what was changed; results are no longer reported."""
        self.save_now()
        for relay in self._relays:
            relay.cut()

    def _on_answer(self, relay: Relay, transcript: EditedTranscript, unsaved: Unsaved, failed: object) -> None:
        self._relays.remove(relay)
        self._under_way -= 1
        if not isinstance(failed, CaptioningError):
            self._told = False
            self.saved.emit()
            return
        transcript.put_back(unsaved)
        if self._open is not None and self._open[1] is transcript:
            self._pause.start(AGAIN_MS)
        if not self._told:
            self._told = True
            self.failed.emit(failed)
