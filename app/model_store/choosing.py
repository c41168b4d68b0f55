"""Chooses a model where the user leaves the choice to Earshot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import get_args

from app.model_store.catalogue import ModelEntry
from app.model_store.measured import keeps_up
from app.model_store.memory import needed_bytes
from app.model_store.obtainable import ObtainableModel, QualityClass, SpeedClass, read_catalogue
from engine.errors import CaptioningError
from engine.models.memory import total_bytes
from engine.text.languages import SEVERAL, short_code

MODELS_SHARE = 0.7  # of all memory; the rest is for the system and other programs
_QUALITIES: tuple[QualityClass, ...] = get_args(QualityClass)
_CORES: Mapping[SpeedClass, float] = {"fast": 1, "medium": 4, "slow": 12, "graphics card": inf}
_UNKNOWN: QualityClass = "good"  # a model that the user brought: they had a reason


@dataclass(frozen=True, slots=True)
class SelectionCriteria:
    """languages: the model has to know all of them; SEVERAL among them: it has to detect others. costs: as of
    `measured.costs`. memory: bytes of this computer, None if unknown.
    """

    languages: Sequence[str] = ()
    costs: Mapping[str, float] = field(default_factory=dict)
    memory: int | None = field(default_factory=total_bytes)

    def fits(self, needed: int) -> bool:
        return self.memory is None or needed <= MODELS_SHARE * self.memory

    def known(self, languages: Iterable[str]) -> bool:
        """Whether a model that knows `languages` knows all that are spoken."""
        return set(map(short_code, self.languages)) - {SEVERAL} <= set(map(short_code, languages))

    def detected(self, languages: Iterable[str]) -> bool:
        """Whether it can tell languages apart, where that is wanted."""
        return SEVERAL not in self.languages or len(set(map(short_code, languages))) > 1


def ranked(entries: Iterable[ModelEntry], criteria: SelectionCriteria) -> list[ModelEntry]:
    """Those of this computer that can be used, the best one first: it knows the languages, fits, is no demonstration,
    keeps up, detects languages where that is wanted; then by quality, the user's own before what came with Earshot,
    word times, vocabulary."""
    usable = [entry for entry in entries if entry.problem is None and entry.writes_text and entry.remote is None]
    return sorted(usable, key=lambda entry: _rank(entry, usable, criteria), reverse=True)


def recommended(
    models: Iterable[ObtainableModel], criteria: SelectionCriteria, cores: int, installed: Collection[str] = ()
) -> ObtainableModel | None:
    """Of those that can be had or are installed, the one to have on this computer; None where none would do.

    installed: the names of those that are; one of them is preferred to another that is as good.
    """
    fitting = [
        model
        for model in models
        if model.supported
        and model.role == "recognition"
        and model.variant_of is None
        and criteria.known(model.languages)
        and criteria.fits(model.memory)
        and keeps_up(criteria.costs.get(model.name))
        and _expected(model, cores)
    ]

    def worth(model: ObtainableModel) -> tuple[bool | float, ...]:
        return criteria.detected(model.languages), *_worth(model), model.name in installed, -model.size

    return max(fitting, key=worth, default=None)


def published_as(entry: ModelEntry, models: Iterable[ObtainableModel] | None = None) -> ObtainableModel | None:
    """Which of `models`, or of Earshot's own list, an installed one was made from; None for any other."""
    among = shipped() if models is None else models
    return next((model for model in among if _is_same(entry, model)), None)


def quality(entry: ModelEntry) -> QualityClass | None:
    """None if unknown."""
    if entry.rough:
        return "demonstration"
    model = published_as(entry)
    return model.quality if model else None


@cache
def shipped() -> tuple[ObtainableModel, ...]:
    """Earshot's own list of models."""
    return read_catalogue().models


def _rank(entry: ModelEntry, at_hand: Sequence[ModelEntry], criteria: SelectionCriteria) -> tuple[bool | int, ...]:
    can = entry.capabilities
    return (
        criteria.known(entry.languages),
        criteria.fits(_needed(entry, at_hand)),
        not entry.rough,
        keeps_up(criteria.costs.get(entry.name)),
        criteria.detected(entry.languages),
        _QUALITIES.index(quality(entry) or _UNKNOWN),
        not entry.bundled,
        can.word_times,
        can.hotwords,
    )


def _needed(entry: ModelEntry, at_hand: Sequence[ModelEntry]) -> int:
    try:
        return needed_bytes(entry, at_hand)
    except CaptioningError:  # loading it will say so
        return 0


def _expected(model: ObtainableModel, cores: int) -> bool:
    """Before anything is measured, from the class of its speed."""
    return cores >= _CORES[model.speed]


def _worth(model: ObtainableModel) -> tuple[int, bool, float, bool, bool]:
    can = model.capabilities
    return _QUALITIES.index(model.quality), not model.later_text, -_CORES[model.speed], can.word_times, can.hotwords


def _is_same(entry: ModelEntry, model: ObtainableModel) -> bool:
    """By the sums of the files; by its name where an import wrote no sums of the published ones."""
    if entry.described is None or entry.described.family != model.family:
        return False
    sums: set[object] = {record.sha256 for record in entry.described.files.values()}
    sums.update(each.get("sha256") for each in entry.described.made_from)
    weights = max(model.files, key=lambda file: file.about, default=None)
    return entry.name == model.name or (weights is not None and weights.sha256 in sums)
