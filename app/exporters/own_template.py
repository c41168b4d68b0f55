"""Exports by a user's template. Template variables: docs/exports.md.

The template runs in a process of its own (template_child.py), so that one without an end can be ended.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.exporters.cues import cues_of
from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.wording import clean_line, paragraphs, speaker_name, spoken
from app.transcripts.values import Transcript, default_title
from engine.errors import BadInput
from engine.events import Final
from engine.isolation import children
from engine.text.units import join_texts
from engine.timeline import to_seconds

LIMIT_S = 30.0
MOST_BYTES = 1 << 20
"""Of a template."""
_MOST_WRITTEN = 64 << 20
_CHILD = "app.exporters.template_child:main"


def template_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """Raises BadInput where no template is chosen, and for one that is broken or has no end."""
    if options.template is None:
        raise BadInput("No template is chosen.", "Choose the file of one.")
    source = _read(options.template)
    order = {
        "source": source,
        "escapes": options.template_suffix in (".html", ".htm", ".xhtml", ".xml"),
        "most": _MOST_WRITTEN,
        "values": values_of(transcript, options, source),
    }
    return _rendered(options.template.name, order, LIMIT_S)


def check_template(path: Path) -> None:
    """Before hours of work that end in it. Raises BadInput for one that is not there, or is no template."""
    _rendered(path.name, {"source": _read(path), "escapes": False, "most": 0, "values": None}, LIMIT_S)


def values_of(transcript: Transcript, options: ExportOptions, source: str) -> dict[str, Any]:
    """What a template can use, as plain values: text on one line, times in seconds. source: what is made for it."""
    session = transcript.session
    sentences = [_sentence(transcript, final, line, "words" in source) for final, line in spoken(transcript)]
    by_number = {each["number"]: each for each in sentences}
    cues = cues_of(transcript, options.rules) if "cues" in source else ()
    return {
        "title": clean_line(session.title),
        "source": clean_line(session.source),
        "model": clean_line(session.model),
        "language": session.language or "",
        "began": default_title(session.started_at),
        "began_utc": datetime.fromtimestamp(session.started_at, UTC).isoformat(timespec="seconds"),
        "duration": _seconds(session.duration_s),
        "tags": [clean_line(each) for each in session.tags],
        "speakers": list(dict.fromkeys(each["speaker"] for each in sentences if each["speaker"])),
        "sentences": sentences,
        "paragraphs": list(_paragraphs(transcript, by_number)),
        "marks": [{"time": _time(each.position), "note": clean_line(each.note)} for each in transcript.bookmarks],
        "cues": [
            {
                "start": each.start_ms / 1000,
                "end": each.end_ms / 1000,
                "lines": list(each.lines),
                "speakers": list(each.speakers),
            }
            for each in cues
        ],
    }


def _sentence(transcript: Transcript, final: Final, line: str, words: bool) -> dict[str, Any]:
    heard = transcript.originals.get(final.utterance_id) if transcript.edits.origins else None
    found: dict[str, Any] = {
        "number": int(final.utterance_id),
        "start": _time(final.start),
        "end": _time(final.end),
        "speaker": speaker_name(final, transcript),
        "text": line,
        "edited": heard is not None,
        "heard": line if heard is None else clean_line(heard),
        "language": final.language or "",
    }
    if words:
        found["words"] = [
            {
                "text": clean_line(each.text),
                "start": _time(each.start),
                "end": _time(each.end),
                "estimated": each.interpolated,
            }
            for each in final.words
        ]
    return found


def _paragraphs(transcript: Transcript, by_number: dict[int, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in paragraphs(transcript):
        yield {
            "start": _time(each[0][0].start),
            "end": _time(each[-1][0].end),
            "speaker": speaker_name(each[0][0], transcript),
            "text": join_texts(line for _, line in each),
            "sentences": [by_number[int(final.utterance_id)] for final, _ in each],
        }


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BadInput("{name} is too long for a template.", "Choose another file.", name=path.name)
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise BadInput("There is no template {path}.", "Choose another file.", path=path) from error
    except UnicodeDecodeError as error:
        raise BadInput("The template {name} is no text in UTF-8.", "Save it as UTF-8.", name=path.name) from error
    except (OSError, ValueError) as error:
        raise BadInput("The template {path} cannot be read.", "Choose another file.", path=path) from error


def _rendered(name: str, order: dict[str, Any], limit_s: float) -> str:
    try:
        ended = children.run(_CHILD, timeout_s=limit_s, feed=json.dumps(order).encode())
        answer = json.loads(ended.stdout) if ended.returncode == 0 else {"fault": "memory"}
    except subprocess.TimeoutExpired as error:
        raise BadInput(
            "The template {name} was not done after {limit} s.", "Simplify its loops.", name=name, limit=f"{limit_s:g}"
        ) from error
    except (OSError, ValueError) as error:
        raise BadInput("The template {name} could not be run.", "Try again.", name=name) from error
    match answer.get("fault"):
        case None:
            return str(answer["text"])
        case "memory":
            raise BadInput("The template {name} makes too much of a file.", "Simplify its loops.", name=name)
        case "foreign":
            reason = "a template reads no other file"
        case _:
            reason = re.sub(r"\s+", " ", str(answer["message"])).rstrip(". ") or str(answer["fault"])
    line = answer["line"]
    raise BadInput(
        "Line {line} of the template {name} does not work: {reason}.",
        "Mend it, or choose another file.",
        line=line,
        name=name,
        reason=reason,
    )


def _time(position: int) -> float:
    return _seconds(to_seconds(max(0, int(position))))


def _seconds(seconds: float) -> float:
    return round(seconds, 3)
