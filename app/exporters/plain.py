"""Text to read: paragraphs, lines with times, Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.exporters.wording import clean_line, join_texts, paragraphs, speaker_name, stamp, with_speaker
from app.transcripts.values import Transcript, default_title
from engine.events import Final

# What Markdown could take for a sign of its own, at the start of a line or inside it.
_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def paragraphs_text(transcript: Transcript) -> str:
    """One line a paragraph, a blank line at each pause."""
    return _blocks(
        with_speaker(speaker_name(paragraph[0][0], transcript), join_texts(line for _, line in paragraph))
        for paragraph in paragraphs(transcript)
    )


def timed_text(transcript: Transcript) -> str:
    """One line a final, [HH:MM:SS] before it, a blank line at each pause."""
    return _blocks(
        "\n".join(_timed(final, line, transcript) for final, line in paragraph) for paragraph in paragraphs(transcript)
    )


def markdown_text(transcript: Transcript) -> str:
    """A heading, when and with what it was heard, and paragraphs that begin with their time."""
    session = transcript.session
    heading = f"# {_escaped(clean_line(session.title))}"
    known = (_escaped(clean_line(each)) for each in (session.source, session.model))
    origin = " · ".join((default_title(session.started_at), *known))
    body = (
        f"**[{stamp(paragraph[0][0].start)}]** {_said(paragraph, transcript)}" for paragraph in paragraphs(transcript)
    )
    return _blocks([heading, origin, *body])


def _timed(final: Final, line: str, transcript: Transcript) -> str:
    return f"[{stamp(final.start)}] {with_speaker(speaker_name(final, transcript), line)}"


def _said(paragraph: list[tuple[Final, str]], transcript: Transcript) -> str:
    name = speaker_name(paragraph[0][0], transcript)
    return with_speaker(f"*{name}*" if name else "", _escaped(join_texts(line for _, line in paragraph)))


def _blocks(blocks: Iterable[str]) -> str:
    joined = "\n\n".join(blocks)
    return f"{joined}\n" if joined else ""


def _escaped(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", text)
