"""The small model's shape and its networks: the product's own module classes with smaller numbers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from engine.models.fun_asr_nano.config import EncoderConfig, FunAsrConfig, TransformerConfig
from engine.models.fun_asr_nano.network import AudioNetwork, Memory
from training.llm_shape import LlmDims

CONFIG = Path(__file__).parent / "configs" / "mini.toml"


@dataclass(frozen=True, slots=True)
class MiniConfig:
    """What configs/mini.toml says: the audio half, the decoder, and a table a stage."""

    audio: FunAsrConfig
    decoder: LlmDims
    stages: dict[str, dict[str, Any]]


def read_config(path: Path, ctc_vocabulary: int, decoder_vocabulary: int) -> MiniConfig:
    """The vocabularies' sizes come from the vocabularies themselves."""
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    model = fields["model"]
    audio = FunAsrConfig(
        encoder=EncoderConfig(**model["encoder"]),
        adaptor=TransformerConfig(**model["adaptor"]),
        ctc_decoder=TransformerConfig(**model["ctc_decoder"]),
        ctc_vocab_size=ctc_vocabulary,
        use_low_frame_rate=model["use_low_frame_rate"],
        languages=tuple(model["languages"]),
        title=model["title"],
    )
    return MiniConfig(audio, LlmDims(**model["decoder"], vocab=decoder_vocabulary), fields["stages"])


def new_audio_network(config: FunAsrConfig, seed: int) -> AudioNetwork:
    """Random weights: Xavier for matrices, a small neighbourhood for the memories."""
    torch.manual_seed(seed)
    network = AudioNetwork(config, with_ctc=True)
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, Memory):
            nn.init.normal_(module.weight, std=0.1)
    return network


def parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
