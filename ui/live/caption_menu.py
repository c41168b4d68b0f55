"""What can be done with one caption: the menu that opens over it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QMenu

from app.marking import word_at
from ui.common import utf16
from ui.common.clock import clock_text
from ui.common.speakers import prefix
from ui.live.caption_list import CaptionBlock
from ui.live.caption_view import CaptionView
from ui.live.marks import Marks

LONGEST_WORD = 40


class CaptionMenu(QObject):
    """correction_wanted: the number of a settled caption. word_wanted: a word for the vocabulary."""

    correction_wanted = Signal(int)
    word_wanted = Signal(str)

    def __init__(self, view: CaptionView, marks: Marks) -> None:
        super().__init__(view)
        self._view, self._marks = view, marks
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda place: self.menu_at(place).popup(view.viewport().mapToGlobal(place))
        )

    def menu_at(self, place: QPoint) -> QMenu:
        """For the caption at a place of the viewport; with the keyboard, for that with the caret."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self._view
        number = view.places.settled_in_hand() if view.cursorWidth() else view.places.number_at(place)
        if view.textCursor().hasSelection():
            menu.addAction(self.tr("Copy selected text"), view.copy)
        if number is not None and isinstance(view.captions[number].key, tuple):
            self._add_caption(menu, number, self._word(place))
        menu.addSeparator()
        menu.addAction(self.tr("Copy all"), view.copy_all)
        return menu

    def _add_caption(self, menu: QMenu, number: int, word: str) -> None:
        entry = self._view.captions[number]
        menu.addAction(self.tr("Copy this caption"), _copying(entry.text))
        menu.addAction(self.tr("Copy with time"), _copying(with_time(entry)))
        menu.addSeparator()
        correct = menu.addAction(self.tr("Correct this caption"), lambda: self.correction_wanted.emit(number))
        correct.setEnabled(entry.settled)
        menu.addAction(self.tr("Mark here"), lambda: self._marks.mark_at(number))
        for position in self._marks.marks_of(number):
            title = self.tr("Remove the mark at {time}").format(time=clock_text(position))
            menu.addAction(title, partial(self._marks.remove, number, position))
        if word:
            title = self.tr("Add “{word}” to vocabulary").format(word=word.replace("&", "&&"))
            menu.addAction(title, lambda: self.word_wanted.emit(word))

    def _word(self, place: QPoint) -> str:
        """The selected words, else the word at a place; "" where there is none."""
        cursor = self._view.textCursor()
        if word := cursor.selectedText().strip():
            fits = len(word) <= LONGEST_WORD and any(map(str.isalnum, word)) and "\u2029" not in word
            return word if fits else ""
        if not self._view.cursorWidth():
            cursor = self._view.cursorForPosition(place)
            if self._view.cursorRect(cursor).left() > place.x():  # the right half of a character
                cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
        text = cursor.block().text()
        return word_at(text, utf16.place(text, cursor.positionInBlock()))


def with_time(entry: CaptionBlock) -> str:
    """A caption with the time when it began and its speaker: "[00:12:03] Me: Good morning."."""
    return f"[{clock_text(entry.start, whole=True)}] {prefix(entry.stream, entry.voice)}{entry.text}"


def _copying(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)
