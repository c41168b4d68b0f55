"""A decoder of full size with random weights, made on the fly: real shapes and speed, nonsense as text."""

from __future__ import annotations

import contextlib
import ctypes
from dataclasses import replace
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType, TokenType

from engine.models.fun_asr_nano.llm import library
from engine.models.fun_asr_nano.llm.convert import (
    QwenConfig,
    add_dimensions,
    add_words,
    expected_shape,
    needed_tensors,
)

QWEN3_0_6B = QwenConfig(
    architecture="qwen3",
    hidden=1024,
    layers=28,
    heads=16,
    kv_heads=8,
    head_dim=128,
    feed_forward=3072,
    vocabulary=151_936,
    longest=40_960,
    theta=1e6,
    epsilon=1e-6,
    end_of_turn=151_645,
    tied=True,
)
QWEN3_8B = replace(
    QWEN3_0_6B, hidden=4096, layers=36, heads=32, feed_forward=12_288, tied=False
)  # public config.json of Qwen3-8B
QWEN2_7B = replace(
    QWEN3_8B,
    architecture="qwen2",
    hidden=3584,
    layers=28,
    heads=28,
    kv_heads=4,
    feed_forward=18_944,
    vocabulary=152_064,
    longest=32_768,
)  # of Qwen2-7B-Instruct
_WORDS = (
    "system", "You", " are", " a", " helpful", " assistant", "user", "assistant", "语音", "转", "写", "：",
)  # fmt: skip
_FIRST_SPECIAL = 151_643
_SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_DEVIATION = 0.02  # of all weights
_MOST_BYTES = 1 << 26  # of random numbers drawn at once; a longer tensor repeats them
# Offset of the float16 scales in a block, and the scale that gives random bytes a deviation of 1.
# Source: block_q8_0, block_q4_K and block_q6_K of ggml-common.h. Q4_K is scale * s * q - least * m with 6-bit s, m.
_SCALES = {
    GGMLQuantizationType.Q8_0: ((0, 1 / 73.9),),
    GGMLQuantizationType.Q4_K: ((0, 1 / 264), (2, 7.5 / 264)),
    GGMLQuantizationType.Q6_K: ((208, 1 / 1366),),
}


def write_q8_0(path: Path, config: QwenConfig = QWEN3_0_6B, seed: int = 0) -> None:
    """About 640 MB at 0.6B, some seconds."""
    _write(path, config, "q8_0", seed)


def write_q4_k_m(path: Path, config: QwenConfig, seed: int = 0) -> None:
    """About 5 GB at 8B, less than a minute and 0.3 GB of memory: blocks of random bytes, not quantised numbers.

    Which tensors are Q6_K follows llama.cpp's rule for Q4_K_M: the head, and half of attn_v and ffn_down.
    """
    _write(path, config, "q4_k_m", seed)


def _write(path: Path, config: QwenConfig, kind: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    with contextlib.closing(gguf.GGUFWriter(path, config.architecture)) as writer:
        add_dimensions(writer, config, kind)
        add_words(writer, config, *_vocabulary(config))
        shapes = _shapes(config)
        types = {name: _type_of(name, shape, config, kind) for name, shape in shapes.items()}
        for name, shape in shapes.items():
            block, size = gguf.GGML_QUANT_SIZES[types[name]]
            raw = (*shape[:-1], shape[-1] // block * size)
            writer.add_tensor_info(name, raw, np.dtype(np.uint8), int(np.prod(raw)), raw_dtype=types[name])
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for name, shape in shapes.items():
            writer.write_tensor_data(_random_tensor(random, name, shape, types[name]))


def quantise(source: Path, target: Path, file_type: int) -> None:
    """A K-quant of a Q8_0 file; 15 is Q4_K_M. About 40 s at 0.6B on two cores."""
    native = library.load()
    params = native.llama_model_quantize_default_params()
    params.ftype = ctypes.c_int(file_type)
    params.allow_requantize = True
    if native.llama_model_quantize(str(source).encode(), str(target).encode(), params):
        raise SystemExit(f"llama.cpp could not quantise: {library.last_words()}")


def _type_of(name: str, shape: tuple[int, ...], config: QwenConfig, kind: str) -> GGMLQuantizationType:
    if len(shape) == 1:
        return GGMLQuantizationType.F32
    if kind == "q8_0":
        return GGMLQuantizationType.Q8_0
    head = "token_embd.weight" if config.tied else "output.weight"
    finer = any(part in name for part in ("attn_v.", "ffn_down.")) and _is_finer(int(name.split(".")[1]), config.layers)
    return GGMLQuantizationType.Q6_K if finer or name == head else GGMLQuantizationType.Q4_K


def _is_finer(layer: int, layers: int) -> bool:
    """Source: use_more_bits of llama-quant.cpp: the first and last eighth, and each third layer between."""
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


def _random_tensor(
    random: np.random.Generator, name: str, shape: tuple[int, ...], kind: GGMLQuantizationType
) -> np.ndarray:
    """As the writer wants it: uint8 (rows, bytes). Norms are ones, biases zeros."""
    if kind is GGMLQuantizationType.F32:
        return np.full(shape, not name.endswith(".bias"), np.float32).view(np.uint8)
    block, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = int(np.prod(shape)) // block
    drawn = np.frombuffer(random.bytes(min(blocks, _MOST_BYTES // size) * size), np.uint8).reshape(-1, size).copy()
    for at, unit in _SCALES[kind]:
        drawn[:, at : at + 2] = np.frombuffer(np.float16(_DEVIATION * unit).tobytes(), np.uint8)
    return np.resize(drawn, (blocks, size)).reshape(shape[0], -1)


def _shapes(config: QwenConfig) -> dict[str, tuple[int, ...]]:
    """The table first, as published files have it."""
    names = needed_tensors(config) | (set() if config.tied else {"output.weight"})
    return {name: expected_shape(name, config) for name in sorted(names, reverse=True)}


def _vocabulary(config: QwenConfig) -> tuple[list[str], list[TokenType], list[str]]:
    """All bytes, the words of the prompt with merges that build them, fillers, and the control tokens."""
    merges: list[str] = []
    words = [_letter(byte) for byte in range(256)]
    for word in _WORDS:
        letters = [_letter(byte) for byte in word.encode()]
        for at in range(1, len(letters)):
            pair = "".join(letters[:at])
            merges += [f"{pair} {letters[at]}"] if f"{pair} {letters[at]}" not in merges else []
            words += [pair + letters[at]] if pair + letters[at] not in words else []
    words += [f"w{index}" for index in range(len(words), _FIRST_SPECIAL)]
    words += _SPECIALS
    kinds = [TokenType.NORMAL] * _FIRST_SPECIAL + [TokenType.CONTROL] * len(_SPECIALS)
    rest = config.vocabulary - len(words)
    return [*words, *(f"[PAD{index}]" for index in range(rest))], [*kinds, *[TokenType.UNUSED] * rest], merges


def _letter(byte: int) -> str:
    """The printable stand-in of a byte in a byte-level vocabulary.

    Source: bytes_to_unicode of GPT-2: printable Latin-1 stands for itself, the rest follows from 256 on.
    """
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [value for value in range(256) if value not in printable]
    return chr(byte) if byte in printable else chr(256 + others.index(byte))
