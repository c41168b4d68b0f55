"""The evidence report: how the words of a transcript were made, and what was changed since."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import BinaryIO

from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.printing import printed
from app.exporters.web import recording_of
from app.exporters.wording import clean_line, stamp
from app.transcripts.bundle import chunks_of, write_bundle
from app.transcripts.provenance import LOSSES
from app.transcripts.values import Transcript
from engine.events import Final

_NOT_RECORDED = "Not recorded."


def bundle(transcript: Transcript, options: ExportOptions, file: BinaryIO) -> None:
    write_bundle(transcript, report_text(transcript), file)


def report_pdf(transcript: Transcript, options: ExportOptions = AS_USUAL) -> bytes:
    return printed(report_text(transcript))


def report_text(transcript: Transcript, options: ExportOptions = AS_USUAL) -> str:
    """HTML of tables, in English, without style or script: a printer and a court's archive take it alike."""
    title = escape(clean_line(transcript.session.title))
    none_lost = "None." if transcript.provenance else _NOT_RECORDED
    parts = [
        _table("Origin", ("", ""), _origin(transcript)),
        _table("What made the text", ("From", "What", "", ""), _made_by(transcript), _NOT_RECORDED),
        _table("Sound that was lost", ("At", "What", "", ""), _lost(transcript), none_lost),
        _table("Text that no model wrote as usual", ("At", "Why", "Text"), _unusual(transcript)),
        _table("Edited by hand", ("At", "When", "Recognised", "Now"), _edited(transcript)),
        _table("Words whose time is estimated, not measured", ("At", "Word"), _estimated(transcript)),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n</head>\n<body>\n'
        f"<h1>Evidence report: {title}</h1>\n{''.join(parts)}</body>\n</html>\n"
    )


def _table(title: str, head: tuple[str, ...], rows: Iterable[tuple[object, ...]], empty: str = "None.") -> str:
    cells = ["".join(f"<td>{escape(clean_line(str(each)))}</td>" for each in row) for row in rows]
    if not cells:
        return f"<h2>{title}</h2>\n<p>{empty}</p>\n"
    names = "".join(f"<th>{each}</th>" for each in head) if any(head) else ""
    body = "".join(f"<tr>{each}</tr>\n" for each in (*([names] if names else []), *cells))
    return f'<h2>{title}</h2>\n<table border="1" cellpadding="4" cellspacing="0">\n{body}</table>\n'


def _origin(transcript: Transcript) -> Iterator[tuple[object, ...]]:
    session, recognised = transcript.session, _recognised(transcript)
    yield "Begun (UTC)", _moment(session.started_at)
    yield "Length", f"{session.duration_s:.3f} s"
    yield "Source", session.source
    yield "Ended in order", "yes" if session.finished else "no"
    yield "Language asked for", session.language or "none"
    for (model, part), count in sorted(Counter((each.model, each.decoded_by.value) for each in recognised).items()):
        yield "Model", f"{model} ({part}): {count} sentences"
    yield "Vocabulary offered", ", ".join(_words(each.hotwords_offered for each in recognised)) or "none"
    yield "Vocabulary that was used", ", ".join(_words(each.hotwords_used for each in recognised)) or "none"
    sound = recording_of(transcript)
    if sound is None:
        yield "Recording", "none"
    else:
        yield "Recording", f"{sound.name}, {sound.stat().st_size} bytes"
        digest = hashlib.sha256()
        for chunk in chunks_of(sound):
            digest.update(chunk)
        yield "Recording, sha256", digest.hexdigest()


def _made_by(transcript: Transcript) -> Iterator[tuple[object, ...]]:
    for each in transcript.provenance:
        if each.kind not in LOSSES:
            for name, value in each.details.items():
                yield stamp(each.position), each.kind, name, value


def _lost(transcript: Transcript) -> Iterator[tuple[object, ...]]:
    for each in transcript.provenance:
        if each.kind in LOSSES:
            for name, value in each.details.items():
                yield stamp(each.position), each.kind.replace("_", " "), name, value


def _unusual(transcript: Transcript) -> Iterator[tuple[object, ...]]:
    for each in _recognised(transcript):
        if each.draft or each.reason is not None:
            yield stamp(each.start), each.reason or "a draft that was not refined", each.text


def _edited(transcript: Transcript) -> Iterator[tuple[object, ...]]:
    edits = transcript.edits
    shown = {source for each in edits.origins.values() for source in each}
    for final in transcript.segments:
        number = final.utterance_id
        if number in edits.origins or number in edits.speakers:
            heard = transcript.originals.get(number, final.text)
            speaker = f"{edits.speakers[number]}: " if number in edits.speakers else ""
            yield stamp(final.start), _when(transcript, number), heard, speaker + final.text
    for number, final in edits.heard.items():
        if number not in shown:
            yield stamp(final.start), _when(transcript, number), final.text, "(deleted)"


def _estimated(transcript: Transcript) -> Iterator[tuple[object, ...]]:
    for final in transcript.segments:
        for word in final.words:
            if word.interpolated:
                yield stamp(word.start), word.text


def _recognised(transcript: Transcript) -> list[Final]:
    """As the models wrote them, in the order of speech."""
    edits = transcript.edits
    untouched = (each for each in transcript.segments if each.utterance_id not in edits.origins)
    return sorted((*untouched, *edits.heard.values()), key=lambda each: (each.start, each.utterance_id))


def _words(lists: Iterable[Iterable[str]]) -> list[str]:
    return sorted({word for words in lists for word in words})


def _when(transcript: Transcript, number: int) -> str:
    moment = transcript.edits.when.get(number)
    return "" if moment is None else _moment(moment)


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
