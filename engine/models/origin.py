"""What the description of an imported model says of its origin: where its weights came from, and their licence."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.models.manifest import FileRecord

_LICENCE_NAMES = ("license", "licence", "model_license", "model_licence")
_LONGEST = 64 << 10  # bytes of one text


def licence_of(statement: str, folder: Path) -> str:
    """statement: of the family, may be empty. It is followed by every licence file in `folder`, by name."""
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and path.stem.lower() in _LICENCE_NAMES]
    return "\n\n".join(filter(None, [statement, *map(_text, found)]))


def weights_entry(name: str, record: FileRecord, **more: Any) -> dict[str, Any]:
    """One of the files of `source_of`. more: plain JSON values."""
    return {"name": name, **dataclasses.asdict(record), **more}


def source_of(given: Path, kind: str, files: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """`Manifest.source` of weights that are imported now. given: as the user named them. more: plain JSON values."""
    imported = datetime.now(UTC).isoformat(timespec="seconds")
    return {"path": str(given.absolute()), "kind": kind, "files": [*files], **more, "imported": imported}


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST).decode("utf-8", errors="replace").strip()
