"""Two sources at once: two labelled streams on one clock, one model for both in turn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import DeviceUnavailable
from engine.events import (
    BehindBy,
    DeviceBack,
    DeviceLost,
    EngineError,
    Final,
    Level,
    NothingSaid,
    Partial,
    SessionEnded,
    SourceEnded,
    SpeechStarted,
    Stream,
)
from engine.models.recogniser import Request
from engine.session.two_sources import GOES_ON
from engine.timeline import to_samples
from tests.support.audio import sine
from tests.support.duo import DuoRig
from tests.support.recognisers import ScriptedRecogniser


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(to_samples(seconds), dtype=np.float32)


def said(seconds: float, before: float = 0.0, hertz: float = 440.0) -> np.ndarray:
    return np.concatenate([quiet(before), sine(seconds, hertz=hertz)])


def started(texts=(), options=None) -> DuoRig:
    rig = DuoRig(texts, options)
    rig.session.start()
    return rig


def test_each_final_says_whose_it_is():
    rig = started(["good morning", "hello back"])
    rig.hear(quiet(3.0), said(1.0))
    rig.hear(said(1.0), quiet(3.0))
    rig.stop()
    assert [(final.stream, final.text) for final in rig.of(Final)] == [
        (Stream.OTHERS, "good morning"),
        (Stream.ME, "hello back"),
    ]


def test_every_event_that_belongs_to_one_stream_is_labelled():
    rig = started(["one", "two"])
    rig.hear(said(1.0, 0.3), said(1.0, 3.0, 880.0))
    rig.hear(quiet(2.0), quiet(2.0))
    kinds = (SpeechStarted, Partial, Final, NothingSaid, Level)
    assert {event.stream for event in rig.of(*kinds)} == {Stream.ME, Stream.OTHERS}


def test_ids_are_unique_over_both_streams():
    rig = started(["one", "two", "three", "four"])
    for _ in range(2):
        rig.hear(said(1.0), said(1.0, 0.5, 880.0))
        rig.hear(quiet(2.0), quiet(2.0))
    ids = [event.utterance_id for event in rig.of(SpeechStarted)]
    assert sorted(ids) == [1, 2, 3, 4]


def test_the_session_ends_once_with_all_finals():
    rig = started(["one", "two"])
    rig.hear(said(1.0), said(1.0, 0.4, 880.0))
    rig.stop()
    assert rig.session.done
    (ended,) = rig.of(SessionEnded)
    assert ended.finals == len(rig.of(Final)) == 2
    assert len(rig.of(SourceEnded)) == 1


def test_a_device_that_opens_late_keeps_true_times():
    """The loudspeaker's first word is at two seconds on the clock, whatever its own count says."""
    rig = started(["two seconds late"])
    rig.others.absent = False
    for _ in range(60):  # the microphone alone delivers
        rig.me.deliver(quiet(0.032))
        rig.clock.pass_s(0.032)
        rig.settle()
    rig.hear(quiet(3.0), said(1.0))
    (final,) = rig.of(Final)
    assert final.stream is Stream.OTHERS
    assert final.start == pytest.approx(to_samples(1.92), abs=to_samples(0.05))


def drifting(ppm: float, seconds: float) -> tuple[DuoRig, list[int]]:
    """A loudspeaker whose clock is wrong, and a microphone whose is right; places of a word that both hear a minute
    apart."""
    rig = started(["word"] * 100)
    rate, owed = 1.0 + ppm * 1e-6, 0.0
    word_every, word = round(20.0 / 0.032), round(0.5 / 0.032)
    for block in range(round(seconds / 0.032)):
        sound = 0.3 if block % word_every < word else 0.0
        tone = np.full(512, sound, dtype=np.float32)
        owed += 512 * rate
        rig.me.deliver(tone)
        rig.others.deliver(np.full(int(owed), sound, dtype=np.float32))
        owed -= int(owed)
        rig.clock.pass_s(0.032)
        rig.settle()
    rig.stop()
    onsets = {stream: [e.start for e in rig.of(SpeechStarted) if e.stream is stream] for stream in Stream}
    return rig, [a - b for a, b in zip(onsets[Stream.OTHERS], onsets[Stream.ME], strict=True)]


@pytest.mark.parametrize("ppm", [-1_000.0, 1_000.0])
def test_clocks_that_drift_stay_together(ppm):
    """A word that both hear at once has the same place in both, after two minutes at a thousandth wrong (0.12 s)."""
    _, apart = drifting(ppm, 120.0)
    assert len(apart) == 6
    assert max(abs(each) for each in apart) <= to_samples(0.064)


def test_the_recording_has_every_sound_at_its_place_in_the_session():
    rig = started(["one"])
    rig.hear(said(1.0, 0.5), quiet(3.0))
    rig.stop()
    (final,) = rig.of(Final)
    line = np.zeros(to_samples(4.0), dtype=np.float32)
    for position, samples in rig.recorded[Stream.ME].items():
        line[position : position + len(samples)] = samples
    loud = np.flatnonzero(np.abs(line) > 0.01)
    assert final.start <= loud[0] <= final.start + to_samples(0.45)
    assert loud[-1] < final.end


def test_one_device_that_is_lost_leaves_the_other_running():
    rig = started(["still heard", "and back"])
    rig.hear(quiet(0.5), quiet(0.5))
    rig.me.lose()
    rig.me.absent = True
    rig.hear(quiet(3.0), said(1.0, 0.5))
    (lost,) = rig.of(DeviceLost)
    assert (lost.stream, lost.device, lost.remedy) == (Stream.ME, "Hand microphone", GOES_ON)
    (final,) = rig.of(Final)
    assert (final.stream, final.text) == (Stream.OTHERS, "still heard")
    rig.me.absent = False
    rig.hear(quiet(2.0), quiet(2.0))
    (back,) = rig.of(DeviceBack)
    assert back.stream is Stream.ME
    before = rig.clock()
    rig.hear(said(1.0), quiet(3.0))
    again = rig.of(Final)[-1]
    assert again.stream is Stream.ME
    assert again.start == pytest.approx(to_samples(before - 1_000.0), abs=to_samples(0.5))


def test_one_device_that_is_absent_at_the_start_is_waited_for():
    rig = DuoRig(["heard"])
    rig.me.absent = True
    rig.session.start()
    (lost,) = rig.of(DeviceLost)
    assert (lost.stream, lost.what) == (Stream.ME, "There is no hand microphone.")
    rig.hear(quiet(3.0), said(1.0))
    assert [final.stream for final in rig.of(Final)] == [Stream.OTHERS]
    rig.me.absent = False
    rig.hear(quiet(2.0), quiet(2.0))
    assert len(rig.of(DeviceBack)) == 1


def test_two_devices_that_are_absent_end_the_session_before_it_begins():
    rig = DuoRig()
    rig.me.absent = rig.others.absent = True
    with pytest.raises(DeviceUnavailable):
        rig.session.start()
    assert rig.events == []


def test_a_pause_stops_both_and_costs_no_time():
    rig = started(["after the pause"])
    rig.hear(quiet(1.0), quiet(1.0))
    rig.session.pause()
    rig.settle()
    rig.clock.pass_s(600.0)
    rig.session.resume()
    rig.settle()
    rig.hear(said(1.0, 0.5), quiet(3.0))
    (final,) = rig.of(Final)
    assert final.start == pytest.approx(to_samples(1.1), abs=to_samples(0.1))


def scripted(rig: DuoRig) -> ScriptedRecogniser:
    assert isinstance(rig.recogniser, ScriptedRecogniser)
    return rig.recogniser


def test_a_request_reaches_both():
    rig = started(["one", "two"])
    rig.session.set_request(Request(language="en"))
    rig.hear(said(1.0), said(1.0, 0.5, 880.0))
    rig.stop()
    assert [request.language for request in scripted(rig).requests] == ["en", "en"]


def test_another_model_takes_over_for_both_and_the_old_one_is_released_once():
    rig = started(["old", "old too"])
    rig.hear(said(1.0), said(1.0, 0.3, 880.0))
    other, released = ScriptedRecogniser(["new", "new too"]), []
    rig.session.exchange(other, lambda: released.append(len(rig.of(Final))))
    rig.hear(quiet(2.0), quiet(2.0))
    rig.hear(said(1.0), said(1.0, 0.3, 880.0))
    rig.stop()
    texts = [final.text for final in rig.of(Final)]
    assert (set(texts[:2]), set(texts[2:])) == ({"old", "old too"}, {"new", "new too"})
    assert released == [2]


def test_a_failure_of_the_shared_model_is_told_once():
    rig = started(["one", "two"])

    def fail():
        raise RuntimeError("the decoder broke")

    scripted(rig).before_finish = fail
    rig.hear(said(1.0), said(1.0, 0.3, 880.0))
    rig.stop()
    assert len(rig.of(EngineError)) == 1


def test_the_delay_that_is_told_is_that_of_the_slower_stream():
    rig = started(["slow", "slow"])

    def slow():
        for _ in range(100):
            rig.me.deliver(sine(0.032))
            rig.others.deliver(quiet(0.032))
            rig.clock.pass_s(0.032)

    scripted(rig).before_finish = slow
    rig.hear(said(1.0), quiet(3.0))
    assert max(event.behind_s for event in rig.of(BehindBy)) >= 3.0


def test_stable_text_of_both_streams_is_never_taken_back():
    rig = started(["one two three four five six", "uno due tre quattro cinque sei"])
    rig.hear(said(3.0), said(3.0, 0.2, 880.0))
    for stream in Stream:
        shown = [partial.stable for partial in rig.of(Partial) if partial.stream is stream]
        assert shown[-1]
        assert all(later.startswith(sooner) for sooner, later in itertools.pairwise(shown))
