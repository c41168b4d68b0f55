"""Seeded weights in place of a trained checkpoint: the same arithmetic, other text."""

from __future__ import annotations

import numpy as np

from engine.models.fun_asr_nano.config import FunAsrConfig, Shape, expected_tensors


def random_weights(config: FunAsrConfig, seed: int, *, with_ctc: bool = True) -> dict[str, np.ndarray]:
    """Published name -> float32 array. The scale keeps values of ordinary size through all blocks."""
    generator = np.random.default_rng(seed)
    return {
        name: _random_tensor(generator, name, shape)
        for name, shape in expected_tensors(config, with_ctc=with_ctc).items()
    }


def _random_tensor(generator: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
    if "norm" in name and name.endswith("weight"):
        return (1 + 0.1 * generator.standard_normal(shape, np.float32)).astype(np.float32)
    if len(shape) == 1:
        return 0.02 * generator.standard_normal(shape, np.float32)
    fan_in = shape[-1] if len(shape) == 2 else shape[1] * shape[2]
    return generator.standard_normal(shape, np.float32) * np.float32(fan_in**-0.5)
