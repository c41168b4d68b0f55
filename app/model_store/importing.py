"""Imports a published model: recognises, converts, describes and installs it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from app.folders import make_folder
from app.model_store.catalogue import check_name, default_name
from app.model_store.exporting import archived_size, is_archive, unpack
from app.model_store.staging import install, one_import_at_a_time, require_space, taken, work_folder
from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.models import manifest, registry
from engine.models.family import ImportOptions, Published
from engine.models.manifest import Manifest
from engine.models.progress import Progress, part

_OVERHEAD = 50_000_000  # bytes; room to breathe


def import_model(
    models: Path, path: Path, name: str | None, options: ImportOptions, progress: Progress, *, replacing: bool = False
) -> Manifest:
    """Install the model at `path` into `models`; its description once everything is in place.

    name: None for the model's own. replacing: a model of that name stays until this one is whole.
    Raises CaptioningError with nothing left behind; an exception that `progress` raises leaves nothing either.
    """
    if name is not None:
        check_name(name)
    _check_readable(path)
    target = _ModelsFolder(models, replacing)
    try:
        if (path / manifest.FILE_NAME).is_file():
            return _import_converted(target, path, name, progress)
        if is_archive(path):
            return _import_archive(target, path, name, progress)
        return _import_published(target, path, name, options, progress)
    except OSError as error:
        raise CaptioningError(
            "The model could not be put in its place: {reason}.",
            "See that the disk is in order and has room.",
            reason=error.strerror or error,
        ) from error


def _check_readable(path: Path) -> None:
    """Where there is nothing, no family knows it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        reason = error.strerror or error
        raise BadInput(
            "{path} cannot be read: {reason}.", "Give the model's own folder.", path=path, reason=reason
        ) from error


@dataclass(frozen=True, slots=True)
class _ModelsFolder:
    """The folder of models. replacing: a model of the same name may be replaced."""

    models: Path
    replacing: bool

    def require_free(self, name: str) -> None:
        if not self.replacing and (self.models / name).exists():
            raise taken(name)

    def finish(self, work: Path, described: Manifest, progress: Progress) -> Manifest:
        progress(0.97, "writing to the disk")
        manifest.write(work, described)
        install(work, self.models / described.name, replacing=self.replacing)
        progress(1.0, "done")
        return described


def _import_published(
    target: _ModelsFolder, path: Path, name: str | None, options: ImportOptions, progress: Progress
) -> Manifest:
    progress(0.0, "looking at the files")
    published = _recognised(path, options)
    name = name or default_name(published.title)
    with one_import_at_a_time(target.models), work_folder(target.models) as work:
        target.require_free(name)
        require_space(target.models, published.size)
        described = published.install(name, work, part(progress, 0.0, 0.97))
        return target.finish(work, described, progress)


def _recognised(path: Path, options: ImportOptions) -> Published:
    found = (family.published(path, options) for family in registry.families())
    published = next(filter(None, found), None)
    if published is None:
        raise ModelUnusable(
            "There is no model in {path} that Earshot can import.", "Give the model's own folder.", path=path
        )
    return published


def _import_converted(target: _ModelsFolder, path: Path, name: str | None, progress: Progress) -> Manifest:
    """A folder that Earshot made, perhaps on another computer: checked, copied and named anew."""
    described = manifest.read(path)
    registry.family(described.family)
    name = name or default_name(described.name)
    with one_import_at_a_time(target.models), work_folder(target.models) as work:
        target.require_free(name)
        require_space(target.models, described.size + _OVERHEAD)
        manifest.check(path, described, progress=part(progress, 0.0, 0.5))
        for file in described.files:
            make_folder((work / file).parent)
            shutil.copyfile(path / file, work / file)
        return target.finish(work, replace(described, name=name), progress)


def _import_archive(target: _ModelsFolder, path: Path, name: str | None, progress: Progress) -> Manifest:
    """What `export_model` wrote."""
    with one_import_at_a_time(target.models), work_folder(target.models) as work:
        require_space(target.models, archived_size(path) + _OVERHEAD)
        described = unpack(path, work, part(progress, 0.0, 0.97))
        registry.family(described.family)
        name = name or default_name(described.name)
        target.require_free(name)
        return target.finish(work, replace(described, name=name), progress)
