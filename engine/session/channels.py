"""All channels of a session at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from engine.errors import CaptioningError
from engine.events import NothingHeard
from engine.session.channel import Channel
from engine.session.endings import surely
from engine.session.utterances import OpenUtterance
from engine.vad.endpointer import Opened


class Channels:
    """On the engine thread, but for `interrupt`."""

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
        """Somebody speaks, or may just have begun to."""
        return any(channel.listener.attentive for channel in self)

    @property
    def real_time(self) -> bool:
        """Sound comes by itself; a file can wait."""
        return any(channel.listener.real_time for channel in self)

    @property
    def finished(self) -> bool:
        """All sources have ended, and all of it was heard."""
        return all(channel.listener.finished for channel in self)

    @property
    def finals(self) -> int:
        """Utterances with text."""
        return sum(channel.events.count for channel in self)

    def start(self) -> None:
        """Of several sources, one that cannot be had is waited for; raises CaptioningError where none can."""
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
        """What waits in each. False when nothing did."""
        heard = [channel.hear(begin) for channel in self]
        return any(heard)

    def utterances(self) -> list[OpenUtterance]:
        """Those that are being spoken, and those that wait for their final."""
        waiting = [pending.utterance for channel in self for pending in channel.waiting]
        return waiting + [channel.open for channel in self if channel.open is not None]

    def tell_known(self, reason: str) -> bool:
        """What waits is told without the model. False where nothing waits. Raises nothing."""
        waited = any(channel.waiting for channel in self)
        for channel in self:
            while channel.waiting:
                pending = channel.waiting.popleft()
                surely(partial(channel.events.tell_known, pending, reason))
                pending.utterance.close()
        return waited

    def let_go(self, reason: str) -> None:
        """Keep what was shown as drafts, and let go of the sources. Raises nothing."""
        for channel in self:
            surely(channel.close_open)
        self.tell_known(reason)
        for channel in self:
            surely(channel.capture.stop)

    def nothing_heard(self) -> NothingHeard | None:
        """What to tell where no channel has text; who only listens, or only speaks, is told nothing."""
        heard = [channel.listener.nothing_heard() for channel in self]
        nothing = [each for each in heard if each is not None]
        return max(nothing, key=lambda each: each.loudest_dbfs) if len(nothing) == len(heard) else None
