"""A sentence of the transcript, corrected in its place: a double click or Enter opens it, Enter keeps, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from ui.common.theme import Theme
from ui.live.caption_view import CaptionView

FRAME_PX = 6  # around the text, so that it stands where the sentence stood
_KEEP = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SentenceField(QTextEdit):
    """Plain text over its sentence. kept: what was typed. left: nothing is to change."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, text: str, view: CaptionView, theme: Theme) -> None:
        super().__init__(view.viewport())
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
        ours = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Escape, *_KEEP)
        if ours and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEEP:
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


class SentenceEditing(QObject):
    """Opens one field at a time over the view.

    corrected: the entry's key, the text before, the text after; only where they differ.
    """

    corrected = Signal(object, str, str)

    def __init__(self, view: CaptionView, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._key: object = None
        self._was_following = False
        self.field: SentenceField | None = None
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self._place)
        view.document().documentLayout().documentSizeChanged.connect(self._place)

    def open(self, number: int, at: QPoint | None = None) -> None:
        """at: a place of the viewport whose word is to be selected; all of the sentence without one.

        What was typed in the field of another sentence is kept; that of this one stays as it is.
        """
        entry = self._view.captions[number]
        if self.field is not None and entry.key == self._key:
            return
        self.finish()
        self._key = entry.key
        self._was_following = self._view.following
        self._view.hold_still(True)
        field = self.field = SentenceField(entry.text, self._view, self._theme)
        field.kept.connect(self._keep)
        field.left.connect(self._leave)
        field.textChanged.connect(self._place)
        self._place()
        field.show()
        self._place()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._select(field, at)

    def finish(self) -> None:
        """What was typed is kept."""
        if self.field is not None:
            self._keep(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonDblClick:
            place = event.position().toPoint()
            number = self._view.sentence_at(place) if watched is self._view.viewport() else None
            if number is not None and event.button() is Qt.MouseButton.LeftButton:
                self.open(number, place)
                return True
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched is self._view:
            number = self._view.sentence_in_hand() if event.key() in _KEEP else None
            if number is not None:
                self.open(number)
                return True
        elif event.type() is QEvent.Type.Resize and watched is self._view.viewport():
            self._place()
        return False

    def _keep(self, text: str) -> None:
        number = self._number()
        key = self._key
        self._close()
        if number is None or not text:
            return
        before = self._view.captions[number].text
        if text != before:
            self._view.correct(number, text)
            self.corrected.emit(key, before, text)

    def _leave(self) -> None:
        self._close()

    def _close(self) -> None:
        field, self.field = self.field, None
        if field is None:
            return
        had_focus = field.hasFocus()
        field.blockSignals(True)
        field.hide()
        field.deleteLater()
        if self._was_following:
            self._view.hold_still(False)
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _number(self) -> int | None:
        """Where the sentence stands now: others may have come before it, or it was refined away."""
        return self._view.captions.place_of(self._key)

    def _place(self) -> None:
        field, number = self.field, self._number()
        if field is None or number is None:
            return
        area = self._view.area_of(number)
        field.setGeometry(
            area.x() - FRAME_PX,
            area.y() - FRAME_PX,
            area.width() + 2 * FRAME_PX,
            max(field.height_needed(), area.height() - FRAME_PX),
        )

    def _select(self, field: SentenceField, at: QPoint | None) -> None:
        cursor = field.textCursor()
        if at is None:
            cursor.select(QTextCursor.SelectionType.Document)
        else:
            inside: QWidget = field.viewport()
            cursor = field.cursorForPosition(inside.mapFrom(self._view.viewport(), at))
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        field.setTextCursor(cursor)
