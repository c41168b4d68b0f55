"""What the encoder reads: Kaldi's filter bank, brought to mean 0 and variance 1 over the training data."""

from __future__ import annotations

import numpy as np

from engine.frontend import fbank
from engine.models.fireredasr.cmvn import Cmvn

SHORTEST_SAMPLES = fbank.FRAME_SAMPLES
"""Upstream has no frame below this."""


def features(audio: np.ndarray, cmvn: Cmvn) -> np.ndarray:
    """float32 [frames, 80]. `audio`: float32 (n,), 16 kHz mono, +-1.0; shorter than a frame gives [0, 80]."""
    if len(audio) < SHORTEST_SAMPLES:
        return np.empty((0, fbank.MEL_BINS), np.float32)
    return cmvn.applied(fbank.log_mel(audio, "povey"))
