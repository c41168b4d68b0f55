"""All that the page of models shows: installed models, available ones, and the recommended one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.folders import Folders
from app.model_store.choosing import published_as, recommended
from app.model_store.obtainable import ModelCatalogue, ObtainableModel
from app.model_store.offer import OfferedModel, offered_models
from app.model_store.store import ModelStore
from app.settings import Settings
from engine.text.sentence import Sentence


@dataclass(frozen=True, slots=True)
class StoreView:
    """installed: those that came with Earshot first. available: what can be had and is not installed.

    recommended: of both, the one for this computer, None where none would do. wanted: the name under which it is
    installed, None where it is not. started: bytes that are there of a model whose fetch was broken off.
    problems: with the user's own list of models.
    """

    installed: tuple[OfferedModel, ...]
    available: tuple[ObtainableModel, ...]
    recommended: ObtainableModel | None
    wanted: str | None
    folder: Path
    offline: bool
    started: dict[str, int] = field(default_factory=dict)
    problems: tuple[Sentence, ...] = ()


def look(folders: Folders, settings: Settings, catalogue: ModelCatalogue, languages: Sequence[str]) -> StoreView:
    """Reads the disk, so it is for workers. languages: that are spoken."""
    from app.model_store.fetching.fetch import unfinished
    from app.model_store.moving import finish_move

    finish_move(folders)
    models = folders.models
    store = ModelStore(models)
    entries = store.list()
    found = {entry.name: published_as(entry, catalogue.models) for entry in entries}
    names = {model.name for model in found.values() if model is not None}
    criteria = store.criteria(languages)
    choice = recommended(catalogue.models, criteria, os.cpu_count() or 1, names)
    wanted = next((name for name, model in found.items() if model is not None and model is choice), None)
    available = tuple(
        model for model in catalogue.models if model.supported and model.origins and model.name not in names
    )
    return StoreView(
        tuple(offered_models(models, languages)),
        tuple(
            sorted(
                available,
                key=lambda each: (each is not choice, not criteria.known(each.languages), each.variant_of or ""),
            )
        ),
        choice,
        wanted,
        models,
        settings.offline,
        unfinished(downloads_in(models)),
        catalogue.problems,
    )


def downloads_in(models: Path) -> Path:
    """Where fetches put what they have so far: on the disk of the models."""
    return models / ".downloads"
