"""Silero VAD through onnxruntime: how likely each 32 ms holds speech."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np

from engine.errors import SET_UP_AGAIN, ComponentMissing
from engine.timeline import SAMPLE_RATE

FRAME = 512  # samples (32 ms): the only size that the model was trained for at 16 kHz
_CONTEXT = 64  # samples of the frame before; without them the model answers under 0.005 for clear speech
_FILE = "silero_vad_16k_op15.onnx"


class SileroVad:
    """Keeps the model's memory of one stream. Source: silero-vad 6.2 (MIT), its 16 kHz file."""

    def __init__(self) -> None:
        """Raises ComponentMissing when the model file is not installed."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # 0.2 ms a frame on one thread; a second one only spins
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model_file(), options, providers=["CPUExecutionProvider"])
        self._rate = np.array(SAMPLE_RATE, dtype=np.int64)
        self.reset()

    def reset(self) -> None:
        """Forget the stream, as after a break in it."""
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._input = np.zeros((1, _CONTEXT + FRAME), dtype=np.float32)

    def probability(self, frame: np.ndarray) -> float:
        """Probability of speech, 0..1. frame: float32 (512,), directly behind the one before."""
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT:] = frame
        output, self._state = self._session.run(None, {"input": self._input, "state": self._state, "sr": self._rate})
        return float(output[0, 0])


def model_file() -> bytes | str:
    """Path of the model; in its wheel, or beside a bundled program. The package is never imported: it wants torch."""
    bundled = Path(getattr(sys, "_MEIPASS", "")) / _FILE
    if getattr(sys, "frozen", False) and bundled.is_file():
        return str(bundled)
    try:
        path = Path(str(distribution("silero-vad").locate_file(f"silero_vad/data/{_FILE}")))
    except PackageNotFoundError:
        path = Path(_FILE)
    if not path.is_file():
        raise ComponentMissing(
            "The speech detector's model (silero-vad) is not installed.",
            SET_UP_AGAIN,
        )
    return str(path)
