"""The network as ONNX graphs for ONNX Runtime: one item, no mask, any number of rows.

Encoder and adaptor are two graphs, so that a partial runs no adaptor and a final adapts what its partial encoded.
The CTC head is one of its own, so that the runtime can feed it few rows at a time: all 60,515 columns of 30 s are
121 MB. Names of weights are the published ones; network.py is the same network in torch, and names the sources.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.config import (
    ENCODER_EPS,
    LONGEST_WAVE,
    TRANSFORMER_EPS,
    FunAsrConfig,
    Shape,
    TransformerConfig,
)
from engine.models.fun_asr_nano.quantise import product
from engine.models.fun_asr_nano.weights import Weights, required
from engine.models.graph_file import GraphFile

TOP_K = 20
"""Candidates a row: hotword search looks at up to 20 (CapsWriter-Offline, configuration of its Fun-ASR engine)."""

_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Layers:
    """Writes layers into a graph. Values have the shape [1, T, width].

    largest: of the integers that matrices become; None keeps them as they are. reads: called before each tensor.
    """

    graph: GraphFile
    config: FunAsrConfig
    weights: Weights
    shapes: Mapping[str, Shape]
    largest: int | None
    reads: Callable[[], None]

    def tensor(self, name: str) -> np.ndarray:
        self.reads()
        return required(self.weights, name, self.shapes[name])

    def linear(self, name: str, rows: str) -> str:
        matrix = self.tensor(f"{name}.weight")
        bias = self.graph.array(f"{name}.bias", self.tensor(f"{name}.bias"))
        return product(self.graph, rows, name, matrix, bias, self.largest)

    def norm(self, name: str, rows: str, epsilon: float) -> str:
        parts = [self.graph.array(each, self.tensor(each)) for each in (f"{name}.weight", f"{name}.bias")]
        return self.graph.node("LayerNormalization", rows, *parts, axis=-1, epsilon=epsilon)

    def feed_forward(self, name: str, rows: str) -> str:
        inner = self.graph.node("Relu", self.linear(f"{name}.w_1", rows))
        return self.linear(f"{name}.w_2", inner)

    def attend(self, query: str, key: str, value: str, width: int, heads: int) -> str:
        """Full attention: every row sees every row, to either side."""
        graph, each = self.graph, width // heads
        split = graph.constant([1, -1, heads, each])
        query, key, value = (graph.node("Reshape", part, split) for part in (query, key, value))
        query = graph.node("Transpose", query, perm=[0, 2, 1, 3])
        query = graph.node("Mul", query, graph.constant(each**-0.5, np.float32))
        scores = graph.node("MatMul", query, graph.node("Transpose", key, perm=[0, 2, 3, 1]))
        value = graph.node("Transpose", value, perm=[0, 2, 1, 3])
        mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), value)
        return graph.node("Reshape", graph.node("Transpose", mixed, perm=[0, 2, 1, 3]), graph.constant([1, -1, width]))

    def one_item(self, rows: str) -> str:
        return self.graph.node("Unsqueeze", rows, self.graph.constant([0]))

    def alone(self, rows: str) -> str:
        return self.graph.node("Squeeze", rows, self.graph.constant([0]))


def graphs_of(config: FunAsrConfig, with_ctc: bool) -> dict[str, Callable[[Layers], list[str]]]:
    """File -> what writes it. The functions return the names of the files written."""
    graphs: dict[str, Callable[[Layers], list[str]]] = {
        manifest.ENCODER_GRAPH: _encoder,
        manifest.ADAPTOR_GRAPH: lambda layers: _transformer(layers, "audio_adaptor", layers.config.adaptor, "adapted"),
    }
    if with_ctc:
        graphs[manifest.CTC_GRAPH] = lambda layers: _transformer(
            layers, "ctc_decoder", layers.config.ctc_decoder, "hidden"
        )
        graphs[manifest.CTC_HEAD_GRAPH] = _head
    return graphs


def _encoder(layers: Layers) -> list[str]:
    """Filter bank rows [T, 560] -> [T, 512]."""
    config, name = layers.config.encoder, "audio_encoder"
    rows = _embedded(layers)
    rows = _sanm_block(layers, f"{name}.encoders0.0", rows, widens=config.input_size != config.output_size)
    for index in range(config.num_blocks - 1):
        rows = _sanm_block(layers, f"{name}.encoders.{index}", rows)
    rows = layers.norm(f"{name}.after_norm", rows, ENCODER_EPS)
    for index in range(config.tp_blocks):
        rows = _sanm_block(layers, f"{name}.tp_encoders.{index}", rows)
    encoded = layers.alone(layers.norm(f"{name}.tp_norm", rows, ENCODER_EPS))
    return layers.graph.save(
        {"features": (np.float32, [_ROWS, config.input_size])},
        {"encoded": (encoded, np.float32, [_ROWS, config.output_size])},
    )


def _embedded(layers: Layers) -> str:
    """The features scaled, with sinusoids added: sines, then cosines, counted from 1.

    Source: Vaswani et al. 2017, with FunASR's spacing, ln(10000)/(width/2 - 1).
    """
    graph, config = layers.graph, layers.config.encoder
    half = config.input_size // 2
    # Computed in float32 like the reference: its rounded steps are part of what the model learned.
    step = np.float32(math.log(LONGEST_WAVE) / (half - 1))
    frequency = graph.array("frequencies", np.exp(np.arange(half, dtype=np.float32) * -step))
    scaled = graph.node("Mul", layers.one_item("features"), graph.constant(math.sqrt(config.output_size), np.float32))
    count = graph.node("Squeeze", graph.node("Shape", "features", start=0, end=1))
    end = graph.node("Cast", graph.node("Add", count, graph.constant(1)), to=1)
    one = graph.constant(1.0, np.float32)
    place = graph.node("Unsqueeze", graph.node("Range", one, end, one), graph.constant([1]))
    angle = graph.node("Mul", place, frequency)
    waves = graph.node("Concat", graph.node("Sin", angle), graph.node("Cos", angle), axis=1)
    return graph.node("Add", scaled, layers.one_item(waves))


def _sanm_block(layers: Layers, name: str, rows: str, *, widens: bool = False) -> str:
    """One encoder block. The widening one (560 -> 512) has no residual around its attention."""
    graph = layers.graph
    if widens:
        # Nothing but the norm sees these rows, so their mean may go before it. ONNX Runtime's norm subtracts
        # squares, and in silence the mean is hundreds of times the deviation.
        rows = graph.node("Sub", rows, graph.node("ReduceMean", rows, graph.constant([-1]), keepdims=1))
    attended = _sanm_attention(layers, f"{name}.self_attn", layers.norm(f"{name}.norm1", rows, ENCODER_EPS))
    rows = attended if widens else graph.node("Add", rows, attended)
    inner = layers.feed_forward(f"{name}.feed_forward", layers.norm(f"{name}.norm2", rows, ENCODER_EPS))
    return graph.node("Add", rows, inner)


def _sanm_attention(layers: Layers, name: str, rows: str) -> str:
    """Attention, plus the memory over the values before they are cut into heads."""
    graph, config = layers.graph, layers.config.encoder
    joined = layers.linear(f"{name}.linear_q_k_v", rows)
    query, key, value = graph.nodes("Split", joined, results=3, axis=2, num_outputs=3)
    mixed = layers.attend(query, key, value, config.output_size, config.attention_heads)
    mixed = layers.linear(f"{name}.linear_out", mixed)
    return graph.node("Add", mixed, graph.node("Add", _neighbours(layers, f"{name}.fsmn_block.weight", value), value))


def _neighbours(layers: Layers, name: str, rows: str) -> str:
    """FSMN: of each row the weighted rows around it, channel by channel, with silence beyond the edges.

    Spelt as a picture of height one: ONNX Runtime has fast depthwise kernels for pictures only (0.9 % of an int8
    encoder's time where the one-dimensional spelling takes 6 %).
    """
    graph, config = layers.graph, layers.config.encoder
    kernel = graph.array(name, layers.tensor(name)[:, :, None])
    left = (config.kernel_size - 1) // 2 + config.sanm_shift
    height = graph.constant([2])
    picture = graph.node(
        "Conv",
        graph.node("Unsqueeze", graph.node("Transpose", rows, perm=[0, 2, 1]), height),
        kernel,
        group=config.output_size,
        kernel_shape=[1, config.kernel_size],
        pads=[0, left, 0, config.kernel_size - 1 - left],
    )
    return graph.node("Transpose", graph.node("Squeeze", picture, height), perm=[0, 2, 1])


def _transformer(layers: Layers, name: str, config: TransformerConfig, output: str) -> list[str]:
    """The adaptor, and the CTC decoder: [T, encoder_dim] -> [T, llm_dim]. No positions, no final norm."""
    graph = layers.graph
    rows = graph.node("Relu", layers.linear(f"{name}.linear1", layers.one_item("encoded")))
    rows = layers.linear(f"{name}.linear2", rows)
    for index in range(config.n_layer):
        rows = _transformer_block(layers, f"{name}.blocks.{index}", rows, config)
    return graph.save(
        {"encoded": (np.float32, [_ROWS, config.encoder_dim])},
        {output: (layers.alone(rows), np.float32, [_ROWS, config.llm_dim])},
    )


def _transformer_block(layers: Layers, name: str, rows: str, config: TransformerConfig) -> str:
    normed = layers.norm(f"{name}.norm1", rows, TRANSFORMER_EPS)
    query, key, value = (layers.linear(f"{name}.self_attn.linear_{part}", normed) for part in "qkv")
    mixed = layers.attend(query, key, value, config.llm_dim, config.attention_heads)
    rows = layers.graph.node("Add", rows, layers.linear(f"{name}.self_attn.linear_out", mixed))
    inner = layers.feed_forward(f"{name}.feed_forward", layers.norm(f"{name}.norm2", rows, TRANSFORMER_EPS))
    return layers.graph.node("Add", rows, inner)


def _head(layers: Layers) -> list[str]:
    """CTC head, softmax and the few columns that are asked for, out of 60,515.

    hidden: [T, 512] from the CTC decoder. wanted: int64 [M], ids whose log-probabilities are asked for. Gives ids
    [T, k] best first, their log-probabilities [T, k], blank's [T], and the wanted ones [T, M].
    """
    graph, config = layers.graph, layers.config
    count = min(TOP_K, config.ctc_vocab_size)
    scores = graph.node("LogSoftmax", layers.linear("ctc.ctc_lo", "hidden"), axis=-1)
    best, ids = graph.nodes("TopK", scores, graph.constant([count]), results=2, axis=-1)
    blank = graph.node("Gather", scores, graph.constant(config.blank_id), axis=1)
    wanted = graph.node("Gather", scores, "wanted", axis=1)
    return graph.save(
        {"hidden": (np.float32, [_ROWS, config.ctc_decoder.llm_dim]), "wanted": (np.int64, ["asked"])},
        {
            "top_ids": (ids, np.int64, [_ROWS, count]),
            "top_log_probs": (best, np.float32, [_ROWS, count]),
            "blank_log_prob": (blank, np.float32, [_ROWS]),
            "wanted_log_probs": (wanted, np.float32, [_ROWS, "asked"]),
        },
    )
