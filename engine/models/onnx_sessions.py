"""Sessions of ONNX Runtime on the CPU, as all models here want them."""

from __future__ import annotations

import os
from pathlib import Path

import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as states

from engine.errors import ModelUnusable

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


def default_threads() -> int:
    """Half of the cores, four at most: the meeting that is captioned needs the others."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def session_options(threads: int = 1, *, arena: bool = False) -> ort.SessionOptions:
    """threads: of one product, 0 for `default_threads`. Idle ones sleep: polling is harmful beside other programs.

    arena: memory in one piece, for graphs of many large arrays; a run with returning_memory gives it back.

    Without one, the C library cannot use again what it has freed: an encoder of 700 M parameters took 2 GB more for
    25 s of sound, and 40 % more time to have them cleared.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or default_threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = _QUIET
    # Lengths differ with every utterance: an arena would always keep room for the longest one.
    options.enable_cpu_mem_arena = arena
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def returning_memory() -> ort.RunOptions:
    """For a run that shall leave nothing in the arena."""
    options = ort.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def open_session(path: Path, options: ort.SessionOptions) -> ort.InferenceSession:
    """The graph at `path`; constructing it maps the weights. Raises ModelUnusable."""
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except _LOAD_ERRORS as error:
        raise ModelUnusable(
            "{name} cannot be loaded ({reason}).", "Import the model again.", name=path.name, reason=_short(error)
        ) from error


def _short(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
