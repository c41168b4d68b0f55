"""The values of the transcript editor: sentences, and changes with their inverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.transcripts.values import Bookmark
from engine.events import Final, Stream, Word

LABEL = "Speaker {number}"
"""Of a voice without a name."""
TWO_AT_ONCE = " +"
"""Behind the speaker of a sentence in which somebody else speaks as well."""


def alone(speaker: str) -> str:
    """The name without the mark of two at once."""
    return speaker.removesuffix(TWO_AT_ONCE)


def unsure(speaker: str) -> str:
    """The label of a sentence that is probably this speaker's."""
    return f"{speaker}?" if speaker and not speaker.endswith("?") else speaker


@dataclass(frozen=True, slots=True)
class EditedSentence:
    """One line of a transcript. start, end: samples.

    number: of its utterance, or from rows.FIRST_OWN on where a split made it. words: empty where the model gave no
    times. stream, speaker: whose words they are; a speaker that a reader named goes before the stream, and "" is none.
    origins: the utterances whose recognised text it stands for; () while text and times are as recognised.
    """

    number: int
    start: int
    end: int
    text: str
    words: tuple[Word, ...] = ()
    stream: Stream | None = None
    speaker: str = ""
    origins: tuple[int, ...] = ()

    @property
    def sources(self) -> tuple[int, ...]:
        """The utterances that it came from."""
        return self.origins or (self.number,)

    @property
    def place(self) -> tuple[int, int]:
        """Sentences stand in this order."""
        return self.start, self.number

    @property
    def voice(self) -> tuple[str, Stream | None]:
        """Whose words they are; sentences of one voice are renamed together."""
        return alone(self.speaker), None if self.speaker else self.stream

    @property
    def two_at_once(self) -> bool:
        return alone(self.speaker) != self.speaker


def recognised(final: Final, speaker: str = "") -> EditedSentence:
    """A final as it was recognised."""
    return EditedSentence(final.utterance_id, final.start, final.end, final.text, final.words, final.stream, speaker)


@dataclass(frozen=True, slots=True)
class Change:
    """Takes the place of `before` with `after`, sentences by number, and of some marks with others.

    Sentences of `before` that `after` does not have are gone.
    """

    before: tuple[EditedSentence, ...] = ()
    after: tuple[EditedSentence, ...] = ()
    marks_before: tuple[Bookmark, ...] = ()
    marks_after: tuple[Bookmark, ...] = ()

    @property
    def inverse(self) -> Change:
        return Change(self.after, self.before, self.marks_after, self.marks_before)

    @property
    def size(self) -> int:
        """How much it holds."""
        return len(self.before) + len(self.after) + len(self.marks_before) + len(self.marks_after)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """How changed sentences and marks stand now, by number and by position; None for those that are gone.

    own: those that splits made, as finals: they have a row of their own.
    """

    sentences: Mapping[int, EditedSentence | None]
    own: Mapping[int, Final]
    marks: Mapping[int, Bookmark | None]

    def __bool__(self) -> bool:
        return bool(self.sentences or self.marks)


def as_final(sentence: EditedSentence, source: Final) -> Final:
    """A sentence in the shape of a final. source: of one of its utterances."""
    return replace(
        source,
        utterance_id=sentence.number,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        words=sentence.words,
        draft=source.draft and not sentence.origins,
        alternatives=source.alternatives if sentence.number == source.utterance_id else (),
    )
