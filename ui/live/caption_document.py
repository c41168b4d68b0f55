"""The text of the caption view: one block an utterance, changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import (
    QBrush,
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.hotwords.marking import Places, places_of
from engine.events import Stream
from ui.live.speakers import prefix

LINE_HEIGHT_EMS = 1.45
GAP_EMS = 0.6
_NO_HEIGHT_PX = 0.01  # Qt takes 0 for the height that the font asks for
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value  # fonts differ in how high they think a line is


class BlockState(Enum):
    """LIVE may change at any moment; DRAFT may be refined once; KEPT stays; DIVIDER begins a session."""

    LIVE = "live"
    DRAFT = "draft"
    KEPT = "kept"
    DIVIDER = "divider"


@dataclass(slots=True)
class CaptionBlock:
    """What stands in one block. start: samples since its session began. marks: places of hotwords in the text.

    corrected: by the reader. stream: whose words they are, where two sources are captioned.
    """

    key: object
    start: int
    state: BlockState
    stable: str = ""
    tentative: str = ""
    marks: Places = ()
    corrected: bool = False
    stream: Stream | None = None

    @property
    def text(self) -> str:
        return self.stable + self.tentative


class CaptionDocument:
    """Keeps a QTextDocument in step with the utterances; entry n is block n.

    One more block, without text, ends the document: it can take room under the last line. A margin there
    would cost far more: Qt ignores the last block's, and lays all text out anew for the document's.
    """

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._entries: list[CaptionBlock] = []
        self._places: dict[object, int] = {}
        self._gap_px = self._line_px = 0.0
        self._reserved_px = 0.0
        self._tentative = QTextCharFormat()
        self._divider = QTextCharFormat()
        self._marked = QTextCharFormat()
        self._marking = True
        self._format_block(0)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> CaptionBlock:
        return self._entries[number]

    def paint(self, tentative: QColor, divider: QColor, mark: QColor) -> None:
        """The colours of what is unfinished, of dividers and of lines under hotwords.

        Stable text has the palette's, and needs no rewriting.
        """
        self._marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        self._marked.setUnderlineColor(mark)
        self._tentative.setForeground(QBrush(tentative))
        self._divider.setForeground(QBrush(divider))
        for number, entry in enumerate(self._entries):
            if entry.state in (BlockState.LIVE, BlockState.DIVIDER) or entry.marks:
                self._write(number, entry, 0)

    def mark(self, wanted: bool) -> None:
        """Whether hotwords are underlined."""
        if wanted != self._marking:
            self._marking = wanted
            for number, entry in enumerate(self._entries):
                if entry.marks:
                    self._write(number, entry, 0)

    def measure(self, text_px: int) -> None:
        """Distances that fit a size of text; what is there already is measured anew."""
        self._divider.setProperty(QTextCharFormat.Property.FontPixelSize, max(12, round(text_px * 0.55)))
        self._gap_px = round(text_px * GAP_EMS)
        self._line_px = round(text_px * LINE_HEIGHT_EMS)
        together = QTextCursor(self._document)  # one layout at the end, instead of one a block
        together.beginEditBlock()
        for number in range(len(self._entries)):
            self._format_block(number)
        together.endEditBlock()

    def show(self, key: object, start: int, stable: str, tentative: str, stream: Stream | None = None) -> None:
        """The present guess. An empty one opens no entry; after a final, a late guess changes nothing."""
        place = self._places.get(key)
        if place is None:
            if not (stable + tentative).strip():
                return
            place = self._insert(CaptionBlock(key, start, BlockState.LIVE, stream=stream))
        if self._entries[place].state is BlockState.LIVE:
            self._change(place, stable, tentative)

    def settle(
        self,
        key: object,
        start: int,
        text: str,
        draft: bool,
        hotwords: Sequence[str] = (),
        stream: Stream | None = None,
    ) -> None:
        """The kept text, in the place of the guess or of the draft before it. hotwords: that it holds."""
        text = " ".join(text.split())
        place = self._places.get(key)
        if place is None:
            place = self._insert(CaptionBlock(key, start, BlockState.LIVE, stream=stream))
        entry = self._entries[place]
        entry.state = BlockState.DRAFT if draft else BlockState.KEPT
        if entry.corrected:  # the reader knows better than a second pass
            return
        before, entry.marks = entry.marks, places_of(hotwords, text)
        self._change(place, text, "")
        if before or entry.marks:
            self._write(place, entry, 0)

    def correct(self, place: int, text: str) -> None:
        """A reader's text; it stays, whatever comes for its utterance later. Its hotwords stay marked."""
        entry = self._entries[place]
        entry.corrected = True
        words = [entry.stable[begin:end] for begin, end in entry.marks]
        entry.marks = places_of(words, text)
        self._change(place, text, "")
        if words:
            self._write(place, entry, 0)

    def withdraw(self, key: object) -> None:
        place = self._places.get(key)
        if place is not None and self._entries[place].state is BlockState.LIVE:
            self._remove(place)

    def divide(self, title: str) -> None:
        """A line between two sessions; none at the top. One that nothing followed is that of the session to come."""
        if not self._entries:
            return
        if self._entries[-1].state is not BlockState.DIVIDER:
            self._insert(CaptionBlock(object(), 0, BlockState.DIVIDER))
        self._change(len(self._entries) - 1, title, "")

    def place_of(self, key: object) -> int | None:
        """The number of an entry; None where it has gone."""
        return self._places.get(key)

    def reserve(self, space_px: float) -> None:
        """Empty room under the last line, so that a guess which gets shorter moves nothing."""
        if space_px != self._reserved_px:
            self._reserved_px = space_px
            self._format_block(len(self._entries))

    @property
    def line_px(self) -> float:
        """From one line to the next."""
        return self._line_px

    @property
    def reserved_px(self) -> float:
        return self._reserved_px

    def plain_text(self) -> str:
        """All of it, one utterance a line, with its speaker where there are two."""
        return "\n".join(prefix(entry.stream) + entry.text for entry in self._entries)

    def block(self, number: int) -> QTextBlock:
        return self._document.findBlockByNumber(number)

    def _insert(self, entry: CaptionBlock) -> int:
        """Opens an empty block where the entry belongs by time; returns its number."""
        place = self._place_by_time(entry)
        self._entries.insert(place, entry)
        self._number_from(place)
        self._block_cursor(place).insertBlock()
        self._format_block(place)
        return place

    def _place_by_time(self, entry: CaptionBlock) -> int:
        place = len(self._entries)
        if entry.state is BlockState.DIVIDER:
            return place
        while place > 0:
            before = self._entries[place - 1]
            if before.state is BlockState.DIVIDER or before.start <= entry.start:
                break
            place -= 1
        return place

    def _remove(self, place: int) -> None:
        del self._places[self._entries.pop(place).key]
        self._number_from(place)
        cursor = self._block_cursor(place)
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._format_block(place)

    def _number_from(self, place: int) -> None:
        for number in range(place, len(self._entries)):
            self._places[self._entries[number].key] = number

    def _change(self, place: int, stable: str, tentative: str) -> None:
        """Rewrites only what follows the part that both versions show alike."""
        entry = self._entries[place]
        same = _common_prefix(entry.stable, stable)
        if (entry.stable, entry.tentative) != (stable, tentative):
            entry.stable, entry.tentative = stable, tentative
            self._write(place, entry, same)

    def _write(self, place: int, entry: CaptionBlock, since: int) -> None:
        plain = self._divider if entry.state is BlockState.DIVIDER else QTextCharFormat()
        cursor = self._block_cursor(place)
        cursor.beginEditBlock()
        cursor.setPosition(cursor.position() + _units(entry.stable[:since]))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.insertText(entry.stable[since:], plain)
        cursor.insertText(entry.tentative, self._tentative)
        if self._marking:
            self._underline(place, entry)
        cursor.endEditBlock()

    def _underline(self, place: int, entry: CaptionBlock) -> None:
        for begin, end in entry.marks:
            cursor = self._block_cursor(place)
            block = cursor.position()
            cursor.setPosition(block + _units(entry.stable[:begin]))
            cursor.setPosition(block + _units(entry.stable[:end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(self._marked)

    def _block_cursor(self, number: int) -> QTextCursor:
        return QTextCursor(self.block(number))

    def _format_block(self, number: int) -> None:
        made = QTextBlockFormat()
        if number == len(self._entries):
            made.setLineHeight(max(self._reserved_px, _NO_HEIGHT_PX), _FIXED)
        else:
            made.setLineHeight(self._line_px, _FIXED)
            made.setBottomMargin(self._gap_px)
            divider = self._entries[number].state is BlockState.DIVIDER
            made.setTopMargin(self._gap_px if divider else 0)
        self._block_cursor(number).setBlockFormat(made)


def _common_prefix(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)


def _units(text: str) -> int:
    """Length as Qt counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
