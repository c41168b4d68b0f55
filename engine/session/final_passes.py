"""Makes final passes, one at a time, and knows what they take."""

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


def pass_over(channel: Channel, pending: PendingFinal, now_s: float, draft: Draft | None = None) -> Pass:
    """Of an utterance that has ended, or of the draft of one."""
    timing = Timing(pending.heard_s, pending.queued_s, pending.queued_s)
    audio = pending.sound.audio if draft is None else draft.audio
    return Pass(channel, pending.utterance, pending.end, audio, timing, now_s, draft)


class FinalPasses:
    """Where a pass runs is decided for each model: beside the engine thread where the model can do that and the sound
    does not wait, else inline. What is called here is called on the engine thread.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        cost: float,
        request: Callable[[Channel], Request],
        beside: PassRunner | None = None,
    ) -> None:
        """cost: as in `expect`. request: for an utterance whose decoding begins now.

        beside: runs the passes of models that can guess meanwhile; None for a thread of its own.
        """
        self._clock = clock
        self._request = request
        self._inline: PassRunner = InlineRunner()
        self._beside = beside or ThreadRunner()
        self._running: Pass | None = None
        self._costs = FinalCost(cost)

    def expect(self, cost: float) -> None:
        """What a final pass of the model takes: `cost` compute seconds a second of sound."""
        self._costs = FinalCost(cost)

    def expected_s(self, length_s: float) -> float:
        """What the final pass of an utterance will probably take."""
        return self._costs.expected_s(length_s, self._clock())

    def rules(self, channel: Channel, model: SessionModel) -> PassRules:
        return PassRules(self._runner(channel, model).holds_up)

    @property
    def free(self) -> bool:
        """A pass can be started."""
        return self._running is None and not self._beside.busy

    @property
    def working_for(self) -> SessionModel | None:
        """The model of the pass that runs, if one does."""
        return self._running.utterance.model if self._running is not None else None

    def of(self, channel: Channel) -> Pass | None:
        """The pass that runs, if it is one of this channel."""
        return self._running if self._running is not None and self._running.channel is channel else None

    def start(self, work: Pass) -> None:
        """Only while free."""
        self._running = work
        runner = self._runner(work.channel, work.utterance.model)
        runner.start(self._call(work, runner.holds_up))

    def take(self, channel: Channel) -> tuple[Pass, Outcome] | None:
        """What a pass of this channel gave, once; None while it runs. One that takes too long has failed."""
        work = self.of(channel)
        if work is None:
            return None
        outcome = self._runner(channel, work.utterance.model).take() or self._given_up(work)
        if outcome is None:
            return None
        self._running = None
        self._note(work, outcome)
        return work, outcome

    def make_now(self, work: Pass) -> Outcome:
        """Inline, whether another one runs or not."""
        outcome = self._call(work, inline=True)()
        self._note(work, outcome)
        return outcome

    def close(self) -> None:
        """No pass follows."""
        self._beside.close()

    def _runner(self, channel: Channel, model: SessionModel) -> PassRunner:
        return self._beside if channel.listener.real_time and model.capabilities.finishes_aside else self._inline

    def _call(self, work: Pass, inline: bool) -> Callable[[], Outcome]:
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

    def _note(self, work: Pass, outcome: Outcome) -> None:
        """What it took; a stand-in tells nothing of that."""
        if outcome.hypothesis is not None and not outcome.hypothesis.draft:
            self._costs.took(outcome.computed_s - outcome.started_s, work.length_s, outcome.computed_s)

    def _given_up(self, work: Pass) -> Outcome | None:
        """The outcome of a pass that has taken too long: none. Its model makes no other beside before it has ended."""
        now_s, limit_s = self._clock(), max(LONGEST_PASS_S, TIMES_EXPECTED * self.expected_s(work.length_s))
        if now_s - work.begun_s < limit_s:
            return None
        self._beside.give_up()
        work.utterance.model.give_up(work.answered)
        return Outcome(None, TimeoutError(f"no answer in {limit_s:.0f} s"), work.begun_s, now_s)
