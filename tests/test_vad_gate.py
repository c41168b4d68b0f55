"""The gate before the speech model: it sleeps in silence, and misses nothing that could become text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.file import read_mono
from engine.streaming.guards import FAINTEST_DBFS
from engine.timeline import to_samples
from engine.vad.endpointer import Endpointer, Opened
from engine.vad.gate import FAINTEST, QUIET_FRAMES, GatedDetector
from engine.vad.silero import FRAME, SileroVad


class CountingDetector:
    """Tells as its probability which of all frames it was asked about."""

    def __init__(self):
        self.asked = []

    def probability(self, frame):
        self.asked.append(float(frame[0]))
        return 0.9

    def reset(self):
        self.asked.clear()


def frame(level):
    return np.full(FRAME, level, dtype=np.float32)


def test_the_gate_and_the_guard_mean_the_same_loudness():
    assert 20 * np.log10(FAINTEST) == FAINTEST_DBFS


def test_half_a_second_of_silence_puts_the_model_to_sleep():
    model = CountingDetector()
    gate = GatedDetector(model)
    told = [gate.probability(frame(0.0)) for _ in range(QUIET_FRAMES + 100)]
    assert len(model.asked) == QUIET_FRAMES
    assert set(told[QUIET_FRAMES:]) == {0.0}


def test_the_first_frame_that_is_louder_is_judged_with_the_half_second_before_it():
    model = CountingDetector()
    gate = GatedDetector(model)
    faint = [FAINTEST / 2 * (at + 1) / 100 for at in range(100)]
    for level in faint:
        gate.probability(frame(level))
    assert gate.probability(frame(0.1)) == 0.9
    assert np.allclose(model.asked[-QUIET_FRAMES - 1 :], [*faint[-QUIET_FRAMES:], 0.1])


def test_a_negative_sample_counts_as_much_as_a_positive_one():
    gate = GatedDetector(CountingDetector())
    for _ in range(QUIET_FRAMES + 5):
        gate.probability(frame(0.0))
    assert gate.asleep
    gate.probability(frame(-0.1))
    assert not gate.asleep


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=12))
def test_every_frame_that_could_be_speech_is_judged_by_the_model(stretches):
    """Whatever comes, a loud frame is never answered for by the gate."""
    gate = GatedDetector(CountingDetector())
    for loud, count in stretches:
        told = [gate.probability(frame(0.1 if loud else 0.0)) for _ in range(count)]
        if loud:
            assert set(told) == {0.9}


def onsets(detector, sound):
    endpointer = Endpointer()
    found = []
    for at in range(0, len(sound) - FRAME, FRAME):
        found += endpointer.push(detector.probability(sound[at : at + FRAME]))
    return [change.onset for change in found if isinstance(change, Opened)]


def test_real_speech_behind_digital_silence_begins_where_it_began_without_the_gate(sample):
    """Also where it fades in from nothing; two frames are a sixth of what is kept before an onset anyway."""
    speech = read_mono(sample)[to_samples(0.9) : to_samples(9.4)]
    faded = speech * np.minimum(1.0, np.arange(len(speech)) / to_samples(0.5)).astype(np.float32)
    silence = np.zeros(to_samples(3.0), dtype=np.float32)
    sound = np.concatenate([silence, speech, silence, faded, silence])
    with_gate, without = onsets(GatedDetector(SileroVad()), sound), onsets(SileroVad(), sound)
    assert len(with_gate) == len(without) >= 4
    assert max(abs(one - other) for one, other in zip(with_gate, without, strict=True)) <= 2 * FRAME
