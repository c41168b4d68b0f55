"""From checkpoint tensors to the graphs that the application runs, without torch.

The network is the same for every checkpoint, so its graphs are written out from its definition (graphs.py), and each
tensor goes from the checkpoint to the disk by itself. On one kind of processor the same weights give the same bytes.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from engine.models.family import Precision
from engine.models.fun_asr_nano.config import FunAsrConfig, expected_tensors
from engine.models.fun_asr_nano.graphs import Layers, graphs_of
from engine.models.fun_asr_nano.quantise import SEVEN_BITS, largest_safe_weight
from engine.models.fun_asr_nano.weights import Weights, has_ctc
from engine.models.graph_file import GraphFile
from engine.models.progress import Progress, silent


def export_onnx(
    config: FunAsrConfig,
    weights: Weights,
    folder: Path,
    precision: Precision = "int8",
    progress: Progress = silent,
    *,
    portable: bool = False,
) -> tuple[str, ...]:
    """Write the graphs into `folder`; returns the names of the files, weights' files included.

    portable: for other machines too, not only for those that multiply like this one.

    CTC graphs are written where `weights` hold the whole CTC branch. Each file appears complete or not at all.
    Raises ModelUnusable where a tensor is missing or of another shape. Full size takes some seconds and half a
    gigabyte beside the weights.
    """
    with_ctc = has_ctc(config, weights)
    largest = None if precision == "fp32" else SEVEN_BITS if portable else largest_safe_weight()
    shapes = expected_tensors(config, with_ctc=with_ctc)
    done = itertools.count()
    written: list[str] = []
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as scratch:
        for file, write in graphs_of(config, with_ctc).items():
            reads = partial(_report, progress, done, len(shapes), file)
            with GraphFile(Path(scratch) / file) as graph:
                written += write(Layers(graph, config, weights, shapes, largest, reads))
        for name in written:
            os.replace(Path(scratch) / name, folder / name)
    return tuple(written)


def _report(progress: Progress, done: Iterator[int], count: int, file: str) -> None:
    progress(next(done) / count, file)
