"""earshot transcripts verify, import: bundles of a transcript and its sound; archives."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.terminal import report, say

_CHANGED = 1  # exit status


def add_actions(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = actions.add_parser("verify", help="say whether a bundle is as it was written")
    verify.add_argument("bundle", type=Path, metavar="FILE", help="a ZIP that 'export --format zip' wrote")
    verify.set_defaults(handler=handle_verify)
    bring = actions.add_parser("import", help="bring a bundle or an archive into the transcripts that are kept")
    bring.add_argument(
        "bundle",
        type=Path,
        metavar="FILE|FOLDER",
        help="a ZIP that 'export --format zip' wrote, or a folder that 'transcribe --workers' wrote",
    )
    bring.set_defaults(handler=handle_import)


def handle_verify(arguments: argparse.Namespace) -> int:
    from app.transcripts.bundle import faults_of

    faults = faults_of(arguments.bundle)
    for fault in faults:
        report(f"earshot: {arguments.bundle}: {fault}")
    if not faults:
        say(f"{arguments.bundle}: every part is as it was written.")
    return _CHANGED if faults else 0


def handle_import(arguments: argparse.Namespace) -> int:
    from app.folders import user_folders
    from app.transcripts.bundle import bring_in
    from app.transcripts.store import TranscriptStore

    folders = user_folders()
    if arguments.bundle.is_dir():
        return _import_archive(arguments.bundle, folders.transcripts_file)
    with TranscriptStore(folders.transcripts_file) as store:
        brought = bring_in(arguments.bundle, store, folders.recordings)
    say(f"It is transcript {brought.session_id}: 'export {brought.session_id}' writes it.")
    return 0


def _import_archive(folder: Path, transcripts: Path) -> int:
    """The exit status: 1 where a result could not be brought in."""
    from app.batch.into_library import BroughtIn, bring_archive_in
    from app.transcripts.store import TranscriptStore
    from engine.errors import CaptioningError

    brought = BroughtIn()
    with TranscriptStore(transcripts) as store:
        for each in bring_archive_in(folder, store):
            if isinstance(each, CaptioningError):
                report(f"earshot: {each}")
            else:
                brought = each
    say(
        f"{brought.entered} brought in, {brought.there} there already, {brought.silent} without speech, "
        f"{brought.failed} failed."
    )
    return _CHANGED if brought.failed else 0
