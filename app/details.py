"""What a report of a fault needs: versions, devices, models, folders and the end of the log. Never what people said."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app import VERSION
from app.folders import Folders
from app.log import last_lines
from app.model_store.catalogue import ModelEntry
from app.model_store.store import ModelStore
from app.settings import Settings
from engine.audio.devices import list_devices
from engine.errors import CaptioningError
from engine.models import registry
from engine.models.family import LoadOptions
from engine.models.memory import available_bytes

LOG_LINES = 50
PACKAGES = ("PySide6_Essentials", "numpy", "onnxruntime", "ctranslate2", "llama_cpp_python", "sounddevice", "av")
_SETTINGS = ("model", "language", "graphics", "graphics_layers", "threads")
GRAPHICS_S = 5.0  # so long a driver is waited for
_GRAPHICS = ("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")


def details(folders: Folders, settings: Settings) -> str:
    """Lines of text, English, the user's home folder written as ~. Looks for devices, so it is for workers."""
    parts = (
        ("Earshot", _versions()),
        ("Computer", _computer()),
        ("Settings", (f"{name} {getattr(settings, name) or 'automatic'}" for name in _SETTINGS)),
        ("Sound devices", _devices()),
        ("Models", _models(folders, settings)),
        ("Folders", (f"{name} {getattr(folders, name)}" for name in ("config", "data", "cache", "state"))),
        (f"Last lines of the log (at most {LOG_LINES})", iter(last_lines(folders.state, LOG_LINES) or ["none"])),
    )
    text = "\n".join(f"{title}\n" + "\n".join(f"  {line}" for line in lines) for title, lines in parts)
    return without_home(text) + "\n"


def without_home(text: str) -> str:
    """The user's name stands in the path of their home folder."""
    home = str(Path.home())
    return text if home in ("/", "") else text.replace(home, "~")


def placement(entry: ModelEntry, settings: Settings) -> str | None:
    """Where the language model of an installed model computes with these settings; None where it has none."""
    if entry.described is None or entry.problem is not None:
        return None
    options = LoadOptions(settings.threads, settings.graphics, graphics_layers=settings.graphics_layers)
    try:
        return registry.placement(entry.described, entry.folder, options)
    except CaptioningError as missing:
        return missing.what


def _versions() -> Iterator[str]:
    yield f"version {VERSION}"
    yield f"Python {platform.python_version()}"
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} is not installed"


def _computer() -> Iterator[str]:
    yield platform.platform()
    free = available_bytes()
    yield f"{os.cpu_count()} cores, {'unknown' if free is None else f'{free / 1e9:.1f} GB'} of memory free"
    yield f"graphics card: {_graphics_card()}"


def _graphics_card() -> str:
    """As NVIDIA's driver names it; Earshot computes on no other."""
    if shutil.which(_GRAPHICS[0]) is None:
        return "none found"
    try:
        done = subprocess.run(_GRAPHICS, capture_output=True, text=True, timeout=GRAPHICS_S, check=True)
    except (OSError, subprocess.SubprocessError) as failed:
        return f"the driver does not answer ({type(failed).__name__})"
    return "; ".join(done.stdout.split("\n")).rstrip("; ") or "none found"


def _devices() -> Iterator[str]:
    try:
        found = list_devices()
    except CaptioningError as silent:
        yield silent.what
        return
    yield from (f"{each.kind.value} {each.title}{' (default)' if each.default else ''}" for each in found)
    if not found:
        yield "none"


def _models(folders: Folders, settings: Settings) -> Iterator[str]:
    try:
        entries = ModelStore(folders.models).list()
    except OSError as unreadable:
        yield f"cannot be listed: {unreadable.strerror}"
        return
    for entry in entries:
        yield f"{entry.name}: {entry.title}" + (f" ({entry.problem.what})" if entry.problem else "")
        if (where := placement(entry, settings)) is not None:
            yield f"  {where}"
        notes = entry.described.source.get("notes") if entry.described else None
        yield from (f"  {note}" for note in (notes if isinstance(notes, list) else ()))
    if not entries:
        yield "none"
