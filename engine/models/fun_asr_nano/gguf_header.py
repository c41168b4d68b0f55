"""The first part of a GGUF file: its values, and where its tensors lie.

Format: ggml-org/ggml, docs/gguf.md, versions 2 and 3, little-endian. Dimensions are stored innermost first.
The `gguf` package's reader is not used: it walks the file without bounds, so that a damaged count makes it loop
instead of fail; and llama.cpp answers a file that it does not like with abort().
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ALIGNMENT = 32  # where the file names none
_VERSIONS = (2, 3)
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_LONGEST_STRING = 1 << 24
_MOST_DIMENSIONS = 4
_MOST_ENTRIES = 1 << 16  # keys or tensors; a decoder's file has some 30 and 310, the encoder's 17 and 950
_MOST_ITEMS = 1 << 24  # of an array; a vocabulary has about 150,000
_LONGEST_DIMENSION = 1 << 40

Scalar = str | int | float | bool


class GgufMalformed(ValueError):
    """The header makes no sense; the text says why, as the end of a sentence about the file."""


class GgufVersionUnknown(GgufMalformed):
    """No GGUF file, or one of an unknown version."""


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """dims: innermost first. type: ggml's number of it. position: in bytes of the file."""

    name: str
    dims: tuple[int, ...]
    type: int
    position: int


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """values: single ones. lengths: of the arrays, whose contents are passed over. size: of the file, in bytes."""

    values: Mapping[str, Scalar]
    lengths: Mapping[str, int]
    tensors: tuple[GgufTensor, ...]
    size: int


def read_header(path: Path) -> GgufHeader:
    """Raises GgufMalformed where it makes no sense, OSError where the file cannot be read."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            raise GgufVersionUnknown("it is empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _Walk(view).header()


class _Walk:
    """Goes forward and never past the end."""

    def __init__(self, view: mmap.mmap) -> None:
        self._view = view
        self._at = 0

    def header(self) -> GgufHeader:
        if self._view[:4] != b"GGUF":
            raise GgufVersionUnknown("it does not begin with GGUF")
        self._at = 4
        if self._count("<I") not in _VERSIONS:
            raise GgufVersionUnknown("an unknown version of the format")
        tensors, keys = self._at_most(_MOST_ENTRIES), self._at_most(_MOST_ENTRIES)
        values: dict[str, Scalar] = {}
        lengths: dict[str, int] = {}
        for _ in range(keys):
            self._pair(values, lengths)
        found = [self._tensor() for _ in range(tensors)]
        begin = self._begin(values.get("general.alignment", ALIGNMENT))
        placed = (GgufTensor(each.name, each.dims, each.type, begin + each.position) for each in found)
        return GgufHeader(values, lengths, tuple(placed), len(self._view))

    def _begin(self, alignment: Scalar) -> int:
        if isinstance(alignment, bool) or not isinstance(alignment, int) or alignment < 1:
            raise _nonsense()
        return -(-self._at // alignment) * alignment

    def _pair(self, values: dict[str, Scalar], lengths: dict[str, int]) -> None:
        name, kind = self._text(), self._count("<I")
        if kind == _ARRAY:
            lengths[name] = self._pass_array()
        elif kind == _STRING:
            values[name] = self._text()
        elif kind in _SCALARS:
            values[name] = self._number(_SCALARS[kind])
        else:
            raise _nonsense()

    def _pass_array(self) -> int:
        kind, length = self._count("<I"), self._at_most(_MOST_ITEMS)
        if kind == _STRING:
            for _ in range(length):
                self._pass(self._count())
        elif kind in _SCALARS:
            self._pass(length * struct.calcsize(_SCALARS[kind]))
        else:
            raise _nonsense()
        return length

    def _tensor(self) -> GgufTensor:
        name, count = self._text(), self._count("<I")
        if count > _MOST_DIMENSIONS:
            raise _nonsense()
        dims = tuple(self._count() for _ in range(count))
        if any(not 0 < dim < _LONGEST_DIMENSION for dim in dims):
            raise _nonsense()
        return GgufTensor(name, dims, self._count("<I"), self._count())

    def _text(self) -> str:
        begin = self._pass(self._at_most(_LONGEST_STRING))
        return self._view[begin : self._at].decode("utf-8", errors="replace")

    def _at_most(self, limit: int) -> int:
        """A count that a damaged or hostile header cannot make us wait for."""
        count = self._count()
        if count > limit:
            raise _nonsense()
        return count

    def _count(self, form: str = "<Q") -> int:
        return int(self._number(form))

    def _number(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack_from(form, self._view, self._pass(struct.calcsize(form)))[0]
        return value

    def _pass(self, length: int) -> int:
        """Go over `length` bytes and return where they begin."""
        begin = self._at
        if length > len(self._view) - begin:
            raise GgufMalformed("it ends within its header")
        self._at += length
        return begin


def _nonsense() -> GgufMalformed:
    return GgufMalformed("its header makes no sense")
