"""How much memory a model will take, said before it is loaded."""

from __future__ import annotations

from pathlib import Path

from app.models.catalogue import ModelEntry
from engine.models.fun_asr_nano.decoder_file import FILE_NAME

# Arena, activations of a 30 s window and the library: peak of the process less the graphs' files, measured at
# full size (benchmarks/encoder.py: int8 522 MB with 273 MB of files, fp32 1325 MB with 1092 MB).
AUDIO_OVERHEAD = 250_000_000
# A small model's activations are small as well: 126 MB with 9 MB of files (30 s through Earshot Mini).
_SMALLEST_OVERHEAD = 110_000_000


def needed_bytes(entry: ModelEntry) -> int:
    """What `entry` takes once loaded: graphs, and the language model's weights and cache. 0 for the starter.

    Raises ModelUnusable where the language model's file is damaged.
    """
    if entry.folder is None or entry.problem is not None:
        return 0
    decoder = entry.folder / FILE_NAME
    graphs = _graphs(entry.folder)
    overhead = min(AUDIO_OVERHEAD, _SMALLEST_OVERHEAD + graphs)
    return graphs + overhead + (_of_decoder(decoder) if decoder.exists() else 0)


def warning(entry: ModelEntry, available: int | None = None) -> str | None:
    """A sentence where this machine has less than the model needs. available: bytes, None to ask the system."""
    from engine.models import memory

    needed = needed_bytes(entry)
    return memory.warning(needed, memory.available_bytes() if available is None else available) if needed else None


def _graphs(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".onnx", ".data"))


def _of_decoder(path: Path) -> int:
    from engine.models.fun_asr_nano.decoder import memory_needed

    return memory_needed(path, available=0)[0]
