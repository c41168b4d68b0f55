"""The text of the caption view: one block an utterance, changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from app.marking import Places, places_of
from engine.events import SpeakerLabelled, Stream
from ui.common.speakers import prefix
from ui.common.tokens import Colours
from ui.live.block_writer import BlockWriter
from ui.live.caption_list import BlockState, CaptionBlock, CaptionList


class CaptionDocument:
    """Keeps a QTextDocument in step with the utterances; entry n is block n.

    One more block, without text, ends the document: it can take room under
    the last line. A margin there would cost far more: Qt ignores the last block's, and lays all text out anew for the
    document's.
    """

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._entries = CaptionList()
        self._writer = BlockWriter(document)
        self._reserved_px = 0.0
        self._shape(0)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> CaptionBlock:
        return self._entries[number]

    def place_of(self, key: object) -> int | None:
        """The number of an entry; None where it has gone."""
        return self._entries.place_of(key)

    def paint(self, colours: Colours) -> None:
        """Settled text has the palette's colour, and needs no rewriting."""
        self._writer.paint(colours)
        self._rewrite(lambda entry: entry.state is not BlockState.KEPT or bool(entry.marks))

    def mark(self, wanted: bool) -> None:
        """Whether words of the vocabulary are underlined."""
        self._writer.mark(wanted)
        self._rewrite(lambda entry: bool(entry.marks))

    def measure(self, text_px: int) -> None:
        """Distances that fit a size of text; what is there already is measured anew."""
        self._writer.measure(text_px)
        together = QTextCursor(self._document)  # one layout at the end, instead of one a block
        together.beginEditBlock()
        for number in range(len(self)):
            self._shape(number)
        together.endEditBlock()

    def show(self, key: object, start: int, stable: str, tentative: str, stream: Stream | None = None) -> None:
        """The present guess. An empty one opens no entry; after a final, a late guess changes nothing."""
        place = self.place_of(key)
        if place is None:
            if not (stable + tentative).strip():
                return
            place = self._insert(CaptionBlock(key, start, BlockState.LIVE, stream=stream))
        if self[place].state is BlockState.LIVE:
            self._change(place, BlockState.LIVE, stable, tentative)

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
        place = self.place_of(key)
        if place is None:
            place = self._insert(CaptionBlock(key, start, BlockState.LIVE, stream=stream))
        state = BlockState.DRAFT if draft else BlockState.KEPT
        entry = self[place]
        if entry.corrected:  # the reader knows better than a second pass
            self._change(place, state, entry.text, marks=entry.marks)
            return
        text = " ".join(text.split())
        self._change(place, state, text, marks=places_of(hotwords, text))

    def label(self, key: object, voice: SpeakerLabelled) -> None:
        """Who spoke; it stands in the margin, so no text changes."""
        if (place := self.place_of(key)) is not None:
            entry = self[place]
            if voice.revised:
                entry.voice_before = entry.voice
            entry.voice = voice

    def correct(self, place: int, text: str) -> None:
        """A reader's text; it stays, whatever comes for its utterance later. Its hotwords stay marked."""
        entry = self[place]
        entry.corrected = True
        words = [entry.stable[begin:end] for begin, end in entry.marks]
        self._change(place, entry.state, text, marks=places_of(words, text))

    def withdraw(self, key: object) -> None:
        place = self.place_of(key)
        if place is not None and self[place].state is BlockState.LIVE:
            self._entries.remove(place)
            self._writer.remove(place)
            self._shape(place)

    def divide(self, title: str) -> None:
        """A line between two sessions; none at the top. One that nothing followed is that of the session to come."""
        if not len(self):
            return
        if self[-1].state is not BlockState.DIVIDER:
            self._insert(CaptionBlock(object(), 0, BlockState.DIVIDER))
        self._change(len(self) - 1, BlockState.DIVIDER, title)

    def reserve(self, space_px: float) -> None:
        """Empty room under the last line, so that a guess which gets shorter moves nothing."""
        if space_px != self._reserved_px:
            self._reserved_px = space_px
            self._shape(len(self))

    @property
    def line_px(self) -> float:
        """From one line to the next."""
        return self._writer.line_px

    @property
    def reserved_px(self) -> float:
        return self._reserved_px

    def plain_text(self) -> str:
        """All of it, one utterance a line, with its speaker where there are two."""
        entries = (self[number] for number in range(len(self)))
        return "\n".join(prefix(entry.stream, entry.voice) + entry.text for entry in entries)

    def block(self, number: int) -> QTextBlock:
        return self._writer.block(number)

    def _insert(self, entry: CaptionBlock) -> int:
        """Opens an empty block where the entry belongs by time; returns its number."""
        place = self._entries.insert(entry)
        self._writer.open(place)
        self._shape(place)
        return place

    def _change(self, place: int, state: BlockState, stable: str, tentative: str = "", marks: Places = ()) -> None:
        """Writes what differs from what the block shows."""
        entry = self[place]
        before, text = (entry.state, entry.stable, entry.tentative, entry.marks), entry.text
        entry.state, entry.stable, entry.tentative, entry.marks = state, stable, tentative, marks
        if before != (state, stable, tentative, marks):
            self._writer.write(place, entry, text)

    def _rewrite(self, wanted: Callable[[CaptionBlock], bool]) -> None:
        for number in range(len(self)):
            if wanted(self[number]):
                self._writer.write(number, self[number], self[number].text)

    def _shape(self, number: int) -> None:
        if number == len(self):
            self._writer.shape_end(number, self._reserved_px)
        else:
            self._writer.shape(number, self[number].state is BlockState.DIVIDER)
