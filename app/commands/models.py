"""`earshot models`: lists, gets, checks, repairs, moves and removes models."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.commands import remote_models
from app.commands.terminal import report, say, say_json
from app.folders import user_folders
from engine.errors import BadInput, CaptioningError
from engine.text.harmless import harmless

if TYPE_CHECKING:
    from app.model_store.catalogue import ModelEntry
    from app.model_store.fetching.means import FetchMeans
    from app.model_store.fetching.outcome import FetchProgress
    from app.model_store.fetching.steering import FetchSteering
    from app.model_store.obtainable import ModelCatalogue, ObtainableModel
    from app.model_store.store import ModelStore
    from app.model_store.view import StoreView
    from app.settings import Settings
    from engine.models.manifest import Manifest

T = TypeVar("T")

_ROUGH = "rough: to try Earshot out"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models` and what stands below it; each handler takes the parsed arguments and gives an exit code."""
    parser = subparsers.add_parser("models", help="list, get, import, check, repair, export and remove models")
    parser.set_defaults(handler=list_models, json=False, all=False)
    actions = parser.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="what is at hand")
    listing.add_argument("--all", action="store_true", help="also what can be had")
    listing.add_argument("--json", action="store_true", help="for programs")
    listing.set_defaults(handler=list_models)
    _add_import(actions)
    _add_one(actions, "get", "fetch a model and install it; asked for again, it goes on", get_model)
    _add_one(actions, "check", "read a model's files and compare their checksums", check_model)
    _add_one(actions, "repair", "fetch what is missing or damaged of a model, and nothing else", repair_model)
    _add_one(actions, "remove", "delete an installed model", remove_model)
    export = _add_one(actions, "export", "write a model for another computer, to be imported there", export_model)
    export.add_argument("target", metavar="PATH", type=Path, help="a folder, or an archive where it ends in .zip")
    move = actions.add_parser("move", help="move all installed models to another folder")
    move.add_argument("folder", metavar="FOLDER", type=Path, help="the folder or drive to move them to")
    move.set_defaults(handler=move_models)
    remote_models.add_parser(actions)
    recommend = actions.add_parser("recommend", help="which model fits this computer")
    recommend.set_defaults(handler=recommend_model)


def _add_one(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    action: str,
    meaning: str,
    handler: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(action, help=meaning)
    parser.add_argument("name", metavar="NAME")
    parser.set_defaults(handler=handler)
    return parser


def _add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from engine.models.family import DECODERS, LENGTH_MASKS, PRECISIONS

    parser = actions.add_parser("import", help="install a Fun-ASR, FireRedASR, Whisper or CAM++ model")
    parser.add_argument("path", metavar="PATH", type=Path, help="the model's folder, or its weights file")
    parser.add_argument("--name", help="what to call it (its own name if left out)")
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="int8",
        help="of Fun-ASR and FireRedASR: int8 (a quarter of the size, fastest on a processor) or fp32; default int8",
    )
    parser.add_argument(
        "--decoder",
        choices=DECODERS,
        default="q8_0",
        help="how Fun-ASR's language model is quantised; q4_k_m takes 240 MB less and is a little faster; default q8_0",
    )
    parser.add_argument(
        "--gpu",
        action="store_true",
        help="also keep the weights of Fun-ASR (1.1 GB) or FireRedASR (up to 4.6 GB) for a graphics card",
    )
    parser.add_argument(
        "--mask",
        choices=LENGTH_MASKS,
        help="of FireRedASR: first (the whole sound is heard, as in all published weights) or 2025-12 (weights trained "
        "with upstream's code since then, which hides the last 40 to 80 ms); default what config.yaml says, else first",
    )
    parser.set_defaults(handler=import_model)


def list_models(arguments: argparse.Namespace) -> int:
    from app.model_store.store import NoModelAtHand

    view = _view()
    if arguments.json:
        say_json(_as_json(view))
        return 0
    store = _store()
    at_hand = store.list()
    for entry, each in zip(at_hand, view.installed, strict=False):
        say(f"{'*' if each.best else ' '} {entry.name:<24} {_summary(entry)}{_speed(each.cost)}")
        for line in _memory(entry, at_hand):
            say(f"  {'':<24} {line}")
    say("* is used when no other is chosen." if any(each.best for each in view.installed) else NoModelAtHand())
    for model in view.available if arguments.all else ():
        say(f"+ {model.name:<24} {_offered(model)}")
    if arguments.all and view.available:
        say("+ can be had: earshot models get NAME.")
    return 0


def recommend_model(_arguments: argparse.Namespace) -> int:
    """Exit status 1 where no model would do."""
    view = _view()
    model = view.recommended
    if model is None:
        report("No model that can be had fits this computer and knows your languages.")
        return 1
    say(f"{model.name}: {_offered(model)}")
    say("It is installed." if view.wanted else f"Get it with: earshot models get {model.name}")
    return 0


def get_model(arguments: argparse.Namespace) -> int:
    from app.model_store.upkeep import get

    model = _catalogue().find(arguments.name)
    if model is None or not model.origins or not model.supported:
        raise BadInput(
            "There is no model called {name} that can be had.",
            "See what there is with: earshot models list --all.",
            name=arguments.name,
        )
    report(f"{model.title}: {_bytes(model.size)}. Licence: {model.licence}. Credit: {model.credit}.")
    with ProgressLine() as line:
        name, notes = _steered(lambda steering: get(model, _store(), _means(), steering, line.fetched, line.show))
    for note in notes:
        report(note)
    say(f"Installed {name}: {_summary(_store().find(name))}")
    return 0


def repair_model(arguments: argparse.Namespace) -> int:
    from app.model_store.upkeep import repair

    store = _store()
    with ProgressLine() as line:
        count = _steered(
            lambda steering: repair(arguments.name, store, _catalogue(), _means(), steering, line.fetched, line.show)
        )
    say(f"{arguments.name} is whole: {count} files were replaced." if count else f"{arguments.name} is whole.")
    return 0


def export_model(arguments: argparse.Namespace) -> int:
    from app.model_store.exporting import export_model as export

    with ProgressLine() as line:
        place = export(_store().find(arguments.name), arguments.target, line.show)
    say(f"Exported {arguments.name} to {place}.")
    return 0


def move_models(arguments: argparse.Namespace) -> int:
    from app.model_store.moving import move_models as move

    with ProgressLine() as line:
        place = move(user_folders(), arguments.folder, line.show)
    say(f"The models are in {place} now.")
    return 0


def _steered(work: Callable[[FetchSteering], T]) -> T:
    """Ctrl+C keeps what was fetched; the next call continues it."""
    from app.model_store.fetching.steering import FetchSteering

    steering = FetchSteering()
    try:
        return work(steering)
    except KeyboardInterrupt:
        steering.leave()
        raise


def _store() -> ModelStore:
    from app.model_store.store import ModelStore

    return ModelStore()


def _view() -> StoreView:
    from app.control.languages import wanted_languages
    from app.model_store.view import look

    settings = _settings()
    return look(user_folders(), settings, _catalogue(), wanted_languages(settings))


def _settings() -> Settings:
    from app.settings import load_settings

    return load_settings(user_folders().settings_file).settings


def _catalogue() -> ModelCatalogue:
    from app.model_store.obtainable import read_catalogue

    found = read_catalogue(user_folders().config / "models.toml")
    for problem in found.problems:
        report(problem)
    return found


def _means() -> FetchMeans:
    from app.model_store.fetching.means import means_by

    return means_by(_settings())


def _as_json(view: StoreView) -> list[dict[str, object]]:
    """One table a model, those that can be had behind those that are installed."""
    installed: list[dict[str, object]] = [
        {
            "name": each.name,
            "title": str(each.title),
            "installed": True,
            "bundled": each.bundled,
            "chosen_automatically": each.best,
            "recommended": each.name == view.wanted,
            "languages": each.languages,
            "size": each.size,
            "memory": each.memory,
            "quality": each.quality,
            "compute_seconds_a_second": each.cost,
            "problem": each.problem and str(each.problem),
        }
        for each in view.installed
    ]
    available: list[dict[str, object]] = [
        {
            "name": each.name,
            "title": each.title,
            "installed": False,
            "recommended": each is view.recommended,
            "languages": each.languages,
            "size": each.size,
            "memory": each.memory,
            "quality": each.quality,
            "licence": each.licence,
            "credit": each.credit,
            "fetched": view.started.get(each.name, 0),
        }
        for each in view.available
    ]
    return [*installed, *available]


def _offered(model: ObtainableModel) -> str:
    languages = f"{len(model.languages)} languages" if len(model.languages) > 4 else " ".join(model.languages)
    parts = [model.title, f"{model.quality} quality", f"{_bytes(model.size)} to fetch", languages]
    parts += ["text after the sentence" if model.later_text else "", model.licence]
    return ", ".join(filter(None, parts))


def _speed(cost: float | None) -> str:
    return f", {1 / cost:.1f} times as fast as speech here" if cost else ""


def import_model(arguments: argparse.Namespace) -> int:
    from engine.models.family import ImportOptions

    store = _store()
    options = ImportOptions(arguments.precision, arguments.decoder, arguments.gpu, arguments.mask)
    with ProgressLine() as line:
        entry = store.import_checkpoint(arguments.path, arguments.name, options, line.show)
    described = store.describe(entry.name)
    say(f"Installed {entry.name}: {_summary(entry)}")
    _say_notes(described)
    for text in ("", *described.licence.splitlines()):
        say(text)
    return 0


def check_model(arguments: argparse.Namespace) -> int:
    from app.details import placement

    with ProgressLine() as line:
        described = _store().check(arguments.name, line.show)
    say(f"{arguments.name} is whole: {len(described.files)} files, {_bytes(described.size)}.")
    if (where := placement(_store().find(arguments.name), _settings())) is not None:
        say(where)
    _say_notes(described)
    for file in described.made_from:
        known = file.get("published_as")
        say(f"Made from {file.get('name')}, sha256 {file.get('sha256')}{f' ({known})' if known else ''}.")
    return 0


def remove_model(arguments: argparse.Namespace) -> int:
    _store().remove(arguments.name)
    say(f"Removed {arguments.name}.")
    return 0


def _say_notes(described: Manifest) -> None:
    """Where a model came from is free-form JSON, which may be somebody else's."""
    notes = described.source.get("notes")
    for note in notes if isinstance(notes, list) else []:
        say(str(note))


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

    def fetched(self, progress: FetchProgress) -> None:
        left = "" if progress.remaining_s is None else f", {progress.remaining_s:.0f} s left"
        speed = f", {_bytes(round(progress.speed))} a second" if progress.speed else ""
        self.show(progress.done / (progress.total or 1), f"{progress.file} from {progress.source}{speed}{left}")

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print(f"\r{'':<{len(self._shown)}}\r", end="", file=sys.stderr, flush=True)


def _summary(entry: ModelEntry) -> str:
    if entry.problem is not None:
        return f"cannot be used. {entry.problem}"
    can = entry.capabilities
    parts = [entry.title, "built in" if entry.bundled else ""]
    parts += [_bytes(entry.size) if entry.size else "", _languages(entry)]
    if not entry.writes_text:
        does = "marks where two speak at once" if entry.finds_overlaps else "tells speakers apart"
        return ", ".join(filter(None, [*parts, f"{does}, writes no captions"]))
    parts += ["word times" if can.word_times else "no word times", "vocabulary" if can.hotwords else ""]
    parts += ["punctuation" if can.punctuation else "", _ROUGH if entry.rough else ""]
    return ", ".join(filter(None, parts))


def _memory(entry: ModelEntry, at_hand: Sequence[ModelEntry]) -> list[str]:
    """What the model will take, and a warning where this machine has less."""
    from app.model_store import memory

    try:
        needed = memory.needed_bytes(entry, at_hand)
        lines = [f"needs about {_bytes(needed)} of memory"] if needed else []
        return [*lines, *filter(None, [memory.warning(entry, at_hand=at_hand)])]
    except CaptioningError as damaged:
        return [str(damaged)]


def _languages(entry: ModelEntry) -> str:
    shown = 4
    if len(entry.languages) > shown:
        return f"{len(entry.languages)} languages"
    return " ".join(entry.languages)


def _bytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
