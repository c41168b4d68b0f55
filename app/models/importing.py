"""Makes an installed model out of a published checkpoint: recognise, convert, describe, put in place."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.models.catalogue import check_name, default_name
from app.models.decoder import add_decoder, decoder_bytes
from app.models.licence import licence_of
from app.models.workplace import one_import_at_a_time, require_space, settle, taken, work_folder
from engine.errors import BadInput, ComponentMissing, ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.checkpoints.checkpoint import Checkpoint
from engine.models.fun_asr_nano.checkpoints.published_files import altered, published_as
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.manifest import FileRecord, Manifest, ModelCapabilities, Progress

if TYPE_CHECKING:
    from engine.models.fun_asr_nano.export import Precision

PRECISIONS: tuple[Precision, ...] = ("int8", "fp32")
_CONVERTERS = ("torch", "onnx", "onnxscript")
_BYTES_PER_NUMBER = {"int8": 5.2, "fp32": 4.2}  # int8 is made from an fp32 graph that stays until the end
_OVERHEAD = 50_000_000


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What the user asked for. name: None for the model's own. precision: one of PRECISIONS."""

    path: Path
    name: str | None = None
    precision: str = "int8"


def import_model(models: Path, wish: ImportWish, progress: Progress) -> Manifest:
    """Install the model at wish.path into `models`; its description once everything is in place.

    Raises CaptioningError with nothing left behind; so does an exception that `progress` raises.
    """
    precision = _known(wish.precision)
    if wish.name is not None:
        check_name(wish.name)
    if (wish.path / manifest.FILE_NAME).is_file():
        return _import_converted(models, wish, progress)
    return _import_published(models, wish, precision, progress)


def _known(precision: str) -> Precision:
    for known in PRECISIONS:
        if precision == known:
            return known
    raise BadInput(f"There is no precision {precision}.", f"Choose one of {', '.join(PRECISIONS)}.")


def _import_published(models: Path, wish: ImportWish, precision: Precision, progress: Progress) -> Manifest:
    progress(0.0, "looking at the files")
    checkpoint = open_checkpoint(wish.path)
    _require_vocabulary(checkpoint)
    _require_converters()
    name = wish.name or default_name(checkpoint.config.title)
    with one_import_at_a_time(models), work_folder(models) as work:
        _require_free(models / name)
        require_space(models, _space(checkpoint, precision))
        source = _source(checkpoint, wish, _part(progress, 0.0, 0.08))
        described = _convert(checkpoint, work, name, precision, source, _part(progress, 0.08, 0.97))
        return _finish(work, models / name, described, progress)


def _import_converted(models: Path, wish: ImportWish, progress: Progress) -> Manifest:
    """A folder that Earshot made, perhaps on another computer: checked, copied and named anew."""
    described = manifest.read(wish.path)
    name = check_name(wish.name or described.name)
    with one_import_at_a_time(models), work_folder(models) as work:
        _require_free(models / name)
        require_space(models, sum(record.size for record in described.files.values()) + _OVERHEAD)
        manifest.check(wish.path, described, progress=_part(progress, 0.0, 0.5))
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


def _convert(
    checkpoint: Checkpoint, work: Path, name: str, precision: Precision, source: dict[str, Any], progress: Progress
) -> Manifest:
    from engine.models.fun_asr_nano.export import export_onnx

    export_onnx(checkpoint.config, checkpoint.tensors, work, precision, _part(progress, 0.0, 0.6))
    if checkpoint.has_ctc and checkpoint.side.vocabulary is not None:
        shutil.copyfile(checkpoint.side.vocabulary, work / manifest.VOCABULARY)
    decoder = add_decoder(checkpoint, work, _part(progress, 0.6, 0.95))
    progress(0.95, "checksums")
    capabilities = ModelCapabilities(checkpoint.has_ctc, decoder, checkpoint.config.languages)
    return Manifest(
        name=name,
        title=checkpoint.config.title,
        config=checkpoint.config,
        capabilities=capabilities,
        files=_records(work),
        source=source,
        licence=licence_of(checkpoint.weights[0].parent),
        precision=precision,
    )


def _records(work: Path) -> dict[str, FileRecord]:
    files = sorted(path for path in work.rglob("*") if path.is_file())
    return {path.relative_to(work).as_posix(): manifest.record_of(path) for path in files}


def _source(checkpoint: Checkpoint, wish: ImportWish, progress: Progress) -> dict[str, Any]:
    """Where the weights came from: files, sizes, sums, and the published file that they are, if any."""
    files = []
    for index, path in enumerate(checkpoint.weights):
        progress(index / len(checkpoint.weights), f"checksum of {path.name}")
        record = manifest.record_of(path)
        if (other := altered(record.size, record.sha256)) is not None:
            raise ModelUnusable(
                f"{path.name} has the size of the published {other.title}, but not its checksum.",
                "Download it again; bytes were changed on the way.",
            )
        known = published_as(record.size, record.sha256)
        title = None if known is None else known.title
        files.append({"name": path.name, "size": record.size, "sha256": record.sha256, "published_as": title})
    return {
        "path": str(wish.path.absolute()),
        "kind": checkpoint.kind.value,
        "files": files,
        "notes": list(checkpoint.notes),
        "imported": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _require_vocabulary(checkpoint: Checkpoint) -> None:
    if checkpoint.has_ctc and checkpoint.side.vocabulary is None:
        folder = checkpoint.weights[0].parent
        raise ModelUnusable(
            f"{manifest.VOCABULARY}, without which CTC text cannot be spelt, is not in {folder}.",
            "Import the whole model folder.",
        )


def _require_converters() -> None:
    if not all(importlib.util.find_spec(name) for name in _CONVERTERS):
        raise ComponentMissing(
            "Converting a published model needs PyTorch, which is not installed.",
            "Install it once with: python3 packaging/dev.py setup --extra gpu",
        )


def _require_free(place: Path) -> None:
    if place.exists():
        raise taken(place.name)


def _space(checkpoint: Checkpoint, precision: Precision) -> int:
    """Bytes that the import needs at its widest."""
    audio = checkpoint.tensors.elements() * _BYTES_PER_NUMBER[precision]
    return round(audio) + decoder_bytes(checkpoint) + _OVERHEAD


def _part(progress: Progress, begin: float, end: float) -> Progress:
    """A progress whose 0..1 is `begin`..`end` of the whole."""
    return lambda share, doing: progress(begin + share * (end - begin), doing)
