"""Fetches and installs a model; repairs one. Both take long and use the network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from app.model_store.catalogue import reserved_names
from app.model_store.choosing import published_as
from app.model_store.fetching.fetch import discard, fetch
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.outcome import Fetched, ShowProgress, unseen
from app.model_store.fetching.pins import pin
from app.model_store.fetching.steering import FetchSteering
from app.model_store.in_use import require_unused
from app.model_store.moving import copy_checked
from app.model_store.obtainable import ModelCatalogue, ObtainableModel
from app.model_store.staging import discard as remove
from app.model_store.store import ModelStore
from app.model_store.view import downloads_in
from engine.errors import CaptioningError, ModelUnusable
from engine.models.progress import Progress, silent
from engine.text.sentence import Sentence


def get(
    model: ObtainableModel,
    store: ModelStore,
    means: FetchMeans,
    steering: FetchSteering,
    shown: ShowProgress = unseen,
    progress: Progress = silent,
) -> tuple[str, Sequence[Sentence]]:
    """Fetch and install it: the name it has, and what the user should know. shown: of the fetch; progress: of the rest.

    Raises CaptioningError and FetchStopped; what was fetched is kept as `fetch` says.
    """
    fetched = fetch(model, downloads_in(store.folder), means, steering, shown)
    entry = store.import_checkpoint(fetched.folder, _free(model.name, store), progress=progress)
    _settle(model, store, fetched)
    return entry.name, fetched.warnings


def repair(
    name: str,
    store: ModelStore,
    catalogue: ModelCatalogue,
    means: FetchMeans,
    steering: FetchSteering,
    shown: ShowProgress = unseen,
    progress: Progress = silent,
) -> int:
    """Bring each file of an installed model that is missing or changed; how many there were.

    Only these are fetched where they are as published; what an import made is made anew from the published files.
    Raises ModelUnusable for a model without a known source, BadInput for one that is loaded, CaptioningError and
    FetchStopped as `fetch`.
    """
    entry = store.find(name)
    model = published_as(entry, catalogue.models) or catalogue.find(name)
    broken = store.broken(name) if entry.described is not None else None
    if broken is not None and not broken:
        return 0
    require_unused(store.folder, entry.folder, entry.title)
    if model is None or not model.origins:
        raise ModelUnusable(
            "{name} cannot be repaired: its publisher is not known.",
            "Import it again from where it came from.",
            name=entry.title,
        )
    known = {file.name: file.sha256 for file in model.files}
    records = entry.described.files if entry.described else {}
    if broken and all(known.get(each) == records[each].sha256 for each in broken):
        fetched = fetch(model, downloads_in(store.folder), means, steering, shown, names=broken)
        for each in broken:
            _replace(fetched.folder / each, entry.folder / each, records[each].sha256)
        discard(model.name, downloads_in(store.folder))
        return len(broken)
    if entry.bundled:
        raise ModelUnusable("{name} cannot be repaired here.", "Reinstall Earshot.", name=entry.title)
    fetched = fetch(model, downloads_in(store.folder), means, steering, shown)
    store.import_checkpoint(fetched.folder, name, progress=progress, replacing=True)
    if entry.folder != store.folder / name:
        remove(entry.folder)
    _settle(model, store, fetched)
    return len(broken or model.files)


def _free(name: str, store: ModelStore) -> str | None:
    """Its own name, or None, for one made from its title, where that is a built-in model's."""
    return None if name in reserved_names() or (store.folder / name).exists() else name


def _settle(model: ObtainableModel, store: ModelStore, fetched: Fetched) -> None:
    pin(store.folder, model.name, fetched.files)
    discard(model.name, downloads_in(store.folder))


def _replace(source: Path, target: Path, sha256: str) -> None:
    waiting = target.with_name(f".{target.name}.part")
    try:
        waiting.unlink(missing_ok=True)
        copy_checked(source, waiting, sha256)
        waiting.chmod(0o600)
        os.replace(waiting, target)
    except OSError as error:
        raise CaptioningError(
            "{path} could not be written: {reason}.",
            "See that the disk is in order and has room.",
            path=target,
            reason=error.strerror or error,
        ) from error
