"""Converts finals to rows of the table, and rows to finals."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from app.transcripts.correcting import corrected
from app.transcripts.values import Provenance, SessionSummary, default_title
from engine.events import DecodedBy, Final, Stream, Word
from engine.text.harmless import storable
from engine.timeline import to_seconds

Value = str | int | float | None
T = TypeVar("T")

FIRST_OWN = 1_000_000
"""Sentences that a reader made by splitting have numbers from here on; below it a number is that of an utterance."""
_LATEST = 1 << 43  # samples: 17 years
_LATEST_S = 1 << 35  # the year 3058

FINAL_COLUMNS = (
    "utterance_id",
    "start_position",
    "end_position",
    "text",
    "words",
    "model",
    "decoded_by",
    "real_time_factor",
    "language",
    "hotwords_offered",
    "hotwords_used",
    "draft",
    "reason",
    "stream",
    "alternatives",
)
FINAL_SELECT = ", ".join(f"f.{name}" for name in FINAL_COLUMNS)
# The tables hold what a list of sessions shows of them; one row a session.
SESSION_SELECT = """
    SELECT s.id, s.title, s.source, s.model, s.language, s.recording, s.started_at, s.end_position, s.holder,
        s.deleted_at, s.linked,
        (SELECT count(*) FROM finals f WHERE f.session_id = s.id)
            - (SELECT count(*) FROM corrections c WHERE c.session_id = s.id AND c.gone = 1) AS finals,
        (SELECT max(f.end_position) FROM finals f WHERE f.session_id = s.id) AS last_end,
        (SELECT group_concat(DISTINCT f.language) FROM finals f WHERE f.session_id = s.id) AS languages,
        (SELECT sum(f.draft) FROM finals f WHERE f.session_id = s.id) AS drafts,
        (SELECT group_concat(t.tag, char(10)) FROM tags t WHERE t.session_id = s.id) AS tags
    FROM sessions s"""


def final_row(final: Final) -> tuple[Value, ...]:
    """The values of FINAL_COLUMNS. `final.timing` is left out: its clock means nothing after a restart."""
    return (
        int(final.utterance_id),
        int(final.start),
        int(final.end),
        storable(final.text),
        words_json(final.words),
        storable(final.model),
        final.decoded_by.value,
        _number(final.real_time_factor),
        None if final.language is None else storable(final.language),
        json.dumps(list(final.hotwords_offered)),
        json.dumps(list(final.hotwords_used)),
        int(final.draft),
        None if final.reason is None else storable(final.reason),
        None if final.stream is None else final.stream.value,
        json.dumps(final.alternatives) if final.alternatives else None,
    )


class DatabaseRow(Protocol):
    """Values by the names of columns: sqlite3.Row, or a dict."""

    def __getitem__(self, name: str, /) -> Any:  # what a damaged file holds may be anything
        ...

    def keys(self) -> Collection[str]: ...


class Mending:
    """Takes each value of a row for what it should be. What is no such thing is mended, and `damaged` says so."""

    def __init__(self) -> None:
        self.damaged = False

    def text(self, value: object) -> str:
        """Bytes that are no UTF-8 come as half surrogates (see opening.connect) and go as question marks."""
        if isinstance(value, str) and value.isprintable():
            return value
        if isinstance(value, str):
            plain = storable(value)
            self.damaged = self.damaged or plain != value
            return plain
        self.damaged = True
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""

    def text_or_none(self, value: object) -> str | None:
        return None if value is None else self.text(value)

    def position(self, value: object) -> int:
        """Samples since a session began."""
        if isinstance(value, int) and 0 <= value <= _LATEST:
            return value
        self.damaged = True
        return 0

    def wall_time(self, value: object) -> float:
        """Unix seconds that a calendar can show."""
        if isinstance(value, int | float) and 0 <= value <= _LATEST_S:
            return float(value)
        self.damaged = True
        return 0.0

    def number(self, value: object, least: float = -math.inf, most: float = math.inf) -> float | None:
        if value is None:
            return None
        if isinstance(value, int | float) and least <= value <= most:
            return value
        self.damaged = True
        return None

    def texts(self, value: object) -> tuple[str, ...]:
        """A list of texts in JSON."""
        return tuple(self.text(each) for each in self.whole_list(value))

    def words(self, value: object) -> tuple[Word, ...]:
        return tuple(word for each in self.whole_list(value) if (word := self._word(each)) is not None)

    def decoded_by(self, value: object) -> DecodedBy:
        return next((each for each in DecodedBy if each.value == value), None) or self._instead(DecodedBy.CTC)

    def stream(self, value: object) -> Stream | None:
        if value is None:
            return None
        return next((each for each in Stream if each.value == value), None) or self._instead(None)

    def _word(self, values: object) -> Word | None:
        if not isinstance(values, list) or len(values) != 5:
            return self._instead(None)
        text, start, end, probability, interpolated = values
        probability = self.number(probability, 0.0, 1.0)
        return Word(self.text(text), self.position(start), self.position(end), probability, bool(interpolated))

    def whole_list(self, value: object) -> list[object]:
        """A list in JSON."""
        try:
            found = json.loads(self.text(value))
        except (ValueError, RecursionError):
            return self._instead([])
        return found if isinstance(found, list) else self._instead([])

    def texts_by_name(self, value: object) -> dict[str, str]:
        """A table of texts in JSON."""
        try:
            found = json.loads(self.text(value))
        except (ValueError, RecursionError):
            return self._instead({})
        if not isinstance(found, dict):
            return self._instead({})
        return {self.text(name): self.text(each) for name, each in found.items()}

    def _instead(self, value: T) -> T:
        self.damaged = True
        return value


def final_from(row: DatabaseRow, mending: Mending) -> Final:
    """The final of a row with FINAL_COLUMNS; an older journal or bundle lacks the last of them."""
    others = row["alternatives"] if "alternatives" in row.keys() else None  # noqa: SIM118 - a sqlite3.Row holds values
    factor = mending.number(row["real_time_factor"])
    start, end = mending.position(row["start_position"]), mending.position(row["end_position"])
    return Final(
        utterance_id=mending.position(row["utterance_id"]),
        start=start,
        end=max(start, end),
        text=mending.text(row["text"]),
        words=mending.words(row["words"]),
        model=mending.text(row["model"]),
        decoded_by=mending.decoded_by(row["decoded_by"]),
        real_time_factor=math.nan if factor is None else factor,
        language=mending.text_or_none(row["language"]),
        hotwords_offered=mending.texts(row["hotwords_offered"]),
        hotwords_used=mending.texts(row["hotwords_used"]),
        draft=bool(row["draft"]),
        reason=mending.text_or_none(row["reason"]),
        stream=mending.stream(row["stream"]),
        alternatives=() if others is None else mending.texts(others),
    )


def edited_from(row: DatabaseRow, final: Final, mending: Mending) -> Final:
    """`final` as its reader made it. row: with CORRECTION_COLUMNS, each with "c_" before its name."""
    text = mending.text(row["c_text"])
    start = final.start if row["c_start_position"] is None else mending.position(row["c_start_position"])
    end = final.end if row["c_end_position"] is None else mending.position(row["c_end_position"])
    placed = replace(final, start=start, end=max(start, end))
    if row["c_words"] is None:
        return corrected(placed, text)
    draft = final.draft and row["c_origins"] is None
    return replace(placed, text=text, words=mending.words(row["c_words"]), draft=draft)


def origins_from(row: DatabaseRow, number: int, mending: Mending) -> tuple[int, ...]:
    """The utterances of an edited sentence."""
    if row["c_origins"] is None:
        return (number,)
    return tuple(mending.position(each) for each in mending.whole_list(row["c_origins"])) or (number,)


def provenance_row(noted: Provenance) -> tuple[Value, ...]:
    details = {storable(name): storable(value) for name, value in noted.details.items()}
    return int(noted.position), storable(noted.kind), json.dumps(details, ensure_ascii=False)


def provenance_from(row: DatabaseRow, mending: Mending) -> Provenance:
    """Of a row with position, kind, details."""
    return Provenance(
        mending.position(row["position"]), mending.text(row["kind"]), mending.texts_by_name(row["details"])
    )


def calendar_time(moment: float) -> float:
    """A time of a file (Unix seconds) as a transcript can have it: a broken clock gives the first day of 1970."""
    return Mending().wall_time(moment)


def words_json(words: Sequence[Word]) -> str:
    return json.dumps([_word_values(word) for word in words], separators=(",", ":"))


def summary_from(row: DatabaseRow, mending: Mending, running: bool = False) -> SessionSummary:
    """One row of SESSION_SELECT."""
    finished = row["end_position"] is not None
    end = max(mending.position(row["end_position"] or 0), mending.position(row["last_end"] or 0))
    recording = mending.text_or_none(row["recording"])
    began = mending.wall_time(row["started_at"])
    return SessionSummary(
        id=row["id"],
        title=mending.text_or_none(row["title"]) or default_title(began),
        started_at=began,
        duration_s=to_seconds(end),
        finals=row["finals"],
        source=mending.text(row["source"]),
        model=mending.text(row["model"]),
        language=mending.text_or_none(row["language"]),
        finished=finished,
        recording=None if not recording else Path(recording.replace("\0", "")),
        linked=row["linked"] != 0,
        running=running,
        deleted=row["deleted_at"] is not None,
        languages=tuple(sorted(mending.text(row["languages"] or "").split(","))) if row["languages"] else (),
        drafts=mending.position(row["drafts"] or 0),
        tags=tuple(sorted(mending.text(each) for each in row["tags"].split("\n"))) if row["tags"] else (),
    )


def _word_values(word: Word) -> list[Value]:
    probability = None if word.probability is None else _number(word.probability)
    return [storable(word.text), int(word.start), int(word.end), probability, bool(word.interpolated)]


def _number(value: float) -> float | None:
    """A plain number (numpy's become Python's), or None for what is none."""
    plain = float(value)
    return plain if math.isfinite(plain) else None
