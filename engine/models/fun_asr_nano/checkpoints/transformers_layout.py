"""The layout that transformers' own port of the model saves: other names, q/k/v apart, no CTC.

Source: transformers 5.23.0, models/fun_asr_nano/{configuration,modeling}_fun_asr_nano.py. There the first
block, the encoder's blocks and the timestamp blocks are one list; the last block of each part carries that
part's closing norm. The published code keeps the three apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.tensors import Joined, TensorSource
from engine.models.fun_asr_nano.config import (
    ConfigFile,
    EncoderConfig,
    FunAsrConfig,
    TransformerConfig,
    expected_tensors,
)

MODEL_TYPE = "fun_asr_nano"
_JSON = ConfigFile("config.json", "Choose the folder of the -hf model.")
_TOWER, _PROJECTOR, _LANGUAGE_MODEL = "audio_tower.", "multi_modal_projector.", "language_model."

_BLOCK_PARTS = {
    "self_attn.linear_q": "self_attn.q_proj",
    "self_attn.linear_k": "self_attn.k_proj",
    "self_attn.linear_v": "self_attn.v_proj",
    "self_attn.linear_out": "self_attn.o_proj",
    "self_attn.fsmn_block": "self_attn.fsmn.conv",
    "feed_forward.w_1": "mlp.fc1",
    "feed_forward.w_2": "mlp.fc2",
    "norm1": "input_layernorm",
    "norm2": "post_attention_layernorm",
}
_QKV = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")


def is_transformers_layout(names: Mapping[str, TensorSource]) -> bool:
    return any(_bare(name).startswith(f"{_TOWER}layers.") for name in names)


def config_of(mapping: Mapping[str, Any]) -> FunAsrConfig:
    """The config of a parsed config.json; left-out keys take the port's defaults.

    The port feeds every audio row to the LLM and has no key for the published rule; the rule of the
    checkpoint that it was made from (one row of eight) holds unless the file says otherwise.
    """
    if mapping.get("model_type") != MODEL_TYPE:
        raise ModelUnusable(
            "This config.json does not describe a Fun-ASR-Nano model.", "Choose the folder of the -hf model."
        )
    audio, adaptor = _JSON.section(mapping, "audio_config"), _JSON.section(mapping, "adaptor_config")
    timestamps = _JSON.integer(audio, "num_timestamp_prediction_layers", 20)
    encoder = EncoderConfig(
        input_size=_JSON.integer(audio, "num_mel_bins", 80) * _JSON.integer(audio, "num_stacked_frames", 7),
        output_size=_JSON.integer(audio, "hidden_size", 512),
        attention_heads=_JSON.integer(audio, "num_attention_heads", 4),
        linear_units=_JSON.integer(audio, "intermediate_size", 2048),
        num_blocks=_JSON.integer(audio, "num_hidden_layers", 70) - timestamps,
        tp_blocks=timestamps,
        kernel_size=_JSON.integer(audio, "fsmn_kernel_size", 11),
    )
    return FunAsrConfig(
        encoder=encoder,
        adaptor=TransformerConfig(
            encoder_dim=encoder.output_size,
            ffn_dim=_JSON.integer(adaptor, "projector_hidden_size", 2048),
            llm_dim=_JSON.integer(adaptor, "hidden_size", 1024),
            n_layer=_JSON.integer(adaptor, "num_hidden_layers", 2),
            attention_heads=_JSON.integer(adaptor, "num_attention_heads", 8),
        ),
        ctc_decoder=TransformerConfig(encoder_dim=encoder.output_size, llm_dim=encoder.output_size, n_layer=5),
        use_low_frame_rate=bool(adaptor.get("use_low_frame_rate", True)),
    )


def published(stored: Mapping[str, TensorSource], config: FunAsrConfig) -> dict[str, TensorSource]:
    """The same tensors under their published names; what is missing stays missing."""
    bare = {_bare(name): source for name, source in stored.items()}
    found: dict[str, TensorSource] = {}
    for name in expected_tensors(config, with_ctc=False):
        parts = [bare.get(part) for part in _stored_names(name, config.encoder)]
        sources = tuple(part for part in parts if part is not None)
        if len(sources) == len(parts):
            found[name] = sources[0] if len(sources) == 1 else Joined(sources)
    return found | _language_model(bare)


def _language_model(bare: Mapping[str, TensorSource]) -> dict[str, TensorSource]:
    tensors = {
        "llm.model." + name.removeprefix(_LANGUAGE_MODEL): source
        for name, source in bare.items()
        if name.startswith(_LANGUAGE_MODEL)
    }
    # A tied head is stored once, as the embedding.
    head = bare.get("lm_head.weight", tensors.get("llm.model.embed_tokens.weight"))
    return tensors if head is None else tensors | {"llm.lm_head.weight": head}


def _bare(name: str) -> str:
    return name.removeprefix("model.")


def _stored_names(name: str, encoder: EncoderConfig) -> list[str]:
    """Where a published tensor lies in this layout: one name, or three to be joined."""
    part, _, kind = name.rpartition(".")
    if part == "audio_encoder.after_norm":
        return [f"{_TOWER}layers.{encoder.num_blocks - 1}.final_layernorm.{kind}"]
    if part == "audio_encoder.tp_norm":
        return [f"{_TOWER}layers.{encoder.num_blocks + encoder.tp_blocks - 1}.final_layernorm.{kind}"]
    if part.startswith("audio_adaptor.linear"):
        return [f"{_PROJECTOR}linear_{part[-1]}.{kind}"]
    block, inner = _block(part, encoder)
    if inner == "self_attn.linear_q_k_v":
        return [f"{block}.{projection}.{kind}" for projection in _QKV]
    return [f"{block}.{_BLOCK_PARTS[inner]}.{kind}"]


def _block(part: str, encoder: EncoderConfig) -> tuple[str, str]:
    """The stored name of the block that a tensor belongs to, and the rest of its published name."""
    _, group, index, inner = part.split(".", 3)
    if group == "blocks":
        return f"{_PROJECTOR}layers.{index}", inner
    first = {"encoders0": 0, "encoders": 1, "tp_encoders": encoder.num_blocks}[group]
    return f"{_TOWER}layers.{first + int(index)}", inner
