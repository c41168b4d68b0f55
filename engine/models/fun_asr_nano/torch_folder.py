"""The torch runtime from a converted folder: it needs the weights themselves, beside the graphs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from engine.errors import ComponentMissing, ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.audio import AudioRuntime
from engine.models.fun_asr_nano.config import FunAsrConfig, expected_tensors
from engine.models.fun_asr_nano.weights import Weights, has_ctc, required

_NO_TORCH = "Install it with the extra `gpu`, or choose the CPU in the settings."


def save(config: FunAsrConfig, weights: Weights, folder: Path) -> str:
    """Write the audio half's tensors, float32 under their published names; returns the file's name."""
    tensors = expected_tensors(config, with_ctc=has_ctc(config, weights))
    path = folder / manifest.WEIGHTS
    partial = path.with_suffix(".partial")
    arrays = {name: np.ascontiguousarray(required(weights, name, shape)) for name, shape in tensors.items()}
    save_file(arrays, partial)
    partial.replace(path)
    return path.name


def load(folder: Path, config: FunAsrConfig, device: str) -> AudioRuntime:
    """Raises ComponentMissing without torch, ModelUnusable where the folder holds no weights for it."""
    try:
        from engine.models.fun_asr_nano.torch_runtime import TorchAudio
    except ImportError as error:
        raise ComponentMissing("Recognition on a GPU needs torch, which is not installed.", _NO_TORCH) from error

    path = folder / manifest.WEIGHTS
    if not path.is_file():
        raise ModelUnusable(
            "{folder} was imported without the weights that a GPU needs.", "Import the model again.", folder=folder
        )
    return TorchAudio(config, load_file(path), device)
