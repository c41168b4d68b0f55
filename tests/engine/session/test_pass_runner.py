"""The thread on which final passes run beside the engine: one at a time, each outcome once, no thread left."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from engine.audio.capture import Capture
from engine.audio.file import FileSource
from engine.events import Final
from engine.session.channel import ChannelInput
from engine.session.pass_runner import ThreadRunner
from engine.session.session import Session
from engine.session.session_model import Outcome
from tests.support.audio import sine, write_wav
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser, gives
from tests.support.waiting import PATIENCE_S, until


def outcome_of(runner: ThreadRunner) -> Outcome:
    outcomes: list[Outcome] = []
    until(lambda: outcomes, lambda: outcomes.extend(filter(None, [runner.take()])))
    return outcomes[0]


def test_a_pass_runs_on_another_thread_and_is_taken_once():
    runner = ThreadRunner()
    threads: list[int] = []

    def work() -> Outcome:
        threads.append(threading.get_ident())
        return gives("done")

    runner.start(work)
    assert runner.busy
    assert outcome_of(runner) == gives("done")
    assert threads != [threading.get_ident()]
    assert runner.take() is None
    assert not runner.busy
    runner.close()


@pytest.mark.parametrize("passes", [0, 1, 3])
def test_no_thread_is_left(passes):
    runner = ThreadRunner()
    for _ in range(passes):
        runner.start(lambda: gives("done"))
        outcome_of(runner)
    beside = [thread for thread in threading.enumerate() if thread.name == "final passes"]
    runner.close()
    for thread in beside:
        thread.join(PATIENCE_S)
    assert not any(thread.is_alive() for thread in beside)


def captioned(tmp_path, recogniser):
    """A file with one utterance, in real time, through a session with a real thread beside it."""
    recogniser.capabilities = replace(recogniser.capabilities, concurrent_finals=True)
    events = []
    sound = np.concatenate([sine(0.6), np.zeros(16_000, np.float32)])
    source = FileSource(write_wav(tmp_path / "sound.wav", sound), paced=True)
    heard = ChannelInput(Capture(source, events.append), LoudnessDetector(), events.append)
    session = Session([heard], recogniser, events.append)
    session.start()
    session.run()
    return events


def test_a_session_finishes_on_the_thread_beside_and_leaves_none(tmp_path):
    threads: list[str] = []
    recogniser = ScriptedRecogniser(
        ["said here", "said here", "said here"],
        before_finish=lambda: threads.append(threading.current_thread().name),
    )
    events = captioned(tmp_path, recogniser)
    finals = [event for event in events if isinstance(event, Final)]
    assert [final.text for final in finals if not final.draft] == ["said here"]  # a busy machine writes a draft before
    assert {final.utterance_id for final in finals} == {1}
    assert set(threads) == {"final passes"}
    assert recogniser.open == 0
    left = [thread for thread in threading.enumerate() if thread.name == "final passes"]
    for thread in left:
        thread.join(PATIENCE_S)
    assert not any(thread.is_alive() for thread in left)
