"""Text for files: single lines without control characters, joined as their script requires."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from app.transcripts.values import Bookmark, Transcript, default_title
from engine.events import Final, Stream
from engine.text.characters import is_square
from engine.text.harmless import harmless
from engine.timeline import to_seconds

_SPEAKERS = {
    "en": {Stream.ME: "Me", Stream.OTHERS: "Others"},
    "zh": {Stream.ME: "我", Stream.OTHERS: "对方"},
}
_IN_NO_FILE = "\ufeff\ufffe\uffff"  # a byte order mark, and what XML 1.0 forbids
PARAGRAPH_PAUSE_S = 2.0  # the pause at which peers begin a paragraph
MARK = "\u2605"  # a star: says "marked" in every language
Paragraph = list[tuple[Final, str]]


def clean_line(text: str) -> str:
    """`text` on one line: any white space is one blank, and what no file format can hold is gone."""
    joined = " ".join(harmless(text).split())
    return "".join(character for character in joined if character not in _IN_NO_FILE).strip()


def spoken(transcript: Transcript) -> list[tuple[Final, str]]:
    """Each final that has text, and that text on one line."""
    lines = ((final, clean_line(final.text)) for final in transcript.segments)
    return [(final, line) for final, line in lines if line]


def speaker_name(final: Final, transcript: Transcript) -> str:
    """Whose words these are: the name that a reader gave, else that of the source in the language of the transcript.

    "" where one source was captioned alone.
    """
    if named := transcript.edits.speakers.get(final.utterance_id):
        return clean_line(named)
    if final.stream is None:
        return ""
    return _SPEAKERS["zh" if is_chinese(transcript) else "en"][final.stream]


def with_speaker(name: str, text: str) -> str:
    """The text, and whose it is before it."""
    if not name:
        return text
    return f"{name}：{text}" if is_square(name[-1]) else f"{name}: {text}"


def is_chinese(transcript: Transcript) -> bool:
    """In the language that was asked for, or in that of most finals."""
    asked = transcript.session.language
    languages = [asked] if asked else [final.language for final in transcript.segments if final.language]
    return 2 * sum(language.startswith("zh") for language in languages) > len(languages)


def paragraphs(transcript: Transcript) -> Iterator[Paragraph]:
    """Finals with their text. A new paragraph begins after a silence of PARAGRAPH_PAUSE_S or a pause of the session,
    with another speaker, and at a mark of the user."""
    paragraph: Paragraph = []
    for final, line in spoken(transcript):
        if paragraph and _parted(transcript, paragraph[-1][0], final):
            yield paragraph
            paragraph = []
        paragraph.append((final, line))
    if paragraph:
        yield paragraph


def blocks(transcript: Transcript) -> Iterator[Paragraph | Bookmark]:
    """In the order of time; a mark follows what was being said."""

    def begin(each: Paragraph | Bookmark) -> int:
        return each.position if isinstance(each, Bookmark) else each[0][0].start

    return heapq.merge(paragraphs(transcript), transcript.bookmarks, key=begin)


def marked_line(mark: Bookmark) -> str:
    return f"[{stamp(mark.position)}] {MARK} {clean_line(mark.note)}".rstrip()


def origin(transcript: Transcript) -> str:
    """When a session began, its source and its model, on one line."""
    session = transcript.session
    known = (default_title(session.started_at), clean_line(session.source), clean_line(session.model))
    return " · ".join(filter(None, known))


def stamp(position: int) -> str:
    """A position in samples as HH:MM:SS."""
    seconds = int(to_seconds(max(0, position)))
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _parted(transcript: Transcript, before: Final, after: Final) -> bool:
    return (
        speaker_name(before, transcript) != speaker_name(after, transcript)
        or _pause_s(transcript, before, after) >= PARAGRAPH_PAUSE_S
        or any(before.start <= each.position < after.start for each in transcript.bookmarks)
    )


def _pause_s(transcript: Transcript, before: Final, after: Final) -> float:
    """By the clock, because a paused session counts no samples."""
    last_heard = before.end - 1  # at `end` itself the clock may already be the one after a pause
    by_clock = transcript.clock_time(after.start) - transcript.clock_time(last_heard)
    return max(by_clock, to_seconds(after.start - before.end))
