"""Where two speak at once in a long recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.models.progress import Progress, silent
from engine.models.voices import WINDOW, Overlaps


def overlaps_in(
    speech: Sequence[tuple[int, int]],
    sound: Callable[[int, int], np.ndarray],
    model: Overlaps,
    progress: Progress = silent,
) -> list[tuple[int, int]]:
    """[begin, end) in samples, in order. speech, sound, progress: as in `stretches_in` (engine/speakers/turns.py).

    Windows lie side by side and may hold silence between sentences; a longer one is passed over.
    """
    found: list[tuple[int, int]] = []
    done = 0
    for start, end in speech:
        for begin in range(max(start, done), end, WINDOW):
            progress(begin / max(speech[-1][1], 1), "")
            window = sound(begin, begin + WINDOW)
            found += [(begin + first, begin + last) for first, last in model.overlaps(window)] if len(window) else []
            done = begin + WINDOW
    return found
