"""Which speaker has a voice that is known by name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

SAME_PERSON = 0.77
"""Cosine of a speaker's mean voice and an enrolled one from which they are the same person: between the two kinds of
pairs of benchmarks/speakers.py, nearer to that of one person, since a wrong name is worse than none."""


def recognised(centres: np.ndarray, known: Mapping[str, np.ndarray]) -> dict[int, str]:
    """The name of each speaker that has one; every name once, the most alike first.

    centres: float32 [speakers, size]. known: float32 (size,). All have unit length.
    """
    names = [name for name, voice in known.items() if len(centres) and len(voice) == centres.shape[1]]
    if not names:
        return {}
    alike = centres @ np.stack([known[name] for name in names]).T
    found: dict[int, str] = {}
    while True:
        speaker, at = np.unravel_index(int(alike.argmax()), alike.shape)
        if alike[speaker, at] < SAME_PERSON:
            return found
        found[int(speaker)] = names[at]
        alike[speaker] = -2.0
        alike[:, at] = -2.0
