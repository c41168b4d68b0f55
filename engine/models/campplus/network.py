"""CAM++ as an ONNX graph: sound features of a short piece of speech in, a vector that stands for the voice out.

Source: H. Wang et al., "CAM++: a fast and efficient network for speaker verification using context-aware masking"
(2023), and the published state dict of 3D-Speaker, whose names and shapes are `expected_tensors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from engine.models.fun_asr_nano.checkpoints.tensors import Shape
from engine.models.graph_file import GraphFile

FILTERS = 80
MOST_FRAMES = 200
"""Longest piece. The published network pools longer ones in blocks of this length; this graph leaves that out."""

GROWTH = 32
_BOTTLENECK = 128
_BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers and dilation
_HEAD_ROWS = FILTERS // 8
_EPSILON = 1e-5


def expected_tensors(size: int) -> dict[str, Shape]:
    """Names and shapes of all weights but counters. size: of the vector."""
    shapes: dict[str, Shape] = {"head.conv1.weight": (32, 1, 3, 3), "head.conv2.weight": (32, 32, 3, 3)}
    shapes |= _norm("head.bn1", 32) | _norm("head.bn2", 32)
    for layer, _, first in _residuals():
        shapes |= {f"{layer}.conv{n}.weight": (32, 32, 3, 3) for n in (1, 2)}
        shapes |= _norm(f"{layer}.bn1", 32) | _norm(f"{layer}.bn2", 32)
        if first:
            shapes |= {f"{layer}.shortcut.0.weight": (32, 32, 1, 1)} | _norm(f"{layer}.shortcut.1", 32)
    shapes["xvector.tdnn.linear.weight"] = (128, 32 * _HEAD_ROWS, 5)
    shapes |= _norm("xvector.tdnn.nonlinear.batchnorm", 128)
    for name, channels, _ in _dense_layers():
        shapes |= _norm(f"{name}.nonlinear1.batchnorm", channels)
        shapes |= _norm(f"{name}.nonlinear2.batchnorm", _BOTTLENECK)
        shapes |= {
            f"{name}.linear1.weight": (_BOTTLENECK, channels, 1),
            f"{name}.cam_layer.linear_local.weight": (GROWTH, _BOTTLENECK, 3),
            f"{name}.cam_layer.linear1.weight": (_BOTTLENECK // 2, _BOTTLENECK, 1),
            f"{name}.cam_layer.linear1.bias": (_BOTTLENECK // 2,),
            f"{name}.cam_layer.linear2.weight": (GROWTH, _BOTTLENECK // 2, 1),
            f"{name}.cam_layer.linear2.bias": (GROWTH,),
        }
    for number, channels in _transits():
        shapes[f"xvector.transit{number}.linear.weight"] = (channels // 2, channels, 1)
        shapes |= _norm(f"xvector.transit{number}.nonlinear.batchnorm", channels)
    shapes |= _norm("xvector.out_nonlinear.batchnorm", 512) | {"xvector.dense.linear.weight": (size, 1024, 1)}
    return shapes | {f"xvector.dense.nonlinear.batchnorm.running_{kind}": (size,) for kind in ("mean", "var")}


def write_graph(weights: Mapping[str, np.ndarray], path: Path) -> list[str]:
    """Write the network; the names of its files. weights: float32, named and shaped as `expected_tensors` says.

    Input "features": [pieces, frames, 80], log-mel with each filter's mean over the piece taken off, MOST_FRAMES at
    most. Output "voices": [pieces, size]; their direction is what tells one voice from another.
    """
    with GraphFile(path) as graph:
        voices = _Writer(graph, weights).network("features")
        size = weights["xvector.dense.linear.weight"].shape[0]
        return graph.save(
            {"features": (np.float32, ("pieces", "frames", FILTERS))},
            {"voices": (voices, np.float32, ("pieces", size))},
        )


class _Writer:
    """Batch norms become part of the convolution before them, and stay where there is none."""

    def __init__(self, graph: GraphFile, weights: Mapping[str, np.ndarray]) -> None:
        self._graph, self._weights = graph, weights

    def network(self, features: str) -> str:
        node, constant = self._graph.node, self._graph.constant
        image = node("Unsqueeze", node("Transpose", features, perm=[0, 2, 1]), constant([1]))
        image = self._relu(self._image(image, "head.conv1", "head.bn1"))
        for layer, stride, first in _residuals():
            image = self._residual(image, layer, stride, first)
        image = self._relu(self._image(image, "head.conv2", "head.bn2", stride=2))
        rows = node("Reshape", image, constant([0, 32 * _HEAD_ROWS, -1]))
        rows = self._relu(self._row(rows, "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm", stride=2, pad=2))
        layers = list(_dense_layers())
        for number, (count, dilation) in enumerate(_BLOCKS, 1):
            for name, _, _ in layers[:count]:
                rows = node("Concat", rows, self._dense(rows, name, dilation), axis=1)
            del layers[:count]
            transit = f"xvector.transit{number}"
            after = "xvector.out_nonlinear.batchnorm" if number == len(_BLOCKS) else ""
            rows = self._row(self._normed(rows, f"{transit}.nonlinear.batchnorm"), f"{transit}.linear", after)
        pooled = self._statistics(self._relu(rows))
        return node(
            "Squeeze", self._row(pooled, "xvector.dense.linear", "xvector.dense.nonlinear.batchnorm"), constant([2])
        )

    def _residual(self, image: str, layer: str, stride: int, first: bool) -> str:
        inner = self._relu(self._image(image, f"{layer}.conv1", f"{layer}.bn1", stride))
        inner = self._image(inner, f"{layer}.conv2", f"{layer}.bn2")
        beside = self._image(image, f"{layer}.shortcut.0", f"{layer}.shortcut.1", stride, pad=0) if first else image
        return self._relu(self._graph.node("Add", inner, beside))

    def _dense(self, rows: str, name: str, dilation: int) -> str:
        node = self._graph.node
        inner = self._normed(rows, f"{name}.nonlinear1.batchnorm")
        inner = self._relu(self._row(inner, f"{name}.linear1", f"{name}.nonlinear2.batchnorm"))
        local = self._row(inner, f"{name}.cam_layer.linear_local", pad=dilation, dilation=dilation)
        mean = node("ReduceMean", inner, self._graph.constant([2]), keepdims=1)
        # The context is the mean of all frames and that of the block of frames; of so short a piece they are one.
        gate = self._row(mean, f"{name}.cam_layer.linear1", factor=2.0)
        gate = node("Sigmoid", self._row(self._relu(gate), f"{name}.cam_layer.linear2"))
        return node("Mul", local, gate)

    def _statistics(self, rows: str) -> str:
        """Mean and standard deviation over the frames, the latter with n - 1."""
        node, constant = self._graph.node, self._graph.constant
        mean = node("ReduceMean", rows, constant([2]), keepdims=1)
        away = node("Sub", rows, mean)
        squares = node("ReduceSum", node("Mul", away, away), constant([2]), keepdims=1)
        count = node("Cast", node("Shape", rows, start=2, end=3), to=1)
        variance = node("Div", squares, node("Sub", count, constant(1.0, np.float32)))
        return node("Concat", mean, node("Sqrt", variance), axis=1)

    def _image(self, image: str, conv: str, norm: str, stride: int = 1, pad: int = 1) -> str:
        weight, bias = self._folded(self._weights[f"{conv}.weight"], None, norm)
        inputs = self._graph.array(f"{conv}.weight", weight), self._graph.array(f"{conv}.bias", bias)
        return self._graph.node("Conv", image, *inputs, strides=[stride, 1], pads=[pad] * 4)

    def _row(
        self,
        rows: str,
        conv: str,
        norm: str = "",
        stride: int = 1,
        pad: int = 0,
        dilation: int = 1,
        factor: float = 1.0,
    ) -> str:
        weight, bias = self._folded(
            np.float32(factor) * self._weights[f"{conv}.weight"], self._weights.get(f"{conv}.bias"), norm
        )
        inputs = self._graph.array(f"{conv}.weight", weight), self._graph.array(f"{conv}.bias", bias)
        return self._graph.node("Conv", rows, *inputs, strides=[stride], pads=[pad] * 2, dilations=[dilation])

    def _normed(self, rows: str, norm: str) -> str:
        scale, shift = self._affine(norm)
        scaled = self._graph.node("Mul", rows, self._graph.array(f"{norm}.scale", scale[:, None]))
        return self._relu(self._graph.node("Add", scaled, self._graph.array(f"{norm}.shift", shift[:, None])))

    def _relu(self, value: str) -> str:
        return self._graph.node("Relu", value)

    def _folded(self, weight: np.ndarray, bias: np.ndarray | None, norm: str) -> tuple[np.ndarray, np.ndarray]:
        bias = np.zeros(len(weight), np.float32) if bias is None else bias
        if not norm:
            return weight, bias
        scale, shift = self._affine(norm)
        return weight * scale.reshape(-1, *[1] * (weight.ndim - 1)), bias * scale + shift

    def _affine(self, norm: str) -> tuple[np.ndarray, np.ndarray]:
        """A batch norm with stored statistics as a factor and a summand for each channel."""
        mean, variance = self._weights[f"{norm}.running_mean"], self._weights[f"{norm}.running_var"]
        scale = 1.0 / np.sqrt(variance.astype(np.float64) + _EPSILON)
        if f"{norm}.weight" in self._weights:
            scale = scale * self._weights[f"{norm}.weight"]
        shift = self._weights.get(f"{norm}.bias", np.zeros_like(mean)) - mean * scale
        return scale.astype(np.float32), shift.astype(np.float32)


def _norm(name: str, channels: int) -> dict[str, Shape]:
    return {f"{name}.{kind}": (channels,) for kind in ("weight", "bias", "running_mean", "running_var")}


def _residuals() -> Iterator[tuple[str, int, bool]]:
    """Name, stride over the filters, and whether it has a shortcut of its own."""
    for layer in (1, 2):
        for index in (0, 1):
            yield f"head.layer{layer}.{index}", 2 if index == 0 else 1, index == 0


def _dense_layers() -> Iterator[tuple[str, int, int]]:
    """Name, channels that come in, dilation."""
    channels = 128
    for number, (count, dilation) in enumerate(_BLOCKS, 1):
        for layer in range(count):
            yield f"xvector.block{number}.tdnnd{layer + 1}", channels + layer * GROWTH, dilation
        channels = (channels + count * GROWTH) // 2


def _transits() -> Iterator[tuple[int, int]]:
    """Number, channels that come in."""
    channels = 128
    for number, (count, _) in enumerate(_BLOCKS, 1):
        yield number, channels + count * GROWTH
        channels = (channels + count * GROWTH) // 2
