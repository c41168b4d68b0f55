"""Rows of numbers as the file that torch.save writes, made without torch.

Format: a zip archive of stored entries: data.pkl (pickle protocol 2) describes the tensor, data/0 holds its numbers,
byteorder and version stand beside them. Source: PyTorch, torch/serialization.py and torch/_utils.py.
"""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np

_FOLDER = "archive"
_VERSION = b"3\n"


def tensor_file(rows: np.ndarray) -> bytes:
    """rows: float32 (n, width), n and width at least 1. Returns the file's bytes."""
    assert rows.dtype == np.float32
    assert rows.ndim == 2
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (
            ("data.pkl", _description(*rows.shape)),
            ("byteorder", b"little"),
            ("data/0", np.ascontiguousarray(rows, "<f4").tobytes()),
            ("version", _VERSION),
        ):
            # A fixed time: the same rows give the same bytes.
            archive.writestr(zipfile.ZipInfo(f"{_FOLDER}/{name}", (1980, 1, 1, 0, 0, 0)), content)
    return file.getvalue()


def _description(rows: int, width: int) -> bytes:
    """_rebuild_tensor_v2(storage 0, offset 0, shape, strides, requires_grad False, no hooks), as pickle opcodes."""
    return b"".join(
        (
            b"\x80\x02",
            b"ctorch._utils\n_rebuild_tensor_v2\n",
            b"((",
            _text("storage"),
            b"ctorch\nFloatStorage\n",
            _text("0"),
            _text("cpu"),
            _number(rows * width),
            b"tQ",
            _number(0),
            _number(rows) + _number(width) + b"\x86",
            _number(width) + _number(1) + b"\x86",
            b"\x89",
            b"ccollections\nOrderedDict\n)R",
            b"tR.",
        )
    )


def _text(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text)) + text.encode()


def _number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)
