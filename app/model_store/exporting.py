"""Exports a model for another computer, as a folder or an archive that Earshot imports there."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from app.model_store.catalogue import ModelEntry
from app.model_store.moving import copy_checked
from app.model_store.staging import require_space
from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.models import manifest
from engine.models.manifest import FileRecord, Manifest
from engine.models.progress import Progress, part, silent

ENDING = ".earshot-model.zip"
_BLOCK = 4 << 20  # bytes
_AGAIN = "Export the model again."


def export_model(entry: ModelEntry, target: Path, progress: Progress = silent) -> Path:
    """Write the model to `target`: an archive where it ends in .zip, else a folder; where that is there already, one
    with the model's name in it. Every byte is compared with the description, in the model and in what was written.

    Returns the place. Raises CaptioningError, leaving nothing.
    """
    if entry.problem is not None or entry.described is None:
        raise entry.problem or ModelUnusable("{name} has no description.", name=entry.name)
    archive = target.suffix.lower() == ".zip"
    place = target / entry.name if target.is_dir() and not archive else target
    if place.exists():
        raise BadInput("{path} is there already.", "Choose another name.", path=place)
    described = _with_records(entry)
    waiting = place.with_name(f".{place.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        require_space(place.parent, described.size)
        (_write_archive if archive else _write_folder)(entry.folder, described, waiting, progress)
        waiting.rename(place)
    except OSError as error:
        raise CaptioningError(
            "{path} could not be written: {reason}.",
            "Choose another place.",
            path=place,
            reason=error.strerror or error,
        ) from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
        if waiting.is_file():
            waiting.unlink()
    progress(1.0, "done")
    return place


def is_archive(path: Path) -> bool:
    """Written by `export_model`. PyTorch's checkpoints are zip files, too; a device would be read without end."""
    try:
        if not path.is_file():
            return False
        with zipfile.ZipFile(path) as archive:
            return manifest.FILE_NAME in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def unpack(path: Path, work: Path, progress: Progress = silent) -> Manifest:
    """The files of an archive into the empty folder `work`, each compared with the description, which is returned.

    Raises ModelUnusable, OSError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open(manifest.FILE_NAME) as packed:
                (work / manifest.FILE_NAME).write_bytes(packed.read(manifest.MOST_BYTES + 1))
            described, done = manifest.read(work), 0
            for name, record in described.files.items():
                progress(done / (described.size or 1), name)
                (work / name).parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, (work / name).open("xb") as written:
                    _require_same(_sum_of(packed, record.size, written), record, name)
                done += record.size
            return described
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as damaged:
        raise ModelUnusable("{path} is damaged ({reason}).", _AGAIN, path=path, reason=damaged) from damaged


def archived_size(path: Path) -> int:
    """Bytes of its files as the list in the archive says. Raises ModelUnusable."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(each.file_size for each in archive.infolist())
    except (OSError, zipfile.BadZipFile) as damaged:
        raise ModelUnusable("{path} is damaged ({reason}).", _AGAIN, path=path, reason=damaged) from damaged


def _with_records(entry: ModelEntry) -> Manifest:
    """A folder that was put among the models by hand has no sums yet."""
    described = entry.described
    assert described is not None
    return described if described.files else replace(described, files=manifest.records_of(entry.folder))


def _write_folder(source: Path, described: Manifest, target: Path, progress: Progress) -> None:
    target.mkdir()
    done = 0
    for name, record in described.files.items():
        progress(done / (described.size or 1), name)
        copy_checked(source / name, target / name, record.sha256)
        done += record.size
    manifest.write(target, described)


def _write_archive(source: Path, described: Manifest, target: Path, progress: Progress) -> None:
    """Weights hardly shrink, so nothing is compressed."""
    report = part(progress, 0.0, 0.6)
    with target.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            done = 0
            for name, record in described.files.items():
                report(done / (described.size or 1), name)
                with _packed(archive, name) as packed, (source / name).open("rb") as read:
                    shutil.copyfileobj(read, packed, _BLOCK)
                done += record.size
            archive.writestr(manifest.FILE_NAME, manifest.as_bytes(described))
        file.flush()
        os.fsync(file.fileno())
    with zipfile.ZipFile(target) as again:
        for name, record in described.files.items():
            progress(0.6, name)
            with again.open(name) as packed:
                _require_same(_sum_of(packed, record.size), record, name)


@contextmanager
def _packed(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    with archive.open(name, "w", force_zip64=True) as packed:
        yield packed


def _sum_of(file: IO[bytes], most: int, copy: IO[bytes] | None = None) -> FileRecord:
    """Reads one byte too many at most, whatever the archive holds."""
    summed, size = hashlib.sha256(), 0
    while size <= most and (block := file.read(min(_BLOCK, most - size + 1))):
        summed.update(block)
        size += len(block)
        if copy is not None:
            copy.write(block)
    return FileRecord(size, summed.hexdigest())


def _require_same(found: FileRecord, expected: FileRecord, name: str) -> None:
    if found != expected:
        raise ModelUnusable("{name} differs from what the model's description says.", _AGAIN, name=name)
