"""A speech detector that is loaded with the first sound, so that capture does not wait for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.vad.gate import SpeechDetector


class LateDetector:
    """Behaves as the detector that `load` returns. What `load` raises comes from the first call of `probabilities`."""

    def __init__(self, load: Callable[[], SpeechDetector]) -> None:
        self._load = load
        self._detector: SpeechDetector | None = None

    def probabilities(self, frames: np.ndarray) -> np.ndarray:
        if self._detector is None:
            self._detector = self._load()
        return self._detector.probabilities(frames)

    def reset(self) -> None:
        if self._detector is not None:
            self._detector.reset()
