"""The tensors of a checkpoint by their published names, checked against the config."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors, TensorSource
from engine.models.fun_asr_nano.config import FunAsrConfig, Shape, ctc_tensors

Weights = Mapping[str, np.ndarray]
"""Published name -> float32 array. Readers of checkpoints widen bfloat16 before they hand it over."""


def has_ctc(config: FunAsrConfig, weights: Weights) -> bool:
    """Whether all tensors of the CTC branch are there in the right shape. Without one of them the branch is useless."""
    expected = ctc_tensors(config)
    # Names first: what is not there costs no reading.
    return weights.keys() >= expected.keys() and all(weights[name].shape == shape for name, shape in expected.items())


def required(weights: Weights, name: str, shape: Shape) -> np.ndarray:
    """One tensor. Raises ModelUnusable where it is missing or of another shape."""
    if name not in weights:
        raise ModelUnusable("The checkpoint lacks {name}.", "Download it again; it is incomplete.", name=name)
    array = weights[name]
    if array.shape != shape:
        raise ModelUnusable(
            "{name} is {shape} in the checkpoint where {expected} was expected.",
            "Download it again from the publisher.",
            name=name,
            shape=_spoken(array.shape),
            expected=_spoken(shape),
        )
    return array


def checked(file: Path, expected: Mapping[str, Shape], found: Mapping[str, TensorSource]) -> LazyTensors:
    """The expected tensors of a file. Raises ModelUnusable, naming the first that is not as expected."""
    for name, shape in expected.items():
        if name not in found:
            raise ModelUnusable(
                "{file} lacks {name}.", "Download it again; it is incomplete.", file=file.name, name=name
            )
        if found[name].shape != shape:
            raise ModelUnusable(
                "{name} is {shape} in {file} where {expected} was expected.",
                "Download it again from the publisher.",
                name=name,
                shape=_spoken(found[name].shape),
                file=file.name,
                expected=_spoken(shape),
            )
    return LazyTensors({name: found[name] for name in expected})


def _spoken(shape: Shape) -> str:
    """A shape as a person reads it."""
    return "x".join(map(str, shape)) or "a single number"
