"""earshot transcripts refine: transcribes again with another model, shows the differences, takes them if wanted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.commands.terminal import clock, report, say
from engine.errors import BadInput
from engine.timeline import to_samples, to_seconds

if TYPE_CHECKING:
    from app.transcripts.refining import HeardAgain
    from app.transcripts.store import TranscriptStore


def add_parser(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], number_of: Callable[[TranscriptStore, str], int]
) -> None:
    """number_of: the transcript that was typed; may raise CaptioningError."""
    parser = actions.add_parser("refine", help="hear it again with another model")
    parser.add_argument("session", metavar="NUMBER", help="as 'transcripts list' shows it, or 'last'")
    parser.add_argument("--model", metavar="NAME", help="a model of 'models' (default: the best one at hand)")
    parser.add_argument("--from", dest="begin", type=clock_s, default=0.0, metavar="TIME", help="as 90 or 1:30")
    parser.add_argument("--to", dest="end", type=clock_s, metavar="TIME", help="where to stop (default: the end)")
    parser.add_argument("--drafts", action="store_true", help="only what was written in haste")
    parser.add_argument("--yes", action="store_true", help="take every new text without asking")
    parser.set_defaults(handler=handle, number_of=number_of)


def clock_s(typed: str) -> float:
    """Seconds of "90", "1:30" or "1:02:03.5". Raises ValueError."""
    seconds = 0.0
    for part in typed.split(":"):
        seconds = 60 * seconds + float(part)
    if not 0 <= seconds < 1e8:
        raise ValueError(typed)
    return seconds


def handle(arguments: argparse.Namespace) -> int:
    from app.control.earshot import Earshot
    from app.folders import user_folders
    from app.settings import load_settings
    from app.transcripts.refining import Passage, take

    folders = user_folders()
    earshot = Earshot(load_settings(folders.settings_file).settings, folders)
    end = None if arguments.end is None else to_samples(arguments.end)
    found: list[HeardAgain] = []
    try:
        store = earshot.transcripts.store()
        number = arguments.number_of(store, arguments.session)
        passage = Passage(to_samples(arguments.begin), end, arguments.drafts)
        heard = earshot.refining.refine_now(store.load(number), passage, arguments.model, found.append, _show_progress)
        found = [each for each in found if each.differs or each.old.draft]
        for each in found:
            _show(each)
        report(f"{len(found)} of {heard} sentences have a new text.")
        if found and (arguments.yes or _wanted()):
            report(f"{take(store, number, found)} were taken.")
    finally:
        earshot.close()
    return 0


def _show(again: HeardAgain) -> None:
    say(clock(to_seconds(again.old.start)))
    say(f"  - {again.old.text}")
    say(f"  + {again.new.text}")


def _show_progress(share: float, _doing: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{share:4.0%}", end="\n" if share == 1.0 else "", file=sys.stderr, flush=True)


def _wanted() -> bool:
    if not sys.stdin.isatty():
        report("Nothing was changed. Add --yes to take the new texts.")
        return False
    try:
        return input("Take the new texts? [y/N] ").strip().casefold() in ("y", "yes")
    except EOFError as closed:
        raise BadInput("Nothing was changed.", "Add --yes to take the new texts.") from closed
