"""Tensors of a safetensors file, bf16 included, read with numpy alone.

Format (github.com/huggingface/safetensors, README): 8 bytes little-endian header length, a JSON table
{name: {dtype, shape, data_offsets}}, then the numbers without gaps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.models.fun_asr_nano.checkpoints.faults import damaged, shown, unreadable
from engine.models.fun_asr_nano.checkpoints.tensors import FileTensor, TensorSource, read_range, stored_bytes

LARGEST_HEADER = 100_000_000  # the limit that the format's own library keeps


def read_safetensors(path: Path) -> Mapping[str, TensorSource]:
    """Name -> tensor of every tensor in `path`."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error
    length = int.from_bytes(read_range(path, 0, 8), "little")
    if length > min(LARGEST_HEADER, size - 8):
        raise damaged(path, "it ends within its table of weights")
    table = _table(path, read_range(path, 8, length))
    return _placed(path, table, begin=8 + length, size=size)


def _table(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        table = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise damaged(path, "its table of weights cannot be read") from error
    if not isinstance(table, dict):
        raise damaged(path, "its table of weights is none")
    table.pop("__metadata__", None)
    return table


def _placed(path: Path, table: Mapping[str, Any], begin: int, size: int) -> dict[str, TensorSource]:
    tensors: dict[str, TensorSource] = {}
    ranges = []
    for name, entry in table.items():
        try:
            dtype, shape, (first, last) = str(entry["dtype"]), tuple(entry["shape"]), entry["data_offsets"]
            if not all(type(number) is int and number >= 0 for number in (*shape, first, last)):
                raise ValueError("not a count")
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(path, f"the entry of {shown(name)} cannot be read") from error
        needed = stored_bytes(dtype, math.prod(shape))
        if needed is not None and needed != last - first:
            raise damaged(path, f"{shown(name)} has {last - first} bytes where {needed} are announced")
        ranges.append((first, last))
        tensors[name] = FileTensor(path, name, dtype, shape, begin + first)
    _check_gapless(path, sorted(ranges), size - begin)
    return tensors


def _check_gapless(path: Path, ranges: list[tuple[int, int]], size: int) -> None:
    end = 0
    for first, last in ranges:
        if first != end or last < first:
            raise damaged(path, "its weights overlap or leave gaps")
        end = last
    if end > size:
        raise damaged(path, f"{end - size} bytes are missing at its end")
