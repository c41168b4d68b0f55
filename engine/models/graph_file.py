"""An ONNX graph that is written as it is described: its nodes are kept, its weights go to the disk one by one.

Weights lie in a file of their own beside the graph (ONNX's external data), so that they can be mapped instead of
read, and no more than one of them is in memory while it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

DATA_SUFFIX = ".data"
"""Of the weights' file beside a graph."""

CONTRIB = "com.microsoft"
"""The domain of ONNX Runtime's own operators."""

_OPSETS = {"": 20, CONTRIB: 1}
_IR_VERSION = 10
_INLINE_BYTES = 1024  # smaller arrays stay in the graph's own file
_ALIGNMENT = 64  # bytes: a line of the cache

Dims = Sequence[int | str]
"""A number, or the name of a length that is known only when the graph runs."""


class GraphFile:
    """Used in a `with`, ended by `save`. Values are named by strings; `node` invents a name for each result."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data_path = path.with_name(path.name + DATA_SUFFIX)
        self._data = self._data_path.open("wb")
        self._nodes: list[NodeProto] = []
        self._arrays: dict[str, TensorProto] = {}

    def __enter__(self) -> GraphFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._data.close()

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """One result of an operator; an input that is left out is an empty string."""
        return self.nodes(operator, *inputs, results=1, domain=domain, **attributes)[0]

    def nodes(self, operator: str, *inputs: str, results: int, domain: str = "", **attributes: Any) -> list[str]:
        names = [f"{operator}_{len(self._nodes)}_{index}" for index in range(results)]
        self._nodes.append(helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return names

    def constant(self, value: float | Sequence[int], kind: type = np.int64) -> str:
        """A number or a few of them. Equal ones are one."""
        name = f"{kind.__name__}:{value}"
        return self.array(name, np.array(value, kind)) if name not in self._arrays else name

    def array(self, name: str, array: np.ndarray) -> str:
        """Write a weight of that name; returns the name. A large one leaves nothing in memory."""
        tensor = self._outside(array) if array.nbytes >= _INLINE_BYTES else numpy_helper.from_array(array)
        tensor.name = name
        self._arrays[name] = tensor
        return name

    def save(
        self, inputs: Mapping[str, tuple[type, Dims]], outputs: Mapping[str, tuple[str, type, Dims | None]]
    ) -> list[str]:
        """Write the graph; returns the names of its files.

        inputs: name -> element type and dimensions. outputs: name -> the value that it is, element type, dimensions.
        """
        self._rename({value: name for name, (value, _, _) in outputs.items()})
        graph = helper.make_graph(
            self._nodes,
            self._path.stem,
            [_described(name, kind, dims) for name, (kind, dims) in inputs.items()],
            [_described(name, kind, dims) for name, (_, kind, dims) in outputs.items()],
            list(self._arrays.values()),
        )
        self._data.close()
        self._path.write_bytes(as_model(graph).SerializeToString(deterministic=True))
        return [self._path.name, self._data_path.name]

    def _outside(self, array: np.ndarray) -> TensorProto:
        self._data.write(bytes(-self._data.tell() % _ALIGNMENT))
        place = {"location": self._data_path.name, "offset": self._data.tell(), "length": array.nbytes}
        np.ascontiguousarray(array).tofile(self._data)
        tensor = TensorProto(data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        return tensor

    def _rename(self, names: Mapping[str, str]) -> None:
        for node in self._nodes:
            for values in (node.input, node.output):
                values[:] = [names.get(value, value) for value in values]


def as_model(graph: Any) -> ModelProto:
    """graph: onnx's GraphProto. With the operators and the format that the runtime of pyproject.toml knows."""
    opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
    return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="earshot")


def _described(name: str, kind: type, dims: Dims | None) -> Any:
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), dims)
