"""Removes pauses from word times: Whisper's alignment assigns all sound to some word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, groupby

import numpy as np

from engine.audio.levels import powers
from engine.events import Word
from engine.timeline import to_samples

_STEP = to_samples(0.01)
_SHORTEST = 20  # steps of quiet that make a pause; the closure of a consonant is shorter
_QUIET_DB = 25.0  # below the loud parts; in noise nothing is so quiet, and the words stay as they are


def without_pauses(words: Sequence[Word], audio: np.ndarray) -> tuple[Word, ...]:
    """The words, with the longest pause between two neighbours taken out of both. audio: float32 (n,), 16 kHz."""
    quiet = _quiet(audio)
    starts, ends = [word.start for word in words], [word.end for word in words]
    for at in range(len(words) - 1):
        first = starts[at] // _STEP
        begin, end = _longest_run(quiet[first : ends[at + 1] // _STEP])
        if end - begin >= _SHORTEST:
            ends[at], starts[at + 1] = (first + begin) * _STEP, (first + end) * _STEP
    # Characters that come from one token lie in the same place: they move together.
    later = accumulate(starts, max)
    earlier = reversed([*accumulate(reversed(ends), min)])
    return tuple(replace(word, start=a, end=b) for word, a, b in zip(words, later, earlier, strict=True))


def _quiet(audio: np.ndarray) -> np.ndarray:
    """Whether each 10 ms are quiet, bool (n // 160,)."""
    if len(audio) < _STEP:
        return np.zeros(0, bool)
    found = powers(audio, _STEP)
    return np.asarray(found < np.percentile(found, 95) * 10 ** (-_QUIET_DB / 10))


def _longest_run(quiet: np.ndarray) -> tuple[int, int]:
    """Begin and end of the longest stretch of True with others on both sides; (0, 0) where there is none."""
    best, at = (0, 0), 0
    for value, run in groupby(quiet.tolist()):
        length = len(list(run))
        if value and length > best[1] - best[0] and 0 < at < len(quiet) - length:
            best = (at, at + length)
        at += length
    return best
