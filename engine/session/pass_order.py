"""Which pass of the model is made next, for the channels in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.models.recogniser import Request
from engine.session.channel import Channel
from engine.session.error_reporter import ErrorReporter
from engine.session.finals import Finals
from engine.session.pass_rules import Pressure, most_refining_s
from engine.timeline import to_seconds

EARLY_AFTER_S = 0.25  # of silence: within fluent speech most gaps are shorter
REFINE_AFTER_S = 1.0  # of silence without an utterance: most turns are taken sooner


class PassOrder:
    """Round robin: the channel that has just worked is asked last the next time. So none waits for more than one pass
    of each other, however much work that has. paused: no sound comes, but it will.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        finals: Finals,
        errors: ErrorReporter,
        request: Callable[[Channel], Request],
        partials: bool,
    ) -> None:
        """request: for an utterance whose decoding begins now. partials: guesses are wanted."""
        self._channels = channels
        self._finals = finals
        self._errors = errors
        self._request = request
        self._partials = partials
        self._next = 0
        self.paused = False

    @property
    def finished(self) -> bool:
        """Nothing is left to hear, or to tell."""
        return not any(
            not channel.listener.finished or channel.open is not None or self._finals.pending(channel)
            for channel in self._channels
        )

    def skip_final_passes(self) -> None:
        """As Session.skip_final_passes."""
        self._finals.skip_final_passes()
        for channel in self._channels:
            channel.drafts.clear()

    def work(self) -> bool:
        """The most urgent pass of the channel whose turn it is. False when there was none to make."""
        for step in range(len(self._channels)):
            at = (self._next + step) % len(self._channels)
            if self._work_for(self._channels[at]):
                self._next = at + 1
                return True
        return False

    def _work_for(self, channel: Channel) -> bool:
        if self._finals.advance(channel, self._pressure(channel)) or self._finish_early(channel):
            return True
        if not self._partials:
            return False
        return channel.guess(lambda: self._request(channel), self._errors, self._guesses_of_others_s(channel))

    def _finish_early(self, channel: Channel) -> bool:
        """A final pass in advance, when a silence has lasted a moment and the pass holds up nothing."""
        utterance, listener = channel.open, channel.listener
        end = listener.likely_end()
        if utterance is None or end is None or not listener.real_time or listener.silence_s < EARLY_AFTER_S:
            return False
        if utterance.hidden:
            return False
        return self._finals.finish_in_advance(channel, utterance, end, self._pressure(channel))

    def _pressure(self, channel: Channel) -> Pressure:
        unshown_s = max(each.unshown_s for each in self._channels)
        return Pressure(unshown_s, channel.guess_s + self._guesses_of_others_s(channel), self._spare_s(channel))

    def _guesses_of_others_s(self, channel: Channel) -> float:
        """What a guess at each other utterance that is being spoken takes."""
        return sum(other.guess_s for other in self._others(channel) if other.listener.speaking)

    def _spare_s(self, channel: Channel) -> float:
        """None while somebody speaks, or may do so soon; without a limit when no more sound comes."""
        if channel.open is not None or self.paused or any(each.listener.speaking for each in self._others(channel)):
            return 0.0
        if channel.listener.finished:
            return float("inf")
        if to_seconds(channel.listener.position - channel.ended_at) < REFINE_AFTER_S:
            return 0.0
        return most_refining_s(channel.guess_s)

    def _others(self, channel: Channel) -> list[Channel]:
        return [each for each in self._channels if each is not channel]
