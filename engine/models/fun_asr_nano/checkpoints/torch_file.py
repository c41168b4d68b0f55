"""Tensors of a zip file written by torch.save, without torch and without running anything from it.

Layout (torch/serialization.py, PyTorch 2.x): one folder in an uncompressed zip; `data.pkl` describes the
values, `data/<key>` holds each storage's bytes, `byteorder` says 'little'. zip checks every entry with CRC-32,
or carries 0 where the writer switched that off.
"""

from __future__ import annotations

import math
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.faults import DOWNLOAD_AGAIN, damaged, shown, unreadable
from engine.models.fun_asr_nano.checkpoints.plain_pickle import (
    Fields,
    GlobalName,
    PickleRefused,
    Value,
    read_pickle,
)
from engine.models.fun_asr_nano.checkpoints.tensors import (
    Float32,
    Shape,
    TensorSource,
    piece_shapes,
    read_range,
    stored_bytes,
    widen,
)

_STORAGES = {
    "torch.FloatStorage": "F32",
    "torch.HalfStorage": "F16",
    "torch.BFloat16Storage": "BF16",
    "torch.DoubleStorage": "F64",
    "torch.LongStorage": "I64",
    "torch.IntStorage": "I32",
    "torch.ShortStorage": "I16",
    "torch.CharStorage": "I8",
    "torch.ByteStorage": "U8",
    "torch.BoolStorage": "BOOL",
}
_HOLDERS = ("state_dict", "model_state_dict", "model")
"""Top-level keys under which weights are found; source: FunASR, fun_asr_nano/checkpoint_utils.py."""
_NOT_WEIGHTS = (
    "torch.torch_version.TorchVersion",
    "pyannote.audio.core.task.Specifications",
    "pyannote.audio.core.task.Problem",
    "pyannote.audio.core.task.Resolution",
)
"""Objects that PyTorch Lightning and pyannote keep beside the weights. Neither made nor read."""

_LARGEST_PICKLE = 64 << 20
_LOCAL_HEADER = struct.Struct("<26xHH")
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, NotImplementedError, OverflowError,
    KeyError, IndexError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """An uncompressed file inside the zip: where its bytes lie and what they must sum to."""

    offset: int
    size: int
    crc: int

    def read(self, path: Path) -> bytes:
        return next(self.parts(path, [self.size]))

    def parts(self, path: Path, lengths: Iterable[int]) -> Iterator[bytes]:
        """Its bytes, cut into `lengths`, which make up all of it; the last comes only if the sum is right."""
        offset, crc = self.offset, 0
        for length in lengths:
            raw = read_range(path, offset, length)
            offset, crc = offset + length, zlib.crc32(raw, crc)
            if offset == self.offset + self.size and self.crc and crc != self.crc:
                raise damaged(path, "a checksum inside it is wrong")
            yield raw


@dataclass(frozen=True, slots=True)
class _Storage:
    dtype: str
    key: str
    elements: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A view into a storage; start, shape and strides in elements."""

    storage: _Storage
    start: int
    shape: Shape
    strides: tuple[int, ...]

    @property
    def fills_its_storage(self) -> bool:
        """All of it, in the order of the numbers."""
        rows_first = tuple(math.prod(self.shape[axis + 1 :]) for axis in range(len(self.shape)))
        return math.prod(self.shape) == self.storage.elements and self.strides == rows_first


@dataclass(frozen=True, slots=True)
class TorchTensor:
    """One tensor of the file, checked against the zip's own checksum whenever it is read."""

    path: Path
    name: str
    view: _Tensor
    entry: _Entry

    @property
    def shape(self) -> Shape:
        return self.view.shape

    def read(self) -> Float32:
        flat = widen(self.entry.read(self.path), self._dtype())[self.view.start :]
        strides = tuple(step * flat.itemsize for step in self.view.strides)
        return np.asarray(as_strided(flat, self.view.shape, strides), order="C")

    def pieces(self) -> Iterator[Float32]:
        if not self.view.fills_its_storage:
            yield self.read()
            return
        dtype = self._dtype()
        shapes = [shape for _, shape in piece_shapes(self.shape)]
        parts = self.entry.parts(self.path, [stored_bytes(dtype, math.prod(shape)) or 0 for shape in shapes])
        for shape, raw in zip(shapes, parts, strict=True):
            yield widen(raw, dtype).reshape(shape)

    def _dtype(self) -> str:
        dtype = self.view.storage.dtype
        if stored_bytes(dtype, 1) is None:
            raise ModelUnusable(f"{shown(self.name)} in {self.path.name} holds no fractions.", DOWNLOAD_AGAIN)
        return dtype


@dataclass(frozen=True, slots=True)
class TorchArchive:
    """tensors: one leading `module.` taken off each name. args: what an argparse.Namespace of that name holds."""

    tensors: Mapping[str, TensorSource]
    args: Mapping[str, Value]


def read_torch_file(path: Path) -> Mapping[str, TensorSource]:
    """Name -> tensor of the weights in `path`, one leading `module.` taken off each name."""
    return read_torch_archive(path).tensors


def read_torch_archive(path: Path, *, weightless: bool = False) -> TorchArchive:
    """weightless: the file may hold nothing but args."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {info.filename: info for info in archive.infolist()}
    except OSError as error:
        raise unreadable(path, error) from error
    except _ZIP_FAULTS as error:
        raise damaged(path, "its table of contents cannot be read") from error
    root = _root(path, entries)
    if f"{root}byteorder" in entries and _entry(path, entries[f"{root}byteorder"]).read(path) != b"little":
        raise ModelUnusable(f"{path.name} was written on a big-endian machine.", DOWNLOAD_AGAIN)
    described = _described(path, entries[f"{root}data.pkl"])
    args = described.get("args") if isinstance(described, dict) else None
    args = args if isinstance(args, Fields) else {}
    weights = {} if weightless and args and not described.get("model_state_dict") else _weights(path, described)
    tensors = {
        name.removeprefix("module."): TorchTensor(path, name, view, _stored(path, entries, root, name, view))
        for name, view in weights.items()
    }
    return TorchArchive(tensors, args)


def _root(path: Path, entries: Mapping[str, zipfile.ZipInfo]) -> str:
    """The folder inside the zip that torch wrote, with its slash."""
    roots = [name.removesuffix("data.pkl") for name in entries if name.rpartition("/")[2] == "data.pkl"]
    if len(roots) != 1:
        raise ModelUnusable(
            f"{path.name} is a zip file, but not one of PyTorch weights.", "Choose the model's model.pt."
        )
    if f"{roots[0]}constants.pkl" in entries:
        raise ModelUnusable(f"{path.name} is a TorchScript program, not a checkpoint.", "Choose the model's model.pt.")
    return roots[0]


def _entry(path: Path, info: zipfile.ZipInfo) -> _Entry:
    if info.compress_type != zipfile.ZIP_STORED:
        raise ModelUnusable(f"{path.name} was packed anew by another program.", DOWNLOAD_AGAIN)
    name_length, extra_length = _LOCAL_HEADER.unpack(read_range(path, info.header_offset, _LOCAL_HEADER.size))
    offset = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    return _Entry(offset, info.file_size, info.CRC)


def _described(path: Path, info: zipfile.ZipInfo) -> Value:
    if info.file_size > _LARGEST_PICKLE:
        raise damaged(path, "its table of weights is far too long")
    raw = _entry(path, info).read(path)
    builders = {
        "collections.OrderedDict": _ordered_dict,
        "torch._utils._rebuild_tensor_v2": _rebuild_tensor,
        "torch._utils._rebuild_parameter": lambda arguments: arguments[0],
        "argparse.Namespace": _namespace,
        **dict.fromkeys(_NOT_WEIGHTS, _left_out),
    }
    try:
        return read_pickle(raw, builders, frozenset(_STORAGES), _storage)
    except PickleRefused as refusal:
        if refusal.name is None:
            raise damaged(path, "its table of weights cannot be read") from refusal
        raise ModelUnusable(
            f"{path.name} asks to run {shown(refusal.name)}, which weights never need; nothing was run.",
            "Do not use this file; download the model from its publisher.",
        ) from refusal


def _ordered_dict(arguments: tuple[Value, ...]) -> Value:
    if arguments:
        raise ValueError("an OrderedDict with contents")
    return {}


def _left_out(arguments: tuple[Value, ...]) -> Value:
    return {}


def _namespace(arguments: tuple[Value, ...]) -> Value:
    if arguments:
        raise ValueError("a Namespace with contents")
    return Fields()


def _storage(identity: Value) -> Value:
    kind, storage, key, _location, elements = identity
    if kind != "storage" or not isinstance(storage, GlobalName) or not isinstance(key, str):
        raise ValueError("not a storage")
    return _Storage(_STORAGES[storage.name], key, _count(elements))


def _rebuild_tensor(arguments: tuple[Value, ...]) -> Value:
    storage, start, shape, strides = arguments[:4]
    if not isinstance(storage, _Storage) or not isinstance(shape, tuple) or not isinstance(strides, tuple):
        raise TypeError("not a tensor")
    view = _Tensor(storage, _count(start), tuple(map(_count, shape)), tuple(map(_count, strides)))
    if len(view.shape) != len(view.strides) or not _fits(view):
        raise ValueError("a tensor that leaves its storage")
    return view


def _count(value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("not a count")
    return value


def _fits(view: _Tensor) -> bool:
    elements = math.prod(view.shape)
    if elements == 0:
        return view.start <= view.storage.elements
    last = view.start + sum((size - 1) * step for size, step in zip(view.shape, view.strides, strict=True))
    # No weight repeats a stored number, and one that did could claim any amount of memory.
    return last < view.storage.elements and elements <= view.storage.elements


def _weights(path: Path, value: Value) -> dict[str, _Tensor]:
    """The tensors of the first holder that has any, else those of the top level."""
    if not isinstance(value, dict):
        raise ModelUnusable(f"{path.name} holds no table of weights.", "Choose the model's model.pt.")
    for place in [value.get(key) for key in _HOLDERS] + [value]:
        if isinstance(place, dict):
            tensors = {name: part for name, part in place.items() if isinstance(part, _Tensor)}
            if tensors:
                return {str(name): part for name, part in tensors.items()}
    raise ModelUnusable(f"{path.name} holds no weights.", "Choose the model's model.pt.")


def _stored(path: Path, entries: Mapping[str, zipfile.ZipInfo], root: str, name: str, view: _Tensor) -> _Entry:
    info = entries.get(f"{root}data/{view.storage.key}")
    if info is None:
        raise damaged(path, f"the numbers of {shown(name)} are not in it")
    needed = stored_bytes(view.storage.dtype, view.storage.elements)
    if needed is not None and info.file_size != needed:
        raise damaged(path, f"{shown(name)} has {info.file_size} bytes where {needed} are announced")
    return _entry(path, info)
