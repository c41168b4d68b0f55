"""Matrix weights to 8 bits in an exported graph.

A weight matrix [in, out] becomes int8 with one scale an output channel. What flows through the graph stays
float32: only the input of a product is rounded, to 8 bits over its own range at that moment, so nothing can
overflow whatever the weights are. One operator of ONNX Runtime does rounding, product, scaling and bias.

Processors without VNNI instructions add pairs of 8-bit products in 16 bits and clip what does not fit. With one
channel of large activations that costs more (cosine of a product 0.992) than weights of 7 bits do (0.9998
against 0.9999; emulated on an encoder's rows), so whoever converts on such a machine gets 7 bits.
"""

# onnx_ir has no types that mypy is shown here, so what comes from it is Any.
from __future__ import annotations

from typing import Any

import numpy as np
import onnx_ir as ir
import onnxruntime as ort

EIGHT_BITS, SEVEN_BITS = 127, 63
_CONTRIB = "com.microsoft"
_PROBE = 64  # rows and columns of the trial: enough for every kernel's main loop


def largest_safe_weight() -> int:
    """The largest integer weight that this machine multiplies without clipping, found by trying."""
    rows = np.ones((1, _PROBE), np.float32)
    weights = np.full((_PROBE, _PROBE), EIGHT_BITS, np.int8)
    found = _probe_session(weights).run(None, {"rows": rows})[0]
    return EIGHT_BITS if np.allclose(found, EIGHT_BITS * _PROBE, rtol=0.01) else SEVEN_BITS


def quantise_matrices(model: Any, largest: int = EIGHT_BITS) -> int:
    """Replace products with constant matrices, in place. `model`: onnx_ir.Model. Returns how many.

    largest: the greatest integer that a weight may become.
    """
    products = [node for node in model.graph if node.op_type == "MatMul" and _constant(node.inputs[1])]
    for node in products:
        _replace(model.graph, node, largest)
    model.graph.opset_imports[_CONTRIB] = 1
    return len(products)


def per_channel(matrix: np.ndarray, largest: int = EIGHT_BITS) -> tuple[np.ndarray, np.ndarray]:
    """float32 [in, out] -> int8 [in, out] and float32 scales [out], symmetric around zero."""
    scales = np.abs(matrix).max(axis=0) / largest
    scales = np.where(scales > 0, scales, 1.0).astype(np.float32)  # a channel of zeros stays one
    return np.rint(matrix / scales).astype(np.int8), scales


def _constant(value: Any) -> bool:
    tensor = value.const_value
    return tensor is not None and len(tensor.shape) == 2


def _replace(graph: Any, product: Any, largest: int) -> None:
    rows, matrix = product.inputs
    integers, scales = per_channel(matrix.const_value.numpy(), largest)
    weight = _initializer(graph, f"{product.outputs[0].name}.int8", integers)
    scale = _initializer(graph, f"{product.outputs[0].name}.scales", scales)
    bias_node = _bias_of(product)
    last = bias_node or product
    inputs = [rows, weight, scale, None]
    if bias_node is not None:
        inputs.append(bias_node.inputs[1])
    fused = ir.node("DynamicQuantizeMatMul", inputs, domain=_CONTRIB, num_outputs=1)
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


def _probe_session(weights: np.ndarray) -> ort.InferenceSession:
    """A graph of one product, weights [in, out] with a scale of 1."""
    rows = ir.val("rows", ir.DataType.FLOAT, ("count", len(weights)))
    parts = [ir.val("weights", const_value=ir.tensor(weights)), ir.val("scale", const_value=ir.tensor([np.float32(1)]))]
    product = ir.node("DynamicQuantizeMatMul", [rows, *parts], domain=_CONTRIB, num_outputs=1)
    product.outputs[0].name, product.outputs[0].dtype = "product", ir.DataType.FLOAT
    opsets = {"": 20, _CONTRIB: 1}
    graph = ir.Graph([rows], product.outputs, nodes=[product], initializers=parts, opset_imports=opsets, name="trial")
    model = ir.to_proto(ir.Model(graph, ir_version=10))
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
