"""Turns a model's name into a recogniser, importing no model family but the one that is asked for."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Literal

from app.models import bundled
from app.models.catalogue import STARTER
from app.models.store import ModelStore
from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.recogniser import Recogniser


def load_recogniser(name: str | None, threads: int, models: Path | None = None, graphics: str = "auto") -> Recogniser:
    """The recogniser called `name`; the best one at hand for None. Takes seconds: call it from a worker.

    threads: processor cores that it may use, 0 for its own choice. models: where the models lie, None for the
    user's own folder. graphics: "auto", "cpu" or "gpu", as the setting of that name.

    Raises ModelUnusable for a model that is missing or damaged, ComponentMissing where a
    library that it needs is not installed.
    """
    if name == STARTER:
        return _load_starter()
    store = ModelStore(models)
    entry = store.best_at_hand() if name is None else store.find(name)
    if entry.folder is None:
        return _load_starter()
    if entry.problem is not None:
        again = f"Remove {entry.name} and import it again, or choose another model."
        raise ModelUnusable(entry.problem, bundled.REMEDY if entry.bundled else again)
    from engine.models.fun_asr_nano import recogniser

    return recogniser.load(entry.folder, threads, device=_device(entry.folder, graphics), graphics=graphics)


def _device(folder: Path, graphics: str) -> Literal["cpu", "cuda"]:
    """The graphics card, where the model was imported for one and there is one."""
    if graphics == "cpu":
        return "cpu"
    if not (folder / manifest.WEIGHTS).is_file() or importlib.util.find_spec("torch") is None:
        return "cpu"
    import torch  # seconds, but only for those who imported with --gpu

    return "cuda" if torch.cuda.is_available() else "cpu"


def _load_starter() -> Recogniser:
    from engine.models.starter import recogniser

    return recogniser.load()
