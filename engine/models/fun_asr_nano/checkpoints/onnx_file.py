"""What an ONNX file says of itself, read from its outermost layer only.

Wire format: protobuf.dev/programming-guides/encoding. ModelProto (onnx/onnx.proto): graph is field 7,
metadata_props field 14, each prop a message of key (1) and value (2).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from engine.models.fun_asr_nano.checkpoints.faults import damaged, unreadable

_METADATA_FIELD = 14
_LONGEST_PROPERTY = 1 << 20
_MOST_FIELDS = 10_000
_VARINT, _FIXED_64, _DELIMITED, _FIXED_32 = 0, 1, 2, 5


def read_onnx_metadata(path: Path) -> dict[str, str]:
    """The key-value pairs that the exporter left in the file."""
    try:
        with path.open("rb") as file:
            pairs = (_pair(raw) for field, raw in _messages(file) if field == _METADATA_FIELD)
            return dict(pairs)
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:
        raise damaged(path, "its layers cannot be told apart") from error


def _pair(raw: bytes) -> tuple[str, str]:
    parts = dict(_messages(io.BytesIO(raw)))
    return parts.get(1, b"").decode("utf-8", "replace"), parts.get(2, b"").decode("utf-8", "replace")


def _messages(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Field number and bytes of every short delimited field; long ones (the graph) are stepped over."""
    for _ in range(_MOST_FIELDS):
        if (tag := _varint(file, at_end=None)) is None:
            return
        field, wire = tag >> 3, tag & 7
        if wire == _DELIMITED:
            length = _varint(file) or 0
            if length <= _LONGEST_PROPERTY:
                yield field, _exactly(file, length)
            else:
                file.seek(length, io.SEEK_CUR)
        elif wire == _VARINT:
            _varint(file)
        elif wire in (_FIXED_64, _FIXED_32):
            _exactly(file, 8 if wire == _FIXED_64 else 4)
        else:
            raise ValueError("unknown wire type")
    raise ValueError("too many fields")


def _exactly(file: BinaryIO, length: int) -> bytes:
    raw = file.read(length)
    if len(raw) != length:
        raise ValueError("cut short")
    return raw


def _varint(file: BinaryIO, at_end: int | None = 0) -> int | None:
    """The next number; `at_end` where the file is over."""
    value = 0
    for shift in range(0, 64, 7):
        byte = file.read(1)
        if not byte:
            return at_end
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("a number that does not end")
