"""earshot transcripts, and the older names sessions and export: the transcripts that are kept."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import bundles, refining
from app.commands.exporting import add_export_options, export_options, format_asked, tell_broken
from app.commands.terminal import clock, report, say, say_json
from app.exporters import FORMATS, chosen_format, format_named, suffix_for
from app.files import Content, check_free, file_stem, write_out
from app.folders import user_folders
from app.settings import Settings, load_settings
from app.transcripts.library import delete_for_good, put_into_bin, size_of
from app.transcripts.values import ALL, ListedPart
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.exporters.options import ExportOptions
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import SessionSummary, Transcript

_CONFIRMED, _FOR_GOOD = "delete everything", "delete for good"
_MOST_LISTED = 1_000_000
_MOST_DIGITS = 18  # SQLite numbers rows with 63 bits


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("transcripts", help="the transcripts that are kept: list, search, change, export")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_reading(actions)
    _add_changing(actions)
    _add_export(actions)
    bundles.add_actions(actions)
    refining.add_parser(actions, _session_id)
    sessions = commands.add_parser("sessions", help="the same as 'transcripts list' or 'transcripts search'")
    sessions.add_argument("--search", metavar="WORDS", help="show where these words were said")
    _add_listing(sessions)
    sessions.set_defaults(handler=handle_sessions, tag=None, deleted=False)
    _add_export(commands)


def _add_reading(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = actions.add_parser("list", help="the newest first")
    listing.add_argument("--tag", help="only those with this tag")
    listing.add_argument("--deleted", action="store_true", help="those that 'restore' can bring back")
    _add_listing(listing)
    listing.set_defaults(handler=handle_sessions, search=None)
    search = actions.add_parser("search", help="show where words were said")
    search.add_argument("search", metavar="WORDS")
    _add_listing(search)
    search.set_defaults(handler=handle_sessions)
    _add_action(actions, "show", "print a transcript with its times", _show)


def _add_changing(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rename = _add_action(actions, "rename", "give it a title", _rename)
    rename.add_argument("title", metavar="TITLE", help='"" brings its date back')
    tag = _add_action(actions, "tag", "add and remove tags, and print those it has", _tag)
    tag.add_argument("--add", action="append", default=[], metavar="TAG", help="may be given several times")
    tag.add_argument("--remove", action="append", default=[], metavar="TAG", help="likewise")
    delete = _add_action(actions, "delete", "delete a transcript and its recording", _delete, "*")
    delete.add_argument("--everything", action="store_true", help="all, and remembered voices, for good; asks before")
    delete.add_argument("--for-good", action="store_true", help="not to be brought back; asks before")
    delete.add_argument("--yes", action="store_true", help="do not ask")
    _add_action(actions, "restore", "bring a deleted transcript back", _restore)


def _add_action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    meaning: str,
    act: Callable[[TranscriptStore, argparse.Namespace], None],
    count: str | None = None,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=meaning)
    parser.add_argument("session", nargs=count, metavar="NUMBER", help="as 'transcripts list' shows it, or 'last'")

    def handle(arguments: argparse.Namespace) -> int:
        with _open_store() as store:
            act(store, arguments)
            _report(store)
        return 0

    parser.set_defaults(handler=handle)
    return parser


def _add_listing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="show at most N (default: 50)")
    parser.add_argument("--json", action="store_true", help="print one JSON list")


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write kept transcripts as a file")
    export.add_argument(
        "session",
        nargs="+",
        metavar="NUMBER",
        help="as 'transcripts list' shows it, or 'last'; without --out, several go into one file",
    )
    export.add_argument(
        "--format", choices=[each.name for each in FORMATS], help="default: what the file's ending says, else txt"
    )
    export.add_argument("-o", "--output", type=Path, metavar="OUT", help="default, and for '-': print it")
    export.add_argument("--out", type=Path, metavar="DIR", help="one file for each there, named by its title")
    add_export_options(export)
    export.add_argument("--force", action="store_true", help="write over a file that is there")
    export.set_defaults(handler=handle_export)


def handle_sessions(arguments: argparse.Namespace) -> int:
    with _open_store() as store:
        if arguments.search is not None:
            status = _print_hits(store, arguments)
            _report(store)
            return status
        part = ListedPart(arguments.tag, arguments.deleted)
        listed = store.sessions(_limit(arguments.limit), part=part)
        _report(store)
        if arguments.json:
            say_json([_as_json(each, store) for each in listed])
            return 0
    for each in listed:
        say(_as_line(each))
    if not listed:
        say("No transcript is kept yet." if part == ALL else "There is no such transcript.")
    return 0


def _show(store: TranscriptStore, arguments: argparse.Namespace) -> None:
    from app.exporters import export

    sys.stdout.write(export(store.load(_session_id(store, arguments.session)), "txt-times"))


def _rename(store: TranscriptStore, arguments: argparse.Namespace) -> None:
    store.rename_session(_session_id(store, arguments.session), arguments.title)


def _tag(store: TranscriptStore, arguments: argparse.Namespace) -> None:
    number = _session_id(store, arguments.session)
    store.change_tags(number, arguments.add, arguments.remove)
    say(", ".join(store.load(number).session.tags))


def _delete(store: TranscriptStore, arguments: argparse.Namespace) -> None:
    if arguments.everything:
        _delete_everything(store, arguments.yes)
        return
    if not arguments.session:
        raise BadInput("No transcript is named.", "Give its number, or --everything.")
    numbers = [_session_id(store, each) for each in arguments.session]
    if arguments.for_good:
        _confirm(f"This deletes {len(numbers)} transcripts and their recordings for good.", _FOR_GOOD, arguments.yes)
        for number in numbers:
            delete_for_good(store, number)
            say(f"Transcript {number} is deleted for good.")
        return
    for number in numbers:
        put_into_bin(store, number)
        say(f"Transcript {number} is deleted. 'transcripts restore {number}' brings it back for {_kept_for()}.")


def _delete_everything(store: TranscriptStore, sure: bool) -> None:
    from app.transcripts.erasing import erase_all

    folders, settings = user_folders(), _settings()
    _confirm(
        f"This deletes all {store.count()} transcripts, their recordings, the remembered voices, the list of files, "
        "the counts of your words and the folders that dialogs show again, for good. Your vocabulary, settings, "
        "exports and sound files that you named stay.",
        _CONFIRMED,
        sure,
    )
    chosen = (settings.recordings_folder, folders.recordings)
    freed = erase_all(store, [each for each in chosen if each is not None], folders.traces)
    say(f"Everything is deleted. {freed / 1e6:.1f} MB are free.")


def _confirm(what: str, answer: str, sure: bool) -> None:
    """Raises BadInput where the user does not type `answer`."""
    if sure:
        return
    report(f"{what} Type {answer!r}:")
    if sys.stdin.readline().strip() != answer:
        raise BadInput("Nothing was deleted.", f"Type {answer!r} to {answer}.")


def _restore(store: TranscriptStore, arguments: argparse.Namespace) -> None:
    store.take_from_bin(_session_id(store, arguments.session))


def _kept_for() -> str:
    days = _settings().bin_days
    return "half a minute" if not days else f"{days} days"


def _settings() -> Settings:
    return load_settings(user_folders().settings_file).settings


def handle_export(arguments: argparse.Namespace) -> int:
    from app.exporters.joining import joined

    output = None if arguments.output == Path("-") else arguments.output
    if output is not None and arguments.out is not None:
        raise BadInput("A file and a folder are named.", "Give -o FILE or --out DIR.")
    options = export_options(arguments)
    format_name = chosen_format(format_asked(arguments), output)
    if output is not None:
        check_free(output, arguments.force)
    with _open_store() as store:
        found = [store.load(_session_id(store, each)) for each in arguments.session]
        _report(store)
    if arguments.out is None:
        _export_one(joined(found), output, format_name, options)
        return 0
    places = _places(found, arguments.out, suffix_for(format_name, options))
    for place in places:  # all of them, before the first is written
        check_free(place, arguments.force)
    for transcript, place in zip(found, places, strict=True):
        _export_one(transcript, place, format_name, options)
    return 0


def _places(transcripts: Sequence[Transcript], folder: Path, suffix: str) -> list[Path]:
    """A name for each that no other one has, also where case does not count."""
    places: dict[str, Path] = {}
    for each in transcripts:
        stem = file_stem(each.session.title) or str(each.session.id)
        names = (stem, *(f"{stem} ({number})" for number in range(2, len(transcripts) + 1)))
        name = next(name for name in names if name.casefold() not in places)
        places[name.casefold()] = folder / f"{name}{suffix}"
    return list(places.values())


def _export_one(transcript: Transcript, output: Path | None, format_name: str, options: ExportOptions) -> None:
    from app.control.degradations import without_word_times
    from app.exporters import broken_rules, export_content, write_export

    if output is None:
        _print_export(export_content(transcript, format_name, options), format_name)
    else:
        write_export(transcript, output, format_name, options)
        if format_named(format_name).word_times and (lacking := without_word_times(transcript)) is not None:
            report(f"earshot: {lacking.what}")
    tell_broken(broken_rules(transcript, format_name, options))


def _print_export(content: Content, format_name: str) -> None:
    """Text in the encoding of the terminal; what is no text only where standard output is a file or a pipe."""
    kind = format_named(format_name)
    if isinstance(content, bytes) and not kind.binary:
        sys.stdout.write(content.decode(kind.encoding).replace("\r\n", "\n"))
    elif kind.binary and sys.stdout.isatty():
        raise BadInput("This format is no text.", "Write it to a file with -o FILE.")
    else:
        sys.stdout.flush()
        write_out(content, sys.stdout.buffer)


def _open_store() -> TranscriptStore:
    from app.transcripts.store import TranscriptStore

    store = TranscriptStore(user_folders().transcripts_file)
    _report(store)
    return store


def _report(store: TranscriptStore) -> None:
    for notice in store.database.take_notices():
        report(f"earshot: {notice}")


def _session_id(store: TranscriptStore, wanted: str) -> int:
    if wanted == "last":
        if (newest := store.last()) is None:
            raise BadInput("No transcript is kept yet.", "Caption something first.")
        return newest
    if not wanted.isdecimal():
        raise BadInput(f"“{wanted}” is no transcript.", "Use a number that 'transcripts list' shows, or 'last'.")
    if len(wanted.lstrip("0")) > _MOST_DIGITS:
        raise BadInput(f"There is no transcript {wanted}.", "'transcripts list' shows those there are.")
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
            say(f"{hit.session_id:5}  {clock(hit.start / 16_000)}  {hit.snippet}")
    return 0


def _as_line(session: SessionSummary) -> str:
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(session.started_at))
    title = f"  {session.title}" if session.title != began else ""
    unfinished = "" if session.finished else "  (closed before it was finished; all its text is here)"
    if session.running:
        unfinished = "  (goes on)"
    length = clock(session.duration_s)
    tags = "".join(f"  #{tag}" for tag in session.tags)
    return f"{session.id:5}  {began}  {length}  {session.finals:4} texts  {session.source}{title}{tags}{unfinished}"


def _as_json(session: SessionSummary, store: TranscriptStore) -> dict[str, object]:
    sound = 0 if session.recording is None else size_of(session.recording)
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
        "languages": list(session.languages),
        "tags": list(session.tags),
        "drafts": session.drafts,
        "sound_bytes": sound,
        "text_bytes": store.text_bytes(session.id),
    }
