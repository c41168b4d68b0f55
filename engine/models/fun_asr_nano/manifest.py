"""The description that lies in a converted model folder: earshot-model.json.

The folder holds the graphs, the vocabulary and, where the model has one, the language model. It is written
once by the import and read by everything that loads or checks the model.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import config as shapes
from engine.models.fun_asr_nano.config import FunAsrConfig

FILE_NAME = "earshot-model.json"
FORMAT = 1
FAMILY = "fun-asr-nano"

ENCODER_GRAPH = "encoder.onnx"
ADAPTOR_GRAPH = "adaptor.onnx"
CTC_GRAPH = "ctc.onnx"
CTC_HEAD_GRAPH = "ctc_head.onnx"
DATA_SUFFIX = ".data"  # beside each graph lie its weights, so that they can be mapped instead of read
VOCABULARY = "multilingual.tiktoken"
WEIGHTS = "audio.safetensors"
"""Only in folders that were imported for a GPU."""

_IMPORT_AGAIN = "Import the model again."
_BLOCK = 1 << 20

Progress = Callable[[float, str], None]
"""Called with the share done (0..1) and what is being worked on."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a file must be: length in bytes and sha256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelCapabilities:
    """ctc: the folder holds a CTC graph. llm: the language model's file, relative to the folder, or None.

    rough: a demonstration, told to the user wherever it is met.
    """

    ctc: bool
    llm: str | None
    languages: tuple[str, ...]
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """One converted model. `files`: path relative to the folder, '/' between parts -> what it must be.

    source: where it came from, plain JSON values (file names, sizes, sums, container).
    precision: how the graphs keep their weights, 'fp32' or 'int8'.
    """

    name: str
    title: str
    config: FunAsrConfig
    capabilities: ModelCapabilities
    files: Mapping[str, FileRecord]
    source: Mapping[str, Any]  # free-form JSON from the reader of the checkpoint
    licence: str
    precision: str = "int8"


def write(folder: Path, manifest: Manifest) -> None:
    """Put the description into `folder`, whole or not at all."""
    path = folder / FILE_NAME
    partial = path.with_suffix(".partial")
    fields = {
        "format": FORMAT,
        "family": FAMILY,
        **dataclasses.asdict(dataclasses.replace(manifest, files={}, source={})),
        "config": shapes.to_mapping(manifest.config),
        "files": {name: dataclasses.asdict(record) for name, record in sorted(manifest.files.items())},
        "source": dict(manifest.source),
    }
    partial.write_text(json.dumps(fields, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(partial, path)


def read(folder: Path) -> Manifest:
    """The description in `folder`. Raises ModelUnusable where there is none or it cannot be used."""
    path = folder / FILE_NAME
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelUnusable(f"{folder} is not a model folder of Earshot.", _IMPORT_AGAIN) from error
    except (OSError, ValueError) as error:
        raise ModelUnusable(f"{path} cannot be read ({error}).", _IMPORT_AGAIN) from error
    return _parse(fields, path)


def record_of(path: Path) -> FileRecord:
    """Size and sha256 of a file on the disk."""
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return FileRecord(path.stat().st_size, digest.hexdigest())


def check(folder: Path, manifest: Manifest, *, deep: bool = True, progress: Progress | None = None) -> None:
    """Raise ModelUnusable, naming the file, where one is missing or is not what was written.

    deep: read every byte and compare sha256; otherwise sizes only, which costs nothing.
    """
    total = sum(record.size for record in manifest.files.values()) or 1
    done = 0
    for name, record in manifest.files.items():
        if progress is not None:
            progress(done / total, name)
        _check_file(folder / name, name, record, deep=deep)
        done += record.size


def _check_file(path: Path, name: str, record: FileRecord, *, deep: bool) -> None:
    if not path.is_file():
        raise ModelUnusable(f"{name} is missing from the model folder {path.parent}.", _IMPORT_AGAIN)
    size = path.stat().st_size
    if size != record.size:
        raise ModelUnusable(f"{name} has {size} bytes where {record.size} were written.", _IMPORT_AGAIN)
    if deep and record_of(path).sha256 != record.sha256:
        raise ModelUnusable(f"{name} was changed after the import: its sha256 differs.", _IMPORT_AGAIN)


def _parse(fields: object, path: Path) -> Manifest:
    if not isinstance(fields, dict) or fields.get("family") != FAMILY:
        raise ModelUnusable(f"{path} describes no Fun-ASR-Nano model.", _IMPORT_AGAIN)
    if fields.get("format") != FORMAT:
        raise ModelUnusable(f"{path} was written by another version of Earshot.", _IMPORT_AGAIN)
    try:
        return Manifest(
            name=str(fields["name"]),
            title=str(fields["title"]),
            config=shapes.from_mapping(fields["config"]),
            capabilities=_capabilities(fields["capabilities"]),
            files={_inside(name): FileRecord(**record) for name, record in fields["files"].items()},
            source=dict(fields["source"]),
            licence=str(fields["licence"]),
            precision=str(fields["precision"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelUnusable(f"{path} lacks something or has it wrong ({error}).", _IMPORT_AGAIN) from error


def _capabilities(fields: Mapping[str, Any]) -> ModelCapabilities:
    llm = fields["llm"]
    return ModelCapabilities(
        ctc=bool(fields["ctc"]),
        llm=None if llm is None else _inside(str(llm)),
        languages=tuple(str(code) for code in fields["languages"]),
        rough=bool(fields.get("rough", False)),
    )


def _inside(name: str) -> str:
    """A relative path that stays in the folder; ValueError for any other."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not name:
        raise ValueError(f"{name!r} leaves the folder")
    return name


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
