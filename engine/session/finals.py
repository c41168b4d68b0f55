"""Makes finals: at the end of an utterance, in a silence before it, from a guess under pressure, and again later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from engine.events import Timing
from engine.models.recogniser import Hypothesis, Request
from engine.session.channel import Channel
from engine.session.error_reporter import ErrorReporter
from engine.session.pass_rules import PassRules, Pressure
from engine.session.pass_runner import InlineRunner, PassRunner, ThreadRunner
from engine.session.scheduler import FinalCost
from engine.session.second_tries import SecondTries
from engine.session.session_model import Outcome, SessionModel
from engine.session.utterances import Draft, EarlyFinal, OpenUtterance, PendingFinal
from engine.timeline import to_seconds

IN_HASTE = "taken from the guess to stay with the speaker; a better text follows when there is time"
IN_HURRY = "taken from the guess because the program was closed"
PASS_FAILED = "the final pass failed; this is the last guess"
LONGEST_PASS_S = 20.0  # nobody waits longer for a pass, unless more than this many times as long was expected:
TIMES_EXPECTED = 10.0


@dataclass(slots=True)
class Pass:
    """A final pass for one channel. end: of its sound, float32 (n,). draft: what it refines, if one was told already.

    answered: set, on the thread where it runs, when the model has returned.
    """

    channel: Channel
    utterance: OpenUtterance
    end: int
    audio: np.ndarray
    timing: Timing
    begun_s: float
    draft: Draft | None = None
    answered: threading.Event = field(default_factory=threading.Event)

    @property
    def length_s(self) -> float:
        return to_seconds(len(self.audio))


class Finals:
    """Tells the utterances of each channel that have ended, in their order, and refines drafts. On the engine thread.

    One pass is made at a time, for the channels in turn: who has just taken the outcome of a pass begins no other on
    that turn. Where it runs is decided for each model: beside the engine thread where the model can do that and the
    sound does not wait, else inline.
    """

    def __init__(
        self,
        errors: ErrorReporter,
        clock: Callable[[], float],
        cost: float,
        request: Callable[[Channel], Request],
        beside: PassRunner | None = None,
    ) -> None:
        """cost: as in `expect`. request: for an utterance whose decoding begins now.

        beside: runs the passes of models that can guess meanwhile; None for a thread of its own.
        """
        self._errors = errors
        self._clock = clock
        self._request = request
        self._inline: PassRunner = InlineRunner()
        self._beside = beside or ThreadRunner()
        self._pass: Pass | None = None
        self._costs = FinalCost(cost)
        self._tries = SecondTries(clock)
        self.skipping = False

    def expect(self, cost: float) -> None:
        """What a final pass of the model takes: `cost` compute seconds a second of sound."""
        self._costs = FinalCost(cost)

    def skip_final_passes(self) -> None:
        """Begin no final pass from now on: what waits is told from its guess, and drafts stay what they are."""
        self.skipping = True

    def close(self) -> None:
        """The session has ended."""
        self._beside.close()

    @property
    def working_for(self) -> SessionModel | None:
        """The model of the pass that runs, if one does."""
        return self._pass.utterance.model if self._pass is not None else None

    def pending(self, channel: Channel) -> bool:
        """Something of it is still to be told."""
        if self.skipping:
            return bool(channel.waiting)
        return bool(channel.waiting) or channel.drafts.can_be_refined or self._pass_of(channel) is not None

    def expected_s(self, length_s: float) -> float:
        """What the final pass of an utterance will probably take."""
        return self._costs.expected_s(length_s, self._clock())

    def left_s(self, channel: Channel) -> float:
        """What all that waits will probably take, drafts included."""
        lengths = [pending.length_s for pending in channel.waiting] + channel.drafts.lengths_s
        work = self._pass_of(channel)
        lengths += [work.length_s] if work is not None and work.draft is not None else []
        return sum(self.expected_s(length) for length in lengths)

    # -- one at a time -----------------------------------------------------------------------------------

    def advance(self, channel: Channel, pressure: Pressure) -> bool:
        """Take what a pass gave, else tell the oldest that waits and start the next pass. False when nothing moved."""
        if self._take(channel):
            return True
        told = self._tell_oldest(channel, pressure)
        if self.skipping or not self._start_next(channel, pressure, told):
            return told
        if self._take(channel):  # it ran within the start
            self._tell_oldest(channel, pressure)
        return True

    def finish_in_advance(self, channel: Channel, utterance: OpenUtterance, end: int, pressure: Pressure) -> bool:
        """A pass while a silence lasts: most silences end the utterance, and its text is there. One a silence, and not
        soon after one that failed. False where none is made."""
        model, known = utterance.model, utterance.early is not None and utterance.early.end == end
        if known or self.skipping or model.stuck or not model.early_finals.over():
            return False
        expected_s = self.expected_s(to_seconds(end - utterance.start))
        if not self._rules(channel, model).in_advance(expected_s, pressure) or not self._free:
            return False
        audio = channel.listener.sound_between(utterance.start, end).copy()
        timing = Timing(heard_s=channel.listener.heard_s(end), queued_s=self._clock())
        self._start(Pass(channel, utterance, end, audio, timing, self._clock()))
        self._take(channel)
        return True

    # -- passes ------------------------------------------------------------------------------------------

    def _runner(self, channel: Channel, model: SessionModel) -> PassRunner:
        return self._beside if channel.listener.real_time and model.capabilities.finishes_aside else self._inline

    def _rules(self, channel: Channel, model: SessionModel) -> PassRules:
        return PassRules(self._runner(channel, model).holds_up)

    def _pass_of(self, channel: Channel) -> Pass | None:
        return self._pass if self._pass is not None and self._pass.channel is channel else None

    @property
    def _free(self) -> bool:
        return self._pass is None and not self._beside.busy

    def _start(self, work: Pass) -> None:
        self._pass = work
        runner = self._runner(work.channel, work.utterance.model)
        runner.start(self._work(work, runner.holds_up))

    def _work(self, work: Pass, inline: bool) -> Callable[[], Outcome]:
        """Inline, the decoding that made the guesses goes on; beside, or over a draft, it is made in one of its own."""
        utterance, audio = work.utterance, work.audio
        request = utterance.settle_request(self._request(work.channel))

        def made() -> Outcome:
            if inline and work.draft is None:
                return utterance.finish(request, audio)
            outcome = utterance.model.finish(request, audio)
            work.answered.set()
            return outcome

        return made

    def _start_next(self, channel: Channel, pressure: Pressure, told: bool) -> bool:
        """For the oldest that waits, else for a draft. told: one that holds up hearing waits for its own turn."""
        oldest = channel.oldest
        if oldest is not None and (oldest.ready or oldest.utterance.model.stuck):
            return False  # it is told first: a second pass over it would tell nothing new
        if not self._free:
            return False
        if oldest is not None:
            if told and self._runner(channel, oldest.utterance.model).holds_up:
                return False
            self._start(self._pass_over(channel, oldest))
            return True
        draft = self._draft_to_refine(channel, replace(pressure, spare_s=0.0) if told else pressure)
        if draft is not None:
            self._start(self._pass_over(channel, draft.pending, draft))
        return draft is not None

    def _pass_over(self, channel: Channel, pending: PendingFinal, draft: Draft | None = None) -> Pass:
        timing = Timing(pending.heard_s, pending.queued_s, pending.queued_s)
        audio = pending.sound.audio if draft is None else draft.audio
        return Pass(channel, pending.utterance, pending.end, audio, timing, self._clock(), draft)

    def _draft_to_refine(self, channel: Channel, pressure: Pressure) -> Draft | None:
        if not self._tries.due(channel.listener.finished):
            return None

        def wanted(pending: PendingFinal) -> bool:
            rules = self._rules(channel, pending.utterance.model)
            return rules.over_draft(self.expected_s(pending.length_s), pressure)

        return channel.drafts.take(wanted)

    def _take(self, channel: Channel) -> bool:
        work = self._pass_of(channel)
        if work is None:
            return False
        outcome = self._runner(channel, work.utterance.model).take() or self._given_up(work)
        if outcome is None:
            return False
        self._pass = None
        self._finished(work, outcome)
        return True

    def _finished(self, work: Pass, outcome: Outcome) -> None:
        timing = replace(work.timing, started_s=outcome.started_s, computed_s=outcome.computed_s)
        if outcome.hypothesis is not None and not outcome.hypothesis.draft:  # a stand-in tells nothing of the cost
            self._costs.took(timing.computed_s - timing.started_s, work.length_s, timing.computed_s)
        if work.draft is not None:
            self._refined(work.channel, work.draft, outcome, timing)
            return
        work.utterance.model.early_finals.note(outcome.hypothesis is not None)
        if outcome.hypothesis is not None:
            work.utterance.early = EarlyFinal(work.end, outcome.hypothesis, timing)
        elif self._is_decided(work):
            self._errors.report(work.utterance.model, outcome.failure)
            in_place = replace(work.utterance.shown, words=(), draft=True, reason=PASS_FAILED)
            work.utterance.early = EarlyFinal(work.end, in_place, timing)

    def _is_decided(self, failed: Pass) -> bool:
        """It is made again where the utterance goes on, and once where nothing was shown to stand in its place."""
        if not any(each.utterance is failed.utterance and each.end == failed.end for each in failed.channel.waiting):
            return False
        failed.utterance.failed_passes += 1
        return failed.utterance.shown.text != "" or failed.utterance.failed_passes > 1

    def _given_up(self, work: Pass) -> Outcome | None:
        """The outcome of a pass that has taken too long: none. Its model makes no other beside before it has ended."""
        now_s, limit_s = self._clock(), max(LONGEST_PASS_S, TIMES_EXPECTED * self.expected_s(work.length_s))
        if now_s - work.begun_s < limit_s:
            return None
        self._beside.give_up()
        work.utterance.model.give_up(work.answered)
        late = TimeoutError(f"no answer in {limit_s:.0f} s")
        self._errors.report(work.utterance.model, late)
        return Outcome(None, late, work.begun_s, now_s)

    def _refined(self, channel: Channel, draft: Draft, outcome: Outcome, timing: Timing) -> None:
        """A pass over a draft was made. One that failed is made again while sound comes; at the end the draft stays."""
        hypothesis, ended = outcome.hypothesis, channel.listener.finished
        if hypothesis is None:
            self._errors.report(draft.pending.utterance.model, outcome.failure)
            if ended:
                return
        self._tries.told(hypothesis is None or hypothesis.draft, ended)
        if hypothesis is not None and not hypothesis.draft:
            channel.events.tell_refined(draft, hypothesis, timing)
        elif self._tries.hopeless:  # what writes finals is away: drafts stay as they were told
            channel.drafts.clear()
        elif not self.skipping:
            channel.drafts.put_back(draft)

    # -- what is told ------------------------------------------------------------------------------------

    def _tell_oldest(self, channel: Channel, pressure: Pressure) -> bool:
        """The oldest that waits becomes a final: of a pass that was made, or of a guess where there is no time."""
        oldest = channel.oldest
        if oldest is None or not (self._is_decided_now(oldest) or self._draft_first(channel, oldest, pressure)):
            return False
        started_s = self._clock()
        guess = None if oldest.ready else self._guess(channel, oldest)
        if guess is None and not oldest.ready:
            if not self.skipping:
                return False
            self._finish_now(channel, oldest)
        timing = Timing(oldest.heard_s, oldest.queued_s, oldest.queued_s, started_s, self._clock())
        self._tell(channel, oldest, guess, timing)
        channel.waiting.popleft().utterance.close()
        self._becomes_refining(channel, oldest)
        return True

    def _is_decided_now(self, oldest: PendingFinal) -> bool:
        return oldest.ready or oldest.utterance.model.stuck or self.skipping

    def _draft_first(self, channel: Channel, oldest: PendingFinal, pressure: Pressure) -> bool:
        """A file can wait for its text."""
        if oldest.utterance.no_guess or not channel.listener.real_time:
            return False
        rules, expected_s = self._rules(channel, oldest.utterance.model), self.expected_s(oldest.length_s)
        if channel.listener.finished:
            return rules.draft_at_the_end(expected_s)
        return rules.draft_first(oldest, expected_s, self._clock() - oldest.queued_s, pressure)

    def _finish_now(self, channel: Channel, oldest: PendingFinal) -> None:
        """In a hurry, but nothing can be told of it without a pass."""
        while not oldest.ready:
            work = self._pass_over(channel, oldest)
            self._finished(work, self._work(work, inline=True)())

    def _tell(self, channel: Channel, pending: PendingFinal, guess: Hypothesis | None, timing: Timing) -> None:
        """guess: None where it is ready."""
        if pending.nothing is not None:
            channel.events.tell_nothing(pending, pending.nothing, timing)
            return
        early = pending.utterance.early
        if guess is None and early is not None:
            guess, timing = early.hypothesis, replace(early.timing, decided_s=pending.queued_s)
        assert guess is not None  # told where it is ready, or guessed at
        if guess.reason not in (IN_HASTE, IN_HURRY, PASS_FAILED):
            self._errors.report_stand_in(pending.utterance.model, guess)
            self._errors.report_language(guess)
            self._tries.told(guess.draft, ended=False)
        if channel.events.tell(pending, guess, timing) and guess.draft and not self.skipping:
            channel.drafts.add(pending, guess)

    def _guess(self, channel: Channel, pending: PendingFinal) -> Hypothesis | None:
        """What is told in haste: the last guess, or a new one where that did not hear all. None without such a text."""
        utterance, reason = pending.utterance, IN_HURRY if self.skipping else IN_HASTE
        if utterance.model.stuck:
            return replace(utterance.shown, draft=True, reason=PASS_FAILED)
        guess = utterance.last if pending.guess_is_whole else self._guessed_anew(channel, pending)
        if self.skipping and utterance.model.capabilities.partials:
            guess = guess or utterance.shown  # no final pass will follow, and most of it was shown
        elif guess is None or not guess.text.strip():
            utterance.no_guess = True
            return None
        return replace(guess, draft=True, reason=reason)

    def _guessed_anew(self, channel: Channel, pending: PendingFinal) -> Hypothesis | None:
        utterance, model = pending.utterance, pending.utterance.model
        if utterance.no_guess or not (model.capabilities.partials and model.guesses.over()):
            return None
        return utterance.guess(self._request(channel), pending.sound.audio).hypothesis

    def _becomes_refining(self, channel: Channel, told: PendingFinal) -> None:
        """A pass over what has just been told as a draft goes on: its outcome refines that."""
        work = self._pass
        if work is None or work.utterance is not told.utterance or work.end != told.end:
            return
        draft = channel.drafts.take_of(told.utterance.id)
        if draft is not None and draft.hypothesis.reason == IN_HASTE:
            work.draft = draft
