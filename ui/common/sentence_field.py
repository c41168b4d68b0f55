"""A field over one sentence of a text view, in which the sentence is typed anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.common.theme import Theme

FRAME_PX = 6  # around the text, so that it stands where the sentence stood
KEEP_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SentenceField(QTextEdit):
    """Plain text over its sentence. kept: what was typed. left: nothing is to change."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, text: str, view: QTextEdit, theme: Theme) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setObjectName("sentenceField")
        self.setAcceptRichText(False)
        self.setFont(view.document().defaultFont())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Correct the sentence"))
        self.document().setDocumentMargin(0)
        self.setPlainText(text)
        colours = theme.colours
        self.setStyleSheet(
            f"#sentenceField {{ background: {colours.surface}; color: {colours.text};"
            f" border: 2px solid {colours.accent}; border-radius: 8px; padding: {FRAME_PX - 2}px; }}"
        )

    def event(self, event: QEvent) -> bool:
        """Esc is ours: a notice must not take it first."""
        ours = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Escape, *KEEP_KEYS)
        if ours and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in KEEP_KEYS:
            self.kept.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who clicks elsewhere keeps what was typed; a menu over the field is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.kept.emit(self.text())

    def text(self) -> str:
        return " ".join(self.toPlainText().split())

    def height_needed(self) -> int:
        return round(self.document().size().height()) + 2 * FRAME_PX

    def lay_over(self, area: QRect) -> None:
        """area: of the sentence, in the viewport."""
        self.setGeometry(
            area.x() - FRAME_PX,
            area.y() - FRAME_PX,
            area.width() + 2 * FRAME_PX,
            max(self.height_needed(), area.height() - FRAME_PX),
        )

    def select_at(self, at: QPoint | None) -> None:
        """The word at a place of the view's viewport; all of the text without one."""
        cursor = self.textCursor()
        if at is None:
            cursor.select(QTextCursor.SelectionType.Document)
        else:
            cursor = self.cursorForPosition(self.viewport().mapFrom(self._view.viewport(), at))
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.setTextCursor(cursor)
