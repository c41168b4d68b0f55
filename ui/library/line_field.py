"""The field in which a sentence of a kept transcript is typed anew, parted, or joined with its neighbours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from ui.common.sentence_field import KEEP_KEYS, SentenceField

_CTRL = Qt.KeyboardModifier.ControlModifier


class LineField(SentenceField):
    """split: text and the place of the caret in it. joined: -1 with the sentence before, 1 with the next one; the text.

    stepped: to the sentence before (-1) or the next one (1).
    """

    split = Signal(str, int)
    joined = Signal(int, str)
    stepped = Signal(int)

    def event(self, event: QEvent) -> bool:
        """Undo in the field is its own while there is something to undo; then it belongs to the transcript."""
        ours = isinstance(event, QKeyEvent) and self._act_of(event) is not None
        if ours and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match self._act_of(event):
            case "split":
                self.split.emit(self.text(), self.caret())
            case "before":
                self.joined.emit(-1, self.text())
            case "next":
                self.joined.emit(1, self.text())
            case "up":
                self.stepped.emit(-1)
            case "down":
                self.stepped.emit(1)
            case _:
                super().keyPressEvent(event)

    def caret(self) -> int:
        """The place of the caret in `text()`."""
        before = QTextCursor(self.document())
        before.setPosition(self.textCursor().position(), QTextCursor.MoveMode.KeepAnchor)
        return len(" ".join(before.selectedText().replace("\u2029", " ").split()))

    def put_caret(self, at: int) -> None:
        """Before the character at `at`; behind the last one for -1."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End if at < 0 else QTextCursor.MoveOperation.Start)
        for _ in range(max(0, at)):
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        self.setTextCursor(cursor)

    def select_at(self, at: QPoint | None) -> None:
        """The caret goes where the mouse was, or behind the text: what is typed adds, and replaces nothing."""
        if at is None:
            self.put_caret(-1)
        else:
            super().select_at(at)

    def _act_of(self, event: QKeyEvent) -> str | None:
        cursor, key = self.textCursor(), event.key()
        if key in KEEP_KEYS:
            return "split" if event.modifiers() & _CTRL else None
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return None
        if key == Qt.Key.Key_Backspace and cursor.atStart() and not cursor.hasSelection():
            return "before"
        if key == Qt.Key.Key_Delete and cursor.atEnd() and not cursor.hasSelection():
            return "next"
        ways = {Qt.Key.Key_Up: QTextCursor.MoveOperation.Up, Qt.Key.Key_Down: QTextCursor.MoveOperation.Down}
        if key in ways and not cursor.movePosition(ways[Qt.Key(key)]):
            return "up" if key == Qt.Key.Key_Up else "down"
        return None
