"""Transcripts as files that other programs read: text, subtitles, JSON, tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from engine.errors import BadInput
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.exporters.options import ExportOptions
    from app.exporters.rules import Violation
    from app.files import Content
    from app.transcripts.values import Transcript

Writer = Callable[["Transcript", "ExportOptions"], str | bytes]
StreamWriter = Callable[["Transcript", "ExportOptions", BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. name: what is typed after --format; title: what is read in a dialog.

    writer: "module:function" below app.exporters, imported when it is needed. newline, encoding: in the file.
    word_times: the times of single words show in it. binary: it is no text. subtitles: it keeps rules of reading;
    names: with names of speakers in its text. streamed: its writer is a StreamWriter: a recording goes into it.
    """

    name: str
    title: str
    suffix: str
    writer: str
    newline: str = "\n"
    encoding: str = "utf-8"
    word_times: bool = False
    binary: bool = False
    subtitles: bool = False
    names: bool = False
    streamed: bool = False


def _subtitles(name: str, title: str, writer: str, newline: str = "\n", names: bool = False) -> Format:
    return Format(name, title, f".{name}", writer, newline, word_times=True, subtitles=True, names=names)


FORMATS = (
    Format("txt", Sentence("Text"), ".txt", "plain:paragraphs_text"),
    Format("txt-times", Sentence("Text with times"), ".txt", "plain:timed_text"),
    Format("md", "Markdown", ".md", "plain:markdown_text"),
    Format("docx", Sentence("Word document"), ".docx", "word_file:docx_bytes", binary=True),
    Format("docx-times", Sentence("Word document with times"), ".docx", "word_file:docx_with_times", binary=True),
    Format("odt", Sentence("OpenDocument text"), ".odt", "open_document:odt_bytes", binary=True),
    Format(
        "odt-times",
        Sentence("OpenDocument with times"),
        ".odt",
        "open_document:odt_with_times",
        binary=True,
    ),
    Format("pdf", "PDF", ".pdf", "printing:pdf_bytes", binary=True),
    Format("html", Sentence("Web page"), ".html", "web:html_text", word_times=True),
    Format(
        "html-sound",
        Sentence("Web page with its sound"),
        ".html",
        "web:html_with_sound",
        word_times=True,
        streamed=True,
    ),
    # Some players on Windows take nothing else than CR LF; all others take both.
    _subtitles("srt", Sentence("SubRip subtitles"), "subtitles:srt_text", newline="\r\n", names=True),
    _subtitles("vtt", Sentence("WebVTT subtitles"), "subtitles:vtt_text"),
    _subtitles("ass", Sentence("ASS subtitles"), "timed_text:ass_text"),
    _subtitles("ttml", Sentence("TTML subtitles (IMSC 1.1)"), "timed_text:ttml_text"),
    Format("lrc", Sentence("Lyrics (LRC)"), ".lrc", "timed_text:lrc_text", word_times=True),
    Format("json", Sentence("JSON with word times"), ".json", "tables:json_text", word_times=True),
    # Without the mark at its beginning, Excel reads Chinese as something else.
    Format("csv", Sentence("Table (CSV)"), ".csv", "tables:csv_text", newline="\r\n", encoding="utf-8-sig"),
    Format("csv-plain", Sentence("Table (CSV) for programs"), ".csv", "tables:csv_text", newline="\r\n"),
    Format("html-evidence", Sentence("Evidence report"), ".html", "evidence:report_text"),
    Format("pdf-evidence", Sentence("Evidence report (PDF)"), ".pdf", "evidence:report_pdf", binary=True),
    Format("zip", Sentence("Bundle with its sound (ZIP)"), ".zip", "evidence:bundle", binary=True, streamed=True),
)
OWN_TEMPLATE = Format("template", Sentence("Own template…"), ".txt", "own_template:template_text")
"""Beside FORMATS, since it needs a file of the user's; the ending is that of the template."""


def export(transcript: Transcript, format_name: str, options: ExportOptions | None = None) -> str:
    r"""The transcript as the text of a file, lines ended by "\n" whatever the format asks for on the disk.

    Raises BadInput for a format that does not exist, is no text, or cannot hold this transcript.
    """
    kind = format_named(format_name)
    if kind.binary:
        raise BadInput("This format is no text.", "Write it to a file.")
    return export_bytes(transcript, format_name, options).decode(kind.encoding).replace(kind.newline, "\n")


def export_bytes(transcript: Transcript, format_name: str, options: ExportOptions | None = None) -> bytes:
    """The transcript as a file holds it. Raises BadInput as `export` does."""
    content = export_content(transcript, format_name, options)
    if isinstance(content, bytes):
        return content
    file = BytesIO()
    content(file)
    return file.getvalue()


def export_content(transcript: Transcript, format_name: str, options: ExportOptions | None = None) -> Content:
    """The bytes of a file, or what writes them: a recording is never in the memory as a whole. Raises as `export`."""
    kind = format_named(format_name)
    module, function = kind.writer.split(":")
    writer = getattr(import_module(f"app.exporters.{module}"), function)
    if kind.streamed:
        return partial(cast(StreamWriter, writer), transcript, options or _usual())
    content = cast(Writer, writer)(transcript, options or _usual())
    return (
        content if isinstance(content, bytes) else content.replace("\n", kind.newline).encode(kind.encoding, "replace")
    )


def broken_rules(transcript: Transcript, format_name: str, options: ExportOptions | None = None) -> list[Violation]:
    """What the subtitles of a transcript could not keep, in order of time; nothing for a format without rules."""
    from app.exporters.cues import cues_of
    from app.exporters.rules import violations

    kind, rules = format_named(format_name), (options or _usual()).rules
    return violations(cues_of(transcript, rules, kind.names), rules) if kind.subtitles else []


def _usual() -> ExportOptions:
    from app.exporters.options import AS_USUAL

    return AS_USUAL


def write_export(transcript: Transcript, path: Path, format_name: str, options: ExportOptions | None = None) -> None:
    """Write the transcript to `path`: all of it, or nothing. The old file stays until the new one is whole.

    Raises BadInput as `export` does, and FileNotWritten for a full disk, a folder, a missing right.
    """
    from app.files import write_whole  # late: a list of formats is shown without it

    write_whole(path, export_content(transcript, format_name, options))


def export_formats() -> tuple[tuple[str, str], ...]:
    """(name, title) of each format that a transcript can be written in."""
    return tuple((each.name, each.title) for each in FORMATS)


def format_named(name: str) -> Format:
    for each in (*FORMATS, OWN_TEMPLATE):
        if each.name == name:
            return each
    known = ", ".join(each.name for each in FORMATS)
    raise BadInput('There is no format "{name}".', "Choose one of {names}.", name=name, names=known)


def chosen_format(name: str | None, path: Path | None) -> str:
    """The name that was given, else that of the format that goes by the suffix of `path`; txt without either.

    Raises BadInput for a suffix that no format goes by.
    """
    if name is not None:
        return name
    if path is None or not path.suffix:
        return FORMATS[0].name
    if (kind := format_for(path)) is not None:
        return kind.name
    known = ", ".join(dict.fromkeys(each.suffix for each in FORMATS))
    raise BadInput(
        "No format goes by “{suffix}”.", "Choose a format, or an ending of {names}.", suffix=path.suffix, names=known
    )


def wants_word_times(name: str | None, path: Path | None) -> bool:
    """Whether the times of single words show in the transcript that is written, if one is. Raises as chosen_format."""
    return not (name is None and path is None) and format_named(chosen_format(name, path)).word_times


def suffix_for(name: str, options: ExportOptions | None = None) -> str:
    """The ending of a file in this format, with its dot."""
    return (options or _usual()).template_suffix if name == OWN_TEMPLATE.name else format_named(name).suffix


def format_for(path: Path) -> Format | None:
    """The first format that goes by the suffix of `path`, or None."""
    return next((each for each in FORMATS if each.suffix == path.suffix.lower()), None)
