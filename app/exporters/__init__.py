"""Transcripts as files that other programs read: text, subtitles, JSON, tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from app.files import write_whole
from app.transcripts.values import Transcript
from engine.errors import BadInput
from engine.text.sentence import Sentence

Writer = Callable[[Transcript], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. name: what is typed after --format; title: what is read in a dialog.

    writer: "module:function" below app.exporters, imported when it is needed. newline, encoding: in the file.
    word_times: the times of single words show in it.
    """

    name: str
    title: str
    suffix: str
    writer: str
    newline: str = "\n"
    encoding: str = "utf-8"
    word_times: bool = False


FORMATS = (
    Format("txt", Sentence("Text"), ".txt", "plain:paragraphs_text"),
    Format("txt-times", Sentence("Text with times"), ".txt", "plain:timed_text"),
    # Some players on Windows take nothing else than CR LF; all others take both.
    Format("srt", Sentence("SubRip subtitles"), ".srt", "subtitles:srt_text", newline="\r\n", word_times=True),
    Format("vtt", Sentence("WebVTT subtitles"), ".vtt", "subtitles:vtt_text", word_times=True),
    Format("json", Sentence("JSON with word times"), ".json", "tables:json_text", word_times=True),
    # Without the mark at its beginning, Excel reads Chinese as something else.
    Format("csv", Sentence("Table (CSV)"), ".csv", "tables:csv_text", newline="\r\n", encoding="utf-8-sig"),
    Format("md", "Markdown", ".md", "plain:markdown_text"),
)


def export(transcript: Transcript, format_name: str) -> str:
    r"""The transcript as the text of a file, lines ended by "\n" whatever the format asks for on the disk.

    Raises BadInput for a format that does not exist, or cannot hold this transcript.
    """
    module, function = format_named(format_name).writer.split(":")
    writer = cast(Writer, getattr(import_module(f"app.exporters.{module}"), function))
    return writer(transcript)


def write_export(transcript: Transcript, path: Path, format_name: str) -> None:
    """Write the transcript to `path`: all of it, or nothing. The old file stays until the new one is whole.

    Raises BadInput as `export` does, and FileNotWritten for a full disk, a folder, a missing right.
    """
    kind = format_named(format_name)
    content = export(transcript, format_name).replace("\n", kind.newline)
    write_whole(path, content.encode(kind.encoding, "replace"))


def format_named(name: str) -> Format:
    for each in FORMATS:
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
        "No format goes by “{suffix}”.", "Choose --format, or an ending of {names}.", suffix=path.suffix, names=known
    )


def wants_word_times(name: str | None, path: Path | None) -> bool:
    """Whether the times of single words show in the transcript that is written, if one is. Raises as chosen_format."""
    return not (name is None and path is None) and format_named(chosen_format(name, path)).word_times


def format_for(path: Path) -> Format | None:
    """The first format that goes by the suffix of `path`, or None."""
    return next((each for each in FORMATS if each.suffix == path.suffix.lower()), None)
