"""The weights themselves, kept beside a folder's graphs for torch on a graphics card."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from safetensors.numpy import load_file, save_file

from engine.errors import ComponentMissing, ModelUnusable
from engine.models.fun_asr_nano.audio import AudioRuntime
from engine.models.fun_asr_nano.config import FunAsrConfig, Shape
from engine.models.fun_asr_nano.weights import Weights, required
from engine.models.payload import WEIGHTS

_NO_TORCH = "Reinstall Earshot with support for graphics cards, or choose the processor in the settings."

Device = Literal["cpu", "cuda"]


def save(tensors: Mapping[str, Shape], weights: Weights, folder: Path) -> str:
    """Write these tensors, float32 under their published names; returns the file's name."""
    path = folder / WEIGHTS
    partial = path.with_suffix(".partial")
    arrays = {name: np.ascontiguousarray(required(weights, name, shape)) for name, shape in tensors.items()}
    save_file(arrays, partial)
    partial.replace(path)
    return path.name


def load(folder: Path, config: FunAsrConfig, device: str) -> AudioRuntime:
    """The torch runtime from a converted folder. Raises ComponentMissing without torch, else as `read`."""
    try:
        from engine.models.fun_asr_nano.torch_runtime import TorchAudio
    except ImportError as error:
        raise ComponentMissing("Recognition on a GPU needs torch, which is not installed.", _NO_TORCH) from error

    return TorchAudio(config, read(folder), device)


def read(folder: Path) -> Weights:
    """Raises ModelUnusable where the folder holds no weights."""
    if not (folder / WEIGHTS).is_file():
        raise ModelUnusable(
            "{folder} was imported without the weights that a GPU needs.", "Import the model again.", folder=folder
        )
    return load_file(folder / WEIGHTS)


def device_for(folder: Path, graphics: str) -> Device:
    """The graphics card, where the model was imported for one and there is one. graphics: as in LoadOptions."""
    if graphics == "cpu":
        return "cpu"
    if not (folder / WEIGHTS).is_file() or importlib.util.find_spec("torch") is None:
        return "cpu"
    import torch  # seconds, but only for those who imported with --gpu

    return "cuda" if torch.cuda.is_available() else "cpu"
