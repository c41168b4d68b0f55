"""Words that a reader waits for, such as their name: they stand out in the captions, and may be told or heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.marking import Places, places_of
from app.settings import Settings
from engine.events import CaptionEvent, Final, Partial


class AlertWords(QObject):
    """Both signals bring the word as it was heard and the text of its caption, once a caption.

    alerted: an alert word was heard. notified: and the user wants to be notified.
    """

    alerted = Signal(str, str)
    notified = Signal(str, str)

    def __init__(self, parent: QObject | None = None, beep: Callable[[], None] = QApplication.beep) -> None:
        super().__init__(parent)
        self._beep = beep
        self._words: tuple[str, ...] = ()
        self._sounds = self._notifies = False
        self._told: set[int] = set()

    def take_settings(self, settings: Settings) -> None:
        self._words = settings.alert_words or ()
        self._sounds, self._notifies = settings.alert_sound, settings.alert_notification

    def begin_session(self) -> None:
        self._told.clear()

    def places(self, text: str) -> Places:
        """Where alert words stand in a text, as words of their own, whatever their case."""
        return alert_places(self._words, text)

    def show_event(self, event: CaptionEvent) -> None:
        """Reports a word as soon as it is stable."""
        if not isinstance(event, Partial | Final) or event.utterance_id in self._told:
            return
        sure = len(event.stable) if isinstance(event, Partial) else len(event.text)
        found = [(begin, end) for begin, end in self.places(event.text) if end <= sure]
        if found:
            self._told.add(event.utterance_id)
            self._tell(event.text[slice(*found[0])], event.text)

    def _tell(self, word: str, text: str) -> None:
        self.alerted.emit(word, text)
        if self._notifies:
            self.notified.emit(word, text)
        if self._sounds:
            self._beep()


@lru_cache(maxsize=512)
def alert_places(words: tuple[str, ...], text: str) -> Places:
    """Asked with each picture of the captions in sight."""
    return places_of(words, text, same_case=False)
