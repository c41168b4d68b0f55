"""The tensors of a checkpoint by their published names, checked against the config."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.config import FunAsrConfig, Shape, ctc_tensors

Weights = Mapping[str, np.ndarray]
"""Published name -> float32 array. Readers of checkpoints widen bfloat16 before they hand it over."""


def has_ctc(config: FunAsrConfig, weights: Weights) -> bool:
    """Whether all of the CTC branch's tensors are there in the right shape. Some of them are as good as none."""
    return all(name in weights and weights[name].shape == shape for name, shape in ctc_tensors(config).items())


def require(weights: Weights, tensors: Mapping[str, Shape]) -> None:
    """Raise ModelUnusable for the first of `tensors` that is missing or of another shape."""
    for name, shape in tensors.items():
        if name not in weights:
            raise ModelUnusable(f"The checkpoint lacks {name}.", "Download it again; it is incomplete.")
        if weights[name].shape != shape:
            found = "x".join(map(str, weights[name].shape))
            raise ModelUnusable(
                f"{name} is {found} in the checkpoint where {'x'.join(map(str, shape))} was expected.",
                "Take the config.yaml that was published with the checkpoint.",
            )
