"""Loudness of a stretch of sound."""

from __future__ import annotations

import numpy as np

FLOOR_DBFS = -100.0


def rms_dbfs(block: np.ndarray) -> float:
    """Loudness in decibels relative to full scale. block: float32 (n,), full scale is +-1.0, n > 0.

    Returns FLOOR_DBFS..0.0; digital silence gives FLOOR_DBFS, never -inf.
    Raises ValueError for an empty block: a mean over nothing would be NaN.
    Source: plain RMS, so a full-scale sine reads -3.01 (AES17 calls that 0).
    """
    if not len(block):
        raise ValueError("loudness of an empty block")
    return _decibels(float(np.sqrt(np.mean(np.square(block, dtype=np.float64)))))


def peak_dbfs(block: np.ndarray) -> float:
    """The largest magnitude in decibels relative to full scale; same contract as rms_dbfs."""
    if not len(block):
        raise ValueError("peak of an empty block")
    return _decibels(float(np.max(np.abs(block))))


def powers(audio: np.ndarray, step: int) -> np.ndarray:
    """The mean power of each `step` samples, float (n // step,); values that are no numbers are silence.

    audio: float32 (n,), n at least `step`.
    """
    whole = audio[: len(audio) - len(audio) % step].reshape(-1, step)
    return np.asarray(np.nan_to_num(np.mean(whole**2, axis=1), posinf=0.0))


def _decibels(magnitude: float) -> float:
    if magnitude <= 0.0:
        return FLOOR_DBFS
    return float(min(0.0, max(FLOOR_DBFS, 20.0 * np.log10(magnitude))))
