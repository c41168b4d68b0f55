"""A model as an entry of the user's list."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.model_store import bundled
from app.settings import RETIRED_MODEL
from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.models import registry
from engine.models.away import FAMILY, RemoteModel, remote_model
from engine.models.manifest import Manifest, ModelCapabilities

MINI = "mini"
RESERVED = frozenset({MINI, "whisper-base", RETIRED_MODEL, "automatic", "auto", "best", "default", "none"})
"""Names of models that come or came with Earshot, and words that mean a choice; set-up may bring one at any time."""

_LONGEST_NAME = 64
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")  # no file may be called so on Windows
_NOTHING = ModelCapabilities(word_times=False, hotwords=False, punctuation=False)


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model at hand. described: None where its description cannot be read.

    name: its folder's; another where that one belongs to a model that comes with Earshot.
    bundled: came with Earshot and stays. problem: why it cannot be used, or None.
    """

    name: str
    folder: Path
    described: Manifest | None
    bundled: bool = False
    problem: CaptioningError | None = None

    @property
    def title(self) -> str:
        return self.described.title if self.described else self.name

    @property
    def languages(self) -> tuple[str, ...]:
        return self.described.languages if self.described else ()

    @property
    def capabilities(self) -> ModelCapabilities:
        return self.described.capabilities if self.described else _NOTHING

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return self.described.size if self.described else 0

    @property
    def writes_text(self) -> bool:
        """False where it is only for labels of speakers."""
        return self.described is None or registry.writes_text(self.described.family)

    @property
    def finds_overlaps(self) -> bool:
        """Whether it is for marks where two speak at once."""
        return self.described is not None and registry.finds_overlaps(self.described.family)

    @property
    def remote(self) -> RemoteModel | None:
        """Where it is, for a model on another machine."""
        if self.described is None or self.described.family != FAMILY:
            return None
        try:
            return remote_model(self.described)
        except ModelUnusable:  # listing it said so
            return None

    @property
    def has_language_model(self) -> bool:
        """One that can compute on another machine, while the rest stays here."""
        described = self.described
        if described is None or self.bundled or self.problem is not None:
            return False
        held = described.payload
        live = described.family == "fun-asr-nano" and held.get("ctc") is True
        return held.get("llm") is not None and (live or described.family == "fireredasr")

    @property
    def rough(self) -> bool:
        """A demonstration."""
        return self.described is not None and self.described.rough


def check_name(name: str) -> str:
    """The name, if every system accepts it for a folder and no device has it. Raises BadInput."""
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name) or name.endswith("."):
        raise BadInput(
            f"{name!r} cannot be the name of a model.",
            "Use up to 64 small letters, digits, dots, dashes and underscores.",
        )
    if name in reserved_names():
        raise BadInput(f"The name {name!r} belongs to a model that came with Earshot.", "Choose another with --name.")
    return name


def reserved_names() -> frozenset[str]:
    """Names that no installed model has."""
    return RESERVED | {place.name for place in bundled.places(bundled.FOLDER)}


def default_name(title: str) -> str:
    """What a model is called when the user does not say: its title in the letters of a name, made unique."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[: _LONGEST_NAME - 4].rstrip("-") or "model"
    if _DEVICES.fullmatch(name):
        name = f"{name}-model"
    return free_name(name, reserved_names())


def free_name(name: str, taken: Container[str]) -> str:
    """The name itself, or with the first number from 2 on that makes it free."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(each for each in names if each not in taken)
