"""Fills a model's folder from a recognised checkpoint: graphs, vocabulary, language model, and their description."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.checkpoints.checkpoint import Checkpoint
from engine.models.fun_asr_nano.checkpoints.published_files import altered, published_as
from engine.models.fun_asr_nano.config import expected_tensors
from engine.models.fun_asr_nano.decoder_file import add_decoder, decoder_bytes, decoder_note
from engine.models.fun_asr_nano.manifest import NanoPayload
from engine.models.fun_asr_nano.weights import has_ctc
from engine.models.manifest import Manifest, record_of, records_of
from engine.models.origin import licence_of, source_of, weights_entry
from engine.models.progress import Progress, part

if TYPE_CHECKING:
    from engine.models.family import Precision

STATEMENT = (
    "Fun-ASR-Nano is published by Tongyi Lab, Alibaba Group (FunAudioLLM). Its code is under the Apache License "
    "2.0. The model's own page names the Apache License 2.0, other copies of the weights name the FunASR Model "
    "Open Source License Agreement 1.1, which asks to name the source and to keep the models' names. What holds "
    "for your copy stands on the page that you took it from."
)
_PUBLISHED = ("Fun-ASR-Nano", "Fun-ASR-MLT-Nano")  # the titles of the models that STATEMENT is about

_BYTES_PER_NUMBER = {"int8": 1.2, "fp32": 4.2}
_GPU_BYTES_PER_NUMBER = 4
OVERHEAD = 50_000_000  # vocabulary, graphs without their weights, room to breathe


def require_vocabulary(checkpoint: Checkpoint) -> None:
    if checkpoint.has_ctc and checkpoint.side.vocabulary is None:
        folder = checkpoint.weights[0].parent
        raise ModelUnusable(
            f"{manifest.VOCABULARY}, without which CTC text cannot be spelt, is not in {folder}.",
            "Import the whole model folder.",
        )


def space(checkpoint: Checkpoint, precision: Precision, for_gpu: bool) -> int:
    """Bytes that the model will take on the disk, rounded up."""
    width = _BYTES_PER_NUMBER[precision] + (_GPU_BYTES_PER_NUMBER if for_gpu else 0)
    return round(checkpoint.tensors.elements() * width) + decoder_bytes(checkpoint) + OVERHEAD


def origin(checkpoint: Checkpoint, given: Path, progress: Progress) -> dict[str, Any]:
    """Where the weights came from: files, sizes, sums, and the published file that they are, if any.

    Raises ModelUnusable for a file that only has the size of a published one. Values are plain JSON.
    """
    files = []
    for index, path in enumerate(checkpoint.weights):
        progress(index / len(checkpoint.weights), f"checksum of {path.name}")
        files.append(_described(path))
    notes = [*checkpoint.notes, *filter(None, [decoder_note(checkpoint)])]
    return source_of(given, checkpoint.kind.value, files, notes=notes)


def convert(
    checkpoint: Checkpoint,
    work: Path,
    precision: Precision,
    decoder_kind: str,
    for_gpu: bool,
    progress: Progress,
    *,
    portable: bool = False,
) -> NanoPayload:
    """Write all files of the model into `work`, and say what they are. Takes half a minute at full size.

    portable: for other machines too, not only for those that multiply like this one.
    """
    from engine.models.fun_asr_nano import torch_folder
    from engine.models.fun_asr_nano.export import export_onnx

    decoder = add_decoder(checkpoint, work, decoder_kind, part(progress, 0.0, 0.6))
    if for_gpu:
        progress(0.6, "weights for a graphics card")
        wanted = expected_tensors(checkpoint.config, with_ctc=has_ctc(checkpoint.config, checkpoint.tensors))
        torch_folder.save(wanted, checkpoint.tensors, work)
    if checkpoint.has_ctc and checkpoint.side.vocabulary is not None:
        shutil.copyfile(checkpoint.side.vocabulary, work / manifest.VOCABULARY)
    export_onnx(checkpoint.config, checkpoint.tensors, work, precision, part(progress, 0.65, 1.0), portable=portable)
    return NanoPayload(checkpoint.config, checkpoint.has_ctc, decoder, precision)


def describe(checkpoint: Checkpoint, work: Path, name: str, payload: NanoPayload, source: dict[str, Any]) -> Manifest:
    statement = STATEMENT if checkpoint.config.title in _PUBLISHED else ""
    licence = licence_of(statement, checkpoint.weights[0].parent)
    return manifest.describe(name, payload, records_of(work), source, licence)


def _described(path: Path) -> dict[str, Any]:
    record = record_of(path)
    if (other := altered(record.size, record.sha256)) is not None:
        raise ModelUnusable(
            f"{path.name} has the size of the published {other.title}, but not its checksum.",
            "Download it again; bytes were changed on the way.",
        )
    known = published_as(record.size, record.sha256)
    return weights_entry(path.name, record, published_as=None if known is None else known.title)
