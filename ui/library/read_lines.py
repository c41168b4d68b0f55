"""The lines of an open transcript: one a sentence, one a mark, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_values import TWO_AT_ONCE, EditedSentence
from app.transcripts.values import Bookmark
from engine.events import Final, Stream
from engine.text.harmless import harmless
from ui.common.speakers import speaker

MARK = "\u2605"
_ALL = -1


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A block: a sentence, or a mark with its note. position: samples since the captions began.

    number: of the sentence (EditedSentence.number); None for a mark. name: whose words they are, "" where one source
    was captioned alone. edited: the text is no longer as recognised. draft: it may still be refined.
    """

    position: int
    text: str
    number: int | None = None
    name: str = ""
    stream: Stream | None = None
    edited: bool = False
    draft: bool = False

    @property
    def is_mark(self) -> bool:
        return self.number is None


class ReadLines:
    """Makes the lines of a transcript; those of sentences that did not change are made once."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[EditedSentence, Final | None, ReadLine]] = {}
        self._left = 0
        self.complete = True

    def of(self, transcript: EditedTranscript, most: int = _ALL) -> list[ReadLine]:
        """A mark stands behind the sentence in which it was made.

        most: lines that are made anew; where more have changed, the others are as they were, and not `complete`.
        """
        self._left, self.complete = most, True
        made, heard = self._made, transcript.heard
        said: list[ReadLine] = []
        for each in transcript.sentences:  # nearly all are as they were: this is what thousands of lines cost a turn
            known = made.get(each.number)
            if known is not None and known[0] is each and known[1] is heard.get(each.number):
                line = known[2]
            else:
                line = self._make(transcript, each)
            if line.text:
                said.append(line)
        if not transcript.marks:
            return said
        marked = QCoreApplication.translate("TranscriptView", "Marked")
        marks = [_mark(each, marked) for each in transcript.marks.values()]
        return sorted((*said, *marks), key=lambda line: (line.position, line.is_mark))

    def _make(self, transcript: EditedTranscript, sentence: EditedSentence) -> ReadLine:
        number = sentence.number
        if number in self._made:
            if not self._left:
                self.complete = False
                return self._made[number][2]
            self._left -= 1
        line = _line(sentence, is_draft(transcript, sentence))
        self._made[number] = (sentence, transcript.heard.get(number), line)
        return line


def alike(some: Iterable[ReadLine], others: Iterable[ReadLine]) -> int:
    """How many at the beginning."""
    same = 0
    for one, other in zip(some, others, strict=False):
        if one is not other and one != other:
            break
        same += 1
    return same


def is_draft(transcript: EditedTranscript, sentence: EditedSentence) -> bool:
    """As recognised, by a quick pass that may be refined."""
    heard = transcript.heard.get(sentence.number)
    return heard is not None and heard.draft and not sentence.origins


def name_of(voice: tuple[str, Stream | None]) -> str:
    """A voice (EditedSentence.voice) as the window calls it."""
    name, stream = voice
    return harmless(name) or ("" if stream is None else speaker(stream))


def _line(sentence: EditedSentence, draft: bool) -> ReadLine:
    name = name_of(sentence.voice) + (TWO_AT_ONCE if sentence.two_at_once else "")
    edited = bool(sentence.origins)
    return ReadLine(sentence.start, _plain(sentence.text), sentence.number, name, sentence.voice[1], edited, draft)


def _mark(mark: Bookmark, marked: str) -> ReadLine:
    return ReadLine(mark.position, f"{MARK} {_plain(mark.note) or marked}")


def _plain(text: str) -> str:
    return harmless(" ".join(text.split()))
