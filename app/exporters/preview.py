"""The beginning of an export as text, before it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from app.exporters import broken_rules, export, format_named
from app.exporters.evidence import report_text
from app.exporters.options import ExportChoices
from app.exporters.rules import Violation
from app.transcripts.values import Transcript

MOST_SENTENCES, MOST_CHARACTERS = 80, 6_000


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """text: how the file begins. broken: the rules that it does not keep, of the whole file."""

    text: str
    broken: tuple[Violation, ...]


def preview_of(transcript: Transcript, choices: ExportChoices) -> ExportPreview:
    """What is no plain text is shown by its words. Raises BadInput as `export` does."""
    kind, options = format_named(choices.format), choices.options
    beginning = replace(transcript, segments=transcript.segments[:MOST_SENTENCES])
    if "evidence" in kind.name:
        text = unescape(re.sub(r"<[^>]*>", " ", report_text(transcript).partition("<body>")[2]))
    elif kind.binary or kind.suffix == ".html":
        text = export(beginning, "txt-times" if kind.name.endswith("-times") else "txt", options)
    else:
        text = export(beginning, kind.name, options)
    return ExportPreview(text[:MOST_CHARACTERS], tuple(broken_rules(transcript, kind.name, options)))
