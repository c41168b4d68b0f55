"""The shape of a Qwen3 decoder in the published checkpoint: dimensions, and the tensors that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.models.fun_asr_nano.config import Shape


@dataclass(frozen=True, slots=True)
class LlmDims:
    """Defaults: the published checkpoint's, output head included."""

    hidden: int = 1024
    layers: int = 28
    heads: int = 16
    kv_heads: int = 8
    head_dim: int = 128
    intermediate: int = 3072
    vocab: int = 151_936


def llm_tensors(dims: LlmDims) -> dict[str, Shape]:
    """Published name -> shape. 311 of them with the defaults."""
    hidden, queries, keys = dims.hidden, dims.heads * dims.head_dim, dims.kv_heads * dims.head_dim
    block: dict[str, Shape] = {
        "self_attn.q_proj": (queries, hidden),
        "self_attn.k_proj": (keys, hidden),
        "self_attn.v_proj": (keys, hidden),
        "self_attn.o_proj": (hidden, queries),
        "self_attn.q_norm": (dims.head_dim,),
        "self_attn.k_norm": (dims.head_dim,),
        "mlp.gate_proj": (dims.intermediate, hidden),
        "mlp.up_proj": (dims.intermediate, hidden),
        "mlp.down_proj": (hidden, dims.intermediate),
        "input_layernorm": (hidden,),
        "post_attention_layernorm": (hidden,),
    }
    tensors: dict[str, Shape] = {"llm.model.embed_tokens.weight": (dims.vocab, hidden)}
    for index in range(dims.layers):
        tensors |= {f"llm.model.layers.{index}.{part}.weight": shape for part, shape in block.items()}
    ends: dict[str, Shape] = {"llm.model.norm.weight": (hidden,), "llm.lm_head.weight": (dims.vocab, hidden)}
    return tensors | ends
