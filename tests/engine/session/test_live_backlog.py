"""Captions stay with the speaker on a machine of any speed: simulated, with sound that goes on while it computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from engine.events import DecodedBy, Final, NothingSaid, Partial, SessionEnded, SourceEnded, SpeechStarted
from engine.models.recogniser import Hypothesis, Request
from engine.session.finals import IN_HURRY
from engine.session.listener import EndedUtterance
from engine.session.options import SessionOptions
from engine.session.session_model import SessionModel
from engine.session.stabiliser import CaptionMode
from engine.session.utterances import MOST_FAILED_PASSES, Drafts, OpenUtterance, PendingFinal
from engine.timeline import to_samples
from engine.vad.endpointer import EndReason, Opened
from tests.support.slow_machine import SlowMachine, Speed, TellingTime, TellingUtterance, talk

CONVERSATION = talk([3, 1, 8, 2, 40, 0.6, 5, 12], [1, 0.9, 1.5, 1, 2, 1, 3, 1.2])
SPEEDS = [
    pytest.param(Speed(0.02, 0.05), id="fast"),
    pytest.param(Speed(0.1, 0.5), id="finals at half of real time"),
    pytest.param(Speed(0.3, 2.0), id="finals slower than speech"),
    pytest.param(Speed(0.7, 0.5), id="slow guesses"),
    pytest.param(Speed(1.2, 30.0), id="hardly able"),
]


BESIDE = pytest.mark.parametrize("beside", [False, True], ids=["in turn", "beside"])


@BESIDE
@pytest.mark.parametrize("mode", CaptionMode)
@pytest.mark.parametrize("speed", SPEEDS)
def test_no_word_is_shown_more_than_three_seconds_late(speed, mode, beside):
    machine = SlowMachine(CONVERSATION, speed, SessionOptions(mode=mode), beside)
    machine.run()
    lags = machine.lags_s()
    assert len(lags) > 200
    assert max(lags) <= 3.0


@BESIDE
@pytest.mark.parametrize("speed", SPEEDS)
def test_every_utterance_gets_its_final_text_in_the_end(speed, beside):
    machine = SlowMachine(CONVERSATION, speed, beside=beside)
    machine.run()
    started = {event.utterance_id for event in machine.of(SpeechStarted)}
    nothing = {event.utterance_id for event in machine.of(NothingSaid)}
    kept = machine.kept()
    assert set(kept) | nothing == started
    assert not any(final.draft for final in kept.values())
    assert machine.recogniser.open == 0


@BESIDE
def test_a_draft_comes_before_the_final_that_refines_it_and_at_most_once(beside):
    machine = SlowMachine(CONVERSATION, Speed(0.3, 2.0), beside=beside)
    machine.run()
    drafts: dict[int, list[bool]] = {}
    for final in machine.of(Final):
        drafts.setdefault(final.utterance_id, []).append(final.draft)
    assert all(each in ([True, False], [False]) for each in drafts.values())
    assert [True, False] in drafts.values()


@BESIDE
@pytest.mark.parametrize("moment_s", range(1, 66, 8))
def test_no_utterance_is_settled_twice_where_the_model_is_switched_while_drafts_wait(moment_s, beside):
    """And none is lost: what the old model drafted is refined, or stays a draft."""
    machine, released = SlowMachine(CONVERSATION, Speed(0.3, 2.0), beside=beside), []
    machine.run(moment_s)
    other = TellingTime(machine, beside)
    other.capabilities = replace(other.capabilities, name="other")
    machine.session.exchange(other, lambda: released.append(machine.clock()))
    machine.run()
    told: dict[int, list[bool]] = {}
    for final in machine.of(Final):
        told.setdefault(final.utterance_id, []).append(final.draft)
    started = [event.utterance_id for event in machine.of(SpeechStarted)]
    assert all(each in ([True, False], [False], [True]) for each in told.values())
    assert list(told) + [event.utterance_id for event in machine.of(NothingSaid)] == started
    assert all(final.model != "other" or not final.draft for final in machine.kept().values())
    assert {"scripted", "other"} == {final.model for final in machine.kept().values()}
    assert len(released) == 1
    assert (machine.recogniser.open, other.open) == (0, 0)


def test_a_fast_machine_makes_no_drafts():
    machine = SlowMachine(talk([3, 1, 8, 2], [1.2] * 4), Speed(0.02, 0.05))
    machine.run()
    assert [final.draft for final in machine.of(Final)] == [False] * 4


def first_told(machine: SlowMachine) -> list[int]:
    """Utterances in the order in which their first kept text came."""
    return list(dict.fromkeys(final.utterance_id for final in machine.of(Final)))


@BESIDE
@pytest.mark.parametrize("speed", SPEEDS)
def test_kept_text_comes_in_the_order_of_speech(speed, beside):
    machine = SlowMachine(CONVERSATION, speed, beside=beside)
    machine.run()
    assert first_told(machine) == sorted(first_told(machine))


def test_finals_beside_the_engine_thread_keep_up_where_in_turn_they_would_not():
    """At half of real time there is time for every final while people speak, if speech need not wait for it."""
    drafts = []
    for beside in (False, True):
        machine = SlowMachine(CONVERSATION, Speed(0.1, 0.5), beside=beside)
        machine.run()
        ended = next(at for at, event in machine.events if isinstance(event, SourceEnded))
        kept = {event.utterance_id: event for at, event in machine.events if isinstance(event, Final) and at <= ended}
        drafts.append(sum(final.draft for final in kept.values()))
    assert drafts[0] >= 4
    assert drafts[1] <= 1


def test_who_waits_for_a_final_beside_gets_the_guess_after_two_seconds():
    machine = SlowMachine(talk([8.0], [12.0]), Speed(0.1, 1.0), beside=True)
    machine.run()
    draft, final = machine.of(Final)
    assert (draft.draft, final.draft) == (True, False)
    assert draft.timing.posted_s - draft.timing.decided_s == pytest.approx(2.0, abs=0.1)
    assert draft.text == final.text


def test_guesses_thin_out_on_a_slow_machine():
    counts = []
    for guess_s in (0.05, 0.4, 1.0):
        machine = SlowMachine(talk([12.0], [1.0]), Speed(guess_s, 0.1))
        machine.run()
        counts.append(len(machine.of(Partial)))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 2 * counts[1] > 2 * counts[2]


def test_stop_tells_how_long_it_will_take_and_counts_down():
    machine = SlowMachine(CONVERSATION, Speed(0.3, 2.0))
    machine.run()
    left = machine.left_s()
    assert left[0] == pytest.approx(sum(final.end - final.start for final in machine.kept().values()) / 8_000, rel=0.5)
    assert left == sorted(left, reverse=True)


def in_a_hurry(machine: SlowMachine, stop: Callable[[], None], after_s: float = 0.0) -> None:
    machine.pass_s(after_s)
    stop()
    machine.session.skip_final_passes()


def test_who_is_in_a_hurry_gets_the_drafts_as_they_are():
    machine = SlowMachine(CONVERSATION, Speed(0.3, 2.0))
    machine.session.stop = partial(in_a_hurry, machine, machine.session.stop)
    machine.run()
    assert any(final.draft for final in machine.kept().values())
    assert isinstance(machine.events[-1][1], SessionEnded)


@BESIDE
def test_who_closes_the_program_keeps_what_was_just_said(beside):
    """A final pass of 16 s would be awaited by nobody."""
    machine = SlowMachine(talk([8.0], [0.0]), Speed(0.1, 2.0), beside=beside)
    machine.session.stop = partial(in_a_hurry, machine, machine.session.stop)
    machine.run()
    (final,) = machine.of(Final)
    assert (len(final.text.split()), final.draft, final.reason) == (32, True, IN_HURRY)
    assert isinstance(machine.events[-1][1], SessionEnded)
    assert machine.events[-1][0] - ended_s(machine) < 1.0


@BESIDE
def test_who_closes_the_program_keeps_what_was_shown_where_the_model_fails(beside, monkeypatch):
    def fail(utterance, audio):
        raise RuntimeError("no memory")

    def close(stop):
        stop()
        monkeypatch.setattr(TellingUtterance, "hypothesise", fail)
        machine.session.skip_final_passes()

    machine = SlowMachine(talk([8.0], [0.0]), Speed(0.7, 2.0), beside=beside)
    machine.session.stop = partial(close, machine.session.stop)
    machine.run()
    (final,) = machine.of(Final)
    assert (final.draft, final.reason) == (True, IN_HURRY)
    assert len(final.text.split()) >= 20
    assert machine.events[-1][0] - ended_s(machine) < 1.0


def test_who_closes_the_program_during_the_last_pass_does_not_wait_for_it():
    machine = SlowMachine(talk([8.0, 3.0], [1.2, 0.0]), Speed(0.1, 2.0), beside=True)
    machine.session.stop = partial(in_a_hurry, machine, machine.session.stop, after_s=0.5)
    machine.run()
    first, second = machine.kept().values()
    assert len(first.text.split()) >= 32
    assert len(second.text.split()) >= 12
    assert machine.runner.busy
    assert machine.events[-1][0] - ended_s(machine) < 1.0


def test_where_nothing_runs_beside_a_long_last_pass_follows_a_draft():
    """It could not be broken off: whoever closes the program meanwhile has the draft at least."""
    machine = SlowMachine(talk([8.0], [0.0]), Speed(0.1, 2.0))
    machine.run()
    assert [final.draft for final in machine.of(Final)] == [True, False]


def writes_with(machine: SlowMachine, away: Callable[[float], bool]) -> None:
    """Finals come from a language model, or, at the seconds that `away` says, from what stands in for it."""
    begin, began_s = machine.recogniser.begin, machine.clock()

    def begin_finish(request: Request):
        utterance = begin(request)
        finish = utterance.finish

        def finish_or_stand_in(audio):
            gone = away(machine.clock() - began_s)
            found = finish(audio)
            if gone:
                machine.runner.cost_s = 0.2
                return replace(found, decoded_by=DecodedBy.CTC, draft=True, reason="The language model is not running.")
            return replace(found, decoded_by=DecodedBy.LLM)

        utterance.finish = finish_or_stand_in
        return utterance

    machine.recogniser.begin = begin_finish


@BESIDE
def test_what_a_stand_in_wrote_is_refined_when_the_language_model_is_back(beside):
    machine = SlowMachine(talk([3.0] * 6, [2.5] * 6), Speed(0.05, 0.1), beside=beside)
    writes_with(machine, lambda at_s: 10.0 < at_s < 20.0)
    machine.run()
    drafts = [final.utterance_id for final in machine.of(Final) if final.draft]
    kept = machine.kept().values()
    assert len(drafts) == len(set(drafts)) == 2
    assert [(final.draft, final.decoded_by) for final in kept] == [(False, DecodedBy.LLM)] * 6


def test_no_final_pass_beside_is_made_twice():
    machine = SlowMachine(talk([8.0] * 5, [1.2] * 5), Speed(0.05, 3.0), beside=True)
    passes = []
    writes_with(machine, lambda at_s: passes.append(at_s) or False)
    machine.run()
    assert len(passes) == 5


def test_drafts_wait_for_a_language_model_that_is_away_for_a_moment():
    """They came because the machine is slow; a quick stand-in must not take the place of their finals."""
    machine = SlowMachine(talk([8.0] * 5, [1.2] * 5), Speed(0.05, 3.0), beside=True)
    writes_with(machine, lambda at_s: 57.0 < at_s < 63.0)
    machine.run()
    assert [(final.draft, final.decoded_by) for final in machine.kept().values()] == [(False, DecodedBy.LLM)] * 5


@BESIDE
def test_nobody_waits_long_for_a_language_model_that_never_comes_back(beside):
    machine = SlowMachine(talk([3.0] * 6, [2.5] * 6), Speed(0.05, 0.1), beside=beside)
    writes_with(machine, lambda at_s: True)
    machine.run()
    assert [final.draft for final in machine.of(Final)] == [True] * 6
    assert machine.events[-1][0] - ended_s(machine) < 15.0


def ended_s(machine: SlowMachine) -> float:
    return next(at for at, event in machine.events if isinstance(event, SourceEnded))


def spoken(utterance_id: int, seconds: float) -> PendingFinal:
    sound = np.full(to_samples(seconds), 0.25, np.float32)
    utterance = OpenUtterance(utterance_id, Opened(0, 0), SessionModel(None, lambda: 0.0), CaptionMode.BALANCED)
    return PendingFinal(
        utterance, EndedUtterance(0, len(sound), EndReason.SILENCE, sound, len(sound), len(sound)), 0.0, 0.0
    )


def at_most(seconds: float) -> Callable[[PendingFinal], bool]:
    return lambda spoken: spoken.length_s <= seconds


def test_the_sound_of_waiting_drafts_is_bounded_and_the_oldest_give_way():
    drafts = Drafts(most_s=30.0)
    for number in range(1, 11):
        drafts.add(spoken(number, 7.0), Hypothesis("draft"))
    assert drafts.sound_s <= 30.0
    taken = [drafts.take(at_most(float("inf"))) for _ in range(len(drafts))]
    assert [draft.pending.utterance.id for draft in taken if draft] == [10, 9, 8, 7]
    assert drafts.sound_s == 0.0


def test_a_draft_that_got_nothing_better_waits_behind_the_others_and_not_for_ever():
    drafts = Drafts()
    drafts.add(spoken(1, 2.0), Hypothesis("other"))
    drafts.add(spoken(2, 2.0), Hypothesis("unwritable"))
    drafts.put_back(drafts.take(at_most(5.0)))
    assert [drafts.take(at_most(5.0)).hypothesis.text, len(drafts)] == ["other", 1]
    for _ in range(MOST_FAILED_PASSES):
        if draft := drafts.take(at_most(5.0)):
            drafts.put_back(draft)
    assert (len(drafts), drafts.sound_s) == (0, 0.0)


def test_a_draft_that_would_take_too_long_waits():
    drafts = Drafts()
    drafts.add(spoken(1, 2.0), Hypothesis("short"))
    drafts.add(spoken(2, 20.0), Hypothesis("long"))
    draft = drafts.take(at_most(5.0))
    assert draft is not None
    assert draft.hypothesis.text == "short"
    assert drafts.take(at_most(5.0)) is None
    assert len(drafts) == 1


def test_the_kept_sound_of_a_draft_is_what_was_said():
    drafts = Drafts()
    drafts.add(spoken(1, 1.0), Hypothesis("draft"))
    draft = drafts.take(at_most(2.0))
    assert draft is not None
    assert draft.audio == pytest.approx(np.full(16_000, 0.25), abs=1e-4)
    assert draft.pending.utterance.request == Request()
