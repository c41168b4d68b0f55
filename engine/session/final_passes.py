"""Runs final passes, one at a time or one a channel, and estimates what they cost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine.events import Timing
from engine.models.recogniser import Request
from engine.session.channel import Channel
from engine.session.pass_rules import PassRules
from engine.session.pass_runner import InlineRunner, PassRunner, ThreadRunner
from engine.session.scheduler import FinalCost
from engine.session.session_model import Outcome, SessionModel
from engine.session.utterances import Draft, OpenUtterance, PendingFinal
from engine.timeline import to_seconds

LONGEST_PASS_S = 20.0  # the limit of a pass, unless it exceeds this many times what was expected:
TIMES_EXPECTED = 10.0


@dataclass(eq=False, slots=True)
class Pass:
    """A final pass for one channel. end: of its sound in samples; audio: float32 (n,). draft: the draft that it
    refines, if any.

    answered: set when the model has returned, on the thread where the pass runs.
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


def pass_over(channel: Channel, pending: PendingFinal, now_s: float, draft: Draft | None = None) -> Pass:
    """A pass over an ended utterance, or over the draft of one."""
    timing = Timing(pending.heard_s, pending.queued_s, pending.queued_s)
    audio = pending.sound.audio if draft is None else draft.audio
    return Pass(channel, pending.utterance, pending.end, audio, timing, now_s, draft)


class FinalPasses:
    """Runs a pass on a second thread where the model has `concurrent_finals` and the source is live, else inline. A
    model that finishes utterances `together` gets a pass of each channel at once; all others one pass at a time. Every
    method is called on the engine thread.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        cost: float,
        request: Callable[[Channel], Request],
        beside: PassRunner | None = None,
    ) -> None:
        """cost: as in `expect`. request: makes the request of an utterance whose decoding begins now.

        beside: runs the passes of models with `concurrent_finals` that do one at a time; None for a thread of its own.
        """
        self._clock = clock
        self._request = request
        self._inline: PassRunner = InlineRunner()
        self._beside = beside or ThreadRunner()
        self._together: dict[Channel, PassRunner] = {}
        self._running: list[Pass] = []
        self._costs = FinalCost(cost)

    def expect(self, cost: float) -> None:
        """Expect final passes to take `cost` compute seconds for a second of sound."""
        self._costs = FinalCost(cost)

    def expected_s(self, length_s: float) -> float:
        """Expected duration of the final pass of an utterance."""
        return self._costs.expected_s(length_s, self._clock())

    def rules(self, channel: Channel, model: SessionModel) -> PassRules:
        return PassRules(self._runner(channel, model).holds_up)

    @property
    def idle(self) -> bool:
        """Whether no pass runs."""
        return not self._running

    def free(self, channel: Channel, model: SessionModel) -> bool:
        """Whether a pass of this channel can be started."""
        if self._runner(channel, model).busy or self.of(channel) is not None:
            return False
        return all(self._shares(*each) for each in ((channel, model), *self._at_work)) or self.idle

    @property
    def working_for(self) -> list[SessionModel]:
        """The models of the running passes."""
        return [model for _, model in self._at_work]

    def of(self, channel: Channel) -> Pass | None:
        """The running pass of this channel, or None."""
        return next((each for each in self._running if each.channel is channel), None)

    def start(self, work: Pass) -> None:
        """Start a pass; only while `free`."""
        self._running.append(work)
        runner = self._runner(work.channel, work.utterance.model)
        runner.start(self._call(work, runner.holds_up))

    def take(self, channel: Channel) -> tuple[Pass, Outcome] | None:
        """The outcome of this channel's pass, once; None while it runs. A pass that takes too long counts as failed."""
        work = self.of(channel)
        if work is None:
            return None
        outcome = self._runner(channel, work.utterance.model).take() or self._given_up(work)
        if outcome is None:
            return None
        self._running.remove(work)
        self._note(work, outcome)
        return work, outcome

    def make_now(self, work: Pass) -> Outcome:
        """Run a pass inline, even while another one runs."""
        outcome = self._call(work, inline=True)()
        self._note(work, outcome)
        return outcome

    def close(self) -> None:
        """Stop accepting passes."""
        for runner in (self._beside, *self._together.values()):
            runner.close()

    @property
    def _at_work(self) -> list[tuple[Channel, SessionModel]]:
        return [(each.channel, each.utterance.model) for each in self._running]

    def _shares(self, channel: Channel, model: SessionModel) -> bool:
        """Whether a pass may run beside those of other channels."""
        return model.capabilities.together and not self._runner(channel, model).holds_up

    def _runner(self, channel: Channel, model: SessionModel) -> PassRunner:
        if not (channel.capture.real_time and model.capabilities.concurrent_finals):
            return self._inline
        if not model.capabilities.together:
            return self._beside
        if channel not in self._together:
            self._together[channel] = ThreadRunner()
        return self._together[channel]

    def _call(self, work: Pass, inline: bool) -> Callable[[], Outcome]:
        """Inline passes continue the decoding of the partials; concurrent ones and those over drafts begin a new
        decoding.
        """
        utterance, audio = work.utterance, work.audio
        request = utterance.settle_request(self._request(work.channel))

        def made() -> Outcome:
            if inline and work.draft is None:
                return utterance.finish(request, audio)
            outcome = utterance.model.finish(request, audio)
            work.answered.set()
            return outcome

        return made

    def _note(self, work: Pass, outcome: Outcome) -> None:
        """Learn the cost of a pass; a stand-in text says nothing about it."""
        if outcome.hypothesis is not None and not outcome.hypothesis.draft:
            self._costs.took(outcome.computed_s - outcome.started_s, work.length_s, outcome.computed_s)

    def _given_up(self, work: Pass) -> Outcome | None:
        """A failed outcome for a pass that has taken too long, else None. Its model starts no other concurrent pass
        until it has returned.
        """
        now_s, limit_s = self._clock(), max(LONGEST_PASS_S, TIMES_EXPECTED * self.expected_s(work.length_s))
        if now_s - work.begun_s < limit_s:
            return None
        self._runner(work.channel, work.utterance.model).give_up()
        work.utterance.model.give_up(work.answered)
        return Outcome(None, TimeoutError(f"no answer in {limit_s:.0f} s"), work.begun_s, now_s)
