"""The network as ONNX graphs, written straight from the checkpoint's tensors.

Four graphs: encoder, keys and values of the cross attention (once an utterance), one step of the decoder (once a
token), and the CTC head where there is one; or encoder and adapter, where a language model writes the text. Values that
the reference publishes carry names ("block.0.ffn1").
Source: FireRedTeam/FireRedASR @5bf83d8, fireredasr/models/module/conformer_encoder.py and transformer_decoder.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.models.fireredasr import config as shapes
from engine.models.fireredasr.config import FireRedConfig
from engine.models.fireredasr.graph_writer import GraphWriter
from engine.models.fun_asr_nano.weights import Weights, required
from engine.models.progress import Progress, silent

ENCODER, CROSS, STEP, CTC, ADAPTER = "encoder.onnx", "cross.onnx", "step.onnx", "ctc.onnx", "adapter.onnx"

_EPSILON = 1e-5
_TO_THE_END = np.iinfo(np.int64).max
_HIDDEN = -1e30  # as good as minus infinity, and no NaN where everything is hidden


def write_graphs(
    config: FireRedConfig, weights: Weights, folder: Path, largest: int | None, progress: Progress = silent
) -> tuple[str, ...]:
    """Write all graphs that `weights` suffice for; returns the names of the files.

    largest: the greatest integer of a matrix weight, None for float32. Raises ModelUnusable where a tensor of the
    encoder is missing or of another shape; the decoder is left out where config.n_layers_dec is 0.
    """
    has_ctc = weights.keys() >= shapes.ctc_tensors(config).keys()
    jobs: list[tuple[str, Callable[[_Net], None]]] = [(ENCODER, _encoder)]
    if config.n_layers_dec:
        jobs += [(STEP, _step), (CROSS, _cross)]
    if config.llm_dim:
        jobs.append((ADAPTER, _adapter))
    if has_ctc:
        jobs.append((CTC, _ctc))
    written: list[str] = []
    for index, (name, build) in enumerate(jobs):
        progress(index / len(jobs), name)
        with GraphWriter(folder / name, largest) as graph:
            build(_Net(config, weights, graph))
            written += graph.finished()
    return tuple(written)


class _Net:
    """The checkpoint's layers, added to one graph."""

    def __init__(self, config: FireRedConfig, weights: Weights, graph: GraphWriter) -> None:
        self.config, self.graph = config, graph
        self._weights = weights
        self._expected = shapes.tensors(config, with_ctc=True)

    def tensor(self, name: str) -> np.ndarray:
        """Raises ModelUnusable where it is missing or of another shape."""
        return required(self._weights, name, self._expected[name])

    def norm(self, rows: str, name: str, called: str = "") -> str:
        inputs = rows, self.array(f"{name}.weight"), self.array(f"{name}.bias")
        return self.graph.op("LayerNormalization", *inputs, called=called, axis=-1, epsilon=_EPSILON)

    def array(self, name: str) -> str:
        return self.graph.array(name, self.tensor(name))

    def linear(self, rows: str, name: str, *, bias: bool = True, called: str = "") -> str:
        """A published [out, in] matrix, or a convolution of width one."""
        matrix = self.tensor(f"{name}.weight")
        matrix = matrix.reshape(matrix.shape[:2])
        return self.graph.product(rows, name, matrix, self.tensor(f"{name}.bias") if bias else None, called)

    def swish(self, value: str) -> str:
        return self.graph.op("Mul", value, self.graph.op("Sigmoid", value))

    def heads(self, rows: str) -> str:
        """[n, t, width] -> [n, heads, t, d_head]."""
        parts = self.graph.reshape(rows, 0, 0, self.config.n_head, self.config.d_head)
        return self.graph.transpose(parts, 0, 2, 1, 3)

    def joined(self, heads: str) -> str:
        """[n, heads, t, d_head] -> [n, t, width]."""
        return self.graph.reshape(self.graph.transpose(heads, 0, 2, 1, 3), 0, 0, self.config.d_model)

    def attention(self, scores: str, visible: str, called: str = "") -> str:
        """Weights out of scores [n, heads, i, j], already scaled; visible: bool, of a shape that fits them."""
        graph = self.graph
        shares = graph.op("Softmax", graph.op("Where", visible, scores, graph.number(_HIDDEN)), axis=-1)
        return graph.op("Where", visible, shares, graph.number(0.0), called=called)

    def scaled(self, value: str) -> str:
        return self.graph.op("Mul", value, self.graph.number(float(self.config.d_head) ** -0.5))


def _encoder(net: _Net) -> None:
    """features [n, frames + 6, 80], visible bool [n, rows], positions [2 rows - 1, width] -> encoded [n, rows, width].

    visible: rows that are not padding. positions: positions.relative.
    """
    graph, config = net.graph, net.config
    features = graph.input("features", ("n", "frames", config.idim))
    visible = graph.input("visible", ("n", "rows"), np.bool_)
    positions = graph.input("positions", ("places", config.d_model))
    image = graph.unsqueeze(features, 1)
    for part in ("0", "2"):
        name = f"encoder.input_preprocessor.conv.{part}"
        weights = (net.array(f"{name}.{kind}") for kind in ("weight", "bias"))
        image = graph.op("Relu", graph.op("Conv", image, *weights, strides=[2, 2], kernel_shape=[3, 3]))
    flat = graph.reshape(graph.transpose(image, 0, 2, 1, 3), 0, 0, config.subsampled)
    rows = net.linear(flat, "encoder.input_preprocessor.out", called="embed")
    shown = graph.unsqueeze(visible, 2)
    seen = graph.unsqueeze(visible, 1, 2)
    for index in range(config.n_layers_enc):
        rows = _block(net, f"encoder.layer_stack.{index}", f"block.{index}", rows, positions, shown, seen)
    graph.output(rows, "encoded")


def _block(net: _Net, name: str, called: str, rows: str, positions: str, shown: str, seen: str) -> str:
    graph = net.graph
    rows = _half_feed_forward(net, f"{name}.ffn1", rows, f"{called}.ffn1")
    attended = _relative_attention(net, f"{name}.mhsa", called, rows, positions, seen)
    rows = graph.op("Add", rows, attended, called=f"{called}.mhsa")
    rows = graph.op("Add", rows, _convolution(net, f"{name}.conv", rows, shown), called=f"{called}.conv")
    rows = _half_feed_forward(net, f"{name}.ffn2", rows, f"{called}.ffn2")
    return net.norm(rows, f"{name}.layer_norm", f"{called}.out")


def _half_feed_forward(net: _Net, name: str, rows: str, called: str) -> str:
    """rows + FF(rows) / 2."""
    graph = net.graph
    wide = net.swish(net.linear(net.norm(rows, f"{name}.net.0"), f"{name}.net.1"))
    fed = net.linear(wide, f"{name}.net.4")
    return graph.op("Add", rows, graph.op("Mul", fed, graph.number(0.5)), called=called)


def _relative_attention(net: _Net, name: str, called: str, rows: str, positions: str, seen: str) -> str:
    graph, config = net.graph, net.config
    query = graph.reshape(
        net.linear(net.norm(rows, f"{name}.layer_norm_q"), f"{name}.w_qs", bias=False),
        0, 0, config.n_head, config.d_head,
    )  # fmt: skip
    keys = net.heads(net.linear(net.norm(rows, f"{name}.layer_norm_k"), f"{name}.w_ks", bias=False))
    values = net.heads(net.linear(net.norm(rows, f"{name}.layer_norm_v"), f"{name}.w_vs", bias=False))
    places = net.heads(graph.unsqueeze(net.linear(positions, f"{name}.linear_pos", bias=False), 0))
    by_content, by_place = (
        graph.transpose(graph.op("Add", query, net.array(f"{name}.pos_bias_{part}")), 0, 2, 1, 3) for part in ("u", "v")
    )
    content = graph.op("MatMul", by_content, graph.transpose(keys, 0, 1, 3, 2))
    place = _shifted(net, graph.op("MatMul", by_place, graph.transpose(places, 0, 1, 3, 2)), rows)
    shares = net.attention(net.scaled(graph.op("Add", content, place)), seen, f"{called}.attention")
    return net.linear(net.joined(graph.op("MatMul", shares, values)), f"{name}.fc", bias=False)


def _shifted(net: _Net, scores: str, rows: str) -> str:
    """Scores by offset [n, heads, i, 2 rows - 1] -> by key [n, heads, i, j]: column rows - 1 - i + j of row i.

    One column of zeros in front, read anew with another width, moves each row by one more than the row above.
    """
    graph = net.graph
    count = graph.length(rows, 1)
    double = graph.op("Mul", count, graph.whole(2))
    ahead = graph.op("Pad", scores, graph.whole(0, 0, 0, 1, 0, 0, 0, 0))
    keep = graph.whole(0, 0)
    tall = graph.op("Reshape", ahead, graph.op("Concat", keep, double, count, axis=0))
    below = graph.cut(tall, graph.whole(1), graph.whole(_TO_THE_END), axis=2)
    less = graph.op("Sub", double, graph.whole(1))
    wide = graph.op("Reshape", below, graph.op("Concat", keep, count, less, axis=0))
    return graph.cut(wide, graph.whole(0), count, axis=3)


def _convolution(net: _Net, name: str, rows: str, shown: str) -> str:
    graph, config = net.graph, net.config
    zero = graph.number(0.0)
    clean = graph.op("Where", shown, net.norm(rows, f"{name}.pre_layer_norm"), zero)
    wide = net.linear(clean, f"{name}.pointwise_conv1", bias=False)
    kept, gate = graph.nodes("Split", wide, results=2, axis=-1, num_outputs=2)
    gated = graph.transpose(graph.op("Mul", kept, graph.op("Sigmoid", gate)), 0, 2, 1)
    around = config.kernel_size // 2
    mixed = graph.op(
        "Conv",
        gated,
        net.array(f"{name}.depthwise_conv.weight"),
        group=2 * config.d_model,
        pads=[around, around],
        kernel_shape=[config.kernel_size],
    )
    active = net.swish(net.norm(graph.transpose(mixed, 0, 2, 1), f"{name}.batch_norm"))
    return graph.op("Where", shown, net.linear(active, f"{name}.pointwise_conv2", bias=False), zero)


def _cross(net: _Net) -> None:
    """encoded [n, rows, width] -> for each layer keys [n, heads, d_head, rows] and values [n, heads, rows, d_head]."""
    graph, config = net.graph, net.config
    encoded = graph.input("encoded", ("n", "rows", config.d_model))
    for index in range(config.n_layers_dec):
        name = f"decoder.layer_stack.{index}.cross_attn"
        keys = net.heads(net.linear(encoded, f"{name}.w_ks", bias=False))
        graph.output(graph.transpose(keys, 0, 1, 3, 2), f"cross_keys.{index}")
        graph.output(net.heads(net.linear(encoded, f"{name}.w_vs")), f"cross_values.{index}")


def _step(net: _Net) -> None:
    """One token of each beam: tokens int64 [beams], parents int64 [beams], position [width], seen bool [beams, t + 1],
    visible bool [n, rows], keys and values of the tokens before and of the encoder -> logits [beams, vocabulary] and
    the keys and values with this token. Beams of one utterance stand together: beams = n * k.

    parents: the row of the given keys that each beam continues. seen: tokens that are not padding.
    """
    graph, config = net.graph, net.config
    tokens = graph.input("tokens", ("beams",), np.int64)
    parents = graph.input("parents", ("beams",), np.int64)
    position = graph.input("position", (config.d_model,))
    seen = graph.unsqueeze(graph.input("seen", ("beams", "after"), np.bool_), 1, 2)
    visible = graph.unsqueeze(graph.input("visible", ("n", "rows"), np.bool_), 1, 2)
    table = net.tensor("decoder.tgt_word_emb.weight")
    embedded = graph.op("Gather", graph.array("embedding", table), tokens)
    embedded = graph.op("Mul", embedded, graph.number(float(config.d_model) ** 0.5))
    rows = graph.unsqueeze(graph.op("Add", embedded, position, called="embedded"), 1)
    for index in range(config.n_layers_dec):
        rows = _decoder_layer(net, index, rows, parents, seen, visible)
    final = net.norm(rows, "decoder.layer_norm_out")
    graph.output(graph.reshape(graph.product(final, "tokens", table), -1, config.odim), "logits")


def _decoder_layer(net: _Net, index: int, rows: str, parents: str, seen: str, visible: str) -> str:
    graph, name, called = net.graph, f"decoder.layer_stack.{index}", f"layer.{index}"
    attended = _self_attention(net, index, net.norm(rows, f"{name}.self_attn_norm"), parents, seen)
    rows = graph.op("Add", rows, attended)
    heard = _cross_attention(net, index, net.norm(rows, f"{name}.cross_attn_norm"), visible)
    rows = graph.op("Add", rows, heard)
    wide = net.linear(net.norm(rows, f"{name}.mlp_norm"), f"{name}.mlp.w_1")
    half = graph.op("Mul", wide, graph.number(0.5))
    erf = graph.op("Erf", graph.op("Mul", wide, graph.number(0.5**0.5)))
    active = graph.op("Mul", half, graph.op("Add", erf, graph.number(1.0)))
    return graph.op("Add", rows, net.linear(active, f"{name}.mlp.w_2", called=f"{called}.mlp"), called=f"{called}.out")


def _self_attention(net: _Net, index: int, rows: str, parents: str, seen: str) -> str:
    graph, config, name = net.graph, net.config, f"decoder.layer_stack.{index}.self_attn"
    matrix = np.concatenate([net.tensor(f"{name}.{part}.weight") for part in ("w_qs", "w_ks", "w_vs")])
    no_bias = np.zeros(config.d_model, np.float32)
    bias = np.concatenate([net.tensor(f"{name}.w_qs.bias"), no_bias, net.tensor(f"{name}.w_vs.bias")])
    parts = graph.nodes("Split", graph.product(rows, name, matrix, bias), results=3, axis=-1, num_outputs=3)
    query, *own = (net.heads(part) for part in parts)
    grown = []
    for kind, new in zip(("keys", "values"), own, strict=True):
        past = graph.input(f"past_{kind}.{index}", ("before_beams", config.n_head, "before", config.d_head))
        kept = graph.op("Gather", past, parents, axis=0)
        grown.append(graph.op("Concat", kept, new, axis=2))
        graph.output(grown[-1], f"{kind}.{index}")
    keys, values = grown
    scores = graph.op("MatMul", net.scaled(query), graph.transpose(keys, 0, 1, 3, 2))
    mixed = graph.op("MatMul", net.attention(scores, seen), values)
    return net.linear(net.joined(mixed), f"{name}.fc", called=f"layer.{index}.self")


def _cross_attention(net: _Net, index: int, rows: str, visible: str) -> str:
    """The beams of one utterance are queries side by side, so that its keys are read once for all of them."""
    graph, config, name = net.graph, net.config, f"decoder.layer_stack.{index}.cross_attn"
    keys = graph.input(f"cross_keys.{index}", ("n", config.n_head, config.d_head, "rows"))
    values = graph.input(f"cross_values.{index}", ("n", config.n_head, "rows", config.d_head))
    count = graph.length(keys, 0)
    query = net.linear(rows, f"{name}.w_qs")
    grouped = graph.op("Concat", count, graph.whole(-1, config.n_head, config.d_head), axis=0)
    query = graph.transpose(graph.op("Reshape", query, grouped), 0, 2, 1, 3)
    scores = graph.op("MatMul", net.scaled(query), keys)
    mixed = net.joined(graph.op("MatMul", net.attention(scores, visible), values))
    mixed = graph.reshape(mixed, -1, 1, config.d_model)
    return net.linear(mixed, f"{name}.fc", called=f"layer.{index}.cross")


def _adapter(net: _Net) -> None:
    """encoded [n, rows, width] -> adapted [n, rows // 2, llm_dim]; a last row without a partner is left out."""
    graph, width = net.graph, net.config.d_model
    encoded = graph.input("encoded", ("n", "rows", width))
    pairs = graph.op("Div", graph.length(encoded, 1), graph.whole(shapes.JOINED_ROWS))
    even = graph.cut(encoded, graph.whole(0), graph.op("Mul", pairs, graph.whole(shapes.JOINED_ROWS)), axis=1)
    joined = graph.op("Concat", graph.whole(0), pairs, graph.whole(shapes.JOINED_ROWS * width), axis=0)
    rows = net.linear(graph.op("Reshape", even, joined), "encoder_projector.linear1")
    graph.output(net.linear(graph.op("Relu", rows), "encoder_projector.linear2"), "adapted")


def _ctc(net: _Net) -> None:
    """encoded [n, rows, width] -> log_probs [n, rows, vocabulary]."""
    graph = net.graph
    encoded = graph.input("encoded", ("n", "rows", net.config.d_model))
    graph.output(graph.op("LogSoftmax", net.linear(encoded, "ctc.ctc_lo"), axis=-1), "log_probs")
