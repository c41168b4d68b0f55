"""Matrix weights to 8 bits.

A weight matrix [in, out] becomes int8 with one scale an output channel. What flows through the graph stays
float32: only the input of a product is rounded, to 8 bits over its own range at that moment, so nothing can
overflow whatever the weights are. One operator of ONNX Runtime does rounding, product, scaling and bias.

Processors without VNNI instructions add pairs of 8-bit products in 16 bits and clip what does not fit. With one
channel of large activations that costs more (cosine of a product 0.992) than weights of 7 bits do (0.9998
against 0.9999; emulated on an encoder's rows), so a conversion on such a machine uses 7 bits.
"""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from engine.models.graph_file import CONTRIB, GraphFile, as_model

EIGHT_BITS, SEVEN_BITS = 127, 63
_CHANNELS = 256  # at a time, so that the work stays in the cache
_PROBE = 64  # rows and columns of the trial: enough for every kernel's main loop


def largest_safe_weight() -> int:
    """The largest integer weight that this machine multiplies without clipping, found by trying."""
    rows = np.ones((1, _PROBE), np.float32)
    weights = np.full((_PROBE, _PROBE), EIGHT_BITS, np.int8)
    found = _probe_session(weights).run(None, {"rows": rows})[0]
    return EIGHT_BITS if np.allclose(found, EIGHT_BITS * _PROBE, rtol=0.01) else SEVEN_BITS


def per_channel(matrix: np.ndarray, largest: int = EIGHT_BITS) -> tuple[np.ndarray, np.ndarray]:
    """float32 [out, in], as published -> int8 [in, out], as ONNX multiplies it, and float32 scales [out].

    Symmetric around zero.
    """
    scales = np.maximum(matrix.max(axis=1), -matrix.min(axis=1)) / np.float32(largest)
    scales[scales == 0] = 1  # a channel of zeros stays one
    integers = np.empty(matrix.shape[::-1], np.int8)
    for begin in range(0, len(matrix), _CHANNELS):
        part = slice(begin, begin + _CHANNELS)
        integers[:, part] = np.rint(matrix[part] / scales[part, None]).T
    return integers, scales


def product(graph: GraphFile, rows: str, name: str, matrix: np.ndarray, bias: str, largest: int | None) -> str:
    """rows [..., in] @ matrix [out, in].T + bias, in `graph`. bias: a value of it, or "".

    largest: of the integers that the matrix becomes; None keeps it in float32.
    """
    if largest is None:
        multiplied = graph.node("MatMul", rows, graph.array(f"{name}.weight", matrix.T))
        return graph.node("Add", multiplied, bias) if bias else multiplied
    integers, scales = per_channel(matrix, largest)
    inputs = graph.array(f"{name}.weight.int8", integers), graph.array(f"{name}.weight.scales", scales), "", bias
    return graph.node("DynamicQuantizeMatMul", rows, *inputs, domain=CONTRIB)


def _probe_session(weights: np.ndarray) -> ort.InferenceSession:
    """A graph of one product, weights [in, out] with a scale of 1."""
    product = helper.make_node("DynamicQuantizeMatMul", ["rows", "weights", "scale"], ["product"], domain=CONTRIB)
    graph = helper.make_graph(
        [product],
        "trial",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["count", len(weights)])],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, ["count", weights.shape[1]])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(np.ones(1, np.float32), "scale")],
    )
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    model = as_model(graph).SerializeToString()
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
