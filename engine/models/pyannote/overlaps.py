"""Where two people speak at once, by pyannote segmentation in ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.models.onnx_sessions import open_session, session_options
from engine.models.pyannote.network import FIRST_OF_TWO, FRAME_LENGTH, FRAME_STEP
from engine.models.voices import WINDOW


class OverlapModel:
    """Holds 10 MB. On one thread at a time."""

    def __init__(self, graph: Path, threads: int = 0) -> None:
        """threads: processor cores, 0 for half of them. Raises ModelUnusable."""
        self._session = open_session(graph, session_options(threads))

    def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
        """As `Overlaps.overlaps` (engine/models/voices.py)."""
        window = np.pad(sound, (0, WINDOW - len(sound)))
        two = self.network(window[None])[0].argmax(axis=1) >= FIRST_OF_TWO
        edges = np.flatnonzero(np.diff(np.concatenate([[False], two, [False]]))) * FRAME_STEP
        first = (FRAME_LENGTH - FRAME_STEP) // 2  # the middle of what a frame hears is its place
        spans = [(int(first + begin), int(first + end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
        return [(begin, min(end, len(sound))) for begin, end in spans if begin < len(sound)]

    def network(self, sound: np.ndarray) -> np.ndarray:
        """The graph alone: see engine/models/pyannote/network.py."""
        return np.asarray(self._session.run(None, {"sound": sound})[0])
