"""Records how a text was made, for the evidence report: model, settings, vocabulary and losses."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.transcripts.values import Provenance
from engine.errors import ModelUnusable
from engine.events import CaptionEvent, DeviceBack, DeviceLost, Overrun
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from engine.models.manifest import Manifest
    from engine.models.recogniser import Request
    from engine.session.options import SessionOptions

LOSSES = ("overrun", "device_lost", "device_back")
_NOT_SAID = "not recorded"
_MOST_WORDS = 2000  # of a vocabulary, in full; its sha256 is of all


def model_used(name: str, folder: Path | None) -> Provenance:
    """The model `name`, by its manifest in the folder of models (None for the user's)."""
    from app.model_store.store import ModelStore

    described = None
    with suppress(ModelUnusable):
        described = ModelStore(folder).find(name).described
    details = {"name": name, "version": _NOT_SAID, "sha256": _NOT_SAID}
    return Provenance(0, "model", details if described is None else details | _described(described))


def made_with(options: SessionOptions) -> tuple[Provenance, ...]:
    return passes_of(options), *asked_with(options.request)


def passes_of(options: SessionOptions) -> Provenance:
    """What does not change while a session runs."""
    silence = f"{options.endpointer.silence_scale:g}"
    passes = {"partials": _yes(options.partials), "mode": options.mode.value, "silence scale": silence}
    passes["earlier sentences given"] = str(options.context)
    return Provenance(0, "recognition", passes)


def asked_with(request: Request) -> tuple[Provenance, ...]:
    """Settings and vocabulary."""
    asked = {
        "language": request.language or "detected",
        "languages": ", ".join(request.languages) or "any",
        "traditional": _yes(request.traditional),
        "numbers as digits": _yes(request.itn),
        "context": "\n".join(request.context),
    }
    words = request.hotwords
    if request.steering is not None:
        asked["replacement by vocabulary"] = request.steering.replacement.value
        words = tuple(each.text for each in request.steering.index.hotwords)
    return Provenance(0, "settings", asked), Provenance(0, "vocabulary", _vocabulary(words))


def loss_of(event: CaptionEvent) -> Provenance | None:
    """None for an event without a loss."""
    match event:
        case Overrun():
            length = f"{to_seconds(event.length):.3f} s" if event.length else "unknown"
            return Provenance(event.start, "overrun", {"length": length, **_of_stream(event)})
        case DeviceLost():
            details = {"device": event.device, "reason": str(event.what)}
            return Provenance(event.position, "device_lost", details | _of_stream(event))
        case DeviceBack():
            details = {"device": event.device, "away": f"{event.away_s:.1f} s"}
            return Provenance(event.position, "device_back", details | _of_stream(event))
    return None


def _described(manifest: Manifest) -> dict[str, str]:
    """sha256: of the sums of its files as sha256sum prints them, in the order of their names."""
    sums = {name: record.sha256 for name, record in sorted(manifest.files.items())}
    listed = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    made_from = _made_from(manifest)
    return {
        "title": manifest.title,
        "family": manifest.family,
        "version": _version(manifest, made_from),
        **{f"made from {name}, sha256": digest for name, digest in made_from.items()},
        "sha256": hashlib.sha256(listed.encode("utf-8", "replace")).hexdigest(),
        **{f"sha256 of {name}": digest for name, digest in sums.items()},
    }


def _made_from(manifest: Manifest) -> dict[str, str]:
    """The published or trained files that an import was made from, and their sha256."""
    files = manifest.made_from
    return {str(each["name"]): str(each["sha256"]) for each in files if "name" in each and "sha256" in each}


def _version(manifest: Manifest, made_from: Mapping[str, str]) -> str:
    """What its source says; else whose published weights these are, byte by byte."""
    source = manifest.source
    if said := source.get("version") or source.get("revision"):
        return str(said)
    if "step" in source:
        return f"training stage {source.get('stage')}, step {source['step']}"
    if known := [str(each["published_as"]) for each in manifest.made_from if each.get("published_as")]:
        return ", ".join(known)
    sums = {*made_from.values(), *(record.sha256 for record in manifest.files.values())}
    return _published(sums) or _NOT_SAID


def _published(sums: Container[str]) -> str | None:
    """The entry of the list of models whose weights, its largest file, have one of these sha256."""
    from app.model_store.obtainable import HubOrigin, read_catalogue

    for model in read_catalogue().models:
        weights = max(model.files, key=lambda each: each.about, default=None)
        if weights is not None and weights.sha256 is not None and weights.sha256 in sums:
            places = [each for each in model.origins if isinstance(each, HubOrigin)]
            where = f", {places[0].repository} at {places[0].revision}" if places else ""
            return f"{model.title}{where}"
    return None


def _vocabulary(words: tuple[str, ...]) -> dict[str, str]:
    digest = hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()
    more = {} if len(words) <= _MOST_WORDS else {"not listed": str(len(words) - _MOST_WORDS)}
    return {"entries": str(len(words)), "words": "; ".join(words[:_MOST_WORDS]), **more, "sha256": digest}


def _of_stream(event: Overrun | DeviceLost | DeviceBack) -> dict[str, str]:
    return {} if event.stream is None else {"of": event.stream.value}


def _yes(value: bool) -> str:
    return "yes" if value else "no"
