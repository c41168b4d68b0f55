"""A session hears from the moment it begins, whether its model is loaded yet or not."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.audio.capture import Capture
from engine.audio.file import FileSource
from engine.errors import CaptioningError
from engine.events import (
    BehindBy,
    CaptionEvent,
    EngineError,
    Final,
    NothingSaid,
    Partial,
    SessionEnded,
    SpeechStarted,
    Stream,
    Word,
)
from engine.session.channel import ChannelInput
from engine.session.session import NOT_READY, Session
from engine.session.two_sources import two_sources
from tests.support.audio import HandClock, HandSource, sine, write_wav
from tests.support.faulty_model import FaultyModel
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser
from tests.support.slow_machine import WORD_S, SlowMachine, Speed, talk

BESIDE = pytest.mark.parametrize("beside", [False, True], ids=["in turn", "beside"])
SPOKEN_S = [2, 1.5, 3, 1, 4, 2]
ABSENT = CaptioningError("The model cannot be loaded.", "Choose another one.")


@BESIDE
@pytest.mark.parametrize("speed", [Speed(0.05, 0.1), Speed(0.3, 2.0)], ids=["fast", "slow"])
def test_every_word_since_the_first_sample_is_in_the_finals_of_a_model_that_comes_late(beside, speed):
    machine = SlowMachine(talk(SPOKEN_S, [1.2] * 6), speed, beside=beside, ready_s=10.0)
    machine.run()
    assert not any(event for at_s, event in machine.events if at_s < machine.began_s + 10.0 and _has_text(event))
    punctual = SlowMachine(talk(SPOKEN_S, [1.2] * 6), speed, beside=beside)
    punctual.run()
    assert kept_by(machine) == kept_by(punctual)
    assert all(
        len(words) >= length_s / WORD_S for (*_, words), length_s in zip(kept_by(machine), SPOKEN_S, strict=True)
    )
    assert machine.recogniser.open == 0


def kept_by(machine: SlowMachine) -> list[tuple[int, int, int, bool, tuple[Word, ...]]]:
    """Which utterance, its place, whether it stayed a draft, and its words with theirs; in the order of telling."""
    return [(final.utterance_id, final.start, final.end, final.draft, final.words) for final in machine.kept().values()]


def _has_text(event: CaptionEvent) -> bool:
    return isinstance(event, Partial | Final)


def test_how_far_behind_it_is_while_it_gets_ready_is_told():
    machine = SlowMachine(talk(SPOKEN_S, [1.2] * 6), Speed(0.05, 0.1), ready_s=10.0)
    machine.run()
    told = machine.of(BehindBy)
    waiting = [event for event in told if event.getting_ready]
    assert waiting == told[: len(waiting)]
    assert (waiting[0].behind_s, waiting[-1].behind_s) == (pytest.approx(0.0, abs=0.5), pytest.approx(10.0, abs=0.7))
    assert told[-1].behind_s < 0.5


def test_stop_before_the_model_is_there_waits_for_it():
    machine = SlowMachine(talk([2.0], [0.5]), Speed(0.05, 0.1), ready_s=10.0)
    machine.run()
    assert [len(final.words) for final in machine.of(Final)] == [8]
    assert machine.clock() - machine.began_s == pytest.approx(10.2, abs=0.5)


class Waiting:
    """A session of one or two sources, without a model, in which somebody has spoken and speaks."""

    def __init__(self, *streams: Stream) -> None:
        self.clock = HandClock()
        self.events: list[CaptionEvent] = []
        self.sources = {stream: HandSource() for stream in streams or (None,)}
        self.session = self._made()
        self.session.start()
        for seconds, level in ((1.0, 0.3), (1.5, 0.0), (1.0, 0.3)):
            for number, source in enumerate(self.sources.values()):
                source.deliver(sine(seconds, hertz=440.0 + 1_000.0 * number, level=level))
            self.clock.pass_s(seconds)
            self.settle()

    def _made(self) -> Session:
        post = self.events.append
        inputs = two_sources(self.sources, LoudnessDetector, post, clock=self.clock)
        if None in self.sources:
            capture = Capture(self.sources[None], post, clock=self.clock)
            inputs = [ChannelInput(capture, LoudnessDetector(), post)]
        return Session(inputs, None, post, clock=self.clock)

    def settle(self) -> None:
        while self.session.step():
            pass

    def of(self, *kinds: type) -> list[CaptionEvent]:
        return [event for event in self.events if isinstance(event, kinds)]


ONE_AND_TWO = pytest.mark.parametrize("streams", [(), (Stream.ME, Stream.OTHERS)], ids=["one source", "two sources"])


@ONE_AND_TWO
def test_a_model_that_cannot_be_had_ends_the_session_in_order(streams):
    waiting = Waiting(*streams)
    waiting.session.fail(ABSENT)
    waiting.settle()
    assert waiting.session.done
    started = {event.utterance_id for event in waiting.of(SpeechStarted)}
    assert {event.utterance_id for event in waiting.of(NothingSaid)} == started
    error, ended = waiting.events[-2:]
    assert isinstance(error, EngineError)
    assert (error.what, error.fatal) == (ABSENT.what, True)
    assert isinstance(ended, SessionEnded)
    assert ended.position == error.position > 0
    assert all(source._sink is None for source in waiting.sources.values())


@ONE_AND_TWO
def test_who_closes_the_program_before_the_model_is_there_waits_for_nothing(streams):
    waiting = Waiting(*streams)
    waiting.session.stop()
    waiting.session.skip_final_passes()
    waiting.settle()
    assert isinstance(waiting.events[-1], SessionEnded)
    assert NOT_READY in {event.reason for event in waiting.of(NothingSaid)}
    assert len(waiting.of(NothingSaid)) == len(waiting.of(SpeechStarted))


def test_what_both_sources_said_is_written_by_the_first_model():
    waiting, released = Waiting(*Stream), []
    waiting.session.exchange(FaultyModel(), lambda: released.append(True))
    waiting.session.stop()
    waiting.settle()
    started = {(event.stream, event.utterance_id) for event in waiting.of(SpeechStarted)}
    assert {(event.stream, event.utterance_id) for event in waiting.of(Final)} == started
    assert len(started) == 4
    assert released == [True]


def test_the_first_model_releases_nothing_and_may_finish_aside():
    waiting, released = Waiting(), []
    threads: set[str] = set()
    recogniser = ScriptedRecogniser(["one", "two"] * 3, lambda: threads.add(threading.current_thread().name))
    recogniser.capabilities = replace(recogniser.capabilities, concurrent_finals=True)
    waiting.session.exchange(recogniser, lambda: released.append(True))
    waiting.session.stop()
    waiting.session.run()
    assert released == [True]
    assert threads == {"final passes"}


def test_a_file_waits_for_the_model_without_being_read(tmp_path: Path):
    sound = np.tile(np.concatenate([sine(1.0), np.zeros(16_000, np.float32)]), 3)
    source = FileSource(write_wav(tmp_path / "sound.wav", sound), paced=False)
    events: list[CaptionEvent] = []
    capture = Capture(source, events.append)
    heard = ChannelInput(capture, LoudnessDetector(), events.append)
    session = Session([heard], None, events.append)
    session.start()
    assert not session.step()
    assert capture.position == 0
    session.exchange(ScriptedRecogniser(["one", "two", "three"]), lambda: None)
    session.run()
    assert [event.text for event in events if isinstance(event, Final)] == ["one", "two", "three"]
