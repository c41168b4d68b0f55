"""Makes finals: at the end of an utterance, in a silence before it, from a guess under pressure, and again later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.events import Timing
from engine.models.recogniser import Hypothesis, Request
from engine.session.channel import Channel
from engine.session.error_reporter import ErrorReporter
from engine.session.final_passes import FinalPasses, Pass, pass_over
from engine.session.pass_rules import Pressure
from engine.session.second_tries import SecondTries
from engine.session.session_model import Outcome
from engine.session.utterances import Draft, EarlyFinal, OpenUtterance, PendingFinal
from engine.timeline import to_seconds

IN_HASTE = "taken from the guess to stay with the speaker; a better text follows when there is time"
IN_HURRY = "taken from the guess because the program was closed"
PASS_FAILED = "the final pass failed; this is the last guess"


class Finals:
    """Tells the utterances of each channel that have ended, in their order, and refines drafts. On the engine thread.

    Passes are made for the channels in turn: who has just taken the outcome of a pass begins no other on that turn.
    """

    def __init__(
        self,
        passes: FinalPasses,
        errors: ErrorReporter,
        clock: Callable[[], float],
        request: Callable[[Channel], Request],
    ) -> None:
        """request: for an utterance whose decoding begins now."""
        self._passes = passes
        self._errors = errors
        self._clock = clock
        self._request = request
        self._tries = SecondTries(clock)
        self.skipping = False

    def skip_final_passes(self) -> None:
        """Begin no final pass from now on: what waits is told from its guess, and drafts stay what they are."""
        self.skipping = True

    def pending(self, channel: Channel) -> bool:
        """Something of it is still to be told."""
        if self.skipping:
            return bool(channel.waiting)
        return bool(channel.waiting) or channel.drafts.can_be_refined or self._passes.of(channel) is not None

    def left_s(self, channel: Channel) -> float:
        """What all that waits will probably take, drafts included."""
        lengths = [pending.length_s for pending in channel.waiting] + channel.drafts.lengths_s
        work = self._passes.of(channel)
        lengths += [work.length_s] if work is not None and work.draft is not None else []
        return sum(self._passes.expected_s(length) for length in lengths)

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
        expected_s = self._passes.expected_s(to_seconds(end - utterance.start))
        if not self._passes.rules(channel, model).in_advance(expected_s, pressure) or not self._passes.free:
            return False
        audio = channel.listener.sound_between(utterance.start, end).copy()
        timing = Timing(heard_s=channel.listener.heard_s(end), queued_s=self._clock())
        self._passes.start(Pass(channel, utterance, end, audio, timing, self._clock()))
        self._take(channel)
        return True

    # -- passes ------------------------------------------------------------------------------------------

    def _start_next(self, channel: Channel, pressure: Pressure, told: bool) -> bool:
        """For the oldest that waits, else for a draft. told: one that holds up hearing waits for its own turn."""
        oldest = channel.oldest
        if oldest is not None and (oldest.ready or oldest.utterance.model.stuck):
            return False  # it is told first: a second pass over it would tell nothing new
        if not self._passes.free:
            return False
        if oldest is not None:
            if told and self._passes.rules(channel, oldest.utterance.model).holds_up:
                return False
            self._passes.start(pass_over(channel, oldest, self._clock()))
            return True
        draft = self._draft_to_refine(channel, replace(pressure, spare_s=0.0) if told else pressure)
        if draft is not None:
            self._passes.start(pass_over(channel, draft.pending, self._clock(), draft))
        return draft is not None

    def _draft_to_refine(self, channel: Channel, pressure: Pressure) -> Draft | None:
        if not self._tries.due(channel.listener.finished):
            return None

        def wanted(pending: PendingFinal) -> bool:
            rules = self._passes.rules(channel, pending.utterance.model)
            return rules.over_draft(self._passes.expected_s(pending.length_s), pressure)

        return channel.drafts.take(wanted)

    def _take(self, channel: Channel) -> bool:
        taken = self._passes.take(channel)
        if taken is None:
            return False
        work, outcome = taken
        if work.utterance.model.stuck:  # it was given up
            self._errors.report(work.utterance.model, outcome.failure)
        self._finished(work, outcome)
        return True

    def _finished(self, work: Pass, outcome: Outcome) -> None:
        timing = replace(work.timing, started_s=outcome.started_s, computed_s=outcome.computed_s)
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
        rules, expected_s = (
            self._passes.rules(channel, oldest.utterance.model),
            self._passes.expected_s(oldest.length_s),
        )
        if channel.listener.finished:
            return rules.draft_at_the_end(expected_s)
        return rules.draft_first(oldest, expected_s, self._clock() - oldest.queued_s, pressure)

    def _finish_now(self, channel: Channel, oldest: PendingFinal) -> None:
        """In a hurry, but nothing can be told of it without a pass."""
        while not oldest.ready:
            work = pass_over(channel, oldest, self._clock())
            self._finished(work, self._passes.make_now(work))

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
        work = self._passes.of(channel)
        if work is None or work.utterance is not told.utterance or work.end != told.end:
            return
        draft = channel.drafts.take_of(told.utterance.id)
        if draft is not None and draft.hypothesis.reason == IN_HASTE:
            work.draft = draft
