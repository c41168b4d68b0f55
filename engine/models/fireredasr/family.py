"""FireRedASR as a model family: see engine/models/family.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CaptioningError, ComponentMissing
from engine.models.family import ImportOptions, LoadOptions, require_onnx
from engine.models.fireredasr import manifest
from engine.models.fireredasr.config import LLM_POSITIONS
from engine.models.fun_asr_nano.llm import library
from engine.models.manifest import Manifest, records_of
from engine.models.origin import licence_of
from engine.models.progress import Progress, part

if TYPE_CHECKING:
    from engine.models.fireredasr.checkpoint import FireRedCheckpoint
    from engine.models.recogniser import Recogniser

STATEMENT = (
    "FireRedASR's code is published by Xiaohongshu (FireRedTeam) under the Apache License 2.0, and so are its weights "
    "by their model pages. What holds for your copy stands on the page that you took it from."
)

_OVERHEAD = 300_000_000  # activations of 25 s and the library


def describe(folder: Path) -> None:
    """A published checkpoint cannot be used before it was converted."""


def missing(described: Manifest, folder: Path) -> CaptioningError | None:
    """llama.cpp, where a language model writes the text."""
    if manifest.payload_of(described).llm is None or library.installed():
        return None
    return ComponentMissing("The library that runs the language model is not installed.", library.INSTALL)


def memory_bytes(folder: Path, described: Manifest) -> int:
    """Graphs and what they compute, and the language model's weights and cache."""
    from engine.models.fun_asr_nano.decoder import memory_needed

    graphs = sum(record.size for name, record in described.files.items() if Path(name).suffix in (".onnx", ".data"))
    llm = manifest.payload_of(described).llm
    return graphs + _OVERHEAD + (0 if llm is None else memory_needed(folder / llm, LLM_POSITIONS))


def uses_context(described: Manifest) -> bool:
    return False


def writes_live_text(described: Manifest) -> bool:
    return manifest.payload_of(described).ctc


def load(folder: Path, described: Manifest, options: LoadOptions) -> Recogniser:
    from engine.models.fireredasr import recogniser

    return recogniser.load(folder, described, options)


def placement(folder: Path, described: Manifest, options: LoadOptions) -> str | None:
    """Where the language model would compute: see registry.placement."""
    from engine.models.fireredasr.recogniser import decoder_options
    from engine.models.fun_asr_nano import decoder

    llm = manifest.payload_of(described).llm
    return None if llm is None else decoder.placement(folder / llm, decoder_options(options))


def published(path: Path, options: ImportOptions) -> PublishedFireRed | None:
    from engine.models.fireredasr.checkpoint import open_fire_red

    checkpoint = open_fire_red(path, options.length_mask)
    if checkpoint is None:
        return None
    require_onnx()
    return PublishedFireRed(path, checkpoint, options)


@dataclass(frozen=True, slots=True)
class PublishedFireRed:
    """A checkpoint that can be converted. path: as the user gave it."""

    path: Path
    checkpoint: FireRedCheckpoint
    options: ImportOptions

    @property
    def title(self) -> str:
        return manifest.title(self.checkpoint.has_ctc, self.checkpoint.llm is not None)

    @property
    def size(self) -> int:
        from engine.models.fireredasr import converting

        return converting.space(self.checkpoint, self.options.precision, self.options.for_gpu)

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        from engine.models.fireredasr import converting

        source = converting.origin(self.checkpoint, self.path, part(progress, 0.0, 0.1))
        converted = part(progress, 0.1, 0.95)
        payload = converting.convert(self.checkpoint, work, self.options, converted)
        progress(0.95, "checksums")
        licence = licence_of(STATEMENT, self.checkpoint.folder)
        return manifest.describe(name, payload, records_of(work), source, licence)
