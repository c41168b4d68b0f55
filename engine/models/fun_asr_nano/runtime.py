"""The audio half on the CPU with ONNX Runtime. Never imports torch."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as states

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.audio import CtcScores

HEAD_ROWS = 64
"""Rows scored at once: 64 x 60,515 columns are 15 MB, and the head's weights still pay for their way."""

_QUIET = 3  # ONNX Runtime's severity: errors

# ONNX Runtime's own errors, which share no base; a message or a path that is not UTF-8 cannot be handed over at all.
_LOAD_ERRORS = (
    UnicodeError,
    TypeError,
    states.Fail,
    states.InvalidArgument,
    states.InvalidGraph,
    states.InvalidProtobuf,
    states.NoSuchFile,
    states.NotImplemented,
    states.RuntimeException,
)


@dataclass(frozen=True, slots=True)
class RuntimeSettings:
    """How the graphs use the machine.

    threads: of one product; 0 for half of the cores, four at most, because the meeting that is captioned needs
    the others.
    spinning: let idle threads poll instead of sleep. Faster alone, harmful beside other programs.
    """

    threads: int = 1
    spinning: bool = False


class OnnxAudio:
    """The graphs of one converted folder. Constructing it maps the weights; nothing is computed yet."""

    def __init__(self, folder: Path, settings: RuntimeSettings | None = None) -> None:
        options = _options(settings or RuntimeSettings())
        self._encoder = _session(folder / manifest.ENCODER_GRAPH, options)
        self._adaptor = _session(folder / manifest.ADAPTOR_GRAPH, options)
        self._ctc: ort.InferenceSession | None = None
        self._head: ort.InferenceSession | None = None
        if (folder / manifest.CTC_GRAPH).is_file():
            self._ctc = _session(folder / manifest.CTC_GRAPH, options)
            self._head = _session(folder / manifest.CTC_HEAD_GRAPH, options)

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


def own_choice() -> int:
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def _options(settings: RuntimeSettings) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = settings.threads or own_choice()
    options.inter_op_num_threads = 1
    options.log_severity_level = _QUIET
    # Lengths differ with every utterance: an arena would keep room for the longest one for ever, and gains no time.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(settings.spinning)))
    return options


def _session(path: Path, options: ort.SessionOptions) -> ort.InferenceSession:
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except _LOAD_ERRORS as error:
        raise ModelUnusable(
            "{name} cannot be loaded ({reason}).", "Import the model again.", name=path.name, reason=_short(error)
        ) from error


def _short(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]


def _first(session: ort.InferenceSession, inputs: dict[str, np.ndarray]) -> np.ndarray:
    return np.asarray(session.run(None, inputs)[0])
