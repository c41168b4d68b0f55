"""How much memory a model will take, said before it is loaded."""

from __future__ import annotations

from app.models.catalogue import ModelEntry
from engine.errors import ModelUnusable
from engine.models import memory, registry
from engine.models.manifest import IMPORT_AGAIN


def needed_bytes(entry: ModelEntry) -> int:
    """What `entry` takes once loaded; 0 where it cannot be used.

    Raises ModelUnusable where a file that tells of it is damaged.
    """
    if entry.described is None or entry.problem is not None:
        return 0
    try:
        return registry.family(entry.described.family).memory_bytes(entry.folder, entry.described)
    except OSError as error:
        raise ModelUnusable(
            "{path} cannot be read ({reason}).", IMPORT_AGAIN, path=entry.folder, reason=error.strerror or error
        ) from error


def warning(entry: ModelEntry, available: int | None = None) -> str | None:
    """A sentence where this machine has less than the model needs. available: bytes, None to ask the system."""
    needed = needed_bytes(entry)
    return memory.warning(needed, memory.available_bytes() if available is None else available) if needed else None
