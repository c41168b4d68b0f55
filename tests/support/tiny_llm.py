"""Tiny Qwen decoders with random weights, and what they must compute, written from the papers' formulas.

The reference is plain numpy in float64 and shares no line with the product.
Source: Qwen2 and Qwen3 technical reports: RMSNorm, grouped-query attention, NeoX rotary halves, SwiGLU; Qwen2
has biases on q, k, v; Qwen3 has an RMSNorm on each head of q and k instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.models.fun_asr_nano.llm.convert import write_gguf

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
THINK = "<think>"  # looked for in any text by llama.cpp: a "user defined" token
BYTES = 256
END_OF_TURN = BYTES + 2
HEADS, KV_HEADS, HEAD_DIM, HIDDEN, FEED_FORWARD, LAYERS, VOCABULARY = 4, 2, 16, 64, 96, 2, 288
THETA, EPSILON = 1e6, 1e-6


@dataclass(frozen=True)
class HeldTensors:
    """Arrays as the conversion reads a checkpoint's. tensors: by checkpoint name."""

    tensors: dict[str, np.ndarray]

    def names(self) -> Iterable[str]:
        return self.tensors

    def shape(self, name: str) -> tuple[int, ...]:
        return self.tensors[name].shape

    def pieces(self, name: str) -> Iterable[np.ndarray]:
        return np.array_split(self.tensors[name].astype(np.float32), 3)


@dataclass(frozen=True)
class TinyLlm(HeldTensors):
    """folder: config.json and tokenizer.json."""

    architecture: str
    folder: Path

    def gguf(self, kind: str = "f32") -> Path:
        """The converted file, made once a kind."""
        path = self.folder / f"{kind}.gguf"
        if not path.exists():
            write_gguf(path, self, self.folder, kind)
        return path

    def embedding(self, ids: np.ndarray) -> np.ndarray:
        return np.asarray(self.tensors["llm.model.embed_tokens.weight"][ids])

    def logits(self, rows: np.ndarray) -> np.ndarray:
        """float64 (n, vocabulary) for input rows (n, hidden) at positions 0..n-1."""
        return reference_logits(self, rows)


def make(folder: Path, architecture: str = "qwen3", seed: int = 0, tied: bool = False) -> TinyLlm:
    """A model whose next token is rarely a close call: weights are large for its size."""
    folder.mkdir(parents=True, exist_ok=True)
    model = TinyLlm(_tensors(architecture, np.random.default_rng(seed), tied), architecture, folder)
    (folder / "config.json").write_text(json.dumps(_config(architecture, tied)), encoding="utf-8")
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()), encoding="utf-8")
    return model


def _config(architecture: str, tied: bool) -> dict[str, object]:
    return {
        "model_type": architecture,
        "hidden_size": HIDDEN,
        "intermediate_size": FEED_FORWARD,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KV_HEADS,
        "head_dim": HEAD_DIM,
        "vocab_size": VOCABULARY,
        "max_position_embeddings": 4096,
        "rope_theta": THETA,
        "rms_norm_eps": EPSILON,
        "eos_token_id": END_OF_TURN,
        "tie_word_embeddings": tied,
    }


def _tokenizer() -> dict[str, object]:
    vocabulary = {_letter(byte): byte for byte in range(BYTES)}
    added = [
        {"id": BYTES + at, "content": text, "special": text in SPECIALS} for at, text in enumerate((*SPECIALS, THINK))
    ]
    vocabulary["th"] = BYTES + len(SPECIALS) + 1
    return {"model": {"vocab": vocabulary, "merges": ["t h"]}, "added_tokens": added}


def _letter(byte: int) -> str:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return chr(byte) if byte in printable else chr(256 + [b for b in range(256) if b not in printable].index(byte))


def _tensors(architecture: str, random: np.random.Generator, tied: bool) -> dict[str, np.ndarray]:
    def matrix(rows: int, columns: int) -> np.ndarray:
        return np.asarray(random.standard_normal((rows, columns)) * 2 / np.sqrt(columns), np.float32)

    def scale(length: int) -> np.ndarray:
        return (1 + 0.2 * random.standard_normal(length)).astype(np.float32)

    tensors = {"llm.model.embed_tokens.weight": matrix(VOCABULARY, HIDDEN), "llm.model.norm.weight": scale(HIDDEN)}
    if not tied:
        tensors["llm.lm_head.weight"] = matrix(VOCABULARY, HIDDEN)
    queries, keys = HEADS * HEAD_DIM, KV_HEADS * HEAD_DIM
    for layer in range(LAYERS):
        at = f"llm.model.layers.{layer}"
        tensors |= {
            f"{at}.input_layernorm.weight": scale(HIDDEN),
            f"{at}.post_attention_layernorm.weight": scale(HIDDEN),
            f"{at}.self_attn.q_proj.weight": matrix(queries, HIDDEN),
            f"{at}.self_attn.k_proj.weight": matrix(keys, HIDDEN),
            f"{at}.self_attn.v_proj.weight": matrix(keys, HIDDEN),
            f"{at}.self_attn.o_proj.weight": matrix(HIDDEN, queries),
            f"{at}.mlp.gate_proj.weight": matrix(FEED_FORWARD, HIDDEN),
            f"{at}.mlp.up_proj.weight": matrix(FEED_FORWARD, HIDDEN),
            f"{at}.mlp.down_proj.weight": matrix(HIDDEN, FEED_FORWARD),
        }
        if architecture == "qwen3":
            tensors |= {f"{at}.self_attn.{part}_norm.weight": scale(HEAD_DIM) for part in "qk"}
        else:
            lengths = {"q": queries, "k": keys, "v": keys}
            tensors |= {f"{at}.self_attn.{part}_proj.bias": scale(size) - 1 for part, size in lengths.items()}
    return tensors


def reference_logits(model: TinyLlm, rows: np.ndarray) -> np.ndarray:
    state = rows.astype(np.float64)
    for layer in range(LAYERS):
        weight = _layer_weights(model, layer)
        state = state + _attention(_rms(state, weight["input_layernorm.weight"]), weight)
        state = state + _feed_forward(_rms(state, weight["post_attention_layernorm.weight"]), weight)
    state = _rms(state, model.tensors["llm.model.norm.weight"])
    head = model.tensors.get("llm.lm_head.weight", model.tensors["llm.model.embed_tokens.weight"])
    return np.asarray(state @ head.T.astype(np.float64))


def _layer_weights(model: TinyLlm, layer: int) -> dict[str, np.ndarray]:
    start = f"llm.model.layers.{layer}."
    return {
        name.removeprefix(start): tensor.astype(np.float64)
        for name, tensor in model.tensors.items()
        if name.startswith(start)
    }


def _attention(state: np.ndarray, weight: dict[str, np.ndarray]) -> np.ndarray:
    query, key, value = (
        (state @ weight[f"self_attn.{part}_proj.weight"].T + weight.get(f"self_attn.{part}_proj.bias", 0.0)).reshape(
            len(state), -1, HEAD_DIM
        )
        for part in "qkv"
    )
    if "self_attn.q_norm.weight" in weight:
        query, key = (_rms(one, weight[f"self_attn.{part}_norm.weight"]) for one, part in ((query, "q"), (key, "k")))
    query, key = _rotated(query), _rotated(key)
    key, value = (np.repeat(one, HEADS // KV_HEADS, axis=1) for one in (key, value))
    scores = np.einsum("qhd,khd->hqk", query, key) / np.sqrt(HEAD_DIM)
    scores += np.triu(np.full(scores.shape[1:], -np.inf), 1)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    mixed = np.einsum("hqk,khd->qhd", weights, value).reshape(len(state), -1)
    return np.asarray(mixed @ weight["self_attn.o_proj.weight"].T)


def _feed_forward(state: np.ndarray, weight: dict[str, np.ndarray]) -> np.ndarray:
    gate = state @ weight["mlp.gate_proj.weight"].T
    up = state @ weight["mlp.up_proj.weight"].T
    return np.asarray((gate / (1 + np.exp(-gate)) * up) @ weight["mlp.down_proj.weight"].T)


def _rotated(heads: np.ndarray) -> np.ndarray:
    half = HEAD_DIM // 2
    angles = np.arange(len(heads))[:, None] * THETA ** (-np.arange(half) / half)
    cos, sin = np.cos(angles)[:, None, :], np.sin(angles)[:, None, :]
    first, second = heads[..., :half], heads[..., half:]
    return np.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def _rms(state: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return np.asarray(state / np.sqrt((state**2).mean(axis=-1, keepdims=True) + EPSILON) * weight)
