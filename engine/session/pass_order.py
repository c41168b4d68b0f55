"""Chooses the next pass of the model; channels take turns."""

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
    """Round robin: the channel that has just worked comes last the next time, so that no channel waits for more than
    one pass of each other one. paused: no sound comes for now.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        finals: Finals,
        errors: ErrorReporter,
        request: Callable[[Channel], Request],
        partials: bool,
    ) -> None:
        """request: makes the request of an utterance whose decoding begins now. partials: whether to make any."""
        self._channels = channels
        self._finals = finals
        self._errors = errors
        self._request = request
        self._partials = partials
        self._next = 0
        self.paused = False

    @property
    def finished(self) -> bool:
        """Whether nothing is left to read or to report."""
        return not self.pending and all(each.capture.ended and each.open is None for each in self._channels)

    @property
    def pending(self) -> bool:
        """Whether finals still have to be reported or refined."""
        return any(self._finals.pending(channel) for channel in self._channels)

    def skip_final_passes(self) -> None:
        """As Session.skip_final_passes."""
        self._finals.skip_final_passes()
        for channel in self._channels:
            channel.drafts.clear()

    def work(self) -> bool:
        """Make the most urgent pass of the channel whose turn it is. False when there was none to make."""
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
        return channel.make_partial(lambda: self._request(channel), self._errors, self._partials_of_others_s(channel))

    def _finish_early(self, channel: Channel) -> bool:
        """Make the final pass during a pause that has lasted a moment, where it delays nothing."""
        utterance, listener = channel.open, channel.listener
        end = listener.likely_end()
        if utterance is None or end is None or not channel.capture.real_time or listener.silence_s < EARLY_AFTER_S:
            return False
        if utterance.hidden:
            return False
        return self._finals.finish_in_advance(channel, utterance, end, self._pressure(channel))

    def _pressure(self, channel: Channel) -> Pressure:
        unshown_s = max(each.unshown_s for each in self._channels)
        return Pressure(unshown_s, channel.partial_s + self._partials_of_others_s(channel), self._spare_s(channel))

    def _partials_of_others_s(self, channel: Channel) -> float:
        """Duration of a partial at each other open utterance."""
        return sum(other.partial_s for other in self._others(channel) if other.listener.speaking)

    def _spare_s(self, channel: Channel) -> float:
        """Time for refining a draft: 0 while somebody speaks or may soon, unlimited when no more sound comes."""
        ended = channel.capture.ended
        in_pause = self.paused and not ended  # Stop ends it
        if channel.open is not None or in_pause or any(each.listener.speaking for each in self._others(channel)):
            return 0.0
        if ended:
            return float("inf")
        if to_seconds(channel.listener.position - channel.ended_at) < REFINE_AFTER_S:
            return 0.0
        return most_refining_s(channel.partial_s)

    def _others(self, channel: Channel) -> list[Channel]:
        return [each for each in self._channels if each is not channel]
