"""Turns finished utterances into finals: at the endpoint, early during a pause, from the last partial when the session
is behind, and again when it is idle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.events import Timing
from engine.models.recogniser import Hypothesis, Request
from engine.session.channel import Channel
from engine.session.draft_retries import DraftRetries
from engine.session.error_reporter import ErrorReporter
from engine.session.final_passes import FinalPasses, Pass, pass_over
from engine.session.pass_rules import Pressure
from engine.session.session_model import Outcome
from engine.session.utterances import Draft, EarlyFinal, OpenUtterance, PendingFinal
from engine.timeline import to_seconds

IN_HASTE = "taken from the guess to stay with the speaker; a better text follows when there is time"
IN_HURRY = "taken from the guess because the program was closed"
PASS_FAILED = "the final pass failed; this is the last guess"


class Finals:
    """Reports the ended utterances of each channel in order, and refines drafts. Used on the engine thread.

    Channels take turns: a channel that has just taken the outcome of a pass does not start the next one.
    """

    def __init__(
        self,
        passes: FinalPasses,
        errors: ErrorReporter,
        clock: Callable[[], float],
        request: Callable[[Channel], Request],
    ) -> None:
        """request: makes the request of an utterance whose decoding begins now."""
        self._passes = passes
        self._errors = errors
        self._clock = clock
        self._request = request
        self._retries = DraftRetries(clock)
        self.skipping = False

    def skip_final_passes(self) -> None:
        """Start no final pass from now on: pending utterances become drafts from their partials; drafts stay drafts."""
        self.skipping = True

    def pending(self, channel: Channel) -> bool:
        """Whether utterances of this channel still have to be reported or refined."""
        if self.skipping:
            return bool(channel.waiting)
        return bool(channel.waiting) or channel.drafts.can_be_refined or self._passes.of(channel) is not None

    def left_s(self, channel: Channel) -> float:
        """Expected duration of all pending passes, drafts included."""
        lengths = [pending.length_s for pending in channel.waiting] + channel.drafts.lengths_s
        work = self._passes.of(channel)
        lengths += [work.length_s] if work is not None and work.draft is not None else []
        return sum(self._passes.expected_s(length) for length in lengths)

    # -- one at a time -----------------------------------------------------------------------------------

    def advance(self, channel: Channel, pressure: Pressure) -> bool:
        """Take the outcome of a pass, else report the oldest pending utterance and start the next pass. False when
        nothing was done.
        """
        if self._take(channel):
            return True
        reported = self._report_oldest(channel, pressure)
        if self.skipping or not self._start_next(channel, pressure, reported):
            return reported
        if self._take(channel):  # it ran inline
            self._report_oldest(channel, pressure)
        return True

    def finish_in_advance(self, channel: Channel, utterance: OpenUtterance, end: int, pressure: Pressure) -> bool:
        """Run the final pass during a pause, so that the text is ready if the pause ends the utterance. At most once a
        pause, and not soon after a failed pass. False where no pass was made.
        """
        model, known = utterance.model, utterance.early is not None and utterance.early.end == end
        if known or self.skipping or model.stuck or not model.early_finals.over():
            return False
        expected_s = self._passes.expected_s(to_seconds(end - utterance.start))
        if not self._passes.rules(channel, model).in_advance(expected_s, pressure):
            return False
        if not self._passes.free(channel, model):
            return False
        audio = channel.listener.sound_between(utterance.start, end).copy()
        timing = Timing(heard_s=channel.listener.heard_s(end), queued_s=self._clock())
        self._passes.start(Pass(channel, utterance, end, audio, timing, self._clock()))
        self._take(channel)
        return True

    # -- passes ------------------------------------------------------------------------------------------

    def _start_next(self, channel: Channel, pressure: Pressure, reported: bool) -> bool:
        """Start a pass for the oldest pending utterance, else for a draft. reported: a final was just reported, so an
        inline pass waits for the channel's next turn.
        """
        oldest = channel.oldest
        if oldest is not None and (oldest.ready or oldest.utterance.model.stuck):
            return False  # it is reported first: a second pass would give the same
        if oldest is not None:
            if not self._passes.free(channel, oldest.utterance.model):
                return False
            if reported and self._passes.rules(channel, oldest.utterance.model).holds_up:
                return False
            self._passes.start(pass_over(channel, oldest, self._clock()))
            return True
        draft = self._draft_to_refine(channel, replace(pressure, spare_s=0.0) if reported else pressure)
        if draft is not None:
            self._passes.start(pass_over(channel, draft.pending, self._clock(), draft))
        return draft is not None

    def _draft_to_refine(self, channel: Channel, pressure: Pressure) -> Draft | None:
        if not self._retries.due(channel.capture.ended):
            return None

        def wanted(pending: PendingFinal) -> bool:
            model = pending.utterance.model
            rules, free = self._passes.rules(channel, model), self._passes.free(channel, model)
            return free and rules.over_draft(self._passes.expected_s(pending.length_s), pressure)

        return channel.drafts.take(wanted)

    def _take(self, channel: Channel) -> bool:
        taken = self._passes.take(channel)
        if taken is None:
            return False
        work, outcome = taken
        if work.utterance.model.stuck and not work.answered.is_set():  # the pass was abandoned
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
        """Whether a failed pass ends the attempts: the utterance has ended, and a partial can stand in or a second pass
        failed.
        """
        if not any(each.utterance is failed.utterance and each.end == failed.end for each in failed.channel.waiting):
            return False
        failed.utterance.failed_passes += 1
        return failed.utterance.shown.text != "" or failed.utterance.failed_passes > 1

    def _refined(self, channel: Channel, draft: Draft, outcome: Outcome, timing: Timing) -> None:
        """Handle the outcome of a pass over a draft. A failed pass is tried again while sound comes; afterwards the
        draft stays.
        """
        hypothesis, ended = outcome.hypothesis, channel.capture.ended
        if hypothesis is None:
            self._errors.report(draft.pending.utterance.model, outcome.failure)
            if ended:
                return
        self._retries.note(hypothesis is None or hypothesis.draft, ended)
        if hypothesis is not None and not hypothesis.draft:
            channel.events.report_refined(draft, hypothesis, timing)
        elif self._retries.hopeless:  # the part that writes finals is unavailable: drafts stay
            channel.drafts.clear()
        elif not self.skipping:
            channel.drafts.put_back(draft)

    # -- reports -----------------------------------------------------------------------------------------

    def _report_oldest(self, channel: Channel, pressure: Pressure) -> bool:
        """Report the oldest pending utterance: from its final pass, or from its partial when time is short. False where
        it has to wait.
        """
        oldest = channel.oldest
        if oldest is None or not (
            self._is_decided_now(channel, oldest) or self._draft_first(channel, oldest, pressure)
        ):
            return False
        started_s = self._clock()
        draft = None if oldest.ready else self._draft_of(channel, oldest)
        if draft is None and not oldest.ready:
            if not self.skipping:
                return False
            self._finish_now(channel, oldest)
        timing = Timing(oldest.heard_s, oldest.queued_s, oldest.queued_s, started_s, self._clock())
        self._report(channel, oldest, draft, timing)
        channel.waiting.popleft().utterance.close()
        self._becomes_refining(channel, oldest)
        return True

    def _is_decided_now(self, channel: Channel, oldest: PendingFinal) -> bool:
        return oldest.ready or self._is_given_up(channel, oldest) or self.skipping

    def _is_given_up(self, channel: Channel, pending: PendingFinal) -> bool:
        """Whether no pass gives its text: the model still works on an abandoned one, and none of this channel runs."""
        return pending.utterance.model.stuck and self._passes.of(channel) is None

    def _draft_first(self, channel: Channel, oldest: PendingFinal, pressure: Pressure) -> bool:
        """Whether to report a draft now. Never for a file, which can wait."""
        if oldest.utterance.no_partial or not channel.capture.real_time:
            return False
        rules, expected_s = (
            self._passes.rules(channel, oldest.utterance.model),
            self._passes.expected_s(oldest.length_s),
        )
        if channel.capture.ended:
            return rules.draft_at_the_end(expected_s)
        return rules.draft_first(oldest, expected_s, self._clock() - oldest.queued_s, pressure)

    def _finish_now(self, channel: Channel, oldest: PendingFinal) -> None:
        """Make the pass at once although passes are skipped: there is no other text to report."""
        while not oldest.ready:
            work = pass_over(channel, oldest, self._clock())
            self._finished(work, self._passes.make_now(work))

    def _report(self, channel: Channel, pending: PendingFinal, draft: Hypothesis | None, timing: Timing) -> None:
        """draft: the partial to report; None where the final text is ready."""
        if pending.nothing is not None:
            channel.events.report_nothing(pending, pending.nothing, timing)
            return
        early = pending.utterance.early
        text = draft
        if text is None and early is not None:
            text, timing = early.hypothesis, replace(early.timing, decided_s=pending.queued_s)
        assert text is not None  # either ready, or a partial was made
        if text.reason not in (IN_HASTE, IN_HURRY, PASS_FAILED):
            self._errors.report_stand_in(pending.utterance.model, text)
            self._errors.report_language(pending.utterance.model, text)
            self._retries.note(text.draft, ended=False)
        if channel.events.report(pending, text, timing) and text.draft and not self.skipping:
            channel.drafts.add(pending, text)

    def _draft_of(self, channel: Channel, pending: PendingFinal) -> Hypothesis | None:
        """The text of a draft: the last partial, or a new one where that did not cover all of the sound. None without
        text.
        """
        utterance, reason = pending.utterance, IN_HURRY if self.skipping else IN_HASTE
        if self._is_given_up(channel, pending):
            return replace(utterance.shown, draft=True, reason=PASS_FAILED)
        partial = utterance.last if pending.partial_is_whole else self._new_partial(channel, pending)
        if self.skipping and utterance.model.capabilities.partials:
            partial = partial or utterance.shown  # no final pass follows, and most of it was shown
        elif partial is None or not partial.text.strip():
            utterance.no_partial = True
            return None
        return replace(partial, draft=True, reason=reason)

    def _new_partial(self, channel: Channel, pending: PendingFinal) -> Hypothesis | None:
        utterance, model = pending.utterance, pending.utterance.model
        if utterance.no_partial or not (model.capabilities.partials and model.partial_back_off.over()):
            return None
        return utterance.make_partial(self._request(channel), pending.sound.audio).hypothesis

    def _becomes_refining(self, channel: Channel, pending: PendingFinal) -> None:
        """Let a running pass refine the draft that was just reported for the same utterance."""
        work = self._passes.of(channel)
        if work is None or work.utterance is not pending.utterance or work.end != pending.end:
            return
        draft = channel.drafts.take_of(pending.utterance.id)
        if draft is not None and draft.hypothesis.reason == IN_HASTE:
            work.draft = draft
