"""Imports the results of an archive into the library as transcripts."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.batch.archive import ArchiveRow, rows_of
from app.transcripts.editing_values import EditedSentence, Unsaved
from app.transcripts.from_file import linked
from app.transcripts.rows import Mending, calendar_time
from app.transcripts.sentence_rows import write_final
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Provenance
from engine.audio.sound_bytes import title_of
from engine.errors import BadInput, CaptioningError
from engine.events import DecodedBy, Final, Word
from engine.text.harmless import harmless
from engine.timeline import to_samples

_MOST_BYTES = 1 << 28  # of a result: days of speech


@dataclass(slots=True)
class BroughtIn:
    """What became of an archive's recordings. silent: nothing was said in them. there: they had a transcript."""

    entered: int = 0
    there: int = 0
    silent: int = 0
    failed: int = 0


def bring_archive_in(folder: Path, store: TranscriptStore) -> Iterator[BroughtIn | CaptioningError]:
    """Enter each recording that has a result; yields how things stand after each, and why one could not be entered.

    A recording of which there is a finished transcript is left alone. Raises BadInput where there is no archive, or
    its results are of another format.
    """
    rows = {row.path: row for row in rows_of(folder)}
    done = [row for row in rows.values() if row.done]
    if done and not any(row.result.endswith(".json") for row in done):
        raise BadInput(
            "The results in {path} are not JSON, so they hold no times of words.",
            "Make the archive with --format json.",
            path=folder,
        )
    brought = BroughtIn()
    for row in done:
        try:
            _bring_in(folder, row, store, brought)
        except CaptioningError as failed:
            brought.failed += 1
            yield failed
        yield brought


def _bring_in(folder: Path, row: ArchiveRow, store: TranscriptStore, brought: BroughtIn) -> None:
    path = Path(row.path)
    if store.finished_of(path) is not None:
        brought.there += 1
        return
    described = _described(folder / row.result)
    finals, speakers = _finals(described, row, folder / row.result)
    if not finals:
        brought.silent += 1
        return
    media = linked(path) if os.path.isfile(path) else None
    began = calendar_time(os.path.getmtime(path if media is not None else folder / row.result))
    language = described.get("language")
    number = store.begin_session(
        harmless(title_of(path)),
        row.model,
        language if isinstance(language, str) else None,
        media,
        started_at=began,
        linked=media is not None,
    )
    try:
        store.rename_session(number, harmless(path.stem))
        with store.database.writing() as database:
            for final in finals:
                write_final(database, number, final)
        store.enter(number, Provenance(0, "model", {"name": row.model}))  # the one of that name here may be another
        if speakers:
            store.save_edits(number, Unsaved(speakers, {}, {}))
        store.end_session(number, max(to_samples(row.seconds), max(each.end for each in finals)))
    except BaseException:
        store.delete_session(number)
        raise
    brought.entered += 1


def _described(path: Path) -> dict[str, Any]:
    """Raises BadInput for a result that cannot be read, or is none."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError) as failed:
        raise _no_result(path) from failed
    if not isinstance(found, dict) or not isinstance(found.get("segments"), list):
        raise _no_result(path)
    return found


def _finals(
    described: Mapping[str, Any], row: ArchiveRow, path: Path
) -> tuple[list[Final], dict[int, EditedSentence | None]]:
    """Raises BadInput for values that no transcript has."""
    finals: list[Final] = []
    speakers: dict[int, EditedSentence | None] = {}
    mending = Mending()
    try:
        for each in described["segments"]:
            final = _final(each, described, row, mending)
            finals.append(final)
            if speaker := str(each.get("speaker", "")):
                place = (final.utterance_id, final.start, final.end, final.text, final.words)
                speakers[final.utterance_id] = EditedSentence(*place, speaker=speaker)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as failed:
        raise _no_result(path) from failed
    if mending.damaged:
        raise _no_result(path)
    return finals, speakers


def _final(each: Mapping[str, Any], described: Mapping[str, Any], row: ArchiveRow, mending: Mending) -> Final:
    start, end = _position(each["start"], mending), _position(each["end"], mending)
    return Final(
        utterance_id=mending.position(each["id"]),
        start=start,
        end=max(start, end),
        text=mending.text(each["text"]),
        words=tuple(_word(word, mending) for word in each["words"]),
        model=row.model,
        decoded_by=DecodedBy.CTC,  # the result does not say
        real_time_factor=row.took_s / row.seconds if row.seconds else math.nan,
        language=mending.text_or_none(described.get("language")),
        alternatives=tuple(mending.text(other) for other in each.get("alternatives", ())),
    )


def _word(word: Mapping[str, Any], mending: Mending) -> Word:
    probability = mending.number(word["probability"], 0.0, 1.0)
    return Word(
        mending.text(word["word"]),
        _position(word["start"], mending),
        _position(word["end"], mending),
        probability,
        bool(word.get("interpolated", False)),
    )


def _position(seconds: object, mending: Mending) -> int:
    if not isinstance(seconds, int | float):
        raise TypeError(seconds)
    return mending.position(to_samples(seconds))


def _no_result(path: Path) -> BadInput:
    return BadInput("{path} is no result of an archive.", "Transcribe that recording again.", path=path)
