"""What the transcript store gives back: frozen values, times in samples unless a name says otherwise."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.events import Final
from engine.timeline import to_seconds


@dataclass(frozen=True, slots=True)
class ClockMark:
    """At `position` (samples since the session began) the clock stood at `wall_time` (Unix seconds)."""

    position: int
    wall_time: float


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session as a list shows it.

    started_at: Unix seconds. duration_s: to its end, or to its last final where it never ended.
    finished: False while it runs, and after a crash or power cut. running: its process lives. recording: where its
    sound was put.
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


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole session. segments: in the order of speech, as corrected. marks: in the order of position.

    originals: what was heard, by utterance, where its reader corrected it.
    """

    session: SessionSummary
    segments: tuple[Final, ...]
    marks: tuple[ClockMark, ...] = ()
    originals: Mapping[int, str] = field(default_factory=dict)

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
    """A final that holds all the words. matches: (begin, end) places of them in `snippet`."""

    session_id: int
    utterance_id: int
    start: int
    text: str
    snippet: str
    matches: tuple[tuple[int, int], ...]
