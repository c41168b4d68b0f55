"""The voice of short pieces of speech, by CAM++ in ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.frontend.fbank import FRAME_STEP, log_mel
from engine.models.campplus.network import MOST_FRAMES
from engine.models.onnx_sessions import open_session, session_options
from engine.timeline import SAMPLE_RATE

SHORTEST = 3 * SAMPLE_RATE // 10
"""Samples. Shorter speech than this has no voice to speak of."""

_AT_ONCE = 4  # of 1 to 32 the fastest, by a sixth before 16: what lies between layers stays in the cache


class VoiceModel:
    """Holds 30 MB. On one thread at a time."""

    def __init__(self, graph: Path, threads: int = 0) -> None:
        """threads: processor cores, 0 for half of them. Raises ModelUnusable."""
        self._session = open_session(graph, session_options(threads))

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        """float32 [pieces, size], unit length. pieces: float32 (n,) each, 16 kHz, +-1.0, 2 s at most."""
        features = [_features(piece) for piece in pieces]
        found: list[np.ndarray] = [np.zeros(0)] * len(pieces)
        lengths = sorted({len(each) for each in features})
        for length in lengths:
            same = [index for index, each in enumerate(features) if len(each) == length]
            for at in range(0, len(same), _AT_ONCE):
                some = same[at : at + _AT_ONCE]
                answer = self.network(np.stack([features[index] for index in some]))
                for index, voice in zip(some, _unit(np.nan_to_num(answer)), strict=True):
                    found[index] = voice
        return np.stack(found) if found else np.zeros((0, 0), np.float32)

    def network(self, features: np.ndarray) -> np.ndarray:
        """The graph alone: see engine/models/campplus/network.py."""
        return np.asarray(self._session.run(None, {"features": features})[0])


def _unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def _features(piece: np.ndarray) -> np.ndarray:
    if len(piece) < SHORTEST:
        piece = np.pad(piece, (0, SHORTEST - len(piece)))
    rows = log_mel(piece[: MOST_FRAMES * FRAME_STEP], "povey")
    return np.asarray(rows - rows.mean(axis=0), np.float32)
