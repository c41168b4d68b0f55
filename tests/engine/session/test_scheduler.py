"""How often to guess and what a final will cost: the policy without a model, a thread or a clock."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.recogniser import Request
from engine.session.measuring import measure
from engine.session.scheduler import Cadence, FinalCost, final_fits
from engine.timeline import to_samples
from tests.support.audio import HandClock
from tests.support.recognisers import ScriptedRecogniser

passes = st.lists(st.floats(0.0, 10.0), max_size=20)


@given(passes, st.floats(0.0, 20.0))
def test_each_guess_covers_at_least_as_much_sound_as_the_last_one_took(took_s, behind_s):
    cadence = Cadence()
    for pass_s in took_s:
        cadence.took(pass_s)
        assert cadence.hop_s(behind_s) >= pass_s


@given(passes, st.floats(0.0, 20.0))
def test_the_hop_keeps_to_its_limits_where_passes_allow(took_s, behind_s):
    cadence = Cadence()
    for pass_s in took_s:
        cadence.took(pass_s)
    hop_s = cadence.hop_s(behind_s)
    assert hop_s >= 0.2
    assert hop_s <= max(1.5, cadence.pass_s)


@given(passes, st.floats(0.0, 20.0), st.floats(0.0, 5.0))
def test_guesses_never_come_more_often_when_more_sound_waits(took_s, behind_s, more_s):
    cadence = Cadence(first_pass_s=0.3)
    for pass_s in took_s:
        cadence.took(pass_s)
    assert cadence.hop_s(behind_s + more_s) >= cadence.hop_s(behind_s)


def test_a_fast_machine_guesses_every_fifth_of_a_second():
    cadence = Cadence(first_pass_s=0.02)
    assert cadence.hop_s() == 0.2
    assert not cadence.due(0.19)
    assert cadence.due(0.2)


def test_one_slow_pass_is_heeded_at_once_and_forgotten_by_and_by():
    cadence = Cadence(first_pass_s=0.1)
    cadence.took(0.8)
    hops = [cadence.hop_s()]
    for _ in range(8):
        cadence.took(0.1)
        hops.append(cadence.hop_s())
    assert hops[0] >= 0.8
    assert hops == sorted(hops, reverse=True)
    assert hops[-1] < 0.25


def test_the_cost_of_finals_follows_what_they_took():
    costs = FinalCost(0.2)
    for second in range(20):
        costs.took(pass_s=5.0, sound_s=10.0, now_s=float(second))
    assert costs.expected_s(4.0, now_s=20.0) == pytest.approx(2.0, rel=0.1)


def test_an_old_measurement_gives_way_to_the_one_at_loading():
    """A busy hour ends: without that, a machine once found too slow would never be tried again."""
    costs = FinalCost(0.2)
    costs.took(pass_s=100.0, sound_s=10.0, now_s=0.0)
    assert costs.cost(now_s=0.0) > 3.0
    assert costs.cost(now_s=600.0) == pytest.approx(0.2, abs=0.01)


def test_a_very_short_utterance_tells_little_about_the_cost():
    costs = FinalCost(0.2)
    costs.took(pass_s=0.3, sound_s=0.1, now_s=0.0)
    assert costs.cost(now_s=0.0) < 0.5


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_a_final_pass_that_fits_leaves_the_reader_less_than_the_bound_behind(expected_s, unshown_s, guess_s):
    if final_fits(expected_s, unshown_s, guess_s):
        assert expected_s + unshown_s + guess_s <= 3.0


class TestMeasuring:
    def test_a_model_is_measured_on_a_stretch_of_speech(self):
        clock = HandClock()
        recogniser = ScriptedRecogniser(["words"], before_finish=lambda: clock.pass_s(0.6))
        costs = measure(recogniser, np.zeros(to_samples(2.0), np.float32), clock)
        assert costs is not None
        assert (costs.partial_s, costs.final) == (0.0, pytest.approx(0.3))
        assert recogniser.open == 0

    def test_a_model_that_fails_is_not_measured_and_stops_nothing(self):
        def fail():
            raise RuntimeError("broken")

        recogniser = ScriptedRecogniser(["words"], before_finish=fail)
        assert measure(recogniser, np.zeros(to_samples(2.0), np.float32)) is None
        assert recogniser.open == 0
        assert recogniser.requests == [Request()]
