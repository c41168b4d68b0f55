"""The captions so far: scrolls, can be selected and copied, and stays still while one reads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip

from app.marking import Places
from engine.events import CaptionEvent, Final, NothingSaid, Partial, SpeakerLabelled
from ui.common.theme import Theme, font
from ui.common.utf16 import units
from ui.common.word_boxes import boxes, paint_box
from ui.live.caption_document import CaptionDocument
from ui.live.caption_list import BlockState, CaptionBlock
from ui.live.caption_margin import CaptionMargin
from ui.live.caption_places import CaptionPlaces
from ui.live.paint_times import PaintReports
from ui.live.reading_place import ReadingPlace

_SCROLL_KEYS = frozenset(
    getattr(Qt.Key, f"Key_{name}") for name in ("Up", "Down", "Left", "Right", "PageUp", "PageDown")
)


class CaptionView(QTextEdit):
    """Shows caption events.

    captions: what stands there; places: where in the viewport; place: the reader's; margin: times, speakers, marks.
    alerts: where alert words stand in a text. painted: an event and the time.monotonic() at which its text was on the
    screen; only for events that arrived while the newest line was in view.
    """

    def __init__(self, theme: Theme, text_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._session = 0
        self._text_px = text_px
        self.setObjectName("captionView")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setCursorWidth(0)
        self.setAccessibleName(self.tr("Captions"))
        self.setAccessibleDescription(self.tr("What was said, one sentence a line; the newest is the last"))
        self.alerts: Callable[[str], Places] = lambda text: ()
        self.captions = CaptionDocument(self.document())
        self.places = CaptionPlaces(self, self.captions)
        self.place = ReadingPlace(self, self.captions, self.places)
        self.margin = CaptionMargin(self, self.captions, self.places, theme)
        self.reports = PaintReports(self)
        self.painted = self.reports.painted
        self.set_text_px(text_px)
        self._dress()
        theme.changed.connect(self._dress)

    @property
    def session(self) -> int:
        """How many sessions began in this view; the first of the pair that names an entry (`CaptionBlock.key`)."""
        return self._session

    def begin_session(self, title: str) -> None:
        """Utterances that arrive from now on are of a new session; a line with its title parts the two."""
        self._session += 1
        with self.place.still():
            self.captions.divide(title)

    def show_event(self, event: CaptionEvent, session: int | None = None) -> None:
        """Takes the events that carry text or tell who spoke; others pass unseen. session: None for the newest."""
        if not isinstance(event, Partial | Final | NothingSaid | SpeakerLabelled):
            return
        key = (self._session if session is None else session, event.utterance_id)
        if isinstance(event, SpeakerLabelled):
            self.captions.label(key, event)
            self.viewport().update()
            return
        with self.place.still():
            match event:
                case Partial():
                    self.captions.show(key, event.start, event.stable, event.tentative, event.stream)
                case Final():
                    text, hotwords = event.text, event.hotwords_used
                    self.captions.settle(key, event.start, text, event.draft, hotwords, event.stream)
                case NothingSaid():
                    self.captions.withdraw(key)
        if self.place.following and self.window().isVisible():  # the first text brings the view itself into sight
            self.reports.take(event)
            self.viewport().update()  # also for a text that looks as the one before: it is on the screen now

    def set_text_px(self, text_px: int) -> None:
        self._text_px = text_px
        with self.place.still():
            self.document().setDefaultFont(font(text_px))
            self.captions.measure(text_px)
            self._lay_out()

    def leave_free(self, top_px: int) -> None:
        """Notices cover so much of the top. What is read stays where it is; a short text moves below them."""
        bar = self.verticalScrollBar()
        kept = bar.value() + top_px - self.viewportMargins().top()
        self.setViewportMargins(0, top_px, 0, 0)
        if not self.place.following:
            bar.setValue(kept)

    def make_room_for_names(self, wanted: bool) -> None:
        """Of speakers, in the margin."""
        if wanted != self.margin.wide:
            self.margin.wide = wanted
            with self.place.still():
                self._lay_out()

    def underline_hotwords(self, wanted: bool) -> None:
        with self.place.still():
            self.captions.mark(wanted)

    def correct(self, number: int, text: str) -> None:
        with self.place.still():
            self.captions.correct(number, text)

    def jump_to_newest(self) -> None:
        self.place.jump_to_newest()

    def copy_all(self) -> None:
        """Puts everything that is shown on the clipboard, one utterance a line."""
        QGuiApplication.clipboard().setText(self.captions.plain_text())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone: what is pasted elsewhere takes the look it finds there."""
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText().rstrip("\n"))
        return copied

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keyboard reading continues from what is in view, not from the old place of the caret."""
        if event.key() in _SCROLL_KEYS:
            self.setCursorWidth(2)
            inside = self.viewport().rect()
            if not inside.contains(self.cursorRect()):
                start = inside.bottomLeft() if self.place.following else inside.center()
                self.setTextCursor(self.cursorForPosition(start))
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursorWidth(0)
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Signs in the margin say what they mean."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.margin.hint_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self.place.kept():
            super().resizeEvent(event)
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        for block, entry, _ in self.places.visible():
            for begin, end in self.alerts(entry.text) if entry.state is not BlockState.DIVIDER else ():
                for box in boxes(self, block, *_in_units(entry, begin, end)):
                    paint_box(painter, box, colours.warning_ground, colours.warning_text, 1.5)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.margin.paint(painter)
        painter.end()
        self.reports.picture_done()

    def _lay_out(self) -> None:
        self.place.forget_height()
        self.margin.lay_out(self._text_px)

    def _dress(self) -> None:
        with self.place.still():
            self.captions.paint(self._theme.colours)
        self.viewport().update()


def _in_units(entry: CaptionBlock, begin: int, end: int) -> tuple[int, int]:
    return units(entry.text[:begin]), units(entry.text[:end])
