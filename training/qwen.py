"""A Qwen3 decoder in plain torch, for training. Parameter names are the published ones, without the prefix llm.

Source: the Qwen3 architecture as transformers' modeling_qwen3.py describes it: RMS norms before attention and feed
forward, one more over each head's queries and keys, rotary positions on halves, grouped keys and values, SwiGLU.
"""

# torch has no types that mypy is shown here (pyproject.toml), so its classes are Any to it.
# mypy: allow-subclassing-any

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.llm_shape import LlmDims

THETA = 10_000.0
EPSILON = 1e-6

Cache = list[tuple[Tensor, Tensor]]
"""Keys and values [B, kv_heads, T, head_dim] of every layer."""


class RmsNorm(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, rows: Tensor) -> Tensor:
        return functional.rms_norm(rows.float(), (rows.shape[-1],), self.weight, EPSILON).to(rows.dtype)


class SelfAttention(nn.Module):
    def __init__(self, dims: LlmDims) -> None:
        super().__init__()
        self.dims = dims
        self.q_proj = nn.Linear(dims.hidden, dims.heads * dims.head_dim, bias=False)
        self.k_proj = nn.Linear(dims.hidden, dims.kv_heads * dims.head_dim, bias=False)
        self.v_proj = nn.Linear(dims.hidden, dims.kv_heads * dims.head_dim, bias=False)
        self.o_proj = nn.Linear(dims.heads * dims.head_dim, dims.hidden, bias=False)
        self.q_norm = RmsNorm(dims.head_dim)
        self.k_norm = RmsNorm(dims.head_dim)

    def forward(
        self, rows: Tensor, turn: tuple[Tensor, Tensor], past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        batch, count, _ = rows.shape
        query = self._heads(self.q_norm, self.q_proj(rows), turn)
        key = self._heads(self.k_norm, self.k_proj(rows), turn)
        value = self.v_proj(rows).view(batch, count, -1, self.dims.head_dim).transpose(1, 2)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        groups = self.dims.heads // self.dims.kv_heads
        keys, values = key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1)
        mixed = _attend(query, keys, values, causal=past is None)
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, count, -1)), (key, value)

    def _heads(self, norm: RmsNorm, projected: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
        batch, count, _ = projected.shape
        heads = norm(projected.view(batch, count, -1, self.dims.head_dim)).transpose(1, 2)
        cosine, sine = (part.to(heads.dtype) for part in turn)
        first, second = heads.chunk(2, -1)
        return heads * cosine + torch.cat([-second, first], -1) * sine


class FeedForward(nn.Module):
    def __init__(self, dims: LlmDims) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(dims.hidden, dims.intermediate, bias=False)
        self.up_proj = nn.Linear(dims.hidden, dims.intermediate, bias=False)
        self.down_proj = nn.Linear(dims.intermediate, dims.hidden, bias=False)

    def forward(self, rows: Tensor) -> Tensor:
        return self.down_proj(functional.silu(self.gate_proj(rows)) * self.up_proj(rows))


class Layer(nn.Module):
    def __init__(self, dims: LlmDims) -> None:
        super().__init__()
        self.self_attn = SelfAttention(dims)
        self.mlp = FeedForward(dims)
        self.input_layernorm = RmsNorm(dims.hidden)
        self.post_attention_layernorm = RmsNorm(dims.hidden)

    def forward(
        self, rows: Tensor, turn: tuple[Tensor, Tensor], past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        attended, kept = self.self_attn(self.input_layernorm(rows), turn, past)
        rows = rows + attended
        return rows + self.mlp(self.post_attention_layernorm(rows)), kept


class _Model(nn.Module):
    def __init__(self, dims: LlmDims) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(dims.vocab, dims.hidden)
        self.layers = nn.ModuleList(Layer(dims) for _ in range(dims.layers))
        self.norm = RmsNorm(dims.hidden)


class Qwen(nn.Module):
    """Head and embeddings share their weights, as in the 0.6B."""

    def __init__(self, dims: LlmDims, theta: float = THETA) -> None:
        super().__init__()
        self.dims, self.theta = dims, theta
        self.model = _Model(dims)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                deep = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(
                    parameter, std=0.02 / (2 * dims.layers) ** 0.5 if deep else 0.06 if "embed" in name else 0.04
                )

    def embed(self, tokens: Tensor) -> Tensor:
        return self.model.embed_tokens(tokens)

    def forward(self, embeddings: Tensor, cache: Cache | None = None) -> tuple[Tensor, Cache]:
        """[B, T, hidden] -> the same after the last norm, and the cache with these rows in it. With a cache,
        one row at a time."""
        first = cache[0][0].shape[2] if cache else 0
        turn = _turn(first, embeddings.shape[1], self.dims.head_dim, self.theta)
        rows, kept = embeddings, []
        for place, layer in enumerate(self.model.layers):
            rows, one = layer(rows, turn, cache[place] if cache else None)
            kept.append(one)
        return self.model.norm(rows), kept

    def logits(self, rows: Tensor) -> Tensor:
        return functional.linear(rows, self.model.embed_tokens.weight)


def _attend(query: Tensor, key: Tensor, value: Tensor, causal: bool) -> Tensor:
    """[B, heads, T, head_dim] each. Written out: for rows as short as ours, torch's fused call takes ten times as
    long on its way back (torch 2.13, bfloat16 on a processor)."""
    scores = (query @ key.transpose(2, 3)) * query.shape[-1] ** -0.5
    if causal:
        future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
        scores = scores.masked_fill(future, float("-inf"))
    return scores.float().softmax(-1).to(value.dtype) @ value


def _turn(first: int, count: int, width: int, theta: float) -> tuple[Tensor, Tensor]:
    """Cosines and sines [count, width] of the rotary positions."""
    speed = theta ** (-torch.arange(0, width, 2).float() / width)
    angle = torch.arange(first, first + count).float()[:, None] * speed
    doubled = torch.cat([angle, angle], -1)
    return doubled.cos(), doubled.sin()
