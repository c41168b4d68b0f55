"""earshot sessions, earshot export: the transcripts that are kept."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.exporters import FORMATS, chosen_format
from app.terminal import say, say_json, tell
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import SessionSummary

_MOST_LISTED = 1_000_000
_MOST_DIGITS = 18  # SQLite numbers rows with 63 bits


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sessions = commands.add_parser("sessions", help="list the transcripts that are kept, or search them")
    sessions.add_argument("--search", metavar="WORDS", help="show where these words were said")
    sessions.add_argument("--limit", type=int, default=50, metavar="N", help="show at most N (default: 50)")
    sessions.add_argument("--json", action="store_true", help="print one JSON list")
    sessions.set_defaults(handler=handle_sessions)
    export = commands.add_parser("export", help="write a kept transcript as a file")
    export.add_argument("session", metavar="SESSION", help="its number in 'sessions', or 'last'")
    export.add_argument(
        "--format", choices=[each.name for each in FORMATS], help="default: what the file's ending says, else txt"
    )
    export.add_argument("-o", "--output", type=Path, metavar="OUT", help="default: print it")
    export.set_defaults(handler=handle_export)


def handle_sessions(arguments: argparse.Namespace) -> int:
    with _open_store() as store:
        if arguments.search is not None:
            status = _print_hits(store, arguments)
            _tell(store)
            return status
        listed = store.sessions(_limit(arguments.limit))
        _tell(store)
    if arguments.json:
        say_json([_as_json(each) for each in listed])
    elif not listed:
        say("No transcript is kept yet.")
    else:
        for each in listed:
            say(_as_line(each))
    return 0


def handle_export(arguments: argparse.Namespace) -> int:
    from app.degradations import without_word_times
    from app.exporters import export, format_named, write_export

    format_name = chosen_format(arguments.format, arguments.output)
    with _open_store() as store:
        transcript = store.load(_session_id(store, arguments.session))
        _tell(store)
    if arguments.output is None:
        sys.stdout.write(export(transcript, format_name))
    else:
        write_export(transcript, arguments.output, format_name)
        if format_named(format_name).word_times and (lacking := without_word_times(transcript)) is not None:
            tell(f"earshot: {lacking.what}")
    return 0


def _open_store() -> TranscriptStore:
    from app.folders import user_folders
    from app.transcripts.store import TranscriptStore

    store = TranscriptStore(user_folders().transcripts_file)
    _tell(store)
    return store


def _tell(store: TranscriptStore) -> None:
    for notice in store.take_notices():
        tell(f"earshot: {notice}")


def _session_id(store: TranscriptStore, wanted: str) -> int:
    if wanted == "last":
        if (newest := store.last()) is None:
            raise BadInput("No transcript is kept yet.", "Caption something first.")
        return newest
    if not wanted.isdecimal():
        raise BadInput(f"“{wanted}” is no session.", "Use a number that 'sessions' lists, or 'last'.")
    if len(wanted.lstrip("0")) > _MOST_DIGITS:
        raise BadInput(f"There is no session {wanted}.", "'sessions' lists those there are.")
    return int(wanted)


def _limit(asked: int) -> int:
    return min(max(1, asked), _MOST_LISTED)


def _print_hits(store: TranscriptStore, arguments: argparse.Namespace) -> int:
    hits = store.search(arguments.search, _limit(arguments.limit))
    if arguments.json:
        rows = [{"session": h.session_id, "start": round(h.start / 16_000, 3), "text": h.text} for h in hits]
        say_json(rows)
    elif not hits:
        say("Nothing was found.")
    else:
        for hit in hits:
            say(f"{hit.session_id:5}  {_clock(hit.start / 16_000)}  {hit.snippet}")
    return 0


def _as_line(session: SessionSummary) -> str:
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(session.started_at))
    title = f"  {session.title}" if session.title != began else ""
    unfinished = "" if session.finished else "  (did not end in order; all its text is here)"
    if session.running:
        unfinished = "  (goes on)"
    length = _clock(session.duration_s)
    return f"{session.id:5}  {began}  {length}  {session.finals:4} texts  {session.source}{title}{unfinished}"


def _as_json(session: SessionSummary) -> dict[str, object]:
    return {
        "id": session.id,
        "title": session.title,
        "started_at": session.started_at,
        "duration": round(session.duration_s, 3),
        "finals": session.finals,
        "source": session.source,
        "model": session.model,
        "finished": session.finished,
        "running": session.running,
        "recording": str(session.recording) if session.recording else None,
    }


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
