"""The session, step by step and without threads: what people see, in which order, and that nothing is lost."""

from __future__ import annotations

import itertools
import math
import threading
from dataclasses import replace

import numpy as np
import pytest

from engine.audio.capture import Capture
from engine.audio.resampler import StreamFormat
from engine.events import (
    BehindBy,
    DecodedBy,
    DeviceBack,
    DeviceLost,
    Final,
    Level,
    NothingSaid,
    Overrun,
    Partial,
    SessionEnded,
    SourceEnded,
    SpeechStarted,
    Word,
)
from engine.models.recogniser import Hypothesis, Request
from engine.session.channel import ChannelInput
from engine.session.options import SessionOptions
from engine.session.scheduler import PassCosts
from engine.session.session import IDLE_S, PAUSED_S, Session
from engine.session.stabiliser import CaptionMode
from engine.text.cut_short import WITHOUT_ITS_END
from engine.timeline import to_samples
from engine.vad.silero import FRAME
from tests.support.audio import HandClock, HandSource, sine
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser

SILENCE_S = 1.2


class Rig:
    """A session on a source and a clock that the test holds in its hands."""

    def __init__(self, texts=(), options=None, source=None):
        self.events = []
        self.clock = HandClock()
        self.source = source or HandSource()
        self.recogniser = ScriptedRecogniser(texts)
        self.capture = Capture(self.source, self.events.append, clock=self.clock)
        self.detector = LoudnessDetector()
        source = ChannelInput(self.capture, self.detector, self.events.append)
        self.session = Session([source], self.recogniser, self.events.append, options, self.clock)
        self.session.start()

    def settle(self):
        while self.session.step():
            pass

    def hear(self, sound):
        """As live: block by block, the session working in between."""
        for at in range(0, len(sound), 512):
            self.source.deliver(sound[at : at + 512])
            self.clock.pass_s(512 / 16_000)
            self.settle()

    def say(self, seconds):
        self.hear(sine(seconds))
        self.hear(np.zeros(to_samples(SILENCE_S), dtype=np.float32))

    def wait_for_retry(self):
        self.clock.pass_s(1.1)
        self.settle()

    def stop(self):
        self.session.stop()
        self.settle()

    def of(self, *kinds):
        return [event for event in self.events if isinstance(event, kinds)]


def test_an_utterance_starts_grows_and_is_kept():
    rig = Rig(["we meet at ten today"])
    rig.say(2.0)
    rig.stop()
    kinds = [type(event) for event in rig.of(SpeechStarted, Partial, Final, SourceEnded, SessionEnded)]
    assert kinds[0] is SpeechStarted
    assert kinds.count(Partial) >= 4
    assert kinds[-3:] == [Final, SourceEnded, SessionEnded]
    (final,) = rig.of(Final)
    assert final.text == "we meet at ten today"
    assert rig.of(SessionEnded) == [SessionEnded(rig.capture.position, finals=1)]


def test_the_first_frame_of_speech_makes_it_attentive():
    """While nobody speaks it listens seldom, so that a call of the speech model holds several frames."""
    rig = Rig()
    quiet = np.zeros(FRAME, dtype=np.float32)
    attentive = []
    for frame in (quiet, sine(1.0)[:FRAME], quiet):
        rig.hear(frame)
        attentive.append(rig.session.rest_s == IDLE_S)
    assert attentive == [False, True, False]
    assert not rig.of(SpeechStarted)


def test_a_language_models_final_that_lost_its_end_leaves_the_partial_that_was_shown():
    spoken = "we meet in the office on Monday and bring the new plan along"
    rig = Rig([spoken])
    rig.recogniser.dress = lambda said: replace(said, text="We meet in the office on Monday.", decoded_by=DecodedBy.LLM)
    rig.say(9.0)
    rig.stop()
    (final,) = rig.of(Final)
    assert (final.text, final.reason) == (spoken, WITHOUT_ITS_END)


def test_stable_text_is_never_taken_back():
    rig = Rig(["one two three four five six seven eight"])
    rig.say(3.0)
    shown = [partial.stable for partial in rig.of(Partial)]
    assert all(after.startswith(before) for before, after in itertools.pairwise(shown))
    assert shown[-1]


def test_positions_of_words_are_those_of_the_session():
    rig = Rig(["hello there"])
    rig.hear(np.zeros(to_samples(5.0), dtype=np.float32))
    rig.say(1.0)
    (final,) = rig.of(Final)
    assert final.start == pytest.approx(to_samples(4.6), abs=1_024)
    assert [word.start - final.start for word in final.words] == [0, 1_600]


def test_a_word_does_not_reach_into_the_silence_beside_the_speech():
    """An attention decoder gives the silence at both ends to the outermost words."""
    rig = Rig(["yes"])
    whole = (Word("yes", 0, to_samples(60.0)),)
    rig.recogniser.dress = lambda hypothesis: replace(hypothesis, words=whole)
    rig.hear(np.zeros(to_samples(2.0), dtype=np.float32))
    rig.say(1.0)
    (final,) = rig.of(Final)
    (word,) = final.words
    assert word.start == pytest.approx(to_samples(1.9), abs=1_600)
    assert word.end == pytest.approx(to_samples(3.1), abs=1_600)


def test_a_guess_that_the_model_doubts_is_not_shown_and_its_final_tells_why():
    rig = Rig(["you"])
    rig.recogniser.doubt = "the model heard no speech"
    rig.say(1.5)
    assert rig.of(Partial) == []
    (nothing,) = rig.of(NothingSaid)
    assert nothing.reason == "the model heard no speech"


def test_the_final_hears_the_whole_utterance():
    rig = Rig(["yes"])
    rig.say(1.5)
    (audio,) = rig.recogniser.heard
    (final,) = rig.of(Final)
    assert len(audio) == final.end - final.start
    assert np.count_nonzero(np.abs(audio) > 0.01) > to_samples(1.4)


def test_everything_said_before_stop_becomes_a_final():
    rig = Rig(["the last words"])
    rig.hear(sine(1.0))
    assert rig.of(Final) == []
    rig.stop()
    assert [final.text for final in rig.of(Final)] == ["the last words"]
    assert rig.session.done


def test_a_sound_without_words_takes_its_partial_off_the_screen():
    rig = Rig([""])
    rig.say(1.0)
    (nothing,) = rig.of(NothingSaid)
    assert nothing.reason == "no words were recognised"
    assert rig.of(Final) == []


def test_silence_makes_no_events_but_the_level():
    rig = Rig(["never said"])
    rig.hear(np.zeros(to_samples(3.0), dtype=np.float32))
    assert {type(event) for event in rig.events} == {Level}


def test_several_utterances_keep_their_order_and_numbers():
    rig = Rig(["one", "two", "three"])
    for _ in range(3):
        rig.say(0.8)
    assert [(final.utterance_id, final.text) for final in rig.of(Final)] == [(1, "one"), (2, "two"), (3, "three")]
    assert rig.recogniser.open == 0


def test_a_partial_waits_for_as_much_new_sound_as_the_last_one_took():
    """A model that needs 0.8 s for a pass guesses every 0.8 s, not every hop: the delay cannot grow."""
    rig = Rig(["a b c d e f g h i j k l m n o p"], SessionOptions())
    guess = rig.recogniser.begin

    def slow_begin(request):
        utterance = guess(request)
        hypothesise = utterance.hypothesise

        def slow(audio):
            rig.clock.pass_s(0.8)
            return hypothesise(audio)

        utterance.hypothesise = slow
        return utterance

    rig.recogniser.begin = slow_begin
    rig.hear(sine(4.0))
    ends = [partial.end for partial in rig.of(Partial)]
    assert len(ends) >= 3
    assert all(after - before >= to_samples(0.8) for before, after in itertools.pairwise(ends))


def test_a_new_wish_holds_from_the_next_utterance():
    rig = Rig(["one", "two"])
    rig.say(0.8)
    rig.session.set_request(Request(language="en", hotwords=("Earshot",)))
    rig.say(0.8)
    assert [request.hotwords for request in rig.recogniser.requests] == [(), ("Earshot",)]


def test_an_unplugged_device_closes_the_utterance_and_goes_on_when_it_is_back():
    rig = Rig(["before the break", "after it"], source=HandSource(["Hand microphone", "Other microphone"]))
    rig.hear(sine(1.0))
    rig.source.lose()
    rig.source.absent = True
    rig.wait_for_retry()
    (lost,) = rig.of(DeviceLost)
    assert (lost.device, lost.what) == ("Hand microphone", "“Hand microphone” was unplugged.")
    rig.wait_for_retry()
    rig.source.absent = False
    rig.wait_for_retry()
    (back,) = rig.of(DeviceBack)
    assert back.device == "Other microphone"
    assert back.position == lost.position
    assert back.away_s == pytest.approx(2.2, abs=0.3)
    rig.say(1.0)
    assert [final.text for final in rig.of(Final)] == ["before the break", "after it"]


def test_positions_go_on_where_a_pause_began():
    rig = Rig(["before", "after"])
    rig.say(1.0)
    rig.session.pause()
    rig.settle()
    paused_at = rig.capture.position
    rig.clock.pass_s(600)
    rig.source.deliver(sine(5.0))
    rig.settle()
    assert rig.capture.position == paused_at
    rig.session.resume()
    rig.settle()
    rig.say(1.0)
    assert [final.text for final in rig.of(Final)] == ["before", "after"]
    assert rig.of(Final)[1].start >= paused_at
    assert rig.of(DeviceLost, DeviceBack) == []


def test_in_a_pause_nothing_is_done_until_a_command_comes():
    rig = Rig(["before"])
    rig.hear(sine(1.0))
    rig.session.pause()
    rig.session.step()
    assert rig.session.rest_s < PAUSED_S, "what was heard before the pause is still written"
    rig.settle()
    assert [final.text for final in rig.of(Final)] == ["before"]
    assert rig.session.rest_s == PAUSED_S
    rig.session.resume()
    rig.settle()
    assert rig.session.rest_s < PAUSED_S


def test_a_command_ends_the_rest_of_a_pause():
    rig = Rig()
    rig.session.pause()
    running = threading.Thread(target=rig.session.run, daemon=True)
    running.start()
    rig.session.stop()
    running.join(60)
    assert rig.session.done


def test_an_overrun_is_told_with_its_place_and_keeps_time_true():
    rig = Rig(["one", "two"])
    rig.hear(np.zeros(to_samples(1.0), dtype=np.float32))
    rig.source.deliver(np.zeros(to_samples(150.0), dtype=np.float32))  # 120 s fit
    rig.settle()
    rig.say(1.0)
    (overrun,) = rig.of(Overrun)
    assert overrun == Overrun(start=to_samples(121.0), length=to_samples(30.0))
    (final,) = rig.of(Final)
    assert final.start == pytest.approx(to_samples(150.6), abs=1_024)


def test_what_the_sound_system_loses_is_told_too():
    rig = Rig()
    rig.hear(np.zeros(to_samples(1.0), dtype=np.float32))
    rig.source.overflows += 1
    rig.hear(np.zeros(to_samples(1.0), dtype=np.float32))
    (overrun,) = rig.of(Overrun)
    assert overrun.length == 0
    assert overrun.start == pytest.approx(to_samples(1.0), abs=1_024)


def test_waiting_sound_is_told_as_delay():
    rig = Rig(["slow", "slow"])

    def slow():
        for _ in range(100):  # 3.2 s of sound arrive during the pass
            rig.source.deliver(sine(0.032))
            rig.clock.pass_s(0.032)

    rig.recogniser.before_finish = slow
    rig.say(1.0)
    assert max(event.behind_s for event in rig.of(BehindBy)) >= 3.0
    assert rig.of(BehindBy)[-1].behind_s < 0.5


def test_timestamps_are_in_order():
    rig = Rig(["to be timed"])
    rig.say(2.0)
    (final,) = rig.of(Final)
    timing = final.timing
    timestamps = [timing.heard_s, timing.queued_s, timing.started_s, timing.computed_s, timing.posted_s]
    assert timestamps == sorted(timestamps)
    assert timing.queued_s <= timing.decided_s <= timing.posted_s
    assert not any(math.isnan(each) for each in [*timestamps, timing.decided_s])


def test_the_final_pass_is_made_during_the_silence_and_posted_at_its_end():
    """What a slow model needs for the final passes while everybody waits for the endpoint anyway."""
    rig = Rig(["early enough"])
    rig.recogniser.before_finish = lambda: rig.clock.pass_s(0.2)
    rig.say(1.5)
    (final,) = rig.of(Final)
    assert final.text == "early enough"
    assert final.timing.computed_s < final.timing.decided_s
    assert final.timing.posted_s == final.timing.decided_s
    assert len(rig.recogniser.heard) == 1


def test_a_pause_that_ends_no_utterance_costs_no_words():
    rig = Rig(["before the pause and after it"])
    rig.hear(sine(1.0))
    rig.hear(np.zeros(to_samples(0.45), dtype=np.float32))
    assert rig.of(Final) == []
    rig.say(1.0)
    (final,) = rig.of(Final)
    first, second = rig.recogniser.heard
    assert len(first) < len(second) == final.end - final.start


def test_a_final_pass_that_takes_long_is_not_made_in_advance():
    """While it is computed nothing is heard: after the first one the session knows what it costs."""
    rig = Rig(["slow"] * 6)
    rig.recogniser.before_finish = lambda: rig.clock.pass_s(3.0)
    for _ in range(6):
        rig.say(1.5)
    last = rig.of(Final)[-1]
    assert last.timing.started_s >= last.timing.decided_s


def test_a_text_that_nobody_can_have_said_is_replaced_by_what_ctc_heard():
    rig = Rig(["please provide the audio file"])
    rig.recogniser.dress = lambda hypothesis: replace(
        hypothesis, decoded_by=DecodedBy.LLM, ctc=Hypothesis("we meet at ten", decoded_by=DecodedBy.CTC)
    )
    rig.say(2.0)
    (final,) = rig.of(Final)
    assert (final.text, final.decoded_by) == ("we meet at ten", DecodedBy.CTC)
    assert final.reason == "the language model answered instead of writing down"


def test_text_that_was_shown_stays_where_the_language_model_writes_nothing():
    said = "so the budget for next year was approved"
    rig = Rig([said])
    rig.recogniser.dress = lambda found: replace(
        found, text="", words=(), decoded_by=DecodedBy.LLM, ctc=replace(found, decoded_by=DecodedBy.CTC)
    )
    rig.say(3.0)
    (final,) = rig.of(Final)
    assert (final.text, final.decoded_by) == (said, DecodedBy.CTC)


def test_a_guess_that_a_guard_refused_does_not_come_back_as_a_final():
    rig = Rig(["thank you for watching"], SessionOptions(costs=PassCosts(0.05, 3.0)))
    rig.detector.threshold = 1e-5
    rig.recogniser.dress = lambda found: replace(found, text="", words=())
    rig.hear(sine(2.0, level=1e-4))
    rig.hear(np.zeros(to_samples(5.0), dtype=np.float32))
    rig.stop()
    assert rig.of(Final) == []
    (nothing,) = rig.of(NothingSaid)
    assert nothing.reason == "too quiet for speech"


def test_a_sound_that_is_hardly_there_gives_no_text():
    rig = Rig(["okay"])
    rig.detector.threshold = 1e-6
    rig.hear(sine(1.0, level=1e-4))
    rig.stop()
    (nothing,) = rig.of(NothingSaid)
    assert nothing.reason == "too quiet for speech"


def test_earlier_finals_are_the_context_of_later_ones():
    rig = Rig(["one", "two", "three", "four"], SessionOptions(context=2))
    for _ in range(4):
        rig.say(0.8)
    assert [request.context for request in rig.recogniser.requests] == [(), ("one",), ("one", "two"), ("two", "three")]


def test_mode_and_context_hold_from_the_next_utterance():
    rig = Rig(["one two", "three four", "five six"])
    rig.hear(sine(0.4))
    rig.session.adjust(CaptionMode.CALM, 2, 1.0)
    rig.hear(sine(0.8))
    rig.hear(np.zeros(to_samples(SILENCE_S), dtype=np.float32))
    before = len(rig.of(Partial))
    rig.say(1.6)
    assert rig.recogniser.requests[1].context == ("one two",)
    assert any(partial.tentative for partial in rig.of(Partial)[:before])
    assert not any(partial.tentative for partial in rig.of(Partial)[before:])  # calm shows what is stable


def test_patience_changes_at_once():
    rig = Rig(["one"])
    rig.hear(sine(1.0))
    rig.session.adjust(CaptionMode.BALANCED, 0, 2.0)
    rig.hear(np.zeros(to_samples(SILENCE_S), dtype=np.float32))
    waiting = rig.of(Final)
    rig.hear(np.zeros(to_samples(1.0), dtype=np.float32))
    assert (waiting, len(rig.of(Final))) == ([], 1)


def test_another_model_takes_over_with_the_next_utterance():
    rig = Rig(["begun by the old model", "never"])
    released = []
    rig.hear(sine(1.0))
    other = ScriptedRecogniser(["said to the new one"])
    rig.session.exchange(other, lambda: released.append(len(rig.of(Final))))
    rig.say(0.5)
    rig.say(1.0)
    assert [final.text for final in rig.of(Final)] == ["begun by the old model", "said to the new one"]
    assert released == [1]
    assert (rig.recogniser.open, other.open) == (0, 0)


def test_any_device_format_gives_the_same_positions():
    rig = Rig(["hello"], source=HandSource(form=StreamFormat(48_000, 2)))
    sound = np.concatenate([np.zeros(48_000, dtype=np.float32), sine(1.0, 48_000), np.zeros(96_000, dtype=np.float32)])
    rig.hear(np.repeat(sound, 2))
    (final,) = rig.of(Final)
    assert final.start == pytest.approx(to_samples(0.6), abs=1_600)
