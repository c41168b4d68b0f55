"""Tables of sinusoidal positions, computed instead of kept: at full size the checkpoint's two weigh 77 MB."""

from __future__ import annotations

from functools import lru_cache

import numpy as np


@lru_cache(maxsize=4)
def relative(rows: int, width: int) -> np.ndarray:
    """float32 [2 rows - 1, width]: query minus key, from rows - 1 down to -(rows - 1)."""
    return _table(np.arange(rows - 1, -rows, -1), width)


@lru_cache(maxsize=2)
def absolute(length: int, width: int) -> np.ndarray:
    """float32 [length, width]: places from 0 on."""
    return _table(np.arange(length), width)


def _table(places: np.ndarray, width: int) -> np.ndarray:
    """Even columns sin(p w_k), odd ones cos(p w_k), w_k = 10000^(-2k/width)."""
    angles = places[:, None] * 10_000.0 ** (-np.arange(0, width, 2) / width)
    table = np.empty((len(places), width), np.float32)
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    table.flags.writeable = False
    return table
