"""The values of the transcript store: frozen, times in samples unless a name says otherwise."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.events import Final
from engine.text.units import join_texts
from engine.timeline import to_seconds


@dataclass(frozen=True, slots=True)
class ClockMark:
    """At `position` (samples since the session began) the clock stood at `wall_time` (Unix seconds)."""

    position: int
    wall_time: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that the user marked: `position` in samples since the session began, and what they noted there."""

    position: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class BookmarkRemoved:
    """The user took the mark at `position` away."""

    position: int


@dataclass(frozen=True, slots=True)
class LabelKept:
    """Whose voice an utterance has, as captions that run are labelled. before: the label whose place it takes, None
    for the first one. What a reader made of the speaker stays."""

    utterance_id: int
    speaker: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the text from `position` on (samples), or what was lost there; provenance.py makes them.

    kind: model, recognition, settings, vocabulary, overrun, device_lost or device_back. details: by name, for a person.
    """

    position: int
    kind: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session as a list shows it.

    started_at: Unix seconds. duration_s: to its end, or to its last final where it never ended.
    finished: False while it runs, and after a crash or power cut. running: its process lives. recording: where its
    sound is. linked: that file is the user's own, and is never changed or deleted. language: what was chosen;
    languages: what was heard. drafts: finals that may still be refined. tags: in the order of the alphabet.
    deleted: it is in the bin.
    """

    id: int
    title: str
    started_at: float
    duration_s: float
    finals: int
    source: str
    model: str
    language: str | None
    finished: bool
    recording: Path | None
    running: bool = False
    languages: tuple[str, ...] = ()
    drafts: int = 0
    tags: tuple[str, ...] = ()
    deleted: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A part of the library: what has a tag, or what was deleted and can still be brought back."""

    tag: str | None = None
    deleted: bool = False


ALL = ListedPart()


@dataclass(frozen=True, slots=True)
class Edits:
    """What a reader changed. Keys are `Final.utterance_id` of segments, in `heard` of what was recognised.

    heard: what was recognised where no segment shows it as it was: edited, merged into another, deleted. origins: of
    each segment whose text or times were edited, the utterances that it came from. speakers: names that were given.
    when: Unix seconds of the last change, by utterance, also of those that no segment shows any more.
    """

    heard: Mapping[int, Final] = field(default_factory=dict)
    origins: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    speakers: Mapping[int, str] = field(default_factory=dict)
    when: Mapping[int, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole session. segments: in the order of speech, as edited. marks, bookmarks, provenance: in that of position.

    provenance: empty where it was not recorded.
    """

    session: SessionSummary
    segments: tuple[Final, ...]
    marks: tuple[ClockMark, ...] = ()
    edits: Edits = Edits()
    bookmarks: tuple[Bookmark, ...] = ()
    provenance: tuple[Provenance, ...] = ()

    @property
    def last_end(self) -> int:
        """Where the last sentence ends, in samples; 0 where nothing was said."""
        return max((each.end for each in self.segments), default=0)

    @property
    def originals(self) -> Mapping[int, str]:
        """What was heard, by `Final.utterance_id` of the segments that were edited."""
        heard = self.edits.heard
        return {
            number: join_texts(heard[each].text for each in sources if each in heard)
            for number, sources in self.edits.origins.items()
        }

    def clock_time(self, position: int) -> float:
        """When the sound at `position` was heard, in Unix seconds, by the last mark before it."""
        before = [mark for mark in self.marks if mark.position <= position]
        mark = before[-1] if before else ClockMark(0, self.session.started_at)
        return mark.wall_time + to_seconds(position - mark.position)


def unsaved_transcript(
    segments: tuple[Final, ...],
    *,
    source: str,
    model: str,
    language: str | None = None,
    started_at: float | None = None,
    marks: tuple[ClockMark, ...] = (),
) -> Transcript:
    """Finals that never went through the store, in the shape that the exporters take. Its session has id 0.

    started_at: None for the first of `marks`, or now.
    """
    began = started_at or (marks[0].wall_time if marks else time.time())
    ordered = tuple(sorted(segments, key=lambda final: (final.start, final.utterance_id)))
    end = max((final.end for final in ordered), default=0)
    summary = SessionSummary(
        id=0,
        title=default_title(began),
        started_at=began,
        duration_s=to_seconds(end),
        finals=len(ordered),
        source=source,
        model=model,
        language=language,
        finished=True,
        recording=None,
    )
    return Transcript(summary, ordered, marks or (ClockMark(0, began),))


def default_title(started_at: float) -> str:
    """What a session without a name is called: its local date and time, the same in every language."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(started_at))


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A final that holds all the words. matches: (begin, end) places of them in `snippet`.

    title, started_at: of its transcript, as in SessionSummary.
    """

    session_id: int
    utterance_id: int
    start: int
    text: str
    snippet: str
    matches: tuple[tuple[int, int], ...]
    title: str
    started_at: float
