"""Kept sound heard again: long sound in several passes, parted where it is quiet, with the guards of a live final."""

from __future__ import annotations

import numpy as np

from engine.events import Word
from engine.models.recogniser import Hypothesis, Request
from engine.session.retranscription import LONGEST, retranscribed, spans
from engine.timeline import to_samples
from tests.support.recognisers import ScriptedRecogniser


def speech(seconds: float) -> np.ndarray:
    return np.full(to_samples(seconds), 0.1, np.float32)


def test_sound_that_is_too_long_for_a_pass_is_parted_in_its_quietest_place():
    audio = speech(60.0)
    audio[to_samples(26.0) : to_samples(26.2)] = 0.0
    found = spans(audio)
    assert abs(found[0][1] - to_samples(26.1)) <= to_samples(0.1)
    assert [end for _, end in found[:-1]] == [begin for begin, _ in found[1:]]
    assert (found[0][0], found[-1][1]) == (0, len(audio))
    assert all(0 < end - begin <= LONGEST for begin, end in found)


def test_texts_of_several_passes_are_one_with_times_from_the_beginning():
    recogniser = ScriptedRecogniser(["good morning", "good evening"])
    recogniser.dress = with_times
    answer = retranscribed(recogniser, Request(), speech(30.0))
    assert answer.text == "good morning good evening"
    second = spans(speech(30.0))[1][0]
    assert [word.start for word in answer.words] == [0, 100, second, second + 100]


def test_text_of_silence_is_refused():
    assert retranscribed(ScriptedRecogniser(["thank you"]), Request(), np.zeros(to_samples(2.0), np.float32)).text == ""


def with_times(said: Hypothesis) -> Hypothesis:
    words = tuple(Word(each, 100 * at, 100 * at + 50) for at, each in enumerate(said.text.split()))
    return Hypothesis(said.text, words)


def test_what_is_heard_again_asks_for_text_that_does_not_depend_on_the_clock():
    recogniser = ScriptedRecogniser(["good morning"])
    retranscribed(recogniser, Request("en"), speech(2.0))
    assert [each.repeatable for each in recogniser.requests] == [True]
