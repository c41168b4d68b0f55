"""Keeps an open field over its sentence, and brings in what is recognised of that sentence meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QTextEdit

from engine.text.harmless import harmless
from engine.text.units import edits_beside
from ui.common.naming import named
from ui.common.sentence_field import SentenceField
from ui.common.utf16 import units


class FieldOver(QObject):
    """One field at a time over a view. news: what was recognised meanwhile, where the field does not say the same."""

    def __init__(self, view: QTextEdit, area: Callable[[], QRect | None]) -> None:
        """area: of the sentence under the field, in the viewport; None where it has gone."""
        super().__init__(view)
        self._view, self._area = view, area
        self._recognised = ""
        self.field: SentenceField | None = None
        self.news = named(QLabel(view.viewport()), "fieldNews")
        self.news.setTextFormat(Qt.TextFormat.PlainText)
        self.news.setWordWrap(True)
        self.news.hide()
        view.verticalScrollBar().valueChanged.connect(self.place)
        view.document().documentLayout().documentSizeChanged.connect(self.place)
        view.viewport().installEventFilter(self)

    def open(self, field: SentenceField, recognised: str) -> None:
        """Gives it the keyboard. recognised: what the model has heard of the sentence so far."""
        self.field, self._recognised = field, recognised
        field.textChanged.connect(self.place)
        self.place()
        field.show()
        self.place()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """The keyboard goes back to the view; nothing is kept."""
        field, self.field = self.field, None
        if field is None:
            return
        had_focus = field.hasFocus()
        field.blockSignals(True)
        field.hide()
        field.deleteLater()
        self.news.hide()
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_in(self, recognised: str, into_field: bool = True) -> None:
        """The sentence reads so by now: words that were not touched in the field follow it, what was typed stays.

        into_field: else it is only shown.
        """
        field, before = self.field, self._recognised
        if field is None or recognised == before:
            return
        self._recognised = recognised
        typed = field.toPlainText()
        if into_field:
            cursor = QTextCursor(field.document())
            cursor.beginEditBlock()
            for begin, end, text in reversed(edits_beside(before, typed, recognised)):
                cursor.setPosition(units(typed[:begin]))
                cursor.setPosition(units(typed[:end]), QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(text)
            cursor.endEditBlock()
        self.news.setText(self.tr("Recognised meanwhile: {text}").format(text=harmless(recognised)))
        self.news.setVisible(field.text() != recognised)
        self.place()

    def place(self) -> None:
        """Over its sentence, wherever that is now."""
        area = None if self.field is None else self._area()
        if self.field is None or area is None:
            return
        self.field.lay_over(area)
        if self.news.isVisibleTo(self._view):
            over = self.field.geometry()
            height = self.news.heightForWidth(over.width())
            below = over.bottom() + 1 + height <= self._view.viewport().height()
            self.news.setGeometry(over.x(), over.bottom() + 1 if below else over.y() - height, over.width(), height)
            self.news.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.place()
        return False
