"""The description in a model's folder, earshot-model.json: a header shared by all families, and a family's payload.

An import writes it once; listing, checking and loading a model read it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from engine.errors import ModelUnusable
from engine.models.json_file import flag, read_json, table, text, texts
from engine.models.progress import Progress, silent

FILE_NAME = "earshot-model.json"
FORMAT = 2
IMPORT_AGAIN = "Import the model again."

MOST_BYTES = 4 << 20  # of a description; those that imports write have some kB
_MOST_FILES = 1000


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The expected length of a file in bytes, and its sha256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelCapabilities:
    """What a user sees of a model before it is loaded; the choice of the best model compares it.

    word_times: every word has its time.
    hotwords: takes the user's vocabulary into account.
    punctuation: finals have capitals and punctuation.
    """

    word_times: bool
    hotwords: bool
    punctuation: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """One model. name: what the user types after --model. title: what they read. family: as in registry.py.

    languages: the model's codes for them (BCP 47 but for a few old ones), most fitting first.
    files: path relative to the folder, '/' between parts -> what it must be.
    source: where it came from, plain JSON values (file names, sizes, sums, container).
    rough: a demonstration, told to the user wherever it is met.
    payload: what the family needs to load it, plain JSON values.
    """

    family: str
    name: str
    title: str
    languages: tuple[str, ...]
    capabilities: ModelCapabilities
    files: Mapping[str, FileRecord]
    licence: str
    source: Mapping[str, Any] = field(default_factory=dict)
    rough: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(record.size for record in self.files.values())

    @property
    def made_from(self) -> list[dict[str, Any]]:
        """The published or trained files of an import, with what was noted of each: name, sha256 and others."""
        listed = self.source.get("files")
        return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def write(folder: Path, manifest: Manifest) -> None:
    """Put the description into `folder`, whole or not at all."""
    path = folder / FILE_NAME
    partial = path.with_suffix(".partial")
    partial.write_bytes(as_bytes(manifest))
    os.replace(partial, path)


def as_bytes(manifest: Manifest) -> bytes:
    """The file's content."""
    fields = {"format": FORMAT, **dataclasses.asdict(manifest)}
    written = json.dumps(fields, indent=2, ensure_ascii=False) + "\n"
    return written.encode("utf-8", "replace")  # a path that it came from may not be UTF-8


def read(folder: Path) -> Manifest:
    """The description in `folder`. Raises ModelUnusable where there is none or it cannot be used."""
    path = folder / FILE_NAME
    try:
        fields = read_json(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise ModelUnusable("{folder} is not a model folder of Earshot.", IMPORT_AGAIN, folder=folder) from error
    except (OSError, ValueError) as error:
        raise ModelUnusable("{path} cannot be read ({reason}).", IMPORT_AGAIN, path=path, reason=error) from error
    return _parse(fields, path)


def record_of(path: Path) -> FileRecord:
    """Size and sha256 of a file on the disk."""
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def records_of(folder: Path) -> dict[str, FileRecord]:
    """Every file in `folder` and below by name, except the description."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / FILE_NAME)
    return {path.relative_to(folder).as_posix(): record_of(path) for path in files}


def check(folder: Path, manifest: Manifest, *, deep: bool = True, progress: Progress = silent) -> None:
    """Raise ModelUnusable, naming the file, where one is missing or differs from its record.

    deep: read every byte and compare sha256; otherwise compare sizes only, which costs nothing.
    """
    done, total = 0, manifest.size or 1
    for name, record in manifest.files.items():
        progress(done / total, name)
        _check_file(folder / name, name, record, deep=deep)
        done += record.size


def is_whole(path: Path, record: FileRecord) -> bool:
    """Whether a file has the bytes that it should have."""
    try:
        return record_of(path) == record
    except OSError:
        return False


def inside(name: str) -> str:
    """A relative path that stays in the folder; ValueError for any other."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not name or any(sign in name for sign in "\\:\0"):
        raise ValueError(f"{name!r} leaves the folder")
    return name


def _check_file(path: Path, name: str, record: FileRecord, *, deep: bool) -> None:
    try:
        if not path.is_file():
            raise ModelUnusable(
                "{name} is missing from the model folder {folder}.", IMPORT_AGAIN, name=name, folder=path.parent
            )
        size = path.stat().st_size
        if size != record.size:
            raise ModelUnusable(
                "{name} has {size} bytes where {expected} were written.",
                IMPORT_AGAIN,
                name=name,
                size=size,
                expected=record.size,
            )
        if deep and record_of(path).sha256 != record.sha256:
            raise ModelUnusable("{name} was changed after the import: its sha256 differs.", IMPORT_AGAIN, name=name)
    except OSError as error:
        raise ModelUnusable(
            "{path} cannot be read ({reason}).", IMPORT_AGAIN, path=path, reason=error.strerror or error
        ) from error


def _parse(fields: object, path: Path) -> Manifest:
    if not isinstance(fields, dict) or "family" not in fields:
        raise ModelUnusable("{path} describes no model.", IMPORT_AGAIN, path=path)
    try:
        if fields.get("format") == 1:
            fields = _from_format_1(fields)
        if fields.get("format") != FORMAT:
            raise ModelUnusable("{path} was written by another version of Earshot.", IMPORT_AGAIN, path=path)
        return _manifest(fields)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise ModelUnusable(
            "{path} lacks something or has it wrong ({reason}).", IMPORT_AGAIN, path=path, reason=error
        ) from error


def _manifest(fields: Mapping[str, Any]) -> Manifest:
    files = table(fields, "files")
    if len(files) > _MOST_FILES:
        raise ValueError(f"{len(files)} files")
    return Manifest(
        family=text(fields, "family"),
        name=text(fields, "name"),
        title=text(fields, "title"),
        languages=texts(fields, "languages"),
        capabilities=ModelCapabilities(**{name: bool(value) for name, value in table(fields, "capabilities").items()}),
        files={inside(name): _record(record) for name, record in files.items()},
        licence=text(fields, "licence"),
        source=table(fields, "source"),
        rough=flag(fields, "rough"),
        payload=table(fields, "payload"),
    )


def _record(fields: Mapping[str, Any]) -> FileRecord:
    record = FileRecord(**fields)
    if not isinstance(record.size, int) or record.size < 0 or not isinstance(record.sha256, str):
        raise ValueError("a size or a sum makes no sense")
    return record


def _from_format_1(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The second format out of the first, which knew Fun-ASR-Nano alone."""
    could = fields["capabilities"]
    with_llm = could["llm"] is not None
    return {
        **fields,
        "format": FORMAT,
        "languages": could["languages"],
        "rough": could.get("rough", False),
        "capabilities": {"word_times": could["ctc"], "hotwords": with_llm, "punctuation": with_llm},
        "payload": {
            "config": fields["config"],
            "ctc": could["ctc"],
            "llm": could["llm"],
            "precision": fields["precision"],
        },
    }
