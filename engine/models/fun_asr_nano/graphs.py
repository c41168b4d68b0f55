"""The pieces of the network as ONNX Runtime gets them: one item, no mask, any number of rows."""

# torch has no types that mypy is shown here (pyproject.toml), so its classes are Any to it.
# mypy: allow-subclassing-any

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.network import AudioNetwork

TOP_K = 20
"""Candidates a row: hotword search looks at up to 20 (CapsWriter-Offline, configuration of its Fun-ASR engine)."""


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
