"""One sentence as it is and as another model heard it, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QLabel, QTextEdit, QVBoxLayout, QWidget

from app.transcripts.comparing import ComparedRun, Likeness
from engine.text.harmless import harmless
from ui.common.naming import named
from ui.common.theme import Theme, font
from ui.common.tokens import SPACE_M, SPACE_XS, TYPE_LARGE, Colours, px

SIDE_BY_SIDE_FROM = 520  # design pixels; narrower, the new text stands below the old one


class Comparison(QWidget):
    """Words that go are struck through, words that come are bold and underlined; other capitals and marks dotted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pieces: Sequence[ComparedRun] = ()
        self.before, self.after = self._text("textNow"), self._text("textHeardAgain")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(SPACE_M))
        for words, view in ((self.tr("Now"), self.before), (self.tr("Heard again"), self.after)):
            view.setAccessibleName(words)
            column = QVBoxLayout()
            column.setSpacing(px(SPACE_XS))
            title = named(QLabel(words), "comparisonTitle")
            title.setBuddy(view)
            column.addWidget(title)
            column.addWidget(view, 1)
            self._row.addLayout(column, 1)
        theme.changed.connect(self._show)

    def compare(self, pieces: Sequence[ComparedRun]) -> None:
        self._pieces = pieces
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(SIDE_BY_SIDE_FROM)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._show()

    def _show(self) -> None:
        colours = self._theme.colours
        write(self.before, [(each.before, removed(each.likeness, colours)) for each in self._pieces])
        write(self.after, [(each.after, added(each.likeness, colours)) for each in self._pieces])

    def _text(self, name: str) -> QTextEdit:
        view = named(QTextEdit(self), name)
        view.setReadOnly(True)
        view.setTabChangesFocus(True)
        view.setMinimumHeight(px(3 * TYPE_LARGE))
        view.document().setDefaultFont(font(px(TYPE_LARGE)))
        view.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return view


def write(view: QTextEdit, runs: Sequence[tuple[str, QTextCharFormat]]) -> None:
    """Text in its forms takes the place of what the view held."""
    view.clear()
    cursor = QTextCursor(view.document())
    for text, form in runs:
        word = harmless(text).lstrip()
        blank = " " if text[:1].isspace() and cursor.position() else ""
        cursor.insertText(blank, QTextCharFormat())
        cursor.insertText(word, form)


def removed(likeness: Likeness, colours: Colours) -> QTextCharFormat:
    form = _plain(likeness)
    if likeness is Likeness.CHANGED:
        form.setFontStrikeOut(True)
        form.setForeground(QColor(colours.error_text))
    return form


def added(likeness: Likeness, colours: Colours) -> QTextCharFormat:
    form = _plain(likeness)
    if likeness is Likeness.CHANGED:
        form.setFontWeight(QFont.Weight.Bold)
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        form.setForeground(QColor(colours.accent))
    return form


def _plain(likeness: Likeness) -> QTextCharFormat:
    form = QTextCharFormat()
    if likeness is Likeness.SPELLING:
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    return form
