"""pyannote segmentation 3.0 (PyanNet) as an ONNX graph: sound in, how many speak in each frame out.

Sources: H. Bredin, "pyannote.audio 2.1 speaker diarization pipeline" (2023), and A. Plaquet and H. Bredin, "Powerset
multi-class cross entropy loss for neural speaker diarization" (2023), for the network and its classes; M. Ravanelli and
Y. Bengio, "Speaker recognition from raw waveform with SincNet" (2018), and M. Pariente et al., "Filterbank design for
end-to-end speech separation" (2020), for the filters. Names and shapes are those of the published state dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.models.fun_asr_nano.checkpoints.tensors import Shape
from engine.models.graph_file import GraphFile
from engine.timeline import SAMPLE_RATE

FIRST_OF_TWO = 4
"""Classes from this one on are of two speakers: none, 1, 2, 3, 1+2, 1+3, 2+3."""
CLASSES = 7

FILTERBANK = "sincnet.conv1d.0.filterbank"
FILTERS, TAPS, STRIDE = 80, 251, 10
CHANNELS, KERNEL, POOL = 60, 5, 3
HIDDEN, LAYERS = 128, 4
FRAME_STEP = STRIDE * POOL**3
FRAME_LENGTH = TAPS + STRIDE * ((POOL - 1) + POOL * (KERNEL - 1 + POOL - 1) + POOL**2 * (KERNEL - 1 + POOL - 1))
"""Samples that the network hears for one frame."""

_LEAST_HZ = 50.0  # of a filter's lower edge, and of its width
_SLOPE = 0.01
_EPSILON = 1e-5


def expected_tensors() -> dict[str, Shape]:
    """Names and shapes of all that is learned."""
    shapes: dict[str, Shape] = {f"{FILTERBANK}.{edge}": (FILTERS // 2, 1) for edge in ("low_hz_", "band_hz_")}
    shapes |= {f"sincnet.wav_norm1d.{kind}": (1,) for kind in ("weight", "bias")}
    for layer, channels in enumerate((FILTERS, CHANNELS, CHANNELS)):
        shapes |= {f"sincnet.norm1d.{layer}.{kind}": (channels,) for kind in ("weight", "bias")}
    for layer, channels in ((1, FILTERS), (2, CHANNELS)):
        shapes[f"sincnet.conv1d.{layer}.weight"] = (CHANNELS, channels, KERNEL)
        shapes[f"sincnet.conv1d.{layer}.bias"] = (CHANNELS,)
    for layer in range(LAYERS):
        for way in ("", "_reverse"):
            size = 2 * HIDDEN if layer else CHANNELS
            shapes[f"lstm.weight_ih_l{layer}{way}"] = (4 * HIDDEN, size)
            shapes[f"lstm.weight_hh_l{layer}{way}"] = (4 * HIDDEN, HIDDEN)
            shapes |= {f"lstm.bias_{of}_l{layer}{way}": (4 * HIDDEN,) for of in ("ih", "hh")}
    for name, out, size in (
        ("linear.0", HIDDEN, 2 * HIDDEN),
        ("linear.1", HIDDEN, HIDDEN),
        ("classifier", CLASSES, HIDDEN),
    ):
        shapes |= {f"{name}.weight": (out, size), f"{name}.bias": (out,)}
    return shapes


def write_graph(weights: Mapping[str, np.ndarray], path: Path) -> list[str]:
    """Write the network; the names of its files. weights: float32, named and shaped as `expected_tensors` says.

    Input "sound": [windows, samples], 16 kHz, +-1.0. Output "classes": [windows, frames, CLASSES], log probabilities,
    a frame every FRAME_STEP.
    """
    with GraphFile(path) as graph:
        classes = _PyannoteWriter(graph, weights).network("sound")
        return graph.save(
            {"sound": (np.float32, ("windows", "samples"))},
            {"classes": (classes, np.float32, ("windows", "frames", CLASSES))},
        )


def sinc_filters(low_hz: np.ndarray, band_hz: np.ndarray) -> np.ndarray:
    """Band-pass filters, float32 [2 * bands, 1, TAPS]: each band by cosine, then each by sine.

    low_hz, band_hz: [bands, 1], as learned: what is added to _LEAST_HZ for the lower edge, and for the width.
    """
    low = _LEAST_HZ + np.abs(low_hz.astype(np.float64))
    high = np.clip(low + _LEAST_HZ + np.abs(band_hz.astype(np.float64)), _LEAST_HZ, SAMPLE_RATE / 2)
    half = TAPS // 2
    times = 2 * np.pi * np.arange(-half, 0)[None, :] / SAMPLE_RATE
    shape = 2 * np.hamming(TAPS)[:half] / times / (2 * (high - low))
    even = (np.sin(high * times) - np.sin(low * times)) * shape
    odd = (np.cos(low * times) - np.cos(high * times)) * shape
    cosines = np.hstack([even, np.ones_like(low), even[:, ::-1]])
    sines = np.hstack([odd, np.zeros_like(low), -odd[:, ::-1]])
    return np.concatenate([cosines, sines])[:, None, :].astype(np.float32)


class _PyannoteWriter:
    def __init__(self, graph: GraphFile, weights: Mapping[str, np.ndarray]) -> None:
        self._graph, self._weights = graph, weights

    def network(self, sound: str) -> str:
        node, constant = self._graph.node, self._graph.constant
        rows = self._normed(node("Unsqueeze", sound, constant([1])), "sincnet.wav_norm1d")
        filters = sinc_filters(self._weights[f"{FILTERBANK}.low_hz_"], self._weights[f"{FILTERBANK}.band_hz_"])
        rows = node("Abs", node("Conv", rows, self._graph.array(FILTERBANK, filters), strides=[STRIDE]))
        rows = self._pooled(rows, 0)
        for layer in (1, 2):
            conv = f"sincnet.conv1d.{layer}"
            rows = self._pooled(node("Conv", rows, self._own(f"{conv}.weight"), self._own(f"{conv}.bias")), layer)
        frames = node("Transpose", rows, perm=[2, 0, 1])  # [frames, windows, channels]
        for layer in range(LAYERS):
            frames = self._lstm(frames, layer)
        for name in ("linear.0", "linear.1"):
            frames = node("LeakyRelu", self._linear(frames, name), alpha=_SLOPE)
        classes = node("LogSoftmax", self._linear(frames, "classifier"), axis=-1)
        return node("Transpose", classes, perm=[1, 0, 2])

    def _pooled(self, rows: str, layer: int) -> str:
        pooled = self._graph.node("MaxPool", rows, kernel_shape=[POOL], strides=[POOL])
        return self._graph.node("LeakyRelu", self._normed(pooled, f"sincnet.norm1d.{layer}"), alpha=_SLOPE)

    def _normed(self, rows: str, norm: str) -> str:
        inputs = self._own(f"{norm}.weight"), self._own(f"{norm}.bias")
        return self._graph.node("InstanceNormalization", rows, *inputs, epsilon=_EPSILON)

    def _lstm(self, frames: str, layer: int) -> str:
        """Both ways at once. ONNX has the gates in the order input, output, forget, cell; torch input, forget, cell,
        output."""
        node, constant = self._graph.node, self._graph.constant

        def both(kind: str) -> np.ndarray:
            ways = [self._weights[f"lstm.{kind}_l{layer}{way}"] for way in ("", "_reverse")]
            gates = [np.split(each, 4) for each in ways]
            return np.stack([np.concatenate([each[0], each[3], each[1], each[2]]) for each in gates])

        inputs = {
            "weight_ih": both("weight_ih"),
            "weight_hh": both("weight_hh"),
            "bias": np.concatenate([both("bias_ih"), both("bias_hh")], axis=1),
        }
        arrays = [self._graph.array(f"lstm.{layer}.{kind}", array) for kind, array in inputs.items()]
        heard = node("LSTM", frames, *arrays, direction="bidirectional", hidden_size=HIDDEN)
        return node("Reshape", node("Transpose", heard, perm=[0, 2, 1, 3]), constant([0, 0, 2 * HIDDEN]))

    def _linear(self, frames: str, name: str) -> str:
        weight = self._graph.array(f"{name}.weight", np.ascontiguousarray(self._weights[f"{name}.weight"].T))
        return self._graph.node("Add", self._graph.node("MatMul", frames, weight), self._own(f"{name}.bias"))

    def _own(self, name: str) -> str:
        return self._graph.array(name, self._weights[name])
