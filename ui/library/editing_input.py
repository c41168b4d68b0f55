"""Mouse, keys and hints over the text of a kept transcript that can be edited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QToolTip

from engine.text.harmless import harmless
from ui.common.sentence_field import KEEP_KEYS
from ui.library.transcript_editing import TranscriptEditing

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CTRL_Y = Qt.KeyboardModifier.ControlModifier.value | Qt.Key.Key_Y.value


class EditingInput(QObject):
    """A double click or Enter opens a field over a sentence.

    speaker_clicked: a sentence whose speaker was pressed, and where on the screen.
    """

    speaker_clicked = Signal(int, QPoint)

    def __init__(self, editing: TranscriptEditing) -> None:
        super().__init__(editing)
        self._editing, self._view = editing, editing.view
        self._view.installEventFilter(self)
        self._view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._editing.transcript is None:
            return False
        if watched is not self._view:
            return self._on_viewport(event)
        if isinstance(event, QKeyEvent) and (act := self._act_for(event)):
            if event.type() is QEvent.Type.KeyPress:
                act()
            event.accept()
            return True
        return False

    def _act_for(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Keys of the text; those of the page come after them."""
        keys = QKeySequence.StandardKey
        if event.key() in KEEP_KEYS and event.modifiers() in (Qt.KeyboardModifier.NoModifier, _KEYPAD):
            sentences = self._editing.selected()
            return (lambda: self._editing.edit(sentences[0].number)) if sentences else None
        if event.matches(keys.Delete) and self._editing.selected():
            return self._editing.delete_selected
        if event.matches(keys.Undo):
            return self._editing.undo
        redo = event.matches(keys.Redo) or event.keyCombination().toCombined() == _CTRL_Y
        return self._editing.redo if redo else None

    def _on_viewport(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            return self._on_press(event)
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._hint(event.pos()), self._view.viewport())
            return True
        return False

    def _on_press(self, event: QMouseEvent) -> bool:
        place = event.position().toPoint()
        number = self.number_at(place)
        if number is None:
            return False
        if event.type() is QEvent.Type.MouseButtonDblClick:
            self._editing.edit(number, place)
            return True
        if event.type() is QEvent.Type.MouseButtonPress and 0 < place.x() < self._view.names_end:
            self.speaker_clicked.emit(number, event.globalPosition().toPoint())
            return True
        return False

    def number_at(self, place: QPoint) -> int | None:
        """Of the sentence at a place of the viewport."""
        line = self._view.line_at(place)
        return None if line is None else self._view.lines[line].number

    def caret_at(self, place: QPoint) -> tuple[int, int] | None:
        """The sentence at a place of the viewport, and the place in its text."""
        number = self.number_at(place)
        cursor = self._view.cursorForPosition(place)
        before = QTextCursor(cursor)
        before.setPosition(cursor.block().position(), QTextCursor.MoveMode.KeepAnchor)
        return None if number is None else (number, len(before.selectedText()))

    def _hint(self, place: QPoint) -> str:
        """What a press on a speaker does; what was recognised, over a sentence that was edited."""
        number, transcript = self.number_at(place), self._editing.transcript
        sentence = None if transcript is None or number is None else transcript.sentence(number)
        if 0 < place.x() < self._view.names_end and number is not None:
            act, two = self.tr("Change the speaker"), sentence is not None and sentence.two_at_once
            return f"{self.tr('Two speak at once')}\n{act}" if two else act
        if transcript is None or sentence is None or not sentence.origins:
            return ""
        return self.tr("Edited. Recognised: {text}").format(text=harmless(transcript.recognised_text(sentence.number)))
