"""One transcript: its title, what can be done with it, and its text."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.transcripts.editing import EditedTranscript
from app.transcripts.library import ListedTranscript
from app.transcripts.values import SessionSummary, Transcript
from ui.common.labels import words_label
from ui.common.more_button import MoreButton
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.symbols import button_symbol, button_symbol_size
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS, TYPE_BODY, TYPE_LARGE, px
from ui.library.lines import head_text, title_of
from ui.library.ports import TranscriptTextPort
from ui.library.replace_bar import ReplaceBar
from ui.library.replacing import Replacing
from ui.library.sentence_menu import SentenceMenu
from ui.library.transcript_editing import TranscriptEditing
from ui.library.transcript_view import TranscriptView

FOLLOW_MS = 3_000  # between two looks at captions that still run


class ReadingPane(QWidget):
    """Loads a transcript, shows it and lets it be edited.

    back_wanted: to the list, where both are not side by side. opened: it is shown. failed: it cannot be shown, or what
    was edited cannot be kept, and why.
    """

    back_wanted = Signal()
    opened = Signal()
    closed = Signal()
    failed = Signal(object)

    def __init__(
        self, library: TranscriptTextPort, theme: Theme, actions: list[QAction], parent: QWidget | None = None
    ) -> None:
        """actions: what can be done with the transcript, behind "More"."""
        super().__init__(parent)
        self.setObjectName("readingPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._library = library
        self._loaded = Relay(self._take)
        self._wanted: tuple[int, int | None] | None = None  # what is being loaded, and the place in it
        self.transcript: Transcript | None = None
        self.back = self._button("back", self.tr("Back"), self.tr("Back to the list (Alt+Left)"))
        self.back.clicked.connect(self.back_wanted)
        self.title = words_label("transcriptTitle", "", TYPE_LARGE, QFont.Weight.DemiBold)
        self.detail = words_label("transcriptDetail")
        self.export = self._button("export", self.tr("Export"), self.tr("Save this transcript as a file"))
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addActions(actions)
        hint = self.tr("Rename, delete, show the sound")
        self.more = MoreButton(theme, self.tr("More for this transcript"), menu, hint)
        self.view = TranscriptView(theme)
        self.editing = TranscriptEditing(library, self.view, theme)
        self.find_bar = ReplaceBar(theme, self)
        self.replacing = Replacing(self.editing, self.find_bar, theme)
        self.finding = self.replacing.finding
        self.editing.changed.connect(self._on_edited)
        self.editing.saving.failed.connect(self.failed)
        self.sentence_menu = SentenceMenu(self.editing)
        self.sentence_menu.replacing_wanted.connect(self.open_replace)
        replace_keys = QShortcut(QKeySequence("Ctrl+H"), self)
        replace_keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        replace_keys.activated.connect(self.open_replace)
        self._following = QTimer(self, interval=FOLLOW_MS)
        self._following.timeout.connect(self._follow)
        self._followed = Relay(self._take_followed)
        self.hint = words_label("readingHint", "", TYPE_BODY)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()
        theme.changed.connect(self._dress)
        self._dress()
        self.close_transcript()

    @property
    def number(self) -> int | None:
        """Of the transcript that is open."""
        return None if self.transcript is None else self.transcript.session.id

    def open(self, number: int, position: int | None = None) -> None:
        """position: of what comes into sight, in samples; None for the beginning."""
        if number == self.number and self._wanted is None:
            self.opened.emit()
            if position is not None:
                self.view.go_to(position)
        elif (number, position) != self._wanted:
            self._wanted = (number, position)
            self._library.load(number, lambda answer: self._loaded.send((number, position, _opened(answer))))

    def open_find(self) -> None:
        """The find bar, over the upper right corner of the text."""
        self._open_bar(replacing=False)

    def open_replace(self) -> None:
        """The same bar, with what comes in the place of what is found."""
        if self.transcript is not None:
            self._open_bar(replacing=True)

    def _open_bar(self, replacing: bool) -> None:
        self.editing.finish()
        self.find_bar.show_replacing(replacing)
        self._place_find_bar()
        self.finding.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_find_bar()

    def add_below(self, bar: QWidget) -> None:
        """Under the text."""
        self._column.addWidget(bar)

    def close_transcript(self) -> None:
        self.editing.close()
        self._following.stop()
        self.closed.emit()
        self._wanted = self.transcript = None
        self.hint.setText(self.tr("Choose a transcript to read it."))
        self._show_parts(reading=False)

    def put_away(self) -> None:
        self.editing.finish()
        self.editing.saving.put_away()
        self._following.stop()
        for relay in (self._loaded, self._followed):
            relay.cut()

    def _take(self, answer: object) -> None:
        if not isinstance(answer, tuple) or answer[:2] != self._wanted:
            return  # another one is wanted by now
        _, position, opened = answer
        self._wanted = None
        if not isinstance(opened, tuple):
            self.failed.emit(opened)
            return
        self.transcript, edited = opened
        self.editing.open(self.transcript.session.id, edited)
        self._show_title(self.transcript.session)
        self._show_parts(reading=bool(self.view.lines))
        if self.transcript.session.running:
            self._following.start()
        self.opened.emit()
        if position is not None:
            self.view.go_to(position)

    def _follow(self) -> None:
        """Ask for what captions that run have added; the next time when this one is answered."""
        if self.number is not None and self.isVisible() and self.editing.saving.at_rest:
            self._following.stop()
            self._library.load(self.number, self._followed.send)

    def _take_followed(self, answer: object) -> None:
        if not isinstance(answer, Transcript) or answer.session.id != self.number:
            return
        self.editing.take(answer)
        self.transcript = answer
        self._show_title(answer.session)
        if answer.session.running:
            self._following.start()

    def _on_edited(self) -> None:
        if self.transcript is not None and self.editing.transcript is not None:
            count = len(self.editing.transcript.sentences)
            self.transcript = replace(self.transcript, session=replace(self.transcript.session, finals=count))
            self._show_title(self.transcript.session)
            self.view.setVisible(bool(self.view.lines))
            self.hint.setVisible(not self.view.lines)

    def take_renamed(self, listed: ListedTranscript) -> None:
        if self.transcript is not None and self.number == listed.session.id:
            self.transcript = replace(self.transcript, session=listed.session)
            self._show_title(listed.session)

    def _show_title(self, session: SessionSummary) -> None:
        self.title.setText(title_of(session))
        self.detail.setText(head_text(session))
        if not self.view.lines:
            self.hint.setText(self.tr("Nothing was said in these captions."))

    def _show_parts(self, reading: bool) -> None:
        self._head.setVisible(self.transcript is not None)
        self.view.setVisible(reading)
        self.find_bar.hide()
        self.hint.setVisible(not reading)

    def _place_find_bar(self) -> None:
        gap = px(SPACE_S)
        self.find_bar.lie_over(self.view.geometry().adjusted(gap, 0, -gap, -gap))

    def _button(self, name: str, words: str, hint: str) -> QToolButton:
        button = named(QToolButton(), name)
        button.setText(words)
        button.setToolTip(hint)
        button.setIconSize(button_symbol_size())
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_XS))
        words.addWidget(self.title)
        words.addWidget(self.detail)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(px(SPACE_L), px(SPACE_M), px(SPACE_M), px(SPACE_S))
        head.setSpacing(px(SPACE_S))
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.view, 1)
        column.addWidget(self.hint, 1)

    def _dress(self) -> None:
        for button in (self.back, self.export):
            button.setIcon(button_symbol(button.objectName(), self._theme.colours.text))


def _opened(answer: object) -> object:
    """On the worker: a transcript that was read, with what an editor of it needs."""
    return (answer, EditedTranscript(answer)) if isinstance(answer, Transcript) else answer
