"""Plain text exports: paragraphs, lines with times, Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.wording import MARK, Paragraph, blocks, clean_line, marked_line, speaker_name, stamp, with_speaker
from app.transcripts.values import Bookmark, Transcript, default_title
from engine.events import Final
from engine.text.units import join_texts

# What Markdown could take for a sign of its own, at the start of a line or inside it.
_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def paragraphs_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """One line a paragraph, a blank line at each pause; marks stand between paragraphs, as in the other two."""

    def block(paragraph: Paragraph) -> str:
        return with_speaker(speaker_name(paragraph[0][0], transcript), join_texts(line for _, line in paragraph))

    return _blocks(_with_marks(transcript, block, lambda mark: f"{MARK} {clean_line(mark.note)}".rstrip()))


def timed_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """One line a final, [HH:MM:SS] before it, a blank line at each pause."""

    def block(paragraph: Paragraph) -> str:
        return "\n".join(_timed(final, line, transcript) for final, line in paragraph)

    return _blocks(_with_marks(transcript, block, marked_line))


def markdown_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """A heading, when and with what it was heard, and paragraphs that begin with their time."""
    session = transcript.session
    heading = f"# {_escaped(clean_line(session.title))}"
    known = (_escaped(clean_line(each)) for each in (session.source, session.model))
    origin = " · ".join((default_title(session.started_at), *known))

    def block(paragraph: Paragraph) -> str:
        return f"**[{stamp(paragraph[0][0].start)}]** {_said(paragraph, transcript)}"

    def marked(mark: Bookmark) -> str:
        return f"> **[{stamp(mark.position)}]** {MARK} {_escaped(clean_line(mark.note))}".rstrip()

    return _blocks([heading, origin, *_with_marks(transcript, block, marked)])


def _with_marks(
    transcript: Transcript, block: Callable[[Paragraph], str], marked: Callable[[Bookmark], str]
) -> Iterable[str]:
    """Each as a text."""
    return (marked(each) if isinstance(each, Bookmark) else block(each) for each in blocks(transcript))


def _timed(final: Final, line: str, transcript: Transcript) -> str:
    return f"[{stamp(final.start)}] {with_speaker(speaker_name(final, transcript), line)}"


def _said(paragraph: Paragraph, transcript: Transcript) -> str:
    name = speaker_name(paragraph[0][0], transcript)
    return with_speaker(f"*{name}*" if name else "", _escaped(join_texts(line for _, line in paragraph)))


def _blocks(blocks: Iterable[str]) -> str:
    joined = "\n\n".join(blocks)
    return f"{joined}\n" if joined else ""


def _escaped(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", text)
