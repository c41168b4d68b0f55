"""The words of an open transcript in step with its sound: which one is heard, and where one that is clicked begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QTextBlock
from PySide6.QtWidgets import QApplication

from engine.events import Word
from engine.text.harmless import harmless
from ui.common.theme import Theme
from ui.common.utf16 import place, units
from ui.common.word_boxes import boxes, paint_box
from ui.library.transcript_view import TranscriptView


class TimedSentence(Protocol):
    """A sentence with times in samples; without words where the model gave none."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def text(self) -> str: ...

    @property
    def words(self) -> Sequence[Word]: ...


WordPlace = tuple[int, int, int]
"""Begin and end in the text of a line, as characters, and the position in the sound."""


def word_places(text: str, words: Iterable[Word]) -> Iterator[WordPlace]:
    """Where the words stand in `text`, in order; one that is not found, as in another spelling, is left out."""
    at = 0
    for word in words:
        written = harmless(word.text.strip())
        found = text.find(written, at) if written else -1
        if found >= 0:
            at = found + len(written)
            yield found, at, word.start


class PlayedWords(QObject):
    """Marks the word that is heard, and follows it until the reader scrolls.

    clicked: a position to be heard. pressed: a key of the player, in the text.
    """

    clicked = Signal(int)
    pressed = Signal(str)
    double_clicked = Signal()

    def __init__(
        self, view: TranscriptView, theme: Theme, sentences: Callable[[], Sequence[TimedSentence]], keys: str
    ) -> None:
        """sentences: of the transcript that is open. keys: characters that the player takes in the text."""
        super().__init__(view)
        self._view, self._theme, self._sentences, self._keys = view, theme, sentences, keys
        self._of: object = None  # the lines that were indexed
        self._starts: list[int] = []
        self._lines: list[int] = []  # the line of each start
        self._known: dict[tuple[int, str], TimedSentence] = {}
        self._places: dict[int, list[WordPlace]] = {}
        self._word: tuple[int, int, int] | None = None  # line, begin and end of the spoken word
        self._pressed_at: QPoint | None = None
        self.active = False
        self.following = True
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.verticalScrollBar().actionTriggered.connect(self._stop_following)

    @property
    def heard(self) -> str:
        """The word that is marked."""
        if self._word is None:
            return ""
        line, begin, end = self._word
        return self._view.lines[line].text[begin:end]

    def show_position(self, position: int | None) -> None:
        """None: nothing is marked."""
        found = None if position is None else self._word_at(position)
        if found == self._word:
            return
        self._word = found
        if found is not None and self.following:
            self._bring_into_sight(found)
        self._view.viewport().update()

    def sentence_at(self, position: int) -> tuple[int, int] | None:
        """Begin and end of the sentence that is heard there, or that was heard last."""
        line = self._line_at(position)
        sentence = None if line is None else self._sentence(line)
        return None if sentence is None else (sentence.start, sentence.end)

    def position_at(self, spot: QPoint) -> int | None:
        """Where the word at a spot of the viewport begins in the sound; the sentence, beside the text."""
        cursor = self._view.cursorForPosition(spot)
        number = cursor.blockNumber()
        if number >= len(self._view.lines):
            return None
        line = self._view.lines[number]
        at = place(line.text, cursor.positionInBlock())
        before = [each for each in self._words(number) if each[0] <= at]
        return before[-1][2] if before else line.position

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.active:
            return False
        if watched is self._view:
            return isinstance(event, QKeyEvent) and self._on_key(event)
        if event.type() is QEvent.Type.Paint:
            self._paint()
        elif event.type() is QEvent.Type.Wheel:
            self._stop_following()
        elif isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            self._on_mouse(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        """The keys of the player, where no modifier is held."""
        key = event.text().lower()
        if not key or key not in self._keys or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.type() is QEvent.Type.KeyPress:
            self.pressed.emit(key)
        event.accept()
        return True

    def _on_mouse(self, event: QMouseEvent) -> None:
        """A click on a word, with nothing selected by it."""
        spot = event.position().toPoint()
        if event.type() is QEvent.Type.MouseButtonPress:
            self._pressed_at = spot
        elif event.type() is QEvent.Type.MouseButtonDblClick:
            self._pressed_at = None
            self.double_clicked.emit()
        elif event.type() is QEvent.Type.MouseButtonRelease and self._pressed_at is not None:
            moved = (spot - self._pressed_at).manhattanLength()
            self._pressed_at = None
            position = self.position_at(spot)
            if moved < QApplication.startDragDistance() and self._is_on_text(spot) and position is not None:
                self.clicked.emit(position)

    def _is_on_text(self, spot: QPoint) -> bool:
        """Not in the column of times and names, nor below the last line."""
        left = self._view.document().rootFrame().frameFormat().leftMargin()
        return spot.x() >= left and self._view.cursorRect(self._view.cursorForPosition(spot)).bottom() >= spot.y() - 4

    def _stop_following(self, _action: int = 0) -> None:
        self.following = False

    # The index

    def _index(self) -> None:
        """Anew where the text has changed."""
        lines = self._view.lines
        if self._of is lines:
            return
        said = [(line.position, at) for at, line in enumerate(lines) if not line.is_mark]
        self._of, self._starts, self._lines = lines, [each[0] for each in said], [each[1] for each in said]
        self._known = {(each.start, harmless(" ".join(each.text.split()))): each for each in self._sentences()}
        self._places = {}
        self._word = None

    def _line_at(self, position: int) -> int | None:
        self._index()
        number = bisect_right(self._starts, position) - 1
        return self._lines[number] if number >= 0 else None

    def _sentence(self, line: int) -> TimedSentence | None:
        read = self._view.lines[line]
        return self._known.get((read.position, read.text))

    def _words(self, line: int) -> list[WordPlace]:
        self._index()
        if line not in self._places:
            sentence = self._sentence(line)
            text = self._view.lines[line].text
            self._places[line] = [] if sentence is None else list(word_places(text, sentence.words))
        return self._places[line]

    def _word_at(self, position: int) -> tuple[int, int, int] | None:
        """The last word that has begun; the whole sentence, where words have no times."""
        line = self._line_at(position)
        if line is None:
            return None
        begun = [each for each in self._words(line) if each[2] <= position]
        if begun:
            return line, begun[-1][0], begun[-1][1]
        return None if self._words(line) else (line, 0, len(self._view.lines[line].text))

    # The mark

    def _boxes(self, word: tuple[int, int, int]) -> list[QRectF]:
        line, begin, end = word
        block: QTextBlock = self._view.document().findBlockByNumber(line)
        if not block.isValid() or line >= len(self._view.lines):
            return []
        text = self._view.lines[line].text
        return list(boxes(self._view, block, units(text[:begin]), units(text[:end])))

    def _bring_into_sight(self, word: tuple[int, int, int]) -> None:
        where = self._boxes(word)
        height = self._view.viewport().height()
        if where and not 0 <= where[0].top() <= where[-1].bottom() <= height:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + round(where[0].top() - height / 3))

    def _paint(self) -> None:
        if self._word is None:
            return
        painter = QPainter(self._view.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box in self._boxes(self._word):
            paint_box(painter, box, self._theme.colours.selection, self._theme.colours.accent)
        painter.end()
