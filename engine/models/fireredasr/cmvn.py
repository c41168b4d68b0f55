"""Mean and variance of the features, from the one matrix in cmvn.ark.

Source: Kaldi, matrix/kaldi-matrix.cc (Read) and FireRedASR's fireredasr/data/asr_feat.py.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ModelUnusable

FILE_NAME = "cmvn.ark"

_LEAST_VARIANCE = 1e-20
_LARGEST_FILE = 1 << 20
_KINDS = {b"DM ": "<f8", b"FM ": "<f4"}
_COUNTS = struct.Struct("<xixi")  # each number is led by a byte that tells its size
_DOWNLOAD = "Download this file again from the publisher."


@dataclass(frozen=True, slots=True)
class Cmvn:
    """mean, scale: float64 [bins]; a feature is (value - mean) * scale."""

    mean: np.ndarray
    scale: np.ndarray

    def applied(self, features: np.ndarray) -> np.ndarray:
        """float32 [frames, bins]."""
        return np.asarray(((features - self.mean) * self.scale).astype(np.float32))


def read(path: Path, bins: int = 80) -> Cmvn:
    """Raises ModelUnusable where the file is missing or holds something else."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError("it is far too long")
        sums = _matrix(path.read_bytes())
        if sums.shape != (2, bins + 1):
            raise ValueError(f"its matrix is {sums.shape[0]} by {sums.shape[-1]}")
        count = sums[0, bins]
        if not np.isfinite(sums).all() or count <= 0:
            raise ValueError("its numbers make no sense")
    except OSError as error:
        raise ModelUnusable(
            "{path} cannot be read ({reason}).", _DOWNLOAD, path=path, reason=error.strerror or error
        ) from error
    except (ValueError, struct.error) as error:
        raise ModelUnusable(
            "{path} holds no mean and variance ({reason}).", _DOWNLOAD, path=path, reason=error
        ) from error
    mean = sums[0, :bins] / count
    variance = np.maximum(sums[1, :bins] / count - mean**2, _LEAST_VARIANCE)
    return Cmvn(mean, 1 / np.sqrt(variance))


def _matrix(raw: bytes) -> np.ndarray:
    """float64, of a Kaldi matrix without a key, binary or text."""
    if raw[:2] != b"\0B":
        return _text_matrix(raw)
    kind = _KINDS.get(raw[2:5])
    if kind is None:
        raise ValueError("it is no plain Kaldi matrix")
    rows, columns = _COUNTS.unpack_from(raw, 5)
    start, numbers = 5 + _COUNTS.size, np.dtype(kind)
    if min(rows, columns) < 1 or len(raw) < start + rows * columns * numbers.itemsize:
        raise ValueError("it is cut short")
    return np.frombuffer(raw, numbers, rows * columns, start).reshape(rows, columns).astype(np.float64)


def _text_matrix(raw: bytes) -> np.ndarray:
    """`[ 1 2 3`, a line a row, closed by `]`."""
    text = raw.decode("ascii").strip()
    if not text.startswith("[") or not text.endswith("]"):
        raise ValueError("it is no plain Kaldi matrix")
    rows = [[float(number) for number in line.split()] for line in text[1:-1].strip().splitlines()]
    return np.array(rows)
