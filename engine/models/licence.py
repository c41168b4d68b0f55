"""The licence texts that lie beside a published model."""

from __future__ import annotations

from pathlib import Path

_NAMES = ("license", "licence", "model_license", "model_licence")
_LONGEST = 64 << 10  # bytes of one text


def licence_texts(folder: Path) -> list[str]:
    """Every licence file in `folder`, by name."""
    return [_text(path) for path in sorted(folder.iterdir()) if path.is_file() and path.stem.lower() in _NAMES]


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST).decode("utf-8", errors="replace").strip()
