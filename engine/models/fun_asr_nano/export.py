"""From checkpoint tensors to the graphs that the application runs.

Exporter: torch.onnx.export with dynamo=True (torch.export underneath); the older one, which traces TorchScript,
warns that it will be removed, and leaves three times as many nodes. On one kind of processor the same weights
give the same bytes.
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import onnx_ir as ir
import torch

from engine.models.family import Precision
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.building import build
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.graphs import Graph, graphs_of
from engine.models.fun_asr_nano.quantise import SEVEN_BITS, largest_safe_weight, quantise_matrices
from engine.models.fun_asr_nano.weights import Weights, has_ctc
from engine.models.progress import Progress

_INLINE_BYTES = 1024  # smaller tensors stay in the graph's own file


def export_onnx(
    config: FunAsrConfig,
    weights: Weights,
    folder: Path,
    precision: Precision = "int8",
    progress: Progress | None = None,
    *,
    portable: bool = False,
) -> tuple[str, ...]:
    """Write the graphs into `folder`; returns the names of the files, weights' files included.

    portable: for other machines too, not only for those that multiply like this one.

    CTC graphs are written where `weights` hold the whole CTC branch. Each file appears complete or not at all.
    Raises ModelUnusable where a tensor is missing or of another shape. Full size takes half a minute or more
    and some 2 GB beside the weights.
    """
    network = build(config, weights, with_ctc=has_ctc(config, weights))
    graphs = graphs_of(network, config.encoder.input_size, config.encoder.output_size, config.ctc_vocab_size)
    written: list[str] = []
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as scratch:
        for index, graph in enumerate(graphs):
            if progress is not None:
                progress(index / len(graphs), graph.file)
            written += _write(_converted(graph, precision, portable), graph.file, Path(scratch))
        for name in written:
            os.replace(Path(scratch) / name, folder / name)
    return tuple(written)


def _converted(graph: Graph, precision: Precision, portable: bool) -> Any:
    model = _exported(graph)
    if precision == "int8":
        quantise_matrices(model, SEVEN_BITS if portable else largest_safe_weight())
    _forget_origin(model)
    return model


def _exported(graph: Graph) -> Any:
    """onnx_ir.Model of one graph."""
    lengths = tuple({0: torch.export.Dim(f"length_{index}", min=1)} for index in range(len(graph.examples)))
    with _known_noise_silenced():
        program = torch.onnx.export(
            graph.module.eval(),
            graph.examples,
            dynamo=True,
            verbose=False,
            input_names=graph.inputs,
            output_names=graph.outputs,
            dynamic_shapes=lengths,
        )
    return program.model


def _write(model: Any, name: str, folder: Path) -> list[str]:
    data = name + manifest.DATA_SUFFIX
    ir.save(model, folder / name, external_data=data, size_threshold_bytes=_INLINE_BYTES)
    return [name, data] if (folder / data).exists() else [name]


def _forget_origin(model: Any) -> None:
    """Drop the exporter's notes (source lines, paths of this machine): they differ between machines."""
    graph = model.graph
    values = [*graph.inputs, *graph.outputs, *graph.initializers.values()]
    for node in graph:
        values += node.outputs
        node.metadata_props.clear()
        node.doc_string = None
    for part in (model, graph, *values):
        part.metadata_props.clear()
        part.doc_string = None


@contextmanager
def _known_noise_silenced() -> Iterator[None]:
    """torch 2.13 warns of its own use of LeafSpec and logs that torchvision, which nobody needs, is absent."""
    logger = logging.getLogger("torch.onnx._internal.exporter._registration")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r".*isinstance\(treespec, LeafSpec\)", FutureWarning)
            yield
    finally:
        logger.setLevel(level)
