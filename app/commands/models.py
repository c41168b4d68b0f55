"""`earshot models`: what is at hand, and importing, checking and removing a model."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.terminal import say
from engine.errors import CaptioningError
from engine.text.harmless import harmless

if TYPE_CHECKING:
    from app.models.catalogue import ModelEntry

_ROUGH = "rough: to try Earshot out"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models` and what stands below it; each handler takes the parsed arguments and gives an exit code."""
    parser = subparsers.add_parser("models", help="list, import, check and remove recognition models")
    parser.set_defaults(handler=list_models)
    actions = parser.add_subparsers(metavar="ACTION")
    actions.add_parser("list", help="what is at hand").set_defaults(handler=list_models)
    _add_import(actions)
    check = actions.add_parser("check", help="read a model's files and compare their checksums")
    check.add_argument("name", metavar="NAME")
    check.set_defaults(handler=check_model)
    remove = actions.add_parser("remove", help="delete an installed model")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(handler=remove_model)


def _add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from engine.models.family import DECODERS, PRECISIONS

    parser = actions.add_parser("import", help="install a Fun-ASR or Whisper model from a folder or a file")
    parser.add_argument("path", metavar="PATH", type=Path, help="the model's folder, or its weights file")
    parser.add_argument("--name", help="what to call it (its own name if left out)")
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="int8",
        help="of Fun-ASR: int8 (a quarter of the size, fastest on a processor) or fp32; default int8",
    )
    parser.add_argument(
        "--decoder",
        choices=DECODERS,
        default="q8_0",
        help="how Fun-ASR's language model is quantised; q4_k_m takes 240 MB less and is a little faster; default q8_0",
    )
    parser.add_argument("--gpu", action="store_true", help="also keep Fun-ASR's weights for a graphics card (1.1 GB)")
    parser.set_defaults(handler=import_model)


def list_models(_arguments: argparse.Namespace) -> int:
    from app.models.store import ModelStore, NoModelAtHand, best_of

    entries = ModelStore().list()
    best = best_of(entries)
    for entry in entries:
        say(f"{'*' if entry is best else ' '} {entry.name:<24} {_summary(entry)}")
        for line in _memory(entry):
            say(f"  {'':<24} {line}")
    say("* is used when no other is chosen." if best else NoModelAtHand())
    return 0


def import_model(arguments: argparse.Namespace) -> int:
    from app.models.store import ModelStore
    from engine.models.family import ImportOptions

    store = ModelStore()
    options = ImportOptions(arguments.precision, arguments.decoder, arguments.gpu)
    with ProgressLine() as line:
        entry = store.import_checkpoint(arguments.path, arguments.name, options, line.show)
    described = store.describe(entry.name)
    say(f"Installed {entry.name}: {_summary(entry)}")
    for note in _list_in(described.source, "notes"):
        say(str(note))
    for text in ("", *described.licence.splitlines()):
        say(text)
    return 0


def check_model(arguments: argparse.Namespace) -> int:
    from app.models.store import ModelStore

    with ProgressLine() as line:
        described = ModelStore().check(arguments.name, line.show)
    say(f"{arguments.name} is whole: {len(described.files)} files, {_bytes(described.size)}.")
    for file in _list_in(described.source, "files"):
        if isinstance(file, dict):
            known = file.get("published_as")
            say(f"Made from {file.get('name')}, sha256 {file.get('sha256')}{f' ({known})' if known else ''}.")
    return 0


def remove_model(arguments: argparse.Namespace) -> int:
    from app.models.store import ModelStore

    ModelStore().remove(arguments.name)
    say(f"Removed {arguments.name}.")
    return 0


def _list_in(source: Mapping[str, Any], key: str) -> list[Any]:
    """Where a model came from is free-form JSON, which may be somebody else's."""
    found = source.get(key)
    return found if isinstance(found, list) else []


class ProgressLine:
    """One line on a terminal that is written over again and again; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._shown = ""

    def __enter__(self) -> ProgressLine:
        return self

    def show(self, share: float, doing: str) -> None:
        text = harmless(f"{share:4.0%} {doing}")[: shutil.get_terminal_size().columns - 1]
        if text != self._shown and sys.stderr.isatty():
            print(f"\r{text:<{len(self._shown)}}", end="", file=sys.stderr, flush=True)
            self._shown = text

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print(f"\r{'':<{len(self._shown)}}\r", end="", file=sys.stderr, flush=True)


def _summary(entry: ModelEntry) -> str:
    if entry.problem is not None:
        return f"cannot be used. {entry.problem}"
    can = entry.capabilities
    parts = [entry.title, "built in" if entry.bundled else ""]
    parts += [_bytes(entry.size) if entry.size else "", _languages(entry)]
    parts += ["word times" if can.word_times else "", "vocabulary" if can.hotwords else ""]
    parts += ["punctuation" if can.punctuation else "", _ROUGH if entry.rough else ""]
    return ", ".join(filter(None, parts))


def _memory(entry: ModelEntry) -> list[str]:
    """What the model will take, and a warning where this machine has less."""
    from app.models import memory

    try:
        needed = memory.needed_bytes(entry)
        lines = [f"needs about {_bytes(needed)} of memory"] if needed else []
        return [*lines, *filter(None, [memory.warning(entry)])]
    except CaptioningError as damaged:
        return [str(damaged)]


def _languages(entry: ModelEntry) -> str:
    shown = 4
    if len(entry.languages) > shown:
        return f"{len(entry.languages)} languages"
    return " ".join(entry.languages)


def _bytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
