"""The models folder: which models are at hand, which of them to use, and whether they are whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.folders import user_folders
from app.models import bundled
from app.models.catalogue import ModelEntry, starter_entry
from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.llm import library
from engine.models.fun_asr_nano.manifest import Manifest, Progress


def _silent(_share: float, _doing: str) -> None:
    """Nobody watches."""


class ModelStore:
    """The models in one folder, and those that came with Earshot, in `own`.

    Nothing is kept in memory: every answer is read from the disk.
    """

    def __init__(self, folder: Path | None = None, own: Path | None = None) -> None:
        self.folder = user_folders().models if folder is None else folder
        self._own = bundled.FOLDER if own is None else own

    def list(self) -> list[ModelEntry]:
        """The starter, what else came with Earshot, and every installed model by name.

        Broken ones too, with their problem.
        """
        own = [replace(self._entry(place), bundled=True) for place in bundled.places(self._own)]
        names = {entry.name for entry in own}
        installed = [self._entry(place) for place in self._installed() if place.name not in names]
        return [starter_entry(), *own, *installed]

    def find(self, name: str) -> ModelEntry:
        """Raises ModelUnusable for a name that is not in the list."""
        for entry in self.list():
            if entry.name == name:
                return entry
        raise ModelUnusable(f"There is no model called {name}.", "See what there is with: earshot models list.")

    def best_at_hand(self) -> ModelEntry:
        """What to use when the user did not choose: a whole Fun-ASR model, best with CTC; else one that came along."""
        usable = [entry for entry in self.list() if entry.folder is None or _can_write(entry)]
        return max(usable, key=lambda entry: (_trust(entry), entry.ctc, entry.decoder))

    def import_checkpoint(
        self,
        path: Path,
        name: str | None = None,
        precision: str = "int8",
        progress: Progress = _silent,
        *,
        for_gpu: bool = False,
        decoder: str = "q8_0",
    ) -> ModelEntry:
        """Install the model at `path`, a folder or a weights file. Raises CaptioningError, leaving nothing.

        for_gpu: keep the weights themselves beside the graphs, 1.1 GB of them, for a graphics card.
        decoder: how the language model is quantised: q8_0, q5_k_m or q4_k_m (these two need llama.cpp).
        """
        from app.models.importing import ImportWish, import_model, known_precision

        wish = ImportWish(path, name, known_precision(precision), for_gpu, decoder)
        described = import_model(self.folder, wish, progress)
        return self.find(described.name)

    def describe(self, name: str) -> Manifest:
        """The description of an installed model."""
        return manifest.read(self._folder_of(name))

    def check(self, name: str, progress: Progress = _silent) -> Manifest:
        """Read every byte of the model and compare; raises ModelUnusable naming the first file that is wrong."""
        folder = self._folder_of(name)
        try:
            described = manifest.read(folder)
            manifest.check(folder, described, progress=progress)
        except ModelUnusable as fault:
            raise self._with_remedy(name, fault) from fault
        return described

    def remove(self, name: str) -> None:
        """Delete an installed model. Raises BadInput for one that came with Earshot."""
        if self.find(name).bundled:
            raise BadInput(f"The model {name} is built in and stays.", "Choose another model to use.")
        folder = self._folder_of(name)
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise CaptioningError(
                f"{folder} could not be removed: {error.strerror or error}.", "Remove it by hand."
            ) from error

    def _folder_of(self, name: str) -> Path:
        entry = self.find(name)
        if entry.folder is None:
            raise BadInput(f"The model {name} is built in.", "There is nothing to check or remove.")
        return entry.folder

    def _with_remedy(self, name: str, fault: ModelUnusable) -> ModelUnusable:
        """A model that came with Earshot cannot be imported again."""
        return ModelUnusable(fault.what, bundled.REMEDY) if self.find(name).bundled else fault

    def _installed(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[0] != ".")

    def _entry(self, place: Path) -> ModelEntry:
        try:
            described = manifest.read(place)
        except ModelUnusable as fault:
            return _broken(place, fault)
        try:
            manifest.check(place, described, deep=False)
            problem = None
        except ModelUnusable as fault:
            problem = fault.what
        return _whole(place, described, problem)


def _can_write(entry: ModelEntry) -> bool:
    """Whether something in the model can write text on this computer."""
    return entry.problem is None and (entry.ctc or (entry.decoder and library.installed()))


def _trust(entry: ModelEntry) -> int:
    """Whatever the user installed goes before what came with Earshot."""
    if not entry.bundled:
        return 3
    return 1 if entry.folder is None else 2 if bundled.BEFORE_STARTER else 0


def _whole(place: Path, described: Manifest, problem: str | None) -> ModelEntry:
    return ModelEntry(
        name=place.name,
        title=described.title,
        languages=described.capabilities.languages,
        ctc=described.capabilities.ctc,
        decoder=described.capabilities.llm is not None,
        size=sum(record.size for record in described.files.values()),
        folder=place,
        precision=described.precision,
        rough=described.capabilities.rough,
        problem=problem,
    )


def _broken(place: Path, fault: ModelUnusable) -> ModelEntry:
    return ModelEntry(place.name, place.name, (), ctc=False, folder=place, problem=fault.what)
