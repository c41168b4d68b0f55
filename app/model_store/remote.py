"""Adds, lists and removes models on other machines like local ones; their keys lie in the keyring."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.model_store.catalogue import ModelEntry, check_name
from app.model_store.store import ModelStore
from app.secret_store import forget_secret, keep_secret, kept_secret
from app.settings import Settings
from engine.errors import BadInput, CaptioningError
from engine.models import manifest, registry
from engine.models.away import KINDS, Away, Kind, RemoteModel, checked, describe, unseen
from engine.models.manifest import Manifest

if TYPE_CHECKING:
    import numpy as np

__all__ = ["KINDS", "PREFIX", "Kind", "RemoteForm", "add_remote", "away", "remote_entry", "try_form", "try_remote"]

PREFIX = "remote-"
TRIED_S = 3.0  # of the sample recording


@dataclass(frozen=True, slots=True)
class RemoteForm:
    """What the user enters. name: becomes remote-NAME. kind: one of KINDS. model: its name there, "" for the first one.
    local: for vLLM, the model of this computer whose language model is to compute there, "" for the first one.
    key: None leaves the one that is kept, "" removes it. languages: codes, empty for all that such servers may know.
    """

    name: str
    kind: Kind
    address: str
    model: str = ""
    local: str = ""
    key: str | None = None
    languages: tuple[str, ...] = ()

    @property
    def sends(self) -> str:
        """What would leave this computer: "embeddings", "sound", or "nothing". Raises BadInput."""
        model = checked(RemoteModel(self.kind, self.address))
        return model.sends if model.leaves_the_computer else "nothing"


def away(settings: Callable[[], Settings], begin: Callable[[RemoteModel], Callable[[], None]] = unseen) -> Away:
    """settings: as they are now; `offline` refuses all."""
    return Away(lambda: not settings().offline, key_of, begin)


def key_of(name: str) -> str | None:
    """The key of a server, by the name of its model: from the environment, else from the keyring."""
    return os.environ.get("EARSHOT_REMOTE_KEY") or kept_secret(name)


def add_remote(store: ModelStore, form: RemoteForm) -> ModelEntry:
    """In place of one of the same name. Opens no connection. Raises CaptioningError."""
    described = _described(store, form)
    if form.key is not None and form.key.strip():
        keep_secret(described.name, form.key.strip())
    elif form.key is not None:
        forget_secret(described.name)
    folder = store.folder / described.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest.write(folder, described)
    except OSError as error:
        raise CaptioningError(
            "{path} cannot be written: {reason}.",
            "Make room, or make the folder writable.",
            path=folder,
            reason=error.strerror or error,
        ) from error
    return store.find(described.name)


def try_form(store: ModelStore, form: RemoteForm, allowed: Away) -> str:
    """As try_remote, before anything is kept."""
    described = _described(store, form)
    if form.key is not None:
        allowed = replace(allowed, key=lambda name: (form.key or "").strip() or None)
    return registry.try_out(described, store.folder / described.name, allowed, _own_sample())


def try_remote(store: ModelStore, name: str, allowed: Away) -> str:
    """Connect, and have the beginning of Earshot's own sample recording transcribed; what answered.

    Raises CaptioningError. Takes seconds: call it from a worker.
    """
    entry = remote_entry(store, name)
    assert entry.described is not None, "remote_entry takes no other"
    if entry.problem is not None:
        raise entry.problem
    return registry.try_out(entry.described, entry.folder, allowed, _own_sample())


def _described(store: ModelStore, form: RemoteForm) -> Manifest:
    """As it is kept. Raises BadInput."""
    own = form.name.strip().removeprefix(PREFIX)
    name = check_name(PREFIX + own.lower())
    before = next((entry for entry in store.list() if entry.name == name), None)
    if before is not None and before.remote is None and before.problem is None:
        raise BadInput("There is a model called {name}.", "Choose another name.", name=name)
    model = checked(RemoteModel(form.kind, form.address, form.model.strip()))
    if model.kind != "vllm":
        return describe(name, f"{own} ({model.host})", model, form.languages)
    able = [each for each in store.list() if each.has_language_model and form.local in ("", each.name)]
    local = min(able, key=lambda each: not each.capabilities.word_times, default=None)  # with live text of its own
    if local is None:
        raise BadInput(
            "No model with a language model that could compute elsewhere is installed under this name.",
            "Get one on the page Models, and choose it here.",
        )
    model = replace(model, local=local.folder.name)
    languages = form.languages or local.languages
    return describe(name, f"{local.title} ({model.host})", model, languages, local.capabilities)


def _own_sample() -> np.ndarray:
    from app.model_store.host import SAMPLE
    from engine.audio.file import read_mono
    from engine.timeline import to_samples

    return read_mono(SAMPLE)[: to_samples(TRIED_S)]


def remote_entry(store: ModelStore, name: str) -> ModelEntry:
    """Raises BadInput for one of this computer."""
    entry = store.find(name)
    if entry.remote is None:
        raise BadInput("{name} is no model on another machine.", "Choose another one.", name=name)
    return entry
