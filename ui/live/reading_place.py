"""The reader's place: the view follows the newest line, or stays where somebody reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.live.caption_document import CaptionDocument
from ui.live.caption_places import CaptionPlaces

AT_BOTTOM_PX = 4
MOST_RESERVED_LINES = 3


class ReadingPlace(QObject):
    """Every edit of the document goes through `still`, every change of size through `kept`.

    changed: whether the view follows the newest line.
    """

    changed = Signal(bool)

    def __init__(self, view: QTextEdit, captions: CaptionDocument, places: CaptionPlaces) -> None:
        super().__init__(view)
        self._view, self._captions, self._places = view, captions, places
        self._bar = view.verticalScrollBar()
        self._editing = False
        self._top: QTextCursor | None = None
        self._tallest_px = 0.0
        self.following = True
        self._bar.valueChanged.connect(self._on_scrolled)
        self._bar.rangeChanged.connect(self._on_range)

    @contextmanager
    def still(self) -> Iterator[None]:
        """An edit inside moves the view only if it follows the newest line."""
        top = None if self.following else self._places.first_visible()
        offset = self._places.top_of(top) - self._bar.value() if top else 0.0
        self._editing = True
        yield
        if top is None:
            self._hold_height()
            self._bar.setValue(self._bar.maximum())
        else:
            self._bar.setValue(round(self._places.top_of(top) - offset))
        self._editing = False

    @contextmanager
    def kept(self) -> Iterator[None]:
        """The width changes inside: the words that were uppermost stay so; within an edit, the edit sees to it."""
        if self._editing or self.following:
            yield
            return
        if self._top is None:  # kept until somebody scrolls: taken anew at each step, it would creep upwards
            self._top = self._view.cursorForPosition(self._view.viewport().rect().topLeft())
        before = self._view.cursorRect(self._top).top()
        self._editing = True
        yield
        self._bar.setValue(self._bar.value() + self._view.cursorRect(self._top).top() - before)
        self._editing = False
        if self._bar.maximum() == 0:
            self._follow(True)

    def hold(self) -> None:
        """Whatever comes, what is in view stays in view."""
        self._follow(False)

    def jump_to_newest(self) -> None:
        self._follow(True)
        self._bar.setValue(self._bar.maximum())

    def forget_height(self) -> None:
        """Lines are broken anew: how high they were before says nothing."""
        self._tallest_px = 0.0

    def _hold_height(self) -> None:
        """Text that gets shorter leaves its room empty; the next lines fill it."""
        natural = self._view.document().size().height() - self._captions.reserved_px
        most = MOST_RESERVED_LINES * self._captions.line_px
        reserved = min(max(0.0, self._tallest_px - natural), most)
        self._captions.reserve(reserved)
        self._tallest_px = natural + reserved

    def _on_scrolled(self, value: int) -> None:
        if not self._editing:
            self._follow(value >= self._bar.maximum() - AT_BOTTOM_PX)

    def _on_range(self, _minimum: int, maximum: int) -> None:
        if self.following:
            self._bar.setValue(maximum)

    def _follow(self, following: bool) -> None:
        self._top = None
        if following != self.following:
            self.following = following
            self.changed.emit(following)
