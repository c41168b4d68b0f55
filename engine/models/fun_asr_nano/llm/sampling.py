"""Sampling for a second attempt, after the likeliest tokens ran in circles."""

from __future__ import annotations

import numpy as np

from engine.models.fun_asr_nano.llm.errors import DecoderFailed

MOST_LIKELY = 50  # tokens that are chosen among, as the published services do


class Sampler:
    """Draws among the likeliest tokens. temperature > 0; the same seed draws the same."""

    def __init__(self, temperature: float, seed: int) -> None:
        self._temperature = temperature
        self._random = np.random.default_rng(seed)

    def pick(self, logits: np.ndarray) -> int:
        """logits: float32 (vocabulary,). Raises DecoderFailed where they are not numbers."""
        logits = finite(logits)
        count = min(MOST_LIKELY, len(logits))
        likely = np.argpartition(logits, -count)[-count:]
        likely = likely[np.argsort(-logits[likely], kind="stable")]
        weights = np.exp((logits[likely].astype(np.float64) - float(logits[likely[0]])) / self._temperature)
        return int(self._random.choice(likely, p=weights / weights.sum()))


def finite(logits: np.ndarray) -> np.ndarray:
    """Raises DecoderFailed where they are not numbers."""
    if not np.isfinite(logits).all():
        raise DecoderFailed("The language model computed no numbers for this sound.", "Import it again.")
    return logits
