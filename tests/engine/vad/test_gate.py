"""What stands around the speech model: a gain for quiet speech, and a gate in which it sleeps; both miss nothing."""

from __future__ import annotations

from importlib.metadata import distribution

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.file import read_mono
from engine.session.guards import FAINTEST_DBFS
from engine.timeline import to_samples, to_seconds
from engine.vad.endpointer import Endpointer, Opened
from engine.vad.gain import FALL_DB_PER_S, MOST_DB, TARGET_DBFS, PeakGain
from engine.vad.gate import FAINTEST, QUIET_FRAMES, GatedDetector
from engine.vad.silero import FRAME, SileroVad


class CountingDetector:
    """Tells as its probability which of all frames it was asked about."""

    def __init__(self):
        self.asked = []
        self.calls = 0

    def probabilities(self, frames):
        self.calls += 1
        self.asked += [float(frame[0]) for frame in frames]
        return np.full(len(frames), 0.9, dtype=np.float32)

    def reset(self):
        self.asked.clear()


def frames(*levels):
    return np.repeat(np.array(levels, dtype=np.float32)[:, None], FRAME, axis=1)


def whole_frames(sound):
    return sound[: len(sound) - len(sound) % FRAME].reshape(-1, FRAME)


# -- the model -------------------------------------------------------------------------------------------


def frame_by_frame(sound):
    """As the package's own file for single frames answers."""
    file = distribution("silero-vad").locate_file("silero_vad/data/silero_vad_16k_op15.onnx")
    model = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    state, context, found = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32), []
    for frame in whole_frames(sound):
        heard = np.concatenate([context, frame])[None]
        probability, state = model.run(None, {"input": heard, "state": state, "sr": np.array(16_000)})
        context = frame[-64:]
        found.append(probability[0, 0])
    return np.array(found)


def test_many_frames_in_a_call_answer_to_the_bit_as_one_by_one(sample):
    """Whatever the calls hold: the model's memory goes on from each to the next."""
    sound = read_mono(sample)[: to_samples(20.0)]
    detector, at, found = SileroVad(), 0, []
    for count in [1, 2, 3, 4, 4, 4, 16, 1] * 20:
        if len(some := whole_frames(sound)[at : at + count]):
            found.append(detector.probabilities(some))
            at += count
    assert np.array_equal(np.concatenate(found), frame_by_frame(sound))


# -- the gate --------------------------------------------------------------------------------------------


def test_the_guard_behind_the_models_lets_through_what_the_gate_does():
    """The tenth of a second around such a peak is softer than the peak."""
    assert 20 * np.log10(FAINTEST) > FAINTEST_DBFS + 6.0


def test_half_a_second_of_silence_puts_the_model_to_sleep():
    model = CountingDetector()
    told = GatedDetector(model).probabilities(frames(*[0.0] * (QUIET_FRAMES + 100)))
    assert len(model.asked) == QUIET_FRAMES
    assert set(told[QUIET_FRAMES:]) == {0.0}


def test_the_first_frame_that_is_louder_is_judged_with_the_half_second_before_it():
    model = CountingDetector()
    gate = GatedDetector(model)
    faint = [FAINTEST / 2 * (at + 1) / 100 for at in range(100)]
    for level in faint:
        gate.probabilities(frames(level))
    assert gate.probabilities(frames(0.1)) == [np.float32(0.9)]
    assert np.allclose(model.asked[-QUIET_FRAMES - 1 :], [*faint[-QUIET_FRAMES:], 0.1])


def test_a_negative_sample_counts_as_much_as_a_positive_one():
    gate = GatedDetector(CountingDetector())
    gate.probabilities(frames(*[0.0] * (QUIET_FRAMES + 5)))
    assert gate.asleep
    gate.probabilities(frames(-0.1))
    assert not gate.asleep


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=40), max_size=12))
def test_every_frame_that_could_be_speech_is_judged_by_the_model(calls):
    """Whatever comes, a loud frame is never answered for by the gate, and no call asks the model twice."""
    model = CountingDetector()
    gate = GatedDetector(model, PeakGain())
    for number, call in enumerate(calls, start=1):
        told = gate.probabilities(frames(*[0.1 if loud else 0.0 for loud in call]))
        assert all(told[np.array(call)] == np.float32(0.9))
        assert model.calls <= number


def onsets(detector, sound):
    endpointer = Endpointer()
    found = []
    for probability in detector.probabilities(whole_frames(sound)):
        found += endpointer.push(float(probability))
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


# -- the gain --------------------------------------------------------------------------------------------


def decibels(gains):
    return 20 * np.log10(np.asarray(gains, dtype=np.float64))


def test_the_gain_begins_with_all_of_it_goes_at_once_and_comes_back_slowly():
    gain = PeakGain()
    assert decibels(gain.follow(np.array([0.001]))) == pytest.approx([MOST_DB])
    assert decibels(gain.follow(np.array([0.5]))) == pytest.approx([0.0])
    second = round(1.0 / to_seconds(FRAME))
    after = decibels(gain.follow(np.zeros(10 * second)))
    fallen = FALL_DB_PER_S * to_seconds(FRAME) * np.arange(1, len(after) + 1)
    loud = 20 * np.log10(0.5)
    assert after == pytest.approx(np.clip(TARGET_DBFS - loud + fallen, 0.0, MOST_DB), abs=1e-4)


def test_a_sample_that_is_no_number_leaves_the_gain_as_it_is():
    gain = PeakGain()
    gain.follow(np.array([0.01]))
    assert np.isfinite(gain.follow(np.array([np.nan, 0.01]))).all()


def test_the_time_asleep_counts_for_the_gain():
    """A far talker after a near one and a long silence is heard at full gain."""
    model = CountingDetector()
    gate = GatedDetector(model, PeakGain())
    gate.probabilities(frames(0.5, *[0.0] * (to_samples(10.0) // FRAME)))
    gate.probabilities(frames(0.001))
    assert model.asked[-1] == pytest.approx(0.001 * 10 ** (MOST_DB / 20), rel=1e-4)


def test_after_a_break_the_gain_begins_anew():
    model = CountingDetector()
    gate = GatedDetector(model, PeakGain())
    gate.probabilities(frames(0.5))
    gate.reset()
    gate.probabilities(frames(0.001))
    assert model.asked == [pytest.approx(0.001 * 10 ** (MOST_DB / 20), rel=1e-4)]
