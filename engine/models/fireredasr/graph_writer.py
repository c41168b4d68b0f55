"""Short words for the operations that FireRedASR's graphs are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np

from engine.models.fun_asr_nano.quantise import product
from engine.models.graph_file import Dims, GraphFile


class GraphWriter(GraphFile):
    """largest: the greatest integer that a matrix weight may become, None to keep matrices in float32.

    A value may be `called` something, under which tests find it in the graph.
    """

    def __init__(self, path: Path, largest: int | None = None) -> None:
        super().__init__(path)
        self._largest = largest
        self._inputs: dict[str, tuple[type, Dims]] = {}
        self._outputs: dict[str, tuple[str, type, Dims | None]] = {}
        self._called: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def input(self, name: str, shape: Dims, kind: type = np.float32) -> str:
        self._inputs[name] = (kind, shape)
        return name

    def output(self, value: str, name: str) -> None:
        """A float32 result of the graph."""
        self._outputs[name] = (self.node("Identity", value), np.float32, None)

    def op(self, operator: str, *inputs: str, called: str = "", **attributes: Any) -> str:
        """One result of an operation."""
        return self._name(self.node(operator, *inputs, **attributes), called)

    def whole(self, *numbers: int) -> str:
        """A constant of whole numbers."""
        return self.constant(numbers)

    def number(self, value: float) -> str:
        """A single constant."""
        return self.constant(value, np.float32)

    def product(
        self, rows: str, name: str, matrix: np.ndarray, bias: np.ndarray | None = None, called: str = ""
    ) -> str:
        """rows [..., in] @ matrix [out, in].T + bias [out]; the matrix is rounded to int8 where the graph is."""
        added = "" if bias is None else self.array(f"{name}.bias", bias)
        return self._name(product(self, rows, name, matrix, added, self._largest), called)

    def reshape(self, value: str, *shape: int) -> str:
        """0 keeps a dimension, -1 takes what is left."""
        return self.node("Reshape", value, self.whole(*shape))

    def transpose(self, value: str, *order: int) -> str:
        return self.node("Transpose", value, perm=list(order))

    def unsqueeze(self, value: str, *axes: int) -> str:
        return self.node("Unsqueeze", value, self.whole(*axes))

    def cut(self, value: str, begin: str, end: str, axis: int) -> str:
        """value[begin:end] of one axis; begin and end are values of the graph, int64 (1,)."""
        return self.node("Slice", value, begin, end, self.whole(axis))

    def length(self, value: str, axis: int) -> str:
        """int64 (1,): the size of one axis."""
        return self.node("Shape", value, start=axis, end=axis + 1)

    def finished(self) -> tuple[str, ...]:
        """Write the graph; returns the names of its files."""
        self._rename(self._called)
        return tuple(self.save(self._inputs, self._outputs))

    def _name(self, value: str, called: str) -> str:
        if called:
            self._called[value] = called
        return value
