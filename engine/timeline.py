"""The one clock of a session: samples at 16 kHz since capture began."""

from __future__ import annotations

SAMPLE_RATE = 16_000
"""Samples a second of everything behind the sources. Fun-ASR, Whisper and Silero VAD all expect it."""


def to_seconds(samples: int) -> float:
    """Seconds since the session began, for a position or a length in samples."""
    return samples / SAMPLE_RATE


def to_samples(seconds: float) -> int:
    """The nearest position or length in samples."""
    return round(seconds * SAMPLE_RATE)
