"""The simulated long session: its talk has no end, its figures show growth where there is some."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.long_session import faults_of
from benchmarks.long_simulation import GAPS_S, SPEECH_S, LongMachine, Part, Talk, figures_of, simulate
from engine.session.options import SessionOptions
from engine.timeline import to_samples
from tests.support.slow_machine import Speed

ROUND_S = sum(SPEECH_S) + sum(GAPS_S)
FINE = {
    "real_time_factor": 0.5,
    "unshown_s_max": 2.0,
    "simulated_lag_max_s": 2.0,
    "simulated_second_part_memory_mb": 100.0,
    "simulated_last_part_memory_mb": 101.0,
    "simulated_second_part_lag_p95_s": 0.5,
    "simulated_last_part_lag_p95_s": 0.51,
}


def test_talk_goes_round_and_ends_in_a_pause():
    talk = Talk(3 * ROUND_S + 5)
    turn = to_samples(ROUND_S)
    assert len(talk) == pytest.approx(3 * turn, abs=3)
    np.testing.assert_array_equal(talk[1000:1512], talk[turn + 1000 : turn + 1512])
    assert not talk[len(talk) - 512 : len(talk)].any()


def test_a_block_beyond_the_end_is_empty():
    talk = Talk(ROUND_S)
    assert len(talk[len(talk) : len(talk) + 512]) == 0


def test_a_machine_that_keeps_up_shows_every_word_in_time():
    machine = simulate(ROUND_S / 3600, Speed(0.05, 0.1))
    found = figures_of(machine)
    assert found["texts"] > 100
    assert found["lag_max_s"] <= 3.0


def test_a_machine_that_hardly_can_still_keeps_the_bound():
    assert figures_of(simulate(ROUND_S / 3600, Speed(0.7, 2.0)))["lag_max_s"] <= 3.0


def test_figures_compare_the_second_part_with_the_last_whole_one():
    machine = LongMachine(1.0, Speed(0.1, 0.1), SessionOptions(), beside=True)
    machine.parts = [Part([0.1, each, 1.0], each) for each in (1.0, 2.0, 3.0, 4.0, 9.0)]
    found = figures_of(machine)
    assert (found["second_part_lag_p95_s"], found["last_part_lag_p95_s"]) == (2.0, 4.0)
    assert found["lag_max_s"] == 1.0


def test_what_keeps_all_bounds_has_no_faults():
    assert faults_of(FINE) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("real_time_factor", 0.7),
        ("unshown_s_max", 3.1),
        ("simulated_lag_max_s", 3.1),
        ("simulated_last_part_memory_mb", 106.0),
        ("simulated_last_part_lag_p95_s", 0.6),
    ],
)
def test_each_bound_that_is_broken_is_one_sentence(name, value):
    assert len(faults_of(FINE | {name: value})) == 1
