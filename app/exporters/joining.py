"""Joins several transcripts into one, for a single file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from app.transcripts.values import Bookmark, ClockMark, Edits, Provenance, Transcript
from engine.events import Final
from engine.timeline import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class _Whole:
    """What was joined so far; finals have numbers of their own in it."""

    segments: list[Final]
    marks: list[ClockMark]
    bookmarks: list[Bookmark]
    heard: dict[int, Final]
    origins: dict[int, tuple[int, ...]]
    speakers: dict[int, str]
    when: dict[int, float]
    provenance: list[Provenance]

    def take(self, transcript: Transcript, offset: int, numbers: Iterator[int]) -> None:
        edits = transcript.edits
        new = defaultdict[int, int](lambda: next(numbers))
        moved = [_moved(final, offset, new[final.utterance_id]) for final in transcript.segments]
        self.segments.extend(moved)
        self.heard.update({new[old]: _moved(final, offset, new[old]) for old, final in edits.heard.items()})
        self.origins.update({new[old]: tuple(new[each] for each in of) for old, of in edits.origins.items()})
        self.speakers.update({new[old]: name for old, name in edits.speakers.items()})
        self.when.update({new[old]: moment for old, moment in edits.when.items()})
        self.provenance.extend(replace(each, position=each.position + offset) for each in transcript.provenance)
        self.marks.extend(replace(mark, position=mark.position + offset) for mark in transcript.marks)
        self.bookmarks.append(Bookmark(offset, transcript.session.title))
        self.bookmarks.extend(replace(mark, position=mark.position + offset) for mark in transcript.bookmarks)


def _moved(final: Final, offset: int, number: int) -> Final:
    words = tuple(replace(word, start=word.start + offset, end=word.end + offset) for word in final.words)
    return replace(final, utterance_id=number, start=final.start + offset, end=final.end + offset, words=words)


def joined(transcripts: Sequence[Transcript]) -> Transcript:
    """One after another, each behind the end of the one before; a mark with its title says where each begins."""
    if len(transcripts) == 1:
        return transcripts[0]
    numbers = count()
    whole = _Whole([], [], [], {}, {}, {}, {}, [])
    offset = 0
    for each in transcripts:
        whole.take(each, offset, numbers)
        last = max((final.end for final in each.segments), default=0)
        offset += max(last, round(each.session.duration_s * SAMPLE_RATE))
    first = transcripts[0].session
    titles = " · ".join(dict.fromkeys(each.session.title for each in transcripts))
    models = " · ".join(dict.fromkeys(each.session.model for each in transcripts))
    languages = {each.session.language for each in transcripts}
    session = replace(
        first,
        title=titles,
        model=models,
        language=first.language if len(languages) == 1 else None,
        duration_s=offset / SAMPLE_RATE,
        finals=len(whole.segments),
        recording=None,
    )
    edits = Edits(whole.heard, whole.origins, whole.speakers, whole.when)
    marks, provenance = tuple(whole.marks), tuple(whole.provenance)
    return Transcript(session, tuple(whole.segments), marks, edits, tuple(whole.bookmarks), provenance)
