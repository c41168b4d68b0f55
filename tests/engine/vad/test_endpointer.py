"""Where utterances begin and end: on made-up probabilities, and on real speech and noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio.file import read_mono
from engine.timeline import SAMPLE_RATE, to_samples
from engine.vad.endpointer import Closed, Endpointer, EndpointerSettings, EndReason, Opened
from engine.vad.gate import speech_detector
from engine.vad.silero import FRAME, SileroVad

FRAMES_A_SECOND = SAMPLE_RATE / FRAME


def frames(seconds: float) -> int:
    return round(seconds * FRAMES_A_SECOND)


def push(endpointer: Endpointer, probability: float, seconds: float) -> list[Opened | Closed]:
    return [change for _ in range(frames(seconds)) for change in endpointer.push(probability)]


def test_an_utterance_begins_before_its_first_speech_frame():
    """A soft first consonant lies before the detector's first sure frame."""
    endpointer = Endpointer()
    push(endpointer, 0.0, 2.0)
    onset = frames(2.0) * FRAME
    (opened,) = push(endpointer, 0.9, 0.5)
    assert opened == Opened(start=onset - to_samples(0.4), onset=onset)


def test_a_click_opens_nothing():
    endpointer = Endpointer()
    assert push(endpointer, 0.9, 2 * FRAME / SAMPLE_RATE) == []
    assert push(endpointer, 0.0, 1.0) == []


def test_a_pause_ends_the_utterance_shortly_behind_its_last_speech():
    endpointer = Endpointer()
    push(endpointer, 0.9, 3.0)
    (closed,) = push(endpointer, 0.0, 2.0)
    assert closed.reason is EndReason.SILENCE
    assert closed.end == frames(3.0) * FRAME + to_samples(0.2)


def test_a_longer_utterance_needs_less_silence_to_end():
    limits = [EndpointerSettings().silence_limit_s(length) for length in (1, 4, 8, 14, 20, 27)]
    assert limits == sorted(limits, reverse=True)
    assert limits[0] > limits[-1]


def test_within_long_speech_a_short_pause_brings_the_final_of_what_came_before():
    """Nobody waits 20 s for punctuation; what follows is heard without a gap."""
    endpointer = Endpointer()
    changes = push(endpointer, 0.9, 16.0) + push(endpointer, 0.0, 0.35) + push(endpointer, 0.9, 3.0)
    _, closed, again = changes
    assert isinstance(closed, Closed)
    assert closed.reason is EndReason.SILENCE
    assert isinstance(again, Opened)
    assert again.start == closed.end


def test_the_same_pause_within_a_short_sentence_keeps_it_whole():
    endpointer = Endpointer()
    changes = push(endpointer, 0.9, 4.0) + push(endpointer, 0.0, 0.35) + push(endpointer, 0.9, 3.0)
    assert [type(change) for change in changes] == [Opened]


def test_an_utterance_knows_how_much_of_it_was_speech():
    endpointer = Endpointer()
    push(endpointer, 0.9, 2.0)
    (closed,) = push(endpointer, 0.0, 1.0)
    assert closed.speech == closed.speech_end == frames(2.0) * FRAME


def test_silence_scale_makes_it_more_patient():
    assert EndpointerSettings(silence_scale=2.0).silence_limit_s(1.0) == pytest.approx(
        2 * EndpointerSettings().silence_limit_s(1.0)
    )


def test_a_length_of_silence_may_be_given_for_utterances_of_any_length():
    settings = EndpointerSettings(silence_s=1.5)
    assert {settings.silence_limit_s(length) for length in (1, 8, 24)} == {1.5}


def test_endless_speech_is_cut_at_its_quietest_place_without_losing_a_sample():
    endpointer = Endpointer(EndpointerSettings(longest_s=10.0, cut_window_s=4.0))
    changes = push(endpointer, 0.9, 8.0)
    changes += push(endpointer, 0.6, 2 * FRAME / SAMPLE_RATE)
    changes += push(endpointer, 0.9, 2.5)
    first, cut, again = changes
    assert isinstance(first, Opened)
    assert isinstance(cut, Closed)
    assert cut.reason is EndReason.LENGTH
    assert again == Opened(start=cut.end, onset=again.onset)
    assert abs(cut.end - (frames(8.0) + 1) * FRAME) <= FRAME


def test_a_cough_is_closed_as_too_short():
    endpointer = Endpointer(EndpointerSettings(shortest_s=0.3))
    push(endpointer, 0.9, 0.15)
    (closed,) = push(endpointer, 0.0, 2.0)
    assert closed.reason is EndReason.TOO_SHORT


def test_stop_closes_what_is_open():
    endpointer = Endpointer()
    push(endpointer, 0.9, 1.0)
    (closed,) = endpointer.flush()
    assert closed.reason is EndReason.STOP
    assert closed.end == frames(1.0) * FRAME


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 120)), max_size=30))
def test_utterances_never_overlap_and_end_in_order(runs):
    """Whatever the probabilities: opened and closed in turn, no sample in two utterances."""
    endpointer = Endpointer(EndpointerSettings(longest_s=4.0, cut_window_s=1.5))
    changes = [change for p, count in runs for _ in range(count) for change in endpointer.push(p)]
    changes += endpointer.flush()
    kept_end = 0
    for opened, closed in zip(changes[::2], changes[1::2], strict=True):
        assert isinstance(opened, Opened)
        assert isinstance(closed, Closed)
        assert kept_end <= opened.start <= opened.onset
        assert opened.start == closed.start < closed.end
        if closed.reason is not EndReason.TOO_SHORT:
            kept_end = closed.end


@pytest.mark.parametrize("wrong", [{"onset": 1.5}, {"silence_scale": 0.0}, {"cut_window_s": 60.0}])
def test_senseless_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=r"offset|silence_scale|cut_window_s"):
        EndpointerSettings(**wrong)


def utterances(sound: np.ndarray) -> list[Closed]:
    detector, endpointer = speech_detector(), Endpointer()
    changes = []
    for start in range(0, len(sound) - FRAME + 1, FRAME):
        changes += endpointer.push(float(detector.probabilities(sound[None, start : start + FRAME])[0]))
    changes += endpointer.flush()
    return [change for change in changes if isinstance(change, Closed) and change.reason is not EndReason.TOO_SHORT]


@pytest.mark.slow
def test_real_turns_are_covered_by_utterances(shared):
    """The long recording: of every turn's words at most its very edges lie outside of utterances."""
    folder = shared("data/speech/dev")
    found = utterances(read_mono(folder / "long_en_constructed.flac"))
    heard = np.zeros(to_samples(400.0), dtype=bool)
    for each in found:
        heard[each.start : each.end] = True
    turns = [line.split("\t") for line in (folder / "long_en_constructed.turns.tsv").read_text().splitlines()[1:]]
    covered = [heard[to_samples(float(start)) : to_samples(float(end))].mean() for start, end, *_ in turns]
    assert np.mean(covered) > 0.85  # the turns' own leading and trailing silence is not speech
    assert all(each.end - each.start <= to_samples(28.0) for each in found)


@pytest.mark.parametrize(
    "noise", ["digital_silence", "near_silence", "kitchen", "keyboard_brown", "street", "exercise_bike_fan"]
)
def test_noise_opens_no_utterance(shared, noise):
    assert utterances(read_mono(shared(f"data/noise/{noise}.flac"))) == []


def test_the_detector_hears_speech_only_with_its_context(shared):
    """Without the 64 samples before each frame the model answers below 0.005 for clear speech."""
    sound = read_mono(shared("data/speech/dev/en_jfk.flac"))
    probabilities = SileroVad().probabilities(sound[: len(sound) - len(sound) % FRAME].reshape(-1, FRAME))
    assert 0.5 < np.mean(probabilities > 0.5) < 0.9
