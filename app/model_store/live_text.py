"""Chooses the light model that writes the live text beside a model that writes none."""

from __future__ import annotations

from collections.abc import Iterable

from app.model_store.catalogue import ModelEntry
from engine.models import registry


def writes_live_text(entry: ModelEntry) -> bool:
    """Before it is loaded. False for what writes no text at all. Raises ModelUnusable for a damaged description."""
    if entry.described is None or not entry.writes_text:
        return False
    return registry.family(entry.described.family).writes_live_text(entry.described)


def light_model(at_hand: Iterable[ModelEntry], beside: str) -> ModelEntry | None:
    """The smallest with word times, as what came with Earshot or a Fun-ASR with CTC has them; None where there is none.

    beside: the name of the model that it writes for.
    """
    light = [entry for entry in at_hand if entry.problem is None and entry.described and not entry.rough]
    light = [entry for entry in light if entry.remote is None]
    light = [entry for entry in light if entry.capabilities.word_times and entry.name != beside]
    return min(light, key=lambda entry: entry.size, default=None)
