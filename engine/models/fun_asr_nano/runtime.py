"""The audio half on the CPU with ONNX Runtime. Never imports torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.audio import CtcScores
from engine.models.onnx_sessions import open_session, session_options

HEAD_ROWS = 64
"""Rows scored at once: 64 x 60,515 columns are 15 MB, and the head's weights still pay for their way."""


class OnnxAudio:
    """The graphs of one converted folder. Constructing it maps the weights; nothing is computed yet."""

    def __init__(self, folder: Path, options: ort.SessionOptions | None = None) -> None:
        options = options or session_options()
        self._encoder = open_session(folder / manifest.ENCODER_GRAPH, options)
        self._adaptor = open_session(folder / manifest.ADAPTOR_GRAPH, options)
        self._ctc: ort.InferenceSession | None = None
        self._head: ort.InferenceSession | None = None
        if (folder / manifest.CTC_GRAPH).is_file():
            self._ctc = open_session(folder / manifest.CTC_GRAPH, options)
            self._head = open_session(folder / manifest.CTC_HEAD_GRAPH, options)

    @property
    def has_ctc(self) -> bool:
        return self._ctc is not None

    def encode(self, features: np.ndarray) -> np.ndarray:
        return _first(self._encoder, {"features": features})

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        return _first(self._adaptor, {"encoded": encoded})

    def ctc(self, encoded: np.ndarray) -> CtcScores:
        assert self._ctc is not None
        hidden = _first(self._ctc, {"encoded": encoded})
        names = ["top_ids", "top_log_probs", "blank_log_prob"]
        return CtcScores(hidden, *self._score(hidden, names, np.zeros(0, np.int64)))

    def columns(self, scores: CtcScores, wanted: np.ndarray) -> np.ndarray:
        return self._score(scores.hidden, ["wanted_log_probs"], wanted)[0]

    def close(self) -> None:
        del self._encoder, self._adaptor, self._ctc, self._head

    def _score(self, hidden: np.ndarray, names: list[str], wanted: np.ndarray) -> list[np.ndarray]:
        """The named outputs of the head, which sees a few rows at a time."""
        assert self._head is not None
        pieces = [
            self._head.run(names, {"hidden": hidden[start : start + HEAD_ROWS], "wanted": wanted})
            for start in range(0, len(hidden), HEAD_ROWS)
        ]
        return [np.concatenate(parts) for parts in zip(*pieces, strict=True)]


def _first(session: ort.InferenceSession, inputs: dict[str, np.ndarray]) -> np.ndarray:
    return np.asarray(session.run(None, inputs)[0])
