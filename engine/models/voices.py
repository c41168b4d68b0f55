"""The contracts of loaded models that tell voices apart and find where two speak at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from engine.timeline import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np

WINDOW = 10 * SAMPLE_RATE
"""Samples that `Overlaps` hears at once."""


class Voices(Protocol):
    """On one thread at a time."""

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        """float32 [pieces, size], each of length 1. pieces: float32 (n,), 16 kHz, +-1.0, 2 s at most."""


class Overlaps(Protocol):
    """On one thread at a time."""

    def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
        """Where two speak at once: [begin, end) in samples of `sound`, in order. sound: float32 (n,), 16 kHz, +-1.0,
        WINDOW at most."""
