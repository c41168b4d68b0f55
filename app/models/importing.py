"""Makes an installed model out of a published checkpoint: recognise, convert, describe, put in place."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.catalogue import check_name, default_name
from app.models.workplace import one_import_at_a_time, require_space, settle, taken, work_folder
from engine.errors import BadInput, CaptioningError
from engine.models.fun_asr_nano import converting, manifest
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.converting import part
from engine.models.fun_asr_nano.decoder_file import KINDS as DECODER_KINDS
from engine.models.fun_asr_nano.manifest import Manifest, Progress

if TYPE_CHECKING:
    from engine.models.fun_asr_nano.export import Precision

PRECISIONS: tuple[Precision, ...] = ("int8", "fp32")


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What the user asked for. name: None for the model's own. for_gpu: keep the weights beside the graphs.

    decoder: how the language model is quantised, one of engine.models.fun_asr_nano.decoder_file.KINDS.
    """

    path: Path
    name: str | None = None
    precision: Precision = "int8"
    for_gpu: bool = False
    decoder: str = "q8_0"

    def __post_init__(self) -> None:
        if self.name is not None:
            check_name(self.name)
        if self.decoder not in DECODER_KINDS:
            raise BadInput(f"There is no decoder {self.decoder}.", f"Choose one of {', '.join(DECODER_KINDS)}.")


def known_precision(precision: str) -> Precision:
    for known in PRECISIONS:
        if precision == known:
            return known
    raise BadInput(f"There is no precision {precision}.", f"Choose one of {', '.join(PRECISIONS)}.")


def import_model(models: Path, wish: ImportWish, progress: Progress) -> Manifest:
    """Install the model at wish.path into `models`; its description once everything is in place.

    Raises CaptioningError with nothing left behind; an exception that `progress` raises leaves nothing either.
    """
    try:
        if (wish.path / manifest.FILE_NAME).is_file():
            return _import_converted(models, wish, progress)
        return _import_published(models, wish, progress)
    except OSError as error:
        raise CaptioningError(
            f"The import was broken off: {error.strerror or error}.", "See that the disk is in order and has room."
        ) from error


def _import_published(models: Path, wish: ImportWish, progress: Progress) -> Manifest:
    progress(0.0, "looking at the files")
    checkpoint = open_checkpoint(wish.path)
    converting.require_vocabulary(checkpoint)
    converting.require_converters()
    name = wish.name or default_name(checkpoint.config.title)
    with one_import_at_a_time(models), work_folder(models) as work:
        _require_free(models / name)
        require_space(models, converting.space(checkpoint, wish.precision, wish.for_gpu))
        source = converting.origin(checkpoint, wish.path, part(progress, 0.0, 0.08))
        parts = converting.convert(
            checkpoint, work, wish.precision, wish.decoder, wish.for_gpu, part(progress, 0.08, 0.93)
        )
        progress(0.93, "checksums")
        described = converting.describe(checkpoint, work, name, wish.precision, parts, source)
        return _finish(work, models / name, described, progress)


def _import_converted(models: Path, wish: ImportWish, progress: Progress) -> Manifest:
    """A folder that Earshot made, perhaps on another computer: checked, copied and named anew."""
    described = manifest.read(wish.path)
    name = check_name(wish.name or described.name)
    with one_import_at_a_time(models), work_folder(models) as work:
        _require_free(models / name)
        size = sum(record.size for record in described.files.values())
        require_space(models, size + converting.OVERHEAD)
        manifest.check(wish.path, described, progress=part(progress, 0.0, 0.5))
        for file in described.files:
            (work / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(wish.path / file, work / file)
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
