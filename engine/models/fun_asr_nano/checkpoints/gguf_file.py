"""Header and tensors of a GGUF file, as far as the encoder files of Fun-ASR-Nano need them.

Format: ggml-org/ggml, docs/gguf.md, versions 2 and 3, little-endian. Dimensions are stored innermost first.
The `gguf` package's reader is not used here: it maps the file and walks it without bounds, so that a damaged
count makes it loop instead of fail.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.faults import damaged, shown, unreadable
from engine.models.fun_asr_nano.checkpoints.tensors import FileTensor, stored_bytes

_SCALARS = {0: "B", 1: "b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_DTYPES = {0: "F32", 1: "F16", 8: "Q8_0", 28: "F64", 30: "BF16"}
"""ggml type numbers that are read here; source: ggml.h, enum ggml_type."""

_LONGEST_STRING = 1 << 24
_MOST_DIMENSIONS = 4
_MOST_ENTRIES = 1 << 16  # keys or tensors; the encoder's file has 17 and 950
_MOST_ITEMS = 1 << 24  # of an array; a vocabulary has about 150,000

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class GgufFile:
    """metadata: single values only; arrays (tokenizer tables) are skipped."""

    metadata: Mapping[str, Scalar]
    tensors: Mapping[str, FileTensor]

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))


def read_gguf(path: Path) -> GgufFile:
    """Raises ModelUnusable where the header or a tensor's place does not make sense."""
    try:
        with path.open("rb") as file:
            return _read(_Cursor(file, path, path.stat().st_size))
    except OSError as error:
        raise unreadable(path, error) from error


class _Cursor:
    """Reads forward and never past the end."""

    def __init__(self, file: BinaryIO, path: Path, size: int) -> None:
        self._file = file
        self.path = path
        self.size = size
        self.position = 0

    def take(self, length: int) -> bytes:
        self._check(length)
        self.position += length
        return self._file.read(length)

    def skip(self, length: int) -> None:
        self._check(length)
        self.position = self._file.seek(length, 1)

    def number(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def count(self, form: str = "<Q") -> int:
        return int(self.number(form))

    def text(self) -> str:
        return self.take(self.at_most(_LONGEST_STRING)).decode("utf-8", errors="replace")

    def at_most(self, limit: int) -> int:
        """A count that a damaged or hostile header cannot make us wait for."""
        count = self.count()
        if count > limit:
            raise damaged(self.path, "its header makes no sense")
        return count

    def _check(self, length: int) -> None:
        if length > self.size - self.position:
            raise damaged(self.path, "it ends within its header")


def _read(cursor: _Cursor) -> GgufFile:
    if cursor.take(4) != b"GGUF" or cursor.count("<I") not in (2, 3):
        raise ModelUnusable(
            f"{cursor.path.name} is a GGUF file of an unknown version.", "Take the publisher's present file."
        )
    tensor_count, value_count = cursor.at_most(_MOST_ENTRIES), cursor.at_most(_MOST_ENTRIES)
    metadata: dict[str, Scalar] = {}
    for _ in range(value_count):
        name = cursor.text()
        value = _value(cursor, cursor.count("<I"))
        if value is not None:
            metadata[name] = value
    entries = [_entry(cursor) for _ in range(tensor_count)]
    return GgufFile(metadata, _placed(cursor, entries, metadata.get("general.alignment", 32)))


def _value(cursor: _Cursor, kind: int) -> Scalar | None:
    if kind == _STRING:
        return cursor.text()
    if kind == _ARRAY:
        _skip_array(cursor)
        return None
    if kind not in _SCALARS:
        raise damaged(cursor.path, "its header makes no sense")
    return cursor.number(_SCALARS[kind])


def _skip_array(cursor: _Cursor) -> None:
    kind, length = cursor.count("<I"), cursor.at_most(_MOST_ITEMS)
    if kind in _SCALARS:
        cursor.skip(length * struct.calcsize(_SCALARS[kind]))
    elif kind == _STRING:
        for _ in range(length):
            cursor.skip(cursor.count())
    else:
        raise damaged(cursor.path, "its header makes no sense")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int


def _entry(cursor: _Cursor) -> _Entry:
    name, dimensions = cursor.text(), cursor.count("<I")
    if dimensions > _MOST_DIMENSIONS:
        raise damaged(cursor.path, "its header makes no sense")
    shape = tuple(reversed([cursor.count() for _ in range(dimensions)]))
    kind = cursor.count("<I")
    return _Entry(name, _DTYPES.get(kind, f"ggml type {kind}"), shape, cursor.count())


def _placed(cursor: _Cursor, entries: list[_Entry], alignment: Scalar) -> dict[str, FileTensor]:
    if not isinstance(alignment, int) or alignment < 1:
        raise damaged(cursor.path, "its header makes no sense")
    begin = math.ceil(cursor.position / alignment) * alignment
    tensors = {}
    for entry in entries:
        length = stored_bytes(entry.dtype, math.prod(entry.shape))
        if begin + entry.offset + (length or 0) > cursor.size:
            raise damaged(cursor.path, f"the numbers of {shown(entry.name)} are not all in it")
        tensors[entry.name] = FileTensor(cursor.path, entry.name, entry.dtype, entry.shape, begin + entry.offset)
    return tensors
