"""Fills a model's folder from a recognised checkpoint: graphs, tokens, statistics, language model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.models.fireredasr import cmvn, graphs, tokens
from engine.models.fireredasr import config as shapes
from engine.models.fireredasr.checkpoint import FireRedCheckpoint
from engine.models.fireredasr.manifest import FireRedPayload
from engine.models.fun_asr_nano import torch_folder
from engine.models.fun_asr_nano.llm.convert import write_gguf
from engine.models.fun_asr_nano.quantise import largest_safe_weight
from engine.models.manifest import record_of
from engine.models.origin import source_of, weights_entry
from engine.models.progress import Progress, part

if TYPE_CHECKING:
    from engine.models.family import ImportOptions, LengthMask, Precision

LLM = "decoder.gguf"
_BYTES_PER_NUMBER = {"int8": 1.1, "fp32": 4.1}
_GPU_BYTES_PER_NUMBER = 4
_LLM_BYTES_PER_NUMBER = 34 / 32  # ggml's Q8_0
_MASKS: dict[LengthMask, str] = {
    "first": "The end of a sound is heard whole, as in the first release and FireRedASR2 (length mask “first”).",
    "2025-12": "The last 40 to 80 ms of a sound are hidden, as in upstream's code since then (length mask “2025-12”).",
}
_OVERHEAD = 60_000_000  # the embedding in float32, tokens, room to breathe


def space(checkpoint: FireRedCheckpoint, precision: Precision, for_gpu: bool) -> int:
    """Bytes that the model will take on the disk, rounded up."""
    llm = 0 if checkpoint.llm is None else round(checkpoint.llm.elements() * _LLM_BYTES_PER_NUMBER)
    width = _BYTES_PER_NUMBER[precision] + (_GPU_BYTES_PER_NUMBER if for_gpu else 0)
    return round(checkpoint.tensors.elements() * width) + llm + _OVERHEAD


def origin(checkpoint: FireRedCheckpoint, given: Path, progress: Progress) -> dict[str, Any]:
    """Where the weights came from: files, sizes, sums. Values are plain JSON."""
    files = []
    for index, path in enumerate(checkpoint.weights):
        progress(index / len(checkpoint.weights), f"checksum of {path.name}")
        files.append(weights_entry(path.name, record_of(path)))
    return source_of(given, "PyTorch checkpoint", files, notes=[_MASKS[checkpoint.config.length_mask]])


def convert(checkpoint: FireRedCheckpoint, work: Path, options: ImportOptions, progress: Progress) -> FireRedPayload:
    """Write all files of the model into `work` and say what they are. One tensor at a time is in memory, but all of
    them where a graphics card needs the weights themselves. Raises ModelUnusable for damaged weights or side files.
    """
    precision = options.precision
    if options.for_gpu:
        wanted = shapes.tensors(checkpoint.config, with_ctc=checkpoint.has_ctc)
        torch_folder.save(wanted, checkpoint.tensors, work)
    cmvn.read(checkpoint.folder / cmvn.FILE_NAME)
    shutil.copyfile(checkpoint.folder / cmvn.FILE_NAME, work / cmvn.FILE_NAME)
    if checkpoint.llm is None or checkpoint.llm_folder is None:
        tokens.read(checkpoint.folder / tokens.FILE_NAME)
        shutil.copyfile(checkpoint.folder / tokens.FILE_NAME, work / tokens.FILE_NAME)
        return _graphs(checkpoint, work, precision, None, progress)
    written = part(progress, 0.0, 0.6)
    folder = checkpoint.llm_folder
    write_gguf(work / LLM, checkpoint.llm, folder, options.decoder, lambda share: written(share, "language model"))
    return _graphs(checkpoint, work, precision, LLM, part(progress, 0.6, 1.0))


def _graphs(
    checkpoint: FireRedCheckpoint, work: Path, precision: Precision, llm: str | None, progress: Progress
) -> FireRedPayload:
    largest = largest_safe_weight() if precision == "int8" else None
    graphs.write_graphs(checkpoint.config, checkpoint.tensors, work, largest, progress)
    return FireRedPayload(checkpoint.config, checkpoint.has_ctc, llm, precision)
