"""The contract between the application and a model family; each family implements it in its family.py.

Such a module imports nothing heavy at its top: models are listed, described and refused without their libraries.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from engine.errors import SET_UP_AGAIN, BadInput, CaptioningError, ComponentMissing
from engine.models.away import HERE, Away
from engine.models.manifest import Manifest
from engine.models.progress import Progress

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser

log = logging.getLogger(__name__)

Report = Callable[[str, str], None]
"""What the model has to do without, and what to do about it, in one sentence each. Called on any thread."""


def to_the_log(what: str, remedy: str) -> None:
    log.warning("%s %s", what, remedy)


def require_onnx() -> None:
    """Raises ComponentMissing where the library is absent that writes graphs."""
    if importlib.util.find_spec("onnx") is None:
        raise ComponentMissing("The library onnx, which imports need, is not installed.", SET_UP_AGAIN)


NO_GRAPHICS = (
    "No graphics card was found that the model can use, so it runs on the processor.",
    "Choose “Automatic” as computing device in the settings, or check the driver of the card.",
)
"""Reported where LoadOptions.graphics is "gpu" and no graphics card is found."""

Precision = Literal["int8", "fp32"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
DECODERS = ("q8_0", "q5_k_m", "q4_k_m")
LengthMask = Literal["first", "2025-12"]
"""Which rows at the end of a sound FireRedASR's encoder hides: the first release (and FireRedASR2) hides padding only;
upstream's code since 2025-12-18 also hides the last one or two rows of every sound.
"""
LENGTH_MASKS: tuple[LengthMask, ...] = get_args(LengthMask)


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """threads: processor cores, 0 for the model's own choice. graphics: "auto", "cpu" or "gpu", as the setting.

    report: called with what works less well than was asked for, during loading and afterwards.
    graphics_layers: layers of a language model on the graphics card, 0 for as many as fit.
    away: what a model on another machine may do.
    """

    threads: int = 0
    graphics: str = "auto"
    report: Report = to_the_log
    graphics_layers: int = 0
    away: Away = HERE


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a published model is converted; a family ignores options that do not concern it.

    precision: one of PRECISIONS.
    decoder: quantisation of a language model, one of DECODERS.
    for_gpu: also keep what a graphics card needs.
    length_mask: one of LENGTH_MASKS; None for what stands beside the weights, else the first. Raises BadInput for other
    values.
    """

    precision: Precision = "int8"
    decoder: str = "q8_0"
    for_gpu: bool = False
    length_mask: LengthMask | None = None

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise BadInput(
                "There is no precision {precision}.",
                "Choose one of {names}.",
                precision=self.precision,
                names=", ".join(PRECISIONS),
            )
        if self.decoder not in DECODERS:
            raise BadInput(
                "There is no decoder {decoder}.",
                "Choose one of {names}.",
                decoder=self.decoder,
                names=", ".join(DECODERS),
            )
        if self.length_mask not in (None, *LENGTH_MASKS):
            raise BadInput(
                "There is no length mask {name}.",
                "Choose one of {names}.",
                name=self.length_mask,
                names=", ".join(LENGTH_MASKS),
            )


class Published(Protocol):
    """A recognised published model that can be installed."""

    @property
    def title(self) -> str: ...

    @property
    def size(self) -> int:
        """Bytes that it will take on the disk, rounded up."""

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        """Put all files of the model into the empty folder `work` and return its description, without writing that.

        Raises CaptioningError.
        """


class Family(Protocol):
    """One kind of model. All errors are CaptioningError."""

    def describe(self, folder: Path) -> Manifest | None:
        """The description of a folder that was never imported but can be used as it is; None for any other.

        Called for every such folder in a list, so it reads little; `files` may be empty.
        """

    def missing(self, manifest: Manifest, folder: Path) -> CaptioningError | None:
        """The error for what this computer lacks to run the model; found without importing it."""

    def memory_bytes(self, folder: Path, manifest: Manifest) -> int:
        """Approximate peak memory of the loaded model. Raises ModelUnusable for a damaged file."""

    def uses_context(self, manifest: Manifest) -> bool:
        """Capabilities.context of the loaded model, before it is loaded."""

    def writes_live_text(self, manifest: Manifest) -> bool:
        """Capabilities.partials of the loaded model, before it is loaded."""

    def load(self, folder: Path, manifest: Manifest, options: LoadOptions) -> Recogniser:
        """Load the model, which takes seconds: call it from a worker. Raises ModelUnusable for a damaged model,
        ComponentMissing.
        """

    def published(self, path: Path, options: ImportOptions) -> Published | None:
        """The published model at `path`, a folder or a file; None where there is none of this family.

        Raises ModelUnusable for one that cannot be used, ComponentMissing where its conversion needs what is not
        installed. Reads headers only.
        """
