"""Makes an installed model out of a published one: recognise, convert, describe, put in place."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from app.folders import make_folder
from app.models.catalogue import check_name, default_name
from app.models.workplace import one_import_at_a_time, require_space, settle, taken, work_folder
from engine.errors import CaptioningError, ModelUnusable
from engine.models import manifest, registry
from engine.models.family import ImportOptions, Published
from engine.models.manifest import Manifest
from engine.models.progress import Progress, part

_OVERHEAD = 50_000_000  # bytes; room to breathe


def import_model(models: Path, path: Path, name: str | None, options: ImportOptions, progress: Progress) -> Manifest:
    """Install the model at `path` into `models`; its description once everything is in place.

    name: None for the model's own. Raises CaptioningError with nothing left behind; an exception that `progress`
    raises leaves nothing either.
    """
    if name is not None:
        check_name(name)
    try:
        if (path / manifest.FILE_NAME).is_file():
            return _import_converted(models, path, name, progress)
        return _import_published(models, path, name, options, progress)
    except OSError as error:
        raise CaptioningError(
            f"The import was broken off: {error.strerror or error}.", "See that the disk is in order and has room."
        ) from error


def _import_published(
    models: Path, path: Path, name: str | None, options: ImportOptions, progress: Progress
) -> Manifest:
    progress(0.0, "looking at the files")
    published = _recognised(path, options)
    name = name or default_name(published.title)
    with one_import_at_a_time(models), work_folder(models) as work:
        _require_free(models / name)
        require_space(models, published.size)
        described = published.install(name, work, part(progress, 0.0, 0.97))
        return _finish(work, models / name, described, progress)


def _recognised(path: Path, options: ImportOptions) -> Published:
    found = (family.published(path, options) for family in registry.families())
    published = next(filter(None, found), None)
    if published is None:
        raise ModelUnusable(f"There is no model in {path} that Earshot can import.", "Give the model's own folder.")
    return published


def _import_converted(models: Path, path: Path, name: str | None, progress: Progress) -> Manifest:
    """A folder that Earshot made, perhaps on another computer: checked, copied and named anew."""
    described = manifest.read(path)
    registry.family(described.family)
    name = name or default_name(described.name)
    with one_import_at_a_time(models), work_folder(models) as work:
        _require_free(models / name)
        require_space(models, described.size + _OVERHEAD)
        manifest.check(path, described, progress=part(progress, 0.0, 0.5))
        for file in described.files:
            make_folder((work / file).parent)
            shutil.copyfile(path / file, work / file)
        return _finish(work, models / name, replace(described, name=name), progress)


def _finish(work: Path, place: Path, described: Manifest, progress: Progress) -> Manifest:
    progress(0.97, "writing to the disk")
    manifest.write(work, described)
    settle(work, place)
    progress(1.0, "done")
    return described


def _require_free(place: Path) -> None:
    if place.exists():
        raise taken(place.name)
