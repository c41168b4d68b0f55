"""Turns a model's name into a recogniser, importing no model family but the one that is asked for."""

from __future__ import annotations

from pathlib import Path

from app.models.store import ModelStore
from engine.models import registry
from engine.models.family import LoadOptions, Tell, to_the_log
from engine.models.recogniser import Recogniser


def load_recogniser(
    name: str | None, threads: int, models: Path | None = None, graphics: str = "auto", tell: Tell = to_the_log
) -> Recogniser:
    """The recogniser called `name`; the best one at hand for None. Takes seconds: call it from a worker.

    threads: processor cores that it may use, 0 for its own choice. models: where the models lie, None for the
    user's own folder. graphics: "auto", "cpu" or "gpu", as the setting of that name. tell: as in LoadOptions.

    Raises ModelUnusable for a model that is missing or damaged, ComponentMissing where a
    library that it needs is not installed.
    """
    store = ModelStore(models)
    entry = store.best_at_hand() if name is None else store.find(name)
    if entry.problem is not None:
        raise entry.problem
    assert entry.described is not None, "a model without a description has a problem"
    family = registry.family(entry.described.family)
    return family.load(entry.folder, entry.described, LoadOptions(threads, graphics, tell))
