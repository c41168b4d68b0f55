"""The channels of a session, taken together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from engine.errors import CaptioningError
from engine.events import NothingHeard
from engine.session.channel import Channel
from engine.session.endings import run_logged
from engine.session.utterances import OpenUtterance
from engine.vad.endpointer import Opened


class Channels:
    """Used on the engine thread only."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = tuple(channels)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._channels)

    @property
    def position(self) -> int:
        """End of the sound that was heard."""
        return max(channel.listener.position for channel in self)

    @property
    def attentive(self) -> bool:
        """Whether somebody speaks, or may have just begun to."""
        return any(channel.listener.attentive for channel in self)

    @property
    def real_time(self) -> bool:
        """Whether any source delivers at its own pace; a file can wait."""
        return any(channel.capture.real_time for channel in self)

    @property
    def finished(self) -> bool:
        """Whether all sources have ended and all of their sound was read."""
        return all(channel.capture.ended for channel in self)

    @property
    def finals(self) -> int:
        """The number of utterances with text."""
        return sum(channel.events.count for channel in self)

    def start(self) -> None:
        """Start every capture. A source that cannot be opened is retried; raises CaptioningError where none can be."""
        absent: dict[Channel, CaptioningError] = {}
        for channel in self:
            try:
                channel.capture.start()
            except CaptioningError as failure:
                absent[channel] = failure
        if len(absent) == len(self._channels):
            raise next(iter(absent.values()))
        for channel, failed in absent.items():
            channel.capture.wait_for(failed)

    def hear(self, begin: Callable[[Opened], OpenUtterance]) -> bool:
        """Read the new sound of each channel. False if there was none."""
        heard = [channel.hear(begin) for channel in self]
        return any(heard)

    def utterances(self) -> list[OpenUtterance]:
        """All open utterances and those that wait for a final."""
        waiting = [pending.utterance for channel in self for pending in channel.waiting]
        return waiting + [channel.open for channel in self if channel.open is not None]

    def report_known(self, reason: str) -> bool:
        """Report pending utterances from their last partial, without the model. False where none waits."""
        waited = any(channel.waiting for channel in self)
        for channel in self:
            while channel.waiting:
                pending = channel.waiting.popleft()
                run_logged(partial(channel.events.report_known, pending, reason))
                pending.utterance.close()
        return waited

    def let_go(self, reason: str) -> None:
        """Keep what was shown as drafts, and release the sources. Never raises."""
        for channel in self:
            run_logged(channel.close_open)
        self.report_known(reason)
        for channel in self:
            run_logged(channel.capture.stop)

    def nothing_heard(self) -> NothingHeard | None:
        """The report for a session without text; None where one channel has text or brought no sound."""
        heard = [channel.listener.nothing_heard() for channel in self]
        nothing = [each for each in heard if each is not None]
        return max(nothing, key=lambda each: each.loudest_dbfs) if len(nothing) == len(heard) else None
