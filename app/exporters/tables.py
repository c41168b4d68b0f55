"""Finals for programs: JSON in the form of transcription services, and a CSV table."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from datetime import UTC, datetime

from app.cells import safe_cell
from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.wording import clean_line, is_chinese, speaker_name, spoken, stamp
from app.transcripts.values import Transcript
from engine.events import Final, Word
from engine.text.units import join_texts
from engine.timeline import to_seconds

JsonValue = str | int | float | bool | None | list["JsonObject"] | list[str]
JsonObject = dict[str, JsonValue]


def json_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """The verbose form of transcription services: task, text, language, duration, segments (id, start, end, text,
    words), words (all of them); times in seconds.

    A word whose place was not measured but put between its neighbours says so ("interpolated": true). Where the
    model gives no times, `words` is empty: none are made up. A sentence that its reader corrected says so
    ("edited": true), what was heard ("heard") and when it was changed, in UTC ("edited_at"). Where two sources were
    captioned, `speaker` is "me" or "others"; a name that a reader gave goes before it.
    `alternatives`, where there are any, holds other readings of a segment's sound.
    `marks` (time, note) are there where the user marked places.
    """
    whole: JsonObject = {
        "task": "transcribe",
        "text": join_texts(line for _, line in spoken(transcript)),
        "language": _language(transcript),
        "duration": _rounded(transcript.session.duration_s),
        "segments": _segments(transcript),
        "words": [_word(word) for each in transcript.segments for word in each.words],
    }
    if transcript.bookmarks:
        marks: list[JsonObject] = [
            {"time": _seconds(each.position), "note": clean_line(each.note)} for each in transcript.bookmarks
        ]
        whole["marks"] = marks
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def csv_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """One row a final: start and end in seconds, text; between them the speaker, where two sources were captioned.

    A text that a spreadsheet would compute has an apostrophe before it (cells.py).
    """
    page = io.StringIO()
    rows = csv.writer(page, lineterminator="\n")
    named = any(speaker_name(final, transcript) for final in transcript.segments)
    rows.writerow(("start", "end", "speaker", "text") if named else ("start", "end", "text"))
    for final, line in spoken(transcript):
        speaker = (speaker_name(final, transcript),) if named else ()
        rows.writerow((_seconds(final.start), _seconds(final.end), *speaker, safe_cell(line)))
    return page.getvalue()


def table_of_times(transcript: Transcript) -> list[tuple[str, ...]]:
    """The head, and a row a sentence: begin, end, speaker where there are two, text."""
    rows = [
        (stamp(final.start), stamp(final.end), speaker_name(final, transcript), line)
        for final, line in spoken(transcript)
    ]
    head = ("开始", "结束", "说话人", "文字") if is_chinese(transcript) else ("Begin", "End", "Speaker", "Text")
    names = any(row[2] for row in rows)
    return [row if names else (row[0], row[1], row[3]) for row in (head, *rows)]


def _segments(transcript: Transcript) -> list[JsonObject]:
    originals, edits = transcript.originals, transcript.edits
    found = []
    for each in transcript.segments:
        number = each.utterance_id
        entry = _segment(each, originals.get(number), edits.speakers.get(number))
        if (moment := edits.when.get(number)) is not None:
            entry["edited_at"] = datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
        found.append(entry)
    return found


def _segment(final: Final, heard: str | None, speaker: str | None) -> JsonObject:
    """heard: None where the text is as recognised. speaker: the name that a reader gave."""
    entry: JsonObject = {
        "id": int(final.utterance_id),
        "start": _seconds(final.start),
        "end": _seconds(final.end),
        "text": clean_line(final.text),
        "words": [_word(word) for word in final.words],
    }
    if final.alternatives:
        entry["alternatives"] = [clean_line(other) for other in final.alternatives]
    if speaker is not None:
        entry["speaker"] = clean_line(speaker)
    elif final.stream is not None:
        entry["speaker"] = final.stream.value
    return entry if heard is None else entry | {"edited": True, "heard": clean_line(heard)}


def _word(word: Word) -> JsonObject:
    probability = None if word.probability is None else float(word.probability)
    entry: JsonObject = {
        "word": clean_line(word.text),
        "start": _seconds(word.start),
        "end": _seconds(word.end),
        "probability": probability if probability is not None and math.isfinite(probability) else None,
    }
    return entry | {"interpolated": True} if word.interpolated else entry


def _language(transcript: Transcript) -> str | None:
    """The requested language, or the one detected in most finals."""
    found = Counter(final.language for final in transcript.segments if final.language)
    return transcript.session.language or next((language for language, _ in found.most_common(1)), None)


def _seconds(position: int) -> float:
    return _rounded(to_seconds(int(position)))


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
