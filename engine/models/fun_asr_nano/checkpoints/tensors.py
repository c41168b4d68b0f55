"""Tensors that stay in their file until they are asked for, one at a time.

Source of the number formats: bfloat16 is the upper half of an IEEE float32; Q8_0 is ggml's block of one
float16 scale and 32 signed bytes (ggml-common.h, block_q8_0).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.faults import DOWNLOAD_AGAIN, damaged, shown, unreadable

Float32 = npt.NDArray[np.float32]
Shape = tuple[int, ...]

_PLAIN = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "BF16": "<u2"}
PIECE = 4 << 20
"""Numbers that are read at once of a table that is read in pieces."""

_Q8_BLOCK = np.dtype([("scale", "<f2"), ("values", "i1", (32,))])


class TensorSource(Protocol):
    """A tensor of known shape that can be read."""

    @property
    def shape(self) -> Shape: ...

    def read(self) -> Float32:
        """A fresh, contiguous array of that shape. Raises ModelUnusable where the file does not hold it."""

    def pieces(self) -> Iterator[Float32]:
        """The same along its first axis, piece by piece, for tables that would fill the memory.

        What is wrong with the file may show after the last piece only.
        """


def stored_bytes(dtype: str, elements: int) -> int | None:
    """How many bytes `elements` numbers take, or None for a format that is not read here."""
    if dtype in _PLAIN:
        return np.dtype(_PLAIN[dtype]).itemsize * elements
    if dtype == "Q8_0" and elements % 32 == 0:
        return elements // 32 * _Q8_BLOCK.itemsize
    return None


def widen(raw: bytes, dtype: str) -> Float32:
    """The numbers in `raw` as float32, one-dimensional. `dtype` is one that stored_bytes knows."""
    if dtype == "Q8_0":
        blocks = np.frombuffer(raw, _Q8_BLOCK)
        return (blocks["values"] * blocks["scale"][:, None].astype(np.float32)).reshape(-1)
    numbers = np.frombuffer(raw, _PLAIN[dtype])
    if dtype == "BF16":
        bits = numbers.astype(np.uint32)
        bits <<= 16
        return bits.view(np.float32)
    return numbers.astype(np.float32)


def read_range(path: Path, offset: int, length: int) -> bytes:
    """Exactly `length` bytes from `offset` on."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            raw = file.read(length)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(raw) != length:
        raise damaged(path, "it ends before its last weights")
    return raw


def piece_shapes(shape: Shape) -> Iterator[tuple[int, Shape]]:
    """Cuts a tensor along its first axis: the number that each piece begins with, and the piece's shape.

    Pieces of matrices begin on multiples of 32 numbers, as the blocks of Q8_0 do.
    """
    if not shape:
        yield 0, shape
        return
    width = math.prod(shape[1:])
    rows = max(1, PIECE // max(1, width) // 32 * 32)
    for first in range(0, shape[0], rows):
        yield first * width, (min(rows, shape[0] - first), *shape[1:])


@dataclass(frozen=True, slots=True)
class FileTensor:
    """A contiguous tensor at a place in a file, in row-major order."""

    path: Path
    name: str
    dtype: str
    shape: Shape
    offset: int

    def read(self) -> Float32:
        return widen(self._bytes(0, math.prod(self.shape)), self.dtype).reshape(self.shape)

    def pieces(self) -> Iterator[Float32]:
        for begin, shape in piece_shapes(self.shape):
            yield widen(self._bytes(begin, math.prod(shape)), self.dtype).reshape(shape)

    def _bytes(self, begin: int, count: int) -> bytes:
        """Of `count` numbers from number `begin` on, at which a block begins."""
        skipped, length = stored_bytes(self.dtype, begin), stored_bytes(self.dtype, count)
        if skipped is None or length is None:
            raise ModelUnusable(
                f"{shown(self.name)} in {self.path.name} is stored as {shown(self.dtype)}, which is not read here.",
                "Take the checkpoint in bf16, f16, f32 or q8_0.",
            )
        return read_range(self.path, self.offset + skipped, length)


@dataclass(frozen=True, slots=True)
class Joined:
    """Tensors put one below the other (q, k and v projections that were stored apart)."""

    parts: tuple[TensorSource, ...]

    @property
    def shape(self) -> Shape:
        first = self.parts[0].shape
        if any(len(part.shape) != len(first) or part.shape[1:] != first[1:] for part in self.parts):
            return ()
        return (sum(part.shape[0] for part in self.parts), *first[1:])

    def read(self) -> Float32:
        return np.concatenate([part.read() for part in self.parts])

    def pieces(self) -> Iterator[Float32]:
        for part in self.parts:
            yield from part.pieces()


@dataclass(frozen=True, slots=True)
class TapsFirst:
    """A depthwise kernel stored as [taps, channels], given back as the published [channels, 1, taps]."""

    stored: TensorSource

    @property
    def shape(self) -> Shape:
        return (self.stored.shape[1], 1, self.stored.shape[0])

    def read(self) -> Float32:
        return np.ascontiguousarray(self.stored.read().T[:, None, :])

    def pieces(self) -> Iterator[Float32]:
        yield self.read()


class LazyTensors(Mapping[str, Float32]):
    """Name -> float32 array. Every look-up reads the file anew, so only what the caller keeps takes memory."""

    def __init__(self, sources: Mapping[str, TensorSource]) -> None:
        self._sources = dict(sources)

    def shape(self, name: str) -> Shape:
        """Known without reading the tensor."""
        return self._sources[name].shape

    def elements(self) -> int:
        """How many numbers all of them hold together."""
        return sum(math.prod(source.shape) for source in self._sources.values())

    def names(self) -> Iterator[str]:
        return iter(self)

    def pieces(self, name: str) -> Iterator[Float32]:
        """The tensor along its first axis; see TensorSource."""
        for piece in self._sources[name].pieces():
            yield _finite(name, piece)

    def __getitem__(self, name: str) -> Float32:
        return _finite(name, self._sources[name].read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _finite(name: str, array: Float32) -> Float32:
    if not np.isfinite(array).all():
        raise ModelUnusable(f"{shown(name)} holds values that are not finite numbers.", DOWNLOAD_AGAIN)
    return array
