"""Puts the edges between words where the sound is quietest: Whisper's alignment goes to the next word too early.

It is found in the attention of the decoder, which leans towards a word before the word is heard: 50 to 80 ms before, as
measured with voices that tell where their words begin (docs/timestamps.md). Between two words speech is mostly quieter
than in them: a closure, a breath, a change of voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from engine.audio.levels import powers
from engine.events import Word
from engine.timeline import to_samples

_STEP = to_samples(0.01)
_BEFORE, _BEHIND = 2, 12  # steps in which the quietest is looked for
_DB_A_STEP = 1.0  # so much quieter a step is worth one more away from the middle; noise and steady tones decide nothing
_SMOOTH = 3  # steps


def at_quietest(words: Sequence[Word], audio: np.ndarray) -> tuple[Word, ...]:
    """The words, each edge between two that touch moved by -20 to 120 ms. audio: float32 (n,), 16 kHz."""
    levels = _levels_db(audio)
    starts, ends = [word.start for word in words], [word.end for word in words]
    for at in range(len(words) - 1):
        if ends[at] == starts[at + 1]:
            ends[at] = starts[at + 1] = _quietest(levels, ends[at] // _STEP) * _STEP
    # Characters of one token lie in the same place; a short word keeps its place in the order.
    later = list(accumulate(starts, max))
    behind = [max(start, end) for start, end in zip(later, ends, strict=True)]
    return tuple(replace(word, start=a, end=b) for word, a, b in zip(words, later, behind, strict=True))


def _quietest(levels: np.ndarray, at: int) -> int:
    begin, end = max(0, at - _BEFORE), min(len(levels), at + _BEHIND)
    if end <= begin:
        return at
    away = np.abs(np.arange(begin, end) - (at + (_BEHIND - _BEFORE) / 2))
    return begin + int(np.argmin(levels[begin:end] + _DB_A_STEP * away))


def _levels_db(audio: np.ndarray) -> np.ndarray:
    """The level of each 10 ms, float (n // 160,), smoothed."""
    if len(audio) < _SMOOTH * _STEP:
        return np.zeros(0)
    smoothed = np.convolve(powers(audio, _STEP), np.full(_SMOOTH, 1 / _SMOOTH), "same")
    return np.asarray(10 * np.log10(smoothed + 1e-9))
