"""Fun-ASR-Nano as a model family: see engine/models/family.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CaptioningError, ComponentMissing
from engine.models.family import ImportOptions, LoadOptions
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.llm import library
from engine.models.manifest import Manifest
from engine.models.progress import Progress, part

if TYPE_CHECKING:
    from engine.models.fun_asr_nano.checkpoints.checkpoint import Checkpoint
    from engine.models.fun_asr_nano.recogniser import FunAsrRecogniser

# Arena, activations of a 30 s window and the library: peak of the process less the graphs' files, measured at
# full size (benchmarks/encoder.py: int8 522 MB with 273 MB of files, fp32 1325 MB with 1092 MB).
_AUDIO_OVERHEAD = 250_000_000
# A small model's activations are small as well: 126 MB with 9 MB of files (30 s through Earshot Mini).
_SMALLEST_OVERHEAD = 110_000_000


def describe(folder: Path) -> None:
    """A published checkpoint cannot be used before it was converted."""


def missing(described: Manifest, folder: Path) -> CaptioningError | None:
    """llama.cpp, where only the language model could write text."""
    if manifest.payload_of(described).ctc or library.installed():
        return None
    return ComponentMissing("The library that runs the language model is not installed.", library.INSTALL)


def memory_bytes(folder: Path, described: Manifest) -> int:
    """Graphs, and the language model's weights and cache."""
    from engine.models.fun_asr_nano.decoder import memory_needed

    graphs = sum(record.size for name, record in described.files.items() if Path(name).suffix in (".onnx", ".data"))
    overhead = min(_AUDIO_OVERHEAD, _SMALLEST_OVERHEAD + graphs)
    llm = manifest.payload_of(described).llm
    return graphs + overhead + (0 if llm is None else memory_needed(folder / llm))


def uses_context(described: Manifest) -> bool:
    return manifest.USES_CONTEXT and manifest.payload_of(described).llm is not None


def writes_live_text(_described: Manifest) -> bool:
    return True


def load(folder: Path, described: Manifest, options: LoadOptions) -> FunAsrRecogniser:
    from engine.models.fun_asr_nano import recogniser

    return recogniser.load(folder, described, options)


def placement(folder: Path, described: Manifest, options: LoadOptions) -> str | None:
    """Where the language model would compute, in one sentence; None without one. Looks for graphics cards, which may
    take seconds. Raises ComponentMissing, ModelUnusable.
    """
    from engine.models.fun_asr_nano import decoder

    name = manifest.payload_of(described).llm
    if name is None:
        return None
    return decoder.placement(folder / name, decoder.options_of(options))


def published(path: Path, options: ImportOptions) -> PublishedCheckpoint | None:
    """None for a folder without any weights; of other weights ModelUnusable says what they are."""
    from engine.models.fun_asr_nano import converting
    from engine.models.fun_asr_nano.checkpoints.reader import NoCheckpoint, open_checkpoint

    try:
        checkpoint = open_checkpoint(path)
    except NoCheckpoint:
        return None
    converting.require_vocabulary(checkpoint)
    return PublishedCheckpoint(path, checkpoint, options)


@dataclass(frozen=True, slots=True)
class PublishedCheckpoint:
    """A checkpoint that can be converted. path: as the user gave it."""

    path: Path
    checkpoint: Checkpoint
    options: ImportOptions

    @property
    def title(self) -> str:
        return self.checkpoint.config.title

    @property
    def size(self) -> int:
        from engine.models.fun_asr_nano import converting

        return converting.space(self.checkpoint, self.options.precision, self.options.for_gpu)

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        from engine.models.fun_asr_nano import converting

        wanted = self.options
        source = converting.origin(self.checkpoint, self.path, part(progress, 0.0, 0.08))
        converted = part(progress, 0.08, 0.95)
        payload = converting.convert(self.checkpoint, work, wanted.precision, wanted.decoder, wanted.for_gpu, converted)
        progress(0.95, "checksums")
        return converting.describe(self.checkpoint, work, name, payload, source)
