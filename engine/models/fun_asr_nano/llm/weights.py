"""What a decoder's GGUF file says about itself, read before llama.cpp is asked to open it.

A truncated, foreign or nonsensical file becomes a sentence here instead of an abort() there.
Source: the sizes of ggml's types, in the gguf package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.gguf_header import GgufHeader, GgufTensor, Scalar, read_header

ARCHITECTURES = ("qwen3", "qwen2")
_REMEDY = "Fetch or convert the model again."


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """One tensor: dims innermost first, as GGUF counts them; position and length in bytes of the file."""

    name: str
    dims: tuple[int, ...]
    type: GGMLQuantizationType
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class DecoderFile:
    """The facts of a decoder. width: of a row that it takes in place of a token, float32."""

    path: Path
    size: int
    architecture: str
    width: int
    layers: int
    kv_heads: int
    key_length: int
    value_length: int
    vocabulary: int
    longest: int  # positions that the model was trained for
    embedding: TensorPlace

    def kv_bytes(self, positions: int) -> int:
        return positions * self.layers * self.kv_heads * (self.key_length + self.value_length) * 2  # half precision

    def layer_bytes(self, positions: int) -> int:
        """Of one layer, with its share of the cache. The embedding table stays in the processor's memory."""
        return (self.size - self.embedding.length + self.kv_bytes(positions)) // self.layers

    def memory(self, positions: int) -> int:
        """Bytes that the loaded decoder takes: weights, the KV cache, and 100 MB of work space and interpreter."""
        return self.size + self.kv_bytes(positions) + 100_000_000


class EmbeddingTable:
    """The token embeddings of a GGUF as float32 rows, bit-equal to what llama.cpp looks up itself.

    Rows are read from a mapping of the file: no second copy of the table is kept.
    """

    def __init__(self, decoder: DecoderFile) -> None:
        place = decoder.embedding
        self._type = place.type
        rows = place.dims[1]
        self._raw = np.memmap(decoder.path, np.uint8, "r", offset=place.position, shape=(rows, place.length // rows))

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """ids: int32 (n,), each below the vocabulary's size. Returns float32 (n, width)."""
        raw = np.ascontiguousarray(self._raw[ids])
        if self._type is GGMLQuantizationType.F32:
            return raw.view(np.float32)
        return np.ascontiguousarray(dequantize(raw, self._type), dtype=np.float32)


def inspect(path: Path) -> DecoderFile:
    """Raises ModelUnusable, naming what is wrong, for anything that is not a whole Qwen decoder."""
    try:
        return _described(path, read_header(path))
    except FileNotFoundError as error:
        raise ModelUnusable(
            "The decoder {name} is not in {folder}.", _REMEDY, name=path.name, folder=path.parent
        ) from error
    except (OSError, ValueError) as error:
        raise ModelUnusable(
            "{name} is not a readable GGUF file ({reason}).", _REMEDY, name=path.name, reason=error
        ) from error


def _described(path: Path, header: GgufHeader) -> DecoderFile:
    """Raises ValueError where something is missing or makes no sense."""
    places = {each.name: _place(each, header.size) for each in header.tensors}
    facts = header.values
    kind = facts.get("general.architecture")
    if kind not in ARCHITECTURES:
        raise ModelUnusable(
            "{name} holds a model of kind {kind}, not a Qwen decoder.",
            "Choose the decoder file of a Fun-ASR model.",
            name=path.name,
            kind=kind,
        )
    width, heads = (_positive(facts, f"{kind}.{key}") for key in ("embedding_length", "attention.head_count"))
    key_length = int(facts.get(f"{kind}.attention.key_length", width // heads))
    embedding = places.get("token_embd.weight")
    vocabulary = header.lengths.get("tokenizer.ggml.tokens", 0)
    if embedding is None or embedding.dims != (width, vocabulary):
        raise ValueError("the embedding table is missing or has another shape than the vocabulary")
    return DecoderFile(
        path=path,
        size=header.size,
        architecture=str(kind),
        width=width,
        layers=_positive(facts, f"{kind}.block_count"),
        kv_heads=int(facts.get(f"{kind}.attention.head_count_kv", heads)),
        key_length=key_length,
        value_length=int(facts.get(f"{kind}.attention.value_length", key_length)),
        vocabulary=vocabulary,
        longest=_positive(facts, f"{kind}.context_length"),
        embedding=embedding,
    )


def _place(tensor: GgufTensor, size: int) -> TensorPlace:
    kind = GGMLQuantizationType(tensor.type)
    block, block_bytes = GGML_QUANT_SIZES[kind]
    if not tensor.dims or tensor.dims[0] % block:
        raise ValueError(f"{tensor.name} has a row length that its type cannot have")
    length = prod(tensor.dims) // block * block_bytes
    if tensor.position + length > size:
        raise ValueError(f"it ends before the tensor {tensor.name} does")
    return TensorPlace(tensor.name, tensor.dims, kind, tensor.position, length)


def _positive(facts: Mapping[str, Scalar], key: str) -> int:
    value = facts.get(key)
    if not isinstance(value, int) or value <= 0:
        raise ValueError(f"{key} is missing or makes no sense")
    return value
