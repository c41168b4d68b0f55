"""Turns a model's name into a recogniser, importing only its model family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.model_store.catalogue import ModelEntry
from app.model_store.choosing import ranked
from app.model_store.in_use import marked
from app.model_store.live_text import light_model
from app.model_store.store import ModelStore
from app.model_store.trial import require_usable
from engine.errors import CaptioningError, ComponentMissing, ModelUnusable
from engine.models import registry
from engine.models.away import HERE, Away
from engine.models.family import LoadOptions, Report, to_the_log
from engine.models.paired import PairedRecogniser
from engine.models.recogniser import Recogniser
from engine.text.sentence import Sentence


def load_recogniser(
    name: str | None,
    threads: int,
    models: Path | None = None,
    graphics: str = "auto",
    report: Report = to_the_log,
    languages: Sequence[str] = (),
    others: bool = False,
    graphics_layers: int = 0,
    away: Away = HERE,
) -> Recogniser:
    """The recogniser called `name`; the best one at hand for None. Takes seconds: call it from a worker.

    threads: processor cores that it may use, 0 for its own choice. models: where the models lie, None for the
    user's own folder. graphics, graphics_layers: as the settings of these names. report: as `report` in
    LoadOptions; it also reports which model took the place of the wanted one, where that is missing or damaged.
    languages: that are spoken, for the choice. others: another one may take the place of `name`, too.
    away: what a model on another machine may do; it is never chosen, only named.

    Raises ModelUnusable for a model that is missing or damaged, ComponentMissing where a
    library that it needs is not installed.
    """
    store, options = ModelStore(models), LoadOptions(threads, graphics, report, graphics_layers, away)
    if name is None:
        return _load_first(store.usable(languages), store, options, [])
    try:
        return _load(store.find(name), store, options)
    except (ModelUnusable, ComponentMissing) as failed:
        if not others:
            raise
        rest = [entry for entry in store.list() if entry.name != name]
        usable = ranked(rest, store.criteria(languages))
        return _load_first(usable, store, options, [(_title(store, name), failed)])


def _load(entry: ModelEntry, store: ModelStore, options: LoadOptions) -> Recogniser:
    """With a light model beside one that writes no live text, or that computes elsewhere, which may fail."""
    recogniser = _load_alone(entry, options)
    sends_sound = entry.remote is not None and entry.remote.sends == "sound"
    if recogniser.capabilities.partials and not sends_sound:
        return recogniser
    light = light_model(store.list(), entry.name)
    if light is None:
        return recogniser
    return PairedRecogniser(recogniser, lambda: _load_alone(light, options), light.title, options.report)


def _title(store: ModelStore, name: str) -> str:
    return next((entry.title for entry in store.list() if entry.name == name), name)


def _load_first(
    entries: Iterable[ModelEntry], store: ModelStore, options: LoadOptions, failures: list[tuple[str, CaptioningError]]
) -> Recogniser:
    """The first that can be loaded. failures: of those before, by title. Raises what the very first raised where none
    can."""
    for entry in entries:
        try:
            recogniser = _load(entry, store, options)
        except (ModelUnusable, ComponentMissing) as failed:
            failures.append((entry.title, failed))
            continue
        for title, failure in failures[:1]:
            options.report(
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


def _load_alone(entry: ModelEntry, options: LoadOptions) -> Recogniser:
    if entry.problem is not None:
        raise entry.problem
    assert entry.described is not None, "a model without a description has a problem"
    if entry.remote is None:
        require_usable(entry)
    loaded = registry.family(entry.described.family).load(entry.folder, entry.described, options)
    return loaded if entry.bundled else marked(loaded, entry.folder)
