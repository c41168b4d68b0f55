"""Whatever a model does in a call, the session goes on, tells it once, and uses the model fully when it is well."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine.events import EngineError, Final, NothingSaid, Partial, SessionEnded, SpeechStarted, Word
from engine.models.recogniser import Hypothesis
from engine.session.final_passes import LONGEST_PASS_S
from engine.session.finals import PASS_FAILED
from engine.session.pass_runner import ThreadRunner
from engine.session.session import PAUSED_S
from engine.timeline import to_seconds
from tests.support.audio import sine
from tests.support.duo import DuoRig
from tests.support.faulty_model import CALLS, Captioned, FaultyModel, first

BESIDE = pytest.mark.parametrize("beside", [False, True], ids=["in turn", "beside"])


def test_after_a_guess_that_failed_guesses_go_on():
    """Siblings: the failure is told once, and the next utterance knows nothing of it."""
    captioned = Captioned(FaultyModel(first("guess")))
    captioned.say(4.0, 2.0)
    begun = [partial.end for partial in captioned.of(Partial)]
    assert to_seconds(begun[0]) == pytest.approx(1.4, abs=0.3)  # a second after the first guess
    assert {partial.utterance_id for partial in captioned.of(Partial)} == {1, 2}
    (error,) = captioned.of(EngineError)
    assert "guess broke" in error.what


def test_a_model_whose_guesses_all_fail_is_asked_ever_more_rarely():
    model = FaultyModel(lambda call: call == "guess")
    captioned = Captioned(model)
    captioned.hear(sine(20.0))
    assert model.calls.count("guess") == 5  # the later ones after 1, 2, 4 and 8 s
    captioned.stop()
    assert len(captioned.of(EngineError)) == len(captioned.of(Final)) == 1


def test_a_model_that_takes_the_place_of_a_failing_one_starts_clean():
    captioned = Captioned(FaultyModel(lambda call: call == "guess"))
    captioned.say(8.0)
    assert captioned.of(Partial) == []
    other = FaultyModel()
    captioned.session.exchange(other, lambda: None)
    captioned.say(2.0)
    assert len(captioned.of(Partial)) > 4
    other.fails = first("guess")
    captioned.say(2.0)
    assert len(captioned.of(EngineError)) == 2


def test_a_failure_that_comes_back_after_a_long_time_is_told_again():
    captioned = Captioned(model := FaultyModel(first("guess")))
    captioned.say(2.0)
    captioned.clock.pass_s(400.0)
    model.fails = first("guess")
    captioned.say(2.0)
    assert len(captioned.of(EngineError)) == 2


@BESIDE
def test_after_an_early_final_that_failed_finals_are_made_in_advance_again(beside):
    captioned = Captioned(FaultyModel(first("finish"), beside))
    captioned.say(2.0, 2.0, 2.0)
    early, later, last = captioned.of(Final)
    assert early.timing.computed_s >= early.timing.decided_s
    assert later.timing.computed_s < later.timing.decided_s
    assert last.timing.computed_s < last.timing.decided_s
    assert captioned.of(EngineError) == []  # nothing was lost


@BESIDE
@pytest.mark.parametrize("times", [1, 2, 10**9], ids=["once", "twice", "always"])
@pytest.mark.parametrize("call", CALLS)
def test_no_call_that_fails_ends_the_session_or_loses_an_utterance(call, times, beside):
    captioned = Captioned(FaultyModel(first(call, times) if times < 9 else lambda name: name == call, beside))
    captioned.say(2.0, 1.0, 2.0)
    captioned.hear(sine(1.0))
    captioned.stop()
    started = {event.utterance_id for event in captioned.of(SpeechStarted)}
    assert {event.utterance_id for event in captioned.of(Final, NothingSaid)} == started == {1, 2, 3, 4}
    assert isinstance(captioned.events[-1], SessionEnded)
    assert len(captioned.of(EngineError)) <= 1
    if times < 9 or call in ("guess", "close"):
        kept = {final.utterance_id: final for final in captioned.of(Final)}
        assert [final.draft for final in kept.values()] == [False] * 4
        assert all(len(final.words) >= 4 for final in kept.values())


@BESIDE
def test_a_final_pass_that_failed_leaves_the_last_guess_as_a_draft_that_is_refined(beside):
    captioned = Captioned(FaultyModel(first("finish", 2), beside))
    captioned.say(2.0, gap_s=3.0)
    draft, final = captioned.of(Final)
    assert (draft.draft, draft.reason, draft.words) == (True, PASS_FAILED, ())
    assert len(draft.text.split()) >= 7
    assert (final.draft, final.utterance_id) == (False, draft.utterance_id)
    (error,) = captioned.of(EngineError)
    assert ("finish broke" in error.what, error.fatal) == (True, False)


def test_a_draft_that_waits_for_a_failing_model_ends_the_rest_of_a_pause():
    """And Stop ends the pause: nobody else would ask for the draft."""
    captioned = Captioned(FaultyModel(first("finish", 2)))
    captioned.say(2.0)
    captioned.session.pause()
    captioned.settle()
    assert captioned.of(Final)[-1].draft
    assert captioned.session.rest_s < PAUSED_S
    captioned.stop()
    assert not captioned.of(Final)[-1].draft


def made_of(**changes: object):
    return lambda hypothesis: replace(hypothesis, **changes)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(lambda hypothesis: None, id="no answer"),
        pytest.param(made_of(text=None), id="no text"),
        pytest.param(made_of(text="half \ud83d of a sign"), id="half a sign"),
        pytest.param(made_of(words=(Word("when", float("nan"), 10),)), id="no place"),
        pytest.param(made_of(words=(Word("when", -5 * 10**9, 10),)), id="an early place"),
        pytest.param(made_of(words=(Word("when", 10**12, -(10**12), float("nan")),)), id="a wrong place"),
        pytest.param(made_of(probabilities=(float("nan"),) * 8), id="no probability"),
        pytest.param(made_of(ctc=Hypothesis("w0", (Word("w0", float("inf"), 0),))), id="nothing heard"),
    ],
)
@BESIDE
def test_an_answer_that_makes_no_sense_is_taken_for_what_it_is(odd, beside):
    captioned = Captioned(model := FaultyModel(beside=beside))
    model.dress = odd
    captioned.say(2.0, 2.0)
    captioned.stop()
    assert isinstance(captioned.events[-1], SessionEnded)
    assert {event.utterance_id for event in captioned.of(Final, NothingSaid)} == {1, 2}
    for final in captioned.of(Final):
        final.text.encode()
        assert all(final.start <= word.start <= word.end <= final.end for word in final.words)
        assert all(word.probability is None for word in final.words if word.text == "when")


def test_other_readings_of_a_final_come_with_it_in_writable_signs():
    captioned = Captioned(model := FaultyModel())
    model.dress = made_of(alternatives=("we  meet", "half \ud83d of a sign", " "))
    captioned.say(2.0, 2.0)
    captioned.stop()
    assert {final.alternatives for final in captioned.of(Final)} == {("we meet", "half ? of a sign")}


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a pass waits for that does not come back; it comes back after the test."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def runner(never: threading.Event) -> Iterator[ThreadRunner]:
    """Leaves no thread."""
    each = ThreadRunner()
    yield each
    each.close()
    never.set()
    for thread in threading.enumerate():
        if thread.name == "final passes":
            thread.join(60.0)
            assert not thread.is_alive()


def stuck_after(calls: int, never: threading.Event, guesses: bool = True) -> FaultyModel:
    """Finishes beside, that many times; then it stays in a final pass."""
    model = FaultyModel(beside=True)
    model.capabilities = replace(model.capabilities, partials=guesses)

    def fails(call: str) -> bool:
        if call == "finish" and model.calls.count("finish") > calls:
            never.wait()
        return False

    model.fails = fails
    return model


def test_a_pass_that_does_not_come_back_is_given_up_and_told_once(never, runner):
    """Its utterance and the later ones are told from their guesses; nobody makes a second pass beside a stuck one."""
    captioned = Captioned(model := stuck_after(0, never), runner)
    captioned.say(*[2.0] * 12)
    kept = captioned.of(Final)
    assert [final.utterance_id for final in kept] == list(range(1, 13))
    assert all(final.draft and len(final.text.split()) >= 7 for final in kept)
    assert model.calls.count("finish") == 1
    (error,) = captioned.of(EngineError)
    assert "no answer in 20 s" in error.what
    captioned.stop()
    assert isinstance(captioned.events[-1], SessionEnded)


def test_a_model_that_comes_back_refines_what_was_told_without_it(never, runner):
    captioned = Captioned(stuck_after(0, never), runner)
    captioned.say(*[2.0] * 8)
    never.set()
    until(lambda: not any(final.draft for final in last_of(captioned).values()), captioned)
    assert list(last_of(captioned)) == list(range(1, 9))


def test_another_model_does_not_wait_for_a_stuck_one_which_is_released_when_it_comes_back(never, runner):
    captioned, released = Captioned(stuck_after(0, never), runner), []
    captioned.say(*[2.0] * 8)
    captioned.session.exchange(FaultyModel(beside=True), lambda: released.append(True))
    captioned.say(1.0)
    until(lambda: not captioned.of(Final)[-1].draft, captioned)
    assert released == []
    never.set()
    until(lambda: captioned.say(0.5) or released, captioned)


@pytest.mark.parametrize("guesses", [True, False], ids=["guessing", "not guessing"])
def test_the_end_waits_for_a_stuck_pass_no_longer_than_it_says(never, runner, guesses):
    captioned = Captioned(stuck_after(1, never, guesses), runner)
    captioned.say(1.0)
    until(lambda: captioned.of(Final), captioned)
    captioned.say(2.0, gap_s=0.0)
    stopped_s = captioned.clock()
    captioned.stop()
    assert captioned.clock() - stopped_s == pytest.approx(LONGEST_PASS_S, abs=1.0)
    assert {event.utterance_id for event in captioned.of(Final, NothingSaid)} == {1, 2}


def test_of_two_sources_neither_waits_for_a_stuck_pass_of_the_other(never, runner):
    rig = DuoRig(recogniser=stuck_after(0, never), runner=runner)
    rig.session.start()
    quiet = np.zeros(16_000, np.float32)
    for _ in range(10):
        rig.hear(np.concatenate([sine(1.0), quiet, quiet]), np.concatenate([quiet, sine(1.0, hertz=1_440.0), quiet]))
    assert len(rig.of(Final)) >= 18
    assert all(final.draft for final in rig.of(Final))
    rig.session.stop()
    while not rig.session.done:
        assert rig.session.step() or rig.clock.pass_s(0.1) is None
    assert len(rig.of(Final)) == len(rig.of(SpeechStarted)) == 20
    assert [("no answer in 20 s" in error.what) for error in rig.of(EngineError)] == [True]


def test_a_final_that_is_late_is_not_made_on_the_engine_thread_instead(never, runner):
    """A model that cannot guess has nothing to tell in haste."""
    captioned = Captioned(model := stuck_after(0, never, guesses=False), runner)
    captioned.say(2.0, gap_s=5.0)
    until(lambda: "finish" in model.calls, captioned)
    assert captioned.of(Final, NothingSaid) == []


def last_of(captioned: Captioned) -> dict[int, Final]:
    return {final.utterance_id: final for final in captioned.of(Final)}


def until(condition: Callable[[], object], captioned: Captioned) -> None:
    """Steps until what threads do has come to pass."""
    give_up_s = time.monotonic() + 30.0
    while not condition():
        assert time.monotonic() < give_up_s
        captioned.settle()
        time.sleep(0.001)
