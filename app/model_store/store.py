"""The models folder: lists its models, chooses among them and checks them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.folders import user_folders
from app.model_store import bundled, measured
from app.model_store.catalogue import RESERVED, ModelEntry, free_name
from app.model_store.choosing import SelectionCriteria, ranked
from app.model_store.in_use import require_unused
from app.model_store.staging import discard
from app.secret_store import forget_secret
from app.settings import RETIRED_MODEL
from engine.errors import SET_UP_AGAIN, BadInput, CaptioningError, ModelUnusable
from engine.models import manifest, registry
from engine.models.family import ImportOptions
from engine.models.manifest import Manifest
from engine.models.progress import Progress, silent
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)


class NoModelAtHand(ModelUnusable):
    """Nothing is installed that could write captions."""

    def __init__(self) -> None:
        super().__init__("No model that can write captions is installed.", SET_UP_AGAIN)


class ModelStore:
    """The models in one folder, and those that came with Earshot, in `own`.

    Nothing is kept in memory: every answer is read from the disk.
    """

    def __init__(self, folder: Path | None = None, own: Path | None = None) -> None:
        self.folder = user_folders().models if folder is None else folder
        self._own = bundled.FOLDER if own is None else own

    def list(self) -> list[ModelEntry]:
        """What came with Earshot, demonstrations last, and every installed model by name.

        Broken ones too, with their problem.
        """
        own = [_entry(place.name, place, own=True) for place in bundled.places(self._own)]
        return [*sorted(own, key=lambda entry: entry.rough), *self._installed({entry.name for entry in own})]

    def find(self, name: str) -> ModelEntry:
        """Raises ModelUnusable for a name that is not in the list."""
        for entry in self.list():
            if entry.name == name:
                return entry
        if name == RETIRED_MODEL:
            raise ModelUnusable(
                'The model "{name}" is no longer part of Earshot.',
                "Leave the model out: Earshot then chooses it automatically.",
                name=RETIRED_MODEL,
            )
        raise ModelUnusable("There is no model called {name}.", "Choose another one, or get it again.", name=name)

    def usable(self, languages: Sequence[str] = ()) -> tuple[ModelEntry, ...]:
        """Those that can be used, the best one first. Raises NoModelAtHand where there is none."""
        found = ranked(self.list(), self.criteria(languages))
        if not found:
            raise NoModelAtHand
        return tuple(found)

    def best_at_hand(self, languages: Sequence[str] = ()) -> ModelEntry:
        """What to use when the user did not choose. languages: that are spoken. Raises NoModelAtHand."""
        return self.usable(languages)[0]

    def criteria(self, languages: Sequence[str] = ()) -> SelectionCriteria:
        """For this computer and these spoken languages."""
        return SelectionCriteria(languages, measured.costs(self.folder))

    def import_checkpoint(
        self,
        path: Path,
        name: str | None = None,
        options: ImportOptions | None = None,
        progress: Progress = silent,
        *,
        replacing: bool = False,
    ) -> ModelEntry:
        """Install the model at `path`, a folder or a weights file. Raises CaptioningError, leaving nothing.

        replacing: a model that has the name stays until the new one is whole.
        """
        from app.model_store.importing import import_model

        wanted = options or ImportOptions()
        described = import_model(self.folder, path, name, wanted, progress, replacing=replacing)
        return self.find(described.name)

    def describe(self, name: str) -> Manifest:
        """The description of an installed model. Raises ModelUnusable."""
        return described_in(self.find(name).folder)

    def check(self, name: str, progress: Progress = silent) -> Manifest:
        """Read every byte of the model and compare; raises ModelUnusable naming the first file that is wrong."""
        entry = self.find(name)
        try:
            described = manifest.read(entry.folder)
            manifest.check(entry.folder, described, progress=progress)
        except ModelUnusable as fault:
            raise ModelUnusable(fault.what, SET_UP_AGAIN if entry.bundled else fault.remedy) from fault
        return described

    def broken(self, name: str) -> Sequence[str]:
        """The files of the model that are missing or changed; reads every byte. Raises ModelUnusable."""
        entry = self.find(name)
        files = manifest.read(entry.folder).files
        return [file for file, record in files.items() if not manifest.is_whole(entry.folder / file, record)]

    def remove(self, name: str) -> None:
        """Delete an installed model. Raises BadInput for one that came with Earshot, or that is loaded."""
        entry = self.find(name)
        if entry.bundled:
            raise BadInput("The model {name} is built in and stays.", "Choose another model to use.", name=name)
        if entry.problem is not None and entry.folder == self.folder:
            raise entry.problem
        require_unused(self.folder, entry.folder, entry.title)
        try:
            discard(entry.folder)
            if entry.remote is not None:
                forget_secret(entry.name)
        except OSError as error:
            raise CaptioningError(
                "{path} could not be removed: {reason}.",
                "Remove it by hand.",
                path=entry.folder,
                reason=error.strerror or error,
            ) from error

    def _installed(self, own: set[str]) -> Iterator[ModelEntry]:
        """One whose folder has the name of a model of Earshot's gets a number, so that it can be chosen and removed."""
        try:
            places = sorted(path for path in self.folder.iterdir() if path.name[0] != "." and is_folder(path))
        except FileNotFoundError:
            return
        except OSError as unreadable:
            why = Sentence(
                "The models in {folder} cannot be listed: {reason}.",
                folder=self.folder,
                reason=unreadable.strerror or unreadable,
            )
            problem = ModelUnusable(why, "Make the folder readable, or set EARSHOT_HOME to a folder of your own.")
            yield ModelEntry(self.folder.name, self.folder, None, problem=problem)
            return
        reserved = RESERVED | own
        taken = {*reserved, *(path.name for path in places)}
        for place in places:
            name = free_name(place.name, taken) if place.name in reserved else place.name
            taken.add(name)
            yield _entry(name, place)


def is_folder(path: Path) -> bool:
    """Also one that may not be looked into, or a link to one that has gone; what cannot even be asked for is none."""
    try:
        return path.is_dir() or (path.is_symlink() and not path.exists())
    except OSError:
        return False


def _entry(name: str, place: Path, *, own: bool = False) -> ModelEntry:
    """own: came with Earshot, and cannot be imported again. What is wrong with the folder is the entry's problem."""
    again = Sentence("Remove {name} and import it again, or choose another model.", name=name)
    described: Manifest | None = None
    problem: CaptioningError | None
    try:
        if not _is_utf8(name):
            raise ModelUnusable("{place} has a name that is not UTF-8.", place=place)
        described = replace(described_in(place), name=name)
        manifest.check(place, described, deep=False)
        problem = _hindrance(place, described)
    except ModelUnusable as fault:
        problem = ModelUnusable(fault.what, SET_UP_AGAIN if own else again)
    except OSError as unreadable:
        problem = ModelUnusable(
            "{path} cannot be read ({reason}).", again, path=place, reason=unreadable.strerror or unreadable
        )
    except Exception as unforeseen:  # one folder's edge: the others are listed all the same
        log.warning("the model folder %s was not understood", place, exc_info=True)
        problem = ModelUnusable("{path} cannot be understood ({reason}).", again, path=place, reason=repr(unforeseen))
    return ModelEntry(name, place, described, own, problem)


def _is_utf8(name: str) -> bool:
    """Other names could be neither typed nor kept with a transcript."""
    return name.encode("utf-8", "replace").decode("utf-8") == name


def described_in(place: Path) -> Manifest:
    """The description in the folder, or a family's of a folder that it can use as it is. Raises ModelUnusable."""
    if not (place / manifest.FILE_NAME).is_file():
        found = (family.describe(place) for family in registry.families())
        if (described := next(filter(None, found), None)) is not None:
            return described
    return manifest.read(place)


def _hindrance(place: Path, described: Manifest) -> CaptioningError | None:
    """Why this computer, or this version of Earshot, cannot use a model whose files are all there."""
    try:
        return registry.family(described.family).missing(described, place)
    except ModelUnusable as unknown:
        return unknown
