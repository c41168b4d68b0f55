"""Remembers beside the models how fast they ran on this computer."""

from __future__ import annotations

import json
import logging
import os
import platform
from pathlib import Path

from app.files import write_private
from app.model_store.speed import JUST
from engine.errors import CaptioningError

log = logging.getLogger(__name__)

_FILE = ".speed.json"
_MOST_COST = 1e6  # what is beyond was not measured: the file was edited, or is damaged


def costs(models: Path) -> dict[str, float]:
    """Seconds of computing a second of speech, by the name of the model, as measured on this computer."""
    found = _read(models).get(_machine(), {})
    if not isinstance(found, dict):
        return {}
    measured = ((name, cost) for name, cost in found.items() if isinstance(cost, int | float))
    return {name: float(cost) for name, cost in measured if 0 < cost < _MOST_COST}


def remember(models: Path, name: str, cost: float) -> None:
    """Another measurement is the price where that fails. Other computers' are kept: the folder may be on a drive."""
    if cost <= 0:
        return
    known = {**_read(models), _machine(): {**costs(models), name: round(cost, 4)}}
    try:
        if models.is_dir():
            write_private(models / _FILE, json.dumps(known, indent=1).encode("utf-8"))
    except CaptioningError as refused:
        log.info("the speed of %s is not remembered: %s", name, refused)


def keeps_up(cost: float | None) -> bool:
    """A model that was never measured is given its chance."""
    return cost is None or cost <= JUST


def _machine() -> str:
    return f"{platform.node()} {platform.machine()} {os.cpu_count()}"


def _read(models: Path) -> dict[str, object]:
    try:
        found = json.loads((models / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
