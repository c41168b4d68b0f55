"""The models as somebody chooses among them: what each can do, what it takes, and whether this computer has it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from app.models.catalogue import ModelEntry
from app.models.memory import needed_bytes, warning
from app.models.store import ModelStore, best_of
from engine.errors import CaptioningError
from engine.models import registry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """name, title: as in the list of models. punctuation: its finished text has capitals and punctuation.

    hotwords: it is given the vocabulary while it listens; context: the user's own text and earlier sentences, too.
    memory: bytes once loaded, 0 where nothing is known. problem: why it cannot be used, or None.
    warning: a sentence where this computer has less memory than that, or None. best: taken where none is chosen.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    punctuation: bool
    rough: bool
    context: bool = False
    hotwords: bool = True
    memory: int = 0
    problem: str | None = None
    warning: str | None = None
    best: bool = False


def offered_models(folder: Path) -> list[OfferedModel]:
    """All that are at hand, those that came with Earshot first. Reads the disk, so it is for workers.

    Empty where the folder cannot be read.
    """
    try:
        entries = ModelStore(folder).list()
    except OSError as unreadable:
        log.warning("the models in %s cannot be listed: %s", folder, unreadable)
        return []
    best = best_of(entries)
    return [_offered(entry, entry is best) for entry in entries]


def _offered(entry: ModelEntry, best: bool) -> OfferedModel:
    memory, complaint, context = 0, None, False
    problem = None if entry.problem is None else entry.problem.what
    try:
        memory, complaint = needed_bytes(entry), warning(entry)
        if entry.described is not None:
            context = registry.family(entry.described.family).uses_context(entry.described)
    except CaptioningError as damaged:
        problem = damaged.what
    return OfferedModel(
        name=entry.name,
        title=entry.title,
        languages=entry.languages,
        punctuation=entry.capabilities.punctuation,
        rough=entry.rough,
        context=context,
        hotwords=entry.capabilities.hotwords,
        memory=memory,
        problem=problem,
        warning=complaint,
        best=best,
    )
