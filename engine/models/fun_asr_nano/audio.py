"""The contract of a runtime of the audio half, on any processor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, slots=True)
class CtcScores:
    """What the CTC branch says of T rows. The arrays belong to the holder.

    hidden: float32 [T, 512], the CTC decoder's rows; `columns` needs them.
    top_ids: int64 [T, k], best first. top_log_probs: float32 [T, k]. blank_log_prob: float32 [T].
    """

    hidden: np.ndarray
    top_ids: np.ndarray
    top_log_probs: np.ndarray
    blank_log_prob: np.ndarray


class AudioRuntime(Protocol):
    """The network, loaded. Arrays are float32, a row stands for 60 ms. Not for several threads at once."""

    @property
    def has_ctc(self) -> bool: ...

    def encode(self, features: np.ndarray) -> np.ndarray:
        """[T, 560] from engine.frontend -> [T, 512]. T is at least 1."""

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        """[T, 512] -> [T, 1024], for the language model; config.audio_tokens(T) says how many it is given."""

    def ctc(self, encoded: np.ndarray) -> CtcScores:
        """Candidates a row. Only where has_ctc."""

    def columns(self, scores: CtcScores, wanted: np.ndarray) -> np.ndarray:
        """Log-probabilities [T, M] of any ids (int64 [M]) in the rows of `scores`, for alignment."""

    def close(self) -> None:
        """Release memory; no call may follow."""
