"""What a decoder's GGUF file says about itself, read before llama.cpp is asked to open it.

A truncated, foreign or nonsensical file becomes a sentence here instead of an abort() there.
Source: the GGUF specification, version 3 (ggml/docs/gguf.md), and its constants in the gguf package.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

from engine.errors import ModelUnusable

ARCHITECTURES = ("qwen3", "qwen2")
_SANE_COUNT = 1 << 20  # entries; a vocabulary has about 150 000
_ALIGNMENT = 32
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
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

    def kv_bytes(self, positions: int, bytes_each: int = 2) -> int:
        return positions * self.layers * self.kv_heads * (self.key_length + self.value_length) * bytes_each

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
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _Header(path, view).decoder()
    except FileNotFoundError as error:
        raise ModelUnusable(f"The decoder {path.name} is not in {path.parent}.", _REMEDY) from error
    except (OSError, ValueError, struct.error, UnicodeDecodeError) as error:
        raise ModelUnusable(f"{path.name} is not a readable GGUF file ({error}).", _REMEDY) from error


class _Header:
    """A walk over the first part of the file. Raises ValueError or struct.error where it makes no sense."""

    def __init__(self, path: Path, view: mmap.mmap) -> None:
        self._path = path
        self._view = view
        self._at = 0

    def decoder(self) -> DecoderFile:
        if self._view[:4] != b"GGUF":
            raise ValueError("it does not begin with GGUF")
        self._at = 4
        if self._take("<I") not in (2, 3):
            raise ValueError("an unknown version of the format")
        tensors, keys = self._count(), self._count()
        facts = dict(self._pair() for _ in range(keys))
        alignment = int(facts.get("general.alignment", _ALIGNMENT))
        if alignment <= 0 or alignment % 8:
            raise ValueError("an impossible alignment")
        infos = [self._tensor() for _ in range(tensors)]
        begin = -(-self._at // alignment) * alignment
        places = [self._place(begin, *info) for info in infos]
        return self._describe(facts, {place.name: place for place in places})

    def _describe(self, facts: dict[str, Any], places: dict[str, TensorPlace]) -> DecoderFile:
        kind = facts.get("general.architecture")
        if kind not in ARCHITECTURES:
            raise ModelUnusable(
                f"{self._path.name} holds a model of kind {kind}, not a Qwen decoder.",
                "Choose the decoder file of a Fun-ASR model.",
            )
        width, heads = (_positive(facts, f"{kind}.{key}") for key in ("embedding_length", "attention.head_count"))
        key_length = int(facts.get(f"{kind}.attention.key_length", width // heads))
        embedding = places.get("token_embd.weight")
        vocabulary = int(facts.get("tokenizer.ggml.tokens", 0))
        if embedding is None or embedding.dims != (width, vocabulary):
            raise ValueError("the embedding table is missing or has another shape than the vocabulary")
        return DecoderFile(
            path=self._path,
            size=len(self._view),
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

    def _place(
        self, begin: int, name: str, dims: tuple[int, ...], kind: GGMLQuantizationType, offset: int
    ) -> TensorPlace:
        block, size = GGML_QUANT_SIZES[kind]
        if dims[0] % block:
            raise ValueError(f"{name} has a row length that its type cannot have")
        length = prod(dims) // block * size
        if begin + offset + length > len(self._view):
            raise ValueError(f"it ends before the tensor {name} does")
        return TensorPlace(name, dims, kind, begin + offset, length)

    def _tensor(self) -> tuple[str, tuple[int, ...], GGMLQuantizationType, int]:
        name = self._string()
        n_dims = self._take("<I")
        if not 1 <= n_dims <= 4:
            raise ValueError(f"{name} has {n_dims} dimensions")
        dims = tuple(self._take("<Q") for _ in range(n_dims))
        if not all(0 < dim < 1 << 40 for dim in dims):
            raise ValueError(f"{name} has an impossible shape")
        return name, dims, GGMLQuantizationType(self._take("<I")), self._take("<Q")

    def _pair(self) -> tuple[str, Any]:
        return self._string(), self._value(self._take("<I"))

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            return self._skip_array()
        if kind not in _SCALARS:
            raise ValueError("a value of unknown type")
        return self._take(_SCALARS[kind])

    def _skip_array(self) -> int:
        """Only the number of entries is of interest: of the tokens, say."""
        kind, count = self._take("<I"), self._count(1 << 28)
        if kind == _STRING:
            for _ in range(count):
                self._jump(self._take("<Q"))
        elif kind in _SCALARS:
            self._jump(count * struct.calcsize(_SCALARS[kind]))
        else:
            raise ValueError("an array of unknown type")
        return count

    def _string(self) -> str:
        begin = self._jump(self._take("<Q"))
        return self._view[begin : self._at].decode("utf-8")

    def _jump(self, length: int) -> int:
        """Pass over `length` bytes and return where they begin."""
        begin, end = self._at, self._at + length
        if end > len(self._view):
            raise ValueError("it ends in the middle of its description")
        self._at = end
        return begin

    def _count(self, most: int = _SANE_COUNT) -> int:
        count = self._take("<Q")
        if count > most:
            raise ValueError("an impossible number of entries")
        return int(count)

    def _take(self, form: str) -> Any:
        value = struct.unpack_from(form, self._view, self._at)[0]
        self._at += struct.calcsize(form)
        return value


def _positive(facts: dict[str, Any], key: str) -> int:
    value = facts.get(key)
    if not isinstance(value, int) or value <= 0:
        raise ValueError(f"{key} is missing or makes no sense")
    return value
