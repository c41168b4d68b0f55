"""A sentence of the transcript, corrected in its place: a double click or Enter opens it, Enter keeps, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.masking import Masking
from ui.common.field_over import FieldOver
from ui.common.sentence_field import KEEP_KEYS, SentenceField
from ui.common.theme import Theme
from ui.live.caption_view import CaptionView


class SentenceEditing(QObject):
    """Opens one field at a time over the view.

    corrected: the entry's key, the text before, the text after; only where they differ. Swear words that the view
    masks are corrected as they were said.
    """

    corrected = Signal(object, str, str)

    def __init__(self, view: CaptionView, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._key: object = None
        self.masking = Masking(lambda: False)
        self._was_following = False
        self.over = FieldOver(view, self._area)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.document().contentsChanged.connect(self._take_in)

    @property
    def field(self) -> SentenceField | None:
        return self.over.field

    def open(self, number: int, at: QPoint | None = None) -> None:
        """at: a place of the viewport whose word is to be selected; all of the sentence without one.

        What was typed in the field of another sentence is kept; that of this one stays as it is.
        """
        entry = self._view.captions[number]
        if self.field is not None and entry.key == self._key:
            return
        self.finish()
        self._key = entry.key
        self._was_following = self._view.place.following
        self._view.place.hold()
        field = SentenceField(self.masking.said(entry.text), self._view, self._theme)
        field.kept.connect(self._keep)
        field.left.connect(self._close)
        self.over.open(field, field.text())
        field.select_at(at)

    def finish(self) -> None:
        """What was typed is kept."""
        if self.field is not None:
            self._keep(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonDblClick:
            place = event.position().toPoint()
            number = self._view.places.settled_at(place) if watched is self._view.viewport() else None
            if number is not None and event.button() is Qt.MouseButton.LeftButton:
                self.open(number, place)
                return True
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched is self._view:
            number = self._view.places.settled_in_hand() if event.key() in KEEP_KEYS else None
            if number is not None:
                self.open(number)
                return True
        return False

    def _keep(self, text: str) -> None:
        number = self._number()
        key = self._key
        self._close()
        if number is None or not text:
            return
        before = self.masking.said(self._view.captions[number].text)
        if text != before:
            self._view.correct(number, self.masking.text(text))
            self.corrected.emit(key, before, text)

    def _close(self) -> None:
        if self.over.field is None:
            return
        self.over.close()
        if self._was_following:
            self._view.place.jump_to_newest()

    def _number(self) -> int | None:
        """Where the sentence stands now: others may have come before it, or it was refined away."""
        return self._view.captions.place_of(self._key)

    def _area(self) -> QRect | None:
        number = self._number()
        return None if number is None else self._view.places.area_of(number)

    def _take_in(self) -> None:
        """What the captions say by now."""
        number = self._number() if self.over.field is not None else None
        if number is not None:
            self.over.take_in(" ".join(self.masking.said(self._view.captions[number].text).split()))
