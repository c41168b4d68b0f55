"""Describes models to somebody who chooses: abilities, needs, and whether they are installed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.model_store.catalogue import ModelEntry
from app.model_store.choosing import SelectionCriteria, quality, ranked
from app.model_store.memory import needed_bytes, warning
from app.model_store.obtainable import QualityClass
from app.model_store.speed import Speed
from app.model_store.store import ModelStore
from engine.errors import CaptioningError
from engine.models import registry
from engine.models.away import RemoteModel
from engine.text.languages import short_code

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """name, title: as in the list of models. punctuation: its finished text has capitals and punctuation.

    hotwords: it is given the vocabulary while it listens; context: the user's own text and earlier sentences, too.
    memory: bytes once loaded, 0 where nothing is known. problem: why it cannot be used, or None.
    warning: a sentence where this computer has less memory than that, or None. best: taken where none is chosen.
    size: bytes on the disk. bundled: came with Earshot and stays. cost: seconds of computing a second of speech as
    measured here, None where it was not. quality: None if unknown.
    writes_text: False where it only tells speakers apart, or finds where two speak at once, as finds_overlaps says.
    remote: where it is, for a model on another machine.
    has_language_model: which can compute on another machine, while the rest stays here.
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
    size: int = 0
    bundled: bool = False
    cost: float | None = None
    quality: QualityClass | None = None
    writes_text: bool = True
    finds_overlaps: bool = False
    remote: RemoteModel | None = None
    has_language_model: bool = False


def offered_models(folder: Path, languages: Sequence[str] = ()) -> list[OfferedModel]:
    """All that are at hand, those that came with Earshot first. Reads the disk, so it is for workers.

    languages: that are spoken; the best model depends on them.

    Empty where the folder cannot be read.
    """
    store = ModelStore(folder)
    try:
        entries = store.list()
    except OSError as unreadable:
        log.warning("the models in %s cannot be listed: %s", folder, unreadable)
        return []
    criteria = store.criteria(languages)
    best = next(iter(ranked(entries, criteria)), None)
    return [_offered(entry, entries, criteria, best=entry is best) for entry in entries]


def model_for(language: str, offered: Iterable[OfferedModel], in_use: str = "") -> OfferedModel | None:
    """The model to offer where `language` (BCP 47) is spoken: the best usable one that knows it, but not `in_use`."""
    code = short_code(language)
    fitting = [
        each
        for each in offered
        if each.problem is None
        and each.remote is None
        and each.name != in_use
        and code in map(short_code, each.languages)
    ]
    return max(fitting, key=lambda each: (each.best, not each.rough), default=None)


def lighter_model(speed: Speed, offered: Sequence[OfferedModel]) -> OfferedModel | None:
    """The largest usable model that takes less memory than the one that was measured; None where there is none."""
    measured = next((each.memory for each in offered if each.title == speed.title), 0)
    at_hand = [each for each in offered if each.problem is None and each.remote is None]
    fitting = [each for each in at_hand if not each.rough and 0 < each.memory < measured]
    return max(fitting, key=lambda each: each.memory, default=None)


def folder_size(folder: Path) -> int:
    """Bytes of a folder whose description names no files."""
    try:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except OSError:
        return 0


def _offered(
    entry: ModelEntry, at_hand: Sequence[ModelEntry], criteria: SelectionCriteria, *, best: bool
) -> OfferedModel:
    memory, complaint, context = 0, None, False
    problem = None if entry.problem is None else entry.problem.what
    try:
        memory, complaint = needed_bytes(entry, at_hand), warning(entry, at_hand=at_hand)
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
        size=entry.size or folder_size(entry.folder),
        bundled=entry.bundled,
        cost=criteria.costs.get(entry.name),
        quality=quality(entry),
        writes_text=entry.writes_text,
        finds_overlaps=entry.finds_overlaps,
        remote=entry.remote,
        has_language_model=entry.has_language_model,
    )
