"""Silero VAD through onnxruntime: how likely each 32 ms holds speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.errors import SET_UP_AGAIN, ComponentMissing

FRAME = 512  # samples (32 ms): the only size that the model was trained for at 16 kHz
_CONTEXT = 64  # samples of the frame before; without them the model answers under 0.005 for clear speech
_FILE = Path(__file__).with_name("silero_vad_16k_sequence.onnx")  # of the package silero-vad, licence beside it


class SileroVad:
    """Keeps the model's memory of one stream.

    Source: silero-vad 6.2 (MIT), its 16 kHz file for sequences: input [n, 64 + 512], h and c [1, 1, 128]. It gives the
    same probabilities to the bit as its file for single frames, and four frames in a call cost a third of four calls.
    """

    def __init__(self) -> None:
        """Raises ComponentMissing when the model file is not installed."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # 0.2 ms a frame on one thread; a second one only spins
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model_file(), options, providers=["CPUExecutionProvider"])
        self.reset()

    def reset(self) -> None:
        """Forget the stream, as after a break in it."""
        self._h = np.zeros((1, 1, 128), dtype=np.float32)
        self._c = np.zeros((1, 1, 128), dtype=np.float32)
        self._context = np.zeros(_CONTEXT, dtype=np.float32)

    def probabilities(self, frames: np.ndarray) -> np.ndarray:
        """Probability of speech in each frame, float32 (n,), 0..1.

        frames: float32 (n, 512), n > 0, in order, directly behind those before.
        """
        sound = np.concatenate([self._context, frames.reshape(-1)])
        self._context = sound[-_CONTEXT:]
        with_context = np.lib.stride_tricks.sliding_window_view(sound, _CONTEXT + FRAME)[::FRAME]
        inputs = {"input": np.ascontiguousarray(with_context), "h": self._h, "c": self._c}
        probabilities, self._h, self._c = self._session.run(["speech_probs", "hn", "cn"], inputs)
        return np.asarray(probabilities)


def model_file() -> str:
    """Path of the model. Raises ComponentMissing where it was left out."""
    if not _FILE.is_file():
        raise ComponentMissing("The speech detector's model is missing from Earshot's folder.", SET_UP_AGAIN)
    return str(_FILE)
