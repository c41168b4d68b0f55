"""Turns a model's name into a recogniser, importing no model family but the one that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.models.catalogue import ModelEntry
from app.models.store import ModelStore
from app.models.trial import require_usable
from engine.errors import CaptioningError, ComponentMissing, ModelUnusable
from engine.models import registry
from engine.models.family import LoadOptions, Tell, to_the_log
from engine.models.recogniser import Recogniser
from engine.text.sentence import Sentence


def load_recogniser(
    name: str | None, threads: int, models: Path | None = None, graphics: str = "auto", tell: Tell = to_the_log
) -> Recogniser:
    """The recogniser called `name`; the best one at hand for None. Takes seconds: call it from a worker.

    threads: processor cores that it may use, 0 for its own choice. models: where the models lie, None for the
    user's own folder. graphics: "auto", "cpu" or "gpu", as the setting of that name. tell: as in LoadOptions; it is
    also told which model took the place of the best one, where that is damaged.

    Raises ModelUnusable for a model that is missing or damaged, ComponentMissing where a
    library that it needs is not installed.
    """
    store, options = ModelStore(models), LoadOptions(threads, graphics, tell)
    return _load(store.find(name), options) if name is not None else _load_best(store.usable(), options)


def _load_best(entries: Iterable[ModelEntry], options: LoadOptions) -> Recogniser:
    """The first that can be loaded. Raises what the very first raised where none can."""
    failures: list[tuple[str, CaptioningError]] = []
    for entry in entries:
        try:
            recogniser = _load(entry, options)
        except (ModelUnusable, ComponentMissing) as failed:
            failures.append((entry.title, failed))
            continue
        for title, failure in failures[:1]:
            options.tell(
                Sentence(
                    "{title} is used in place of {wanted}: {reason}",
                    title=entry.title,
                    wanted=title,
                    reason=failure.what,
                ),
                failure.remedy,
            )
        return recogniser
    raise failures[0][1]


def _load(entry: ModelEntry, options: LoadOptions) -> Recogniser:
    if entry.problem is not None:
        raise entry.problem
    assert entry.described is not None, "a model without a description has a problem"
    require_usable(entry)
    return registry.family(entry.described.family).load(entry.folder, entry.described, options)
