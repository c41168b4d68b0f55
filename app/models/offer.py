"""The models as somebody chooses among them: what each can do, what it takes, and whether this computer has it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from app.models.catalogue import ModelEntry, starter_entry
from app.models.memory import needed_bytes, warning
from app.models.store import ModelStore
from engine.errors import CaptioningError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """name, title: as in the list of models. live: writes while people speak. decoder: has a language model.

    memory: bytes once loaded, 0 where nothing is known. problem: why it cannot be used, or None.
    warning: a sentence where this computer has less memory than that, or None. best: taken where none is chosen.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    live: bool
    decoder: bool
    rough: bool
    memory: int = 0
    problem: str | None = None
    warning: str | None = None
    best: bool = False


def offered_models(folder: Path) -> list[OfferedModel]:
    """All that are installed, the built-in one first. Reads the disk, so it is for workers.

    Where the folder cannot be read the built-in one is left.
    """
    store = ModelStore(folder)
    try:
        best = store.best_at_hand().name
        return [_offered(entry, entry.name == best) for entry in store.list()]
    except OSError as unreadable:
        log.warning("the models in %s cannot be listed: %s", folder, unreadable)
        return [_offered(starter_entry(), best=True)]


def _offered(entry: ModelEntry, best: bool) -> OfferedModel:
    memory, complaint, problem = 0, None, entry.problem
    try:
        memory, complaint = needed_bytes(entry), warning(entry)
    except CaptioningError as damaged:
        problem = problem or damaged.what
    return OfferedModel(
        name=entry.name,
        title=entry.title,
        languages=entry.languages,
        live=entry.rough or entry.ctc or entry.decoder,
        decoder=entry.decoder,
        rough=entry.rough,
        memory=memory,
        problem=problem,
        warning=complaint,
        best=best,
    )
