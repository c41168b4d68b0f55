"""Remembers the checksum of the first good copy of files without a published one, to notice later changes."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from app.files import write_private
from app.folders import make_folder
from engine.models.json_file import read_json
from engine.models.manifest import FileRecord

log = logging.getLogger(__name__)

FILE_NAME = ".pins.json"
_MOST_BYTES = 4 << 20


def pinned(models: Path, name: str) -> dict[str, str]:
    """File of the model -> sha256 in hexadecimal; empty where nothing is known."""
    sums = _read(models).get(name, {})
    return {file: each for file, each in sums.items() if isinstance(each, str)} if isinstance(sums, dict) else {}


def pin(models: Path, name: str, files: Mapping[str, FileRecord]) -> None:
    """Remember the sums of a model that passed its checks. Raises CaptioningError."""
    known = _read(models)
    _write(models, {**known, name: {**pinned(models, name), **{file: each.sha256 for file, each in files.items()}}})


def forget(models: Path, name: str) -> None:
    """The model was removed: its next copy is a first one. Raises CaptioningError."""
    known = _read(models)
    if known.pop(name, None) is not None:
        _write(models, known)


def _read(models: Path) -> dict[str, object]:
    try:
        found = read_json(models / FILE_NAME, _MOST_BYTES)
        return found if isinstance(found, dict) else {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("the list of known sums is not used: %s", type(error).__name__)
        return {}


def _write(models: Path, known: Mapping[str, object]) -> None:
    make_folder(models)
    write_private(models / FILE_NAME, json.dumps(known, indent=1).encode())
