"""A decoder of full size with random weights, made on the fly: real shapes and speed, nonsense as text."""

from __future__ import annotations

import ctypes
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
_WORDS = (
    "system", "You", " are", " a", " helpful", " assistant", "user", "assistant", "语音", "转", "写", "：",
)  # fmt: skip
_FIRST_SPECIAL = 151_643
_SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_BLOCK, _BLOCK_BYTES = 32, 34


def write_q8_0(path: Path, config: QwenConfig = QWEN3_0_6B, seed: int = 0) -> None:
    """About 640 MB at 0.6B, some seconds. Weights are uniform with a standard deviation of 0.02."""
    random = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, config.architecture)
    add_dimensions(writer, config, "q8_0")
    add_words(writer, config, *_vocabulary(config))
    shapes = _shapes(config)
    for name, shape in shapes.items():
        kind = GGMLQuantizationType.F32 if len(shape) == 1 else GGMLQuantizationType.Q8_0
        block, size = gguf.GGML_QUANT_SIZES[kind]
        raw = (*shape[:-1], shape[-1] // block * size)
        writer.add_tensor_info(name, raw, np.dtype(np.uint8), int(np.prod(raw)), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for shape in shapes.values():
        writer.write_tensor_data(_random_tensor(random, shape))
    writer.close()


def quantise(source: Path, target: Path, file_type: int) -> None:
    """A K-quant of a Q8_0 file; 15 is Q4_K_M. About 40 s at 0.6B on two cores."""
    native = library.load()
    params = native.llama_model_quantize_default_params()
    params.ftype = ctypes.c_int(file_type)
    params.allow_requantize = True
    if native.llama_model_quantize(str(source).encode(), str(target).encode(), params):
        raise SystemExit(f"llama.cpp could not quantise: {library.last_words()}")


def _random_tensor(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    if len(shape) == 1:
        return np.ones(shape, np.float32).view(np.uint8)
    blocks = int(np.prod(shape)) // _BLOCK
    packed = np.frombuffer(random.bytes(blocks * _BLOCK_BYTES), np.uint8).reshape(blocks, _BLOCK_BYTES).copy()
    packed[:, :2] = np.frombuffer(np.float16(0.02 / 73.9).tobytes(), np.uint8)
    return packed.reshape(shape[0], -1)


def _shapes(config: QwenConfig) -> dict[str, tuple[int, ...]]:
    """The table first, as published files have it."""
    return {name: expected_shape(name, config) for name in sorted(needed_tensors(config), reverse=True)}


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
