"""What the application asks of a model family. Each family keeps this Protocol with a module, family.py in its folder.

Such a module imports nothing heavy at its top: models are listed, described and refused without any of their libraries.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from engine.errors import BadInput, CaptioningError
from engine.models.manifest import Manifest
from engine.models.progress import Progress

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser

log = logging.getLogger(__name__)

Tell = Callable[[str, str], None]
"""What the model has to do without, and what to do about it, in one sentence each. Called on any thread."""


def to_the_log(what: str, remedy: str) -> None:
    log.warning("%s %s", what, remedy)


NO_GRAPHICS = (
    "No graphics card was found that the model can use, so it runs on the processor.",
    "Choose “Graphics card, if there is room” in the settings, or check the driver of the card.",
)
"""What to tell where LoadOptions.graphics is "gpu" and there is none."""

Precision = Literal["int8", "fp32"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
DECODERS = ("q8_0", "q5_k_m", "q4_k_m")


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """threads: processor cores, 0 for the model's own choice. graphics: "auto", "cpu" or "gpu", as the setting.

    tell: what works less well than was asked for, while it is loaded and as long as it is.
    """

    threads: int = 0
    graphics: str = "auto"
    tell: Tell = to_the_log


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a published model is converted; a family passes over what it has no use for.

    precision: one of PRECISIONS. decoder: how a language model is quantised, one of DECODERS.
    for_gpu: keep what a graphics card needs beside the rest. Raises BadInput for a precision or decoder of neither.
    """

    precision: Precision = "int8"
    decoder: str = "q8_0"
    for_gpu: bool = False

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


class Published(Protocol):
    """A published model that was recognised, and that may be installed."""

    @property
    def title(self) -> str: ...

    @property
    def size(self) -> int:
        """Bytes that it will take on the disk, rounded up."""

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        """Put all files of the model into the empty folder `work` and return its description, which is not written.

        Raises CaptioningError.
        """


class Family(Protocol):
    """One kind of model. Errors are CaptioningError throughout."""

    def describe(self, folder: Path) -> Manifest | None:
        """The description of a folder that was never imported but can be used as it is; None for any other.

        It is called for every such folder in a list, so it reads little; `files` may be empty.
        """

    def missing(self, manifest: Manifest, folder: Path) -> CaptioningError | None:
        """What this computer lacks to run the model, without importing it."""

    def memory_bytes(self, folder: Path, manifest: Manifest) -> int:
        """About how much memory the loaded model takes at its peak. Raises ModelUnusable for a damaged file."""

    def uses_context(self, manifest: Manifest) -> bool:
        """Capabilities.context of the loaded model, before it is loaded."""

    def load(self, folder: Path, manifest: Manifest, options: LoadOptions) -> Recogniser:
        """Takes seconds: call it from a worker. Raises ModelUnusable for a damaged model, ComponentMissing."""

    def published(self, path: Path, options: ImportOptions) -> Published | None:
        """The published model at `path`, a folder or a file; None where there is none of this family.

        Raises ModelUnusable where there is one that cannot be used, ComponentMissing where its conversion needs
        what is not installed. Reads headers only.
        """
