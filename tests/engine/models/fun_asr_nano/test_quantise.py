"""Weights of 8 bits: close to what they were, and never so large that the machine clips their products."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.fun_asr_nano import quantise


def matrix(seed: int, largest: float = 1.0) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal((12, 40)) * largest).astype(np.float32)


@settings(deadline=None)
@given(seed=st.integers(min_value=0, max_value=10_000), scale=st.floats(min_value=1e-6, max_value=1e6))
def test_a_weight_moves_by_half_a_step_of_its_channel_at_most(seed: int, scale: float) -> None:
    weights = matrix(seed, scale)
    integers, scales = quantise.per_channel(weights)
    assert (np.abs(integers * scales - weights.T) <= scales * 0.501).all()


def test_a_channel_of_zeros_stays_zero() -> None:
    weights = matrix(1)
    weights[3] = 0
    integers, scales = quantise.per_channel(weights)
    assert not integers[:, 3].any()
    assert scales[3] == 1


@pytest.mark.parametrize("largest", [quantise.EIGHT_BITS, quantise.SEVEN_BITS])
def test_no_integer_exceeds_what_was_asked_for(largest: int) -> None:
    integers, _ = quantise.per_channel(matrix(2), largest)
    assert np.abs(integers.astype(int)).max() == largest


def test_two_products_of_seven_bits_fit_into_sixteen() -> None:
    assert 2 * 255 * quantise.SEVEN_BITS < 2**15
    assert 2 * 255 * quantise.EIGHT_BITS > 2**15


def test_the_weight_found_safe_is_multiplied_exactly_here() -> None:
    largest = quantise.largest_safe_weight()
    weights = np.full((64, 64), largest, np.int8)
    found = quantise._probe_session(weights).run(None, {"rows": np.ones((3, 64), np.float32)})[0]
    assert np.allclose(found, 64 * largest, rtol=1e-3)
