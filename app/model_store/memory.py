"""Estimates the memory that a model needs, before it is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from app.model_store.catalogue import ModelEntry
from app.model_store.live_text import light_model, writes_live_text
from engine.errors import ModelUnusable
from engine.models import memory, registry
from engine.models.manifest import IMPORT_AGAIN, Manifest


def needed_bytes(entry: ModelEntry, at_hand: Iterable[ModelEntry] = ()) -> int:
    """What `entry` takes once loaded; 0 where it cannot be used.

    at_hand: usable models; a light one among them is loaded beside a model without live text.
    Raises ModelUnusable where a file that describes it is damaged.
    """
    if entry.described is None or entry.problem is not None:
        return 0
    own = _own_bytes(entry, entry.described)
    if not entry.writes_text or writes_live_text(entry):
        return own
    light = light_model(at_hand, entry.name)
    return own + (_own_bytes(light, light.described) if light is not None and light.described is not None else 0)


def _own_bytes(entry: ModelEntry, described: Manifest) -> int:
    try:
        return registry.family(described.family).memory_bytes(entry.folder, described)
    except OSError as error:
        raise ModelUnusable(
            "{path} cannot be read ({reason}).", IMPORT_AGAIN, path=entry.folder, reason=error.strerror or error
        ) from error


def warning(entry: ModelEntry, available: int | None = None, at_hand: Iterable[ModelEntry] = ()) -> str | None:
    """A sentence where this machine has less than the model needs. available: bytes, None to ask the system."""
    needed = needed_bytes(entry, at_hand)
    return memory.warning(needed, memory.available_bytes() if available is None else available) if needed else None
