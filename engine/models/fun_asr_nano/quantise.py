"""Matrix weights to 8 bits in an exported graph.

A weight matrix [in, out] becomes int8 with one scale an output channel. What flows through the graph stays
float32: only the input of a product is rounded, to 8 bits over its own range at that moment, so nothing can
overflow whatever the weights are. One operator of ONNX Runtime does rounding, product, scaling and bias.
"""

# onnx_ir has no types that mypy is shown here, so what comes from it is Any.
from __future__ import annotations

from typing import Any

import numpy as np
import onnx_ir as ir

LARGEST = 127
_CONTRIB = "com.microsoft"


def quantise_matrices(model: Any) -> int:
    """Replace products with constant matrices, in place. `model`: onnx_ir.Model. Returns how many."""
    products = [node for node in model.graph if node.op_type == "MatMul" and _constant(node.inputs[1])]
    for node in products:
        _replace(model.graph, node)
    model.graph.opset_imports[_CONTRIB] = 1
    return len(products)


def per_channel(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float32 [in, out] -> int8 [in, out] and float32 scales [out], symmetric around zero."""
    scales = np.abs(matrix).max(axis=0) / LARGEST
    scales = np.where(scales > 0, scales, 1.0).astype(np.float32)  # a channel of zeros stays one
    return np.rint(matrix / scales).astype(np.int8), scales


def _constant(value: Any) -> bool:
    tensor = value.const_value
    return tensor is not None and len(tensor.shape) == 2


def _replace(graph: Any, product: Any) -> None:
    rows, matrix = product.inputs
    integers, scales = per_channel(matrix.const_value.numpy())
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
