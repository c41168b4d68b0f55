"""Low frame rate: seven neighbouring filter bank frames in one row, a row every six frames (60 ms).

Source: modelscope/FunASR @3c58cb5, frontends/wav_frontend.py, apply_lfr.
"""

from __future__ import annotations

import numpy as np

from engine.frontend import fbank

STACK = 7
STEP = 6
LEFT = (STACK - 1) // 2
ROW_WIDTH = STACK * fbank.MEL_BINS


def row_count(frames: int) -> int:
    return -(-frames // STEP)


def settled_rows(frames: int) -> int:
    """How many rows no later frame can change: their last frame is there and no repetition of an edge."""
    last_inside = frames - 1 - (STACK - 1 - LEFT)
    return max(0, last_inside // STEP + 1)


def stack(frames: np.ndarray, first: int = 0) -> np.ndarray:
    """Rows `first` and later, float32 [rows - first, 560], oldest frame first; `frames`: all, [n, 80].

    Beyond the edges the first and the last frame are repeated.
    """
    count = len(frames)
    rows = np.arange(first, row_count(count))
    taken = np.clip(STEP * rows[:, None] + np.arange(STACK) - LEFT, 0, max(0, count - 1))
    return np.asarray(frames[taken].reshape(len(rows), ROW_WIDTH))


def features(audio: np.ndarray) -> np.ndarray:
    """What the encoder reads of a whole clip: float32 [rows, 560]. `audio`: float32 (n,), 16 kHz, +-1.0."""
    return stack(fbank.log_mel(audio))
