"""The reader's marks: a flag beside the caption that was spoken at a moment, kept in the transcript."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from engine.events import CaptionEvent
from ui.common.clock import clock_text
from ui.live.caption_view import CaptionView


class Marks(QObject):
    """Knows how far the sound is.

    marked, unmarked: the session of the view (`CaptionView.session`) and a position in samples.
    """

    marked = Signal(object, object)
    unmarked = Signal(object, object)

    def __init__(self, view: CaptionView) -> None:
        super().__init__(view)
        self._view = view
        self._position = 0

    def begin_session(self) -> None:
        self._position = 0

    def show_event(self, event: CaptionEvent) -> None:
        """Every event that knows its place counts, levels too: a mark in a silence stands where the silence is."""
        at = getattr(event, "end", getattr(event, "position", 0))
        self._position = max(self._position, at)

    def mark_now(self) -> None:
        if self._view.session:
            self._put(self._view.session, self._position)

    def mark_at(self, number: int) -> None:
        """The beginning of a caption."""
        key = self._view.captions[number].key
        if isinstance(key, tuple):
            self._put(key[0], self._view.captions[number].start)

    def marks_of(self, number: int) -> list[int]:
        """The positions of the marks beside a caption."""
        return self._view.margin.flags_of(number)

    def remove(self, number: int, position: int) -> None:
        """One of `marks_of` that caption."""
        key = self._view.captions[number].key
        if isinstance(key, tuple) and (flag := (key[0], position)) in self._view.margin.flags:
            self._view.margin.flags.remove(flag)
            self._say(self.tr("Mark at {time} removed"), position)
            self.unmarked.emit(*flag)

    def _put(self, session: int, position: int) -> None:
        if (flag := (session, position)) not in self._view.margin.flags:
            self._view.margin.flags.append(flag)
        self._say(self.tr("Marked at {time}"), position)
        self.marked.emit(*flag)

    def _say(self, words: str, position: int) -> None:
        self._view.viewport().update()
        said = words.format(time=clock_text(position))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, said))
