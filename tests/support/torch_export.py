"""The graphs as torch's own exporter makes them: the reference for those that Earshot writes itself.

torch.onnx.export with dynamo=True (torch.export underneath); products with constant matrices are then replaced by
their int8 form. Needs torch, onnx and onnxscript.
"""

# torch and onnx_ir have no types that mypy is shown here (pyproject.toml), so what comes from them is Any.
# mypy: allow-subclassing-any

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx_ir as ir
import torch
from torch import Tensor, nn

from engine.models.family import Precision
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.building import build
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.graphs import TOP_K
from engine.models.fun_asr_nano.network import AudioNetwork
from engine.models.fun_asr_nano.quantise import largest_safe_weight, per_channel
from engine.models.fun_asr_nano.weights import Weights, has_ctc
from engine.models.graph_file import CONTRIB, DATA_SUFFIX

_INLINE_BYTES = 1024  # smaller tensors stay in the graph's own file


def export_with_torch(config: FunAsrConfig, weights: Weights, folders: Mapping[Precision, Path]) -> None:
    """What engine.models.fun_asr_nano.export.export_onnx does, by way of torch. Full size takes a minute.

    folders: where the graphs of each precision go; they are exported once for all.
    """
    network = build(config, weights, with_ctc=has_ctc(config, weights))
    for graph in graphs_of(network, config.encoder.input_size, config.encoder.output_size, config.ctc_vocab_size):
        model = _exported(graph)
        for precision in sorted(folders):  # fp32 before int8, which changes the model
            if precision == "int8":
                quantise_matrices(model, largest_safe_weight())
            data = graph.file + DATA_SUFFIX
            ir.save(model, folders[precision] / graph.file, external_data=data, size_threshold_bytes=_INLINE_BYTES)


class SingleItem(nn.Module):
    """Rows in, rows out, without the batch axis."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, rows: Tensor) -> Tensor:
        return self.module(rows[None])[0]


class ScoringHead(nn.Module):
    """CTC head, softmax and the few columns that anybody asks for, out of 60,515.

    rows: [T, 512] from the CTC decoder. wanted: int64 [M], ids whose log-probabilities are asked for.
    Returns ids [T, k] best first, their log-probabilities [T, k], blank's [T], and the wanted ones [T, M].
    """

    def __init__(self, head: nn.Module, vocabulary: int) -> None:
        super().__init__()
        self.head = head
        self.blank, self.count = vocabulary - 1, min(TOP_K, vocabulary)

    def forward(self, rows: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        # The batch axis makes the exporter write MatMul, which can be quantised, where it would write Gemm.
        log_probs = torch.log_softmax(self.head(rows[None])[0], dim=-1)
        best = torch.topk(log_probs, self.count, dim=-1)
        return best.indices, best.values, log_probs[:, self.blank], log_probs.index_select(1, wanted)


@dataclass(frozen=True, slots=True)
class Graph:
    """What one file is exported from. `examples`: inputs whose first axis is free in length."""

    file: str
    module: nn.Module
    examples: tuple[Tensor, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def graphs_of(network: AudioNetwork, features: int, width: int, vocabulary: int) -> list[Graph]:
    """The graphs of a network, largest first: encoder, adaptor and, where it has them, CTC decoder and head.

    Encoder and adaptor are two, so that a partial runs no adaptor and a final adapts what its partial encoded.
    The head is a graph of its own, so that the runtime can feed it few rows at a time: all 60,515 columns of
    30 s are 121 MB.
    """
    rows = torch.zeros(7, width)
    graphs = [
        Graph(
            manifest.ENCODER_GRAPH,
            SingleItem(network.audio_encoder),
            (torch.zeros(7, features),),
            ("features",),
            ("encoded",),
        ),
        Graph(manifest.ADAPTOR_GRAPH, SingleItem(network.audio_adaptor), (rows,), ("encoded",), ("adapted",)),
    ]
    if network.ctc_decoder is None or network.ctc is None:
        return graphs
    decoder = SingleItem(network.ctc_decoder)
    head = ScoringHead(network.ctc, vocabulary)
    hidden = torch.zeros(7, network.ctc.ctc_lo.in_features)
    return [
        *graphs,
        Graph(manifest.CTC_GRAPH, decoder, (rows,), ("encoded",), ("hidden",)),
        Graph(
            manifest.CTC_HEAD_GRAPH,
            head,
            (hidden, torch.zeros(3, dtype=torch.int64)),
            ("hidden", "wanted"),
            ("top_ids", "top_log_probs", "blank_log_prob", "wanted_log_probs"),
        ),
    ]


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


def quantise_matrices(model: Any, largest: int) -> int:
    """Replace products with constant matrices, in place. `model`: onnx_ir.Model. Returns how many.

    largest: the greatest integer that a weight may become.
    """
    products = [node for node in model.graph if node.op_type == "MatMul" and _constant(node.inputs[1])]
    for node in products:
        _replace(model.graph, node, largest)
    model.graph.opset_imports[CONTRIB] = 1
    return len(products)


def _constant(value: Any) -> bool:
    tensor = value.const_value
    return tensor is not None and len(tensor.shape) == 2


def _replace(graph: Any, product: Any, largest: int) -> None:
    rows, matrix = product.inputs
    integers, scales = per_channel(matrix.const_value.numpy().T, largest)
    weight = _initializer(graph, f"{product.outputs[0].name}.int8", integers)
    scale = _initializer(graph, f"{product.outputs[0].name}.scales", scales)
    bias_node = _bias_of(product)
    last = bias_node or product
    inputs = [rows, weight, scale, None]
    if bias_node is not None:
        inputs.append(bias_node.inputs[1])
    fused = ir.node("DynamicQuantizeMatMul", inputs, domain=CONTRIB, num_outputs=1)
    fused.outputs[0].name = last.outputs[0].name
    fused.outputs[0].type, fused.outputs[0].shape = last.outputs[0].type, last.outputs[0].shape
    ir.convenience.replace_nodes_and_values(
        graph, last, [node for node in (product, bias_node) if node is not None], [fused], last.outputs, fused.outputs
    )
    if not list(matrix.uses()):
        graph.initializers.pop(matrix.name)


def _initializer(graph: Any, name: str, array: np.ndarray) -> Any:
    value = ir.val(name, const_value=ir.tensor(array, name=name))
    graph.register_initializer(value)
    return value


def _bias_of(product: Any) -> Any | None:
    """The addition of a constant vector that alone uses the product, or None."""
    uses = list(product.outputs[0].uses())
    if len(uses) != 1:
        return None
    node, place = uses[0]
    if node.op_type != "Add" or place != 0:
        return None
    tensor = node.inputs[1].const_value
    return node if tensor is not None and len(tensor.shape) == 1 else None


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
