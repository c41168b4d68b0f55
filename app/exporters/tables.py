"""Finals for programs: JSON in the shape that transcription services share, and a table."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Mapping

from app.cells import safe_cell
from app.exporters.wording import clean_line, join_texts, speaker_name, spoken
from app.transcripts.values import Transcript
from engine.events import Final, Word
from engine.timeline import to_seconds

JsonValue = str | int | float | bool | None | list["JsonObject"]
JsonObject = dict[str, JsonValue]


def json_text(transcript: Transcript) -> str:
    """text, language, duration, segments (id, start, end, text, words); times in seconds.

    A word whose place was not measured but put between its neighbours says so ("interpolated": true). Where the
    model gives no times, `words` is empty: none are made up. A sentence that its reader corrected says so
    ("edited": true) and what was heard ("heard"). Where two sources were captioned, `speaker` is "me" or "others".
    """
    whole: JsonObject = {
        "text": join_texts(line for _, line in spoken(transcript)),
        "language": _language(transcript),
        "duration": _rounded(transcript.session.duration_s),
        "segments": [_segment(final, transcript.originals) for final in transcript.segments],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def csv_text(transcript: Transcript) -> str:
    """One row a final: start and end in seconds, text; between them the speaker, where two sources were captioned.

    A text that a spreadsheet would compute has an apostrophe before it (cells.py).
    """
    page = io.StringIO()
    rows = csv.writer(page, lineterminator="\n")
    named = any(final.stream is not None for final in transcript.segments)
    rows.writerow(("start", "end", "speaker", "text") if named else ("start", "end", "text"))
    for final, line in spoken(transcript):
        speaker = (speaker_name(final, transcript),) if named else ()
        rows.writerow((_seconds(final.start), _seconds(final.end), *speaker, safe_cell(line)))
    return page.getvalue()


def _segment(final: Final, originals: Mapping[int, str]) -> JsonObject:
    entry: JsonObject = {
        "id": int(final.utterance_id),
        "start": _seconds(final.start),
        "end": _seconds(final.end),
        "text": clean_line(final.text),
        "words": [_word(word) for word in final.words],
    }
    if final.stream is not None:
        entry["speaker"] = final.stream.value
    heard = originals.get(final.utterance_id)
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
    """The one that was asked for, or that most finals were found to be in."""
    found = Counter(final.language for final in transcript.segments if final.language)
    return transcript.session.language or next((language for language, _ in found.most_common(1)), None)


def _seconds(position: int) -> float:
    return _rounded(to_seconds(int(position)))


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
