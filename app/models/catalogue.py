"""A model as the user meets it in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput

STARTER = "starter"
MINI = "mini"
_OWN = (STARTER, MINI)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")  # no file may be called so on Windows


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model at hand. folder: None for the built-in starter. size: bytes on the disk.

    ctc: has the branch that writes text while people speak, with word times. decoder: has a language model.
    bundled: came with Earshot and stays. rough: a demonstration. problem: why it cannot be used, or None.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    ctc: bool
    decoder: bool = False
    size: int = 0
    folder: Path | None = None
    precision: str | None = None
    bundled: bool = False
    rough: bool = False
    problem: str | None = None


def starter_entry() -> ModelEntry:
    return ModelEntry(STARTER, "Starter (pocketsphinx)", languages=("en",), ctc=False, bundled=True, rough=True)


def check_name(name: str) -> str:
    """The name, where it can be a folder's on every system and is nobody else's. Raises BadInput."""
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name) or name.endswith("."):
        raise BadInput(
            f"{name!r} cannot be the name of a model.",
            "Use up to 64 small letters, digits, dots, dashes and underscores.",
        )
    if name in _OWN:
        raise BadInput(f"The name {name!r} belongs to a model that came with Earshot.", "Choose another with --name.")
    return name


def default_name(title: str) -> str:
    """What a model is called when the user does not say: its title in the letters of a name."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "model"
