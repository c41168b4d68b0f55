"""Builds a torch network from a checkpoint's tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import torch

from engine.models.fun_asr_nano.config import FunAsrConfig, Shape, expected_tensors
from engine.models.fun_asr_nano.network import AudioNetwork
from engine.models.fun_asr_nano.weights import Weights, required

Network = TypeVar("Network", bound=torch.nn.Module)


def build(config: FunAsrConfig, weights: Weights, with_ctc: bool) -> AudioNetwork:
    """The network, float32 on the CPU, ready to compute. Tensors that it has no place for are ignored.

    Raises ModelUnusable where a tensor is missing or of another shape.
    """
    tensors = expected_tensors(config, with_ctc=with_ctc)
    return loaded(lambda: AudioNetwork(config, with_ctc), weights, tensors)


def loaded(made: Callable[[], Network], weights: Weights, tensors: Mapping[str, Shape]) -> Network:
    """A module with these of the weights, float32 on the CPU. Raises ModelUnusable as `build` does."""
    # Each is asked for once: a checkpoint's reader fetches it from the disk every time.
    state = {name: _tensor(required(weights, name, shape)) for name, shape in tensors.items()}
    with torch.device("meta"):  # no time and memory spent on numbers that are replaced at once
        network = made()
    network.load_state_dict(state, assign=True)
    network.eval().requires_grad_(False)
    return network


def _tensor(array: np.ndarray) -> torch.Tensor:
    """Shares the memory where torch may: it warns of arrays that it could write to and must not."""
    return torch.from_numpy(array if array.flags.writeable else array.copy())
