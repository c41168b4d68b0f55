"""The events of several sessions as those of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.events import (
    BehindBy,
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    EngineError,
    Final,
    Level,
    NothingHeard,
    NothingSaid,
    Overrun,
    Partial,
    SessionEnded,
    SourceEnded,
    SpeechStarted,
    Stream,
)

_LABELLED = (SpeechStarted, Partial, Final, NothingSaid, Level, Overrun, DeviceLost, DeviceBack)


class Merging:
    """Says which stream an event is of. What is said of the whole session is said once: when the last stream has ended,
    the larger of the delays, and a failure of the model that all of them share.
    """

    def __init__(self, post: Callable[[CaptionEvent], None], streams: int) -> None:
        self._post = post
        self._streams = streams
        self._behind: dict[Stream, BehindBy] = {}
        self._sources_ended: list[int] = []
        self._ended: list[SessionEnded] = []
        self._nothing: list[NothingHeard] = []
        self._told: dict[str, Stream] = {}

    def post(self, stream: Stream, event: CaptionEvent) -> None:
        match event:
            case BehindBy():
                self._behind[stream] = event
                self._post(self._delay(event.position))
            case SourceEnded(position):
                self._sources_ended.append(position)
                if len(self._sources_ended) == self._streams:
                    self._post(SourceEnded(max(self._sources_ended)))
            case NothingHeard():
                self._nothing.append(event)
            case SessionEnded():
                self._end(event)
            case EngineError(what=what):
                if self._told.setdefault(what, stream) is stream:
                    self._post(event)
            case _:
                self._post(labelled(event, stream))

    def _delay(self, position: int) -> BehindBy:
        told = self._behind.values()
        getting_ready = any(each.getting_ready for each in told)
        return BehindBy(position, max(each.behind_s for each in told), sum(each.left_s for each in told), getting_ready)

    def _end(self, ended: SessionEnded) -> None:
        self._ended.append(ended)
        if len(self._ended) == self._streams:
            finals = sum(each.finals for each in self._ended)
            if len(self._nothing) == self._streams:  # who only listens, or only speaks, is told nothing
                self._post(max(self._nothing, key=lambda each: each.loudest_dbfs))
            self._post(SessionEnded(max(each.position for each in self._ended), finals))


def labelled(event: CaptionEvent, stream: Stream) -> CaptionEvent:
    """The event with its stream, where its kind has one."""
    if isinstance(event, _LABELLED):
        return replace(event, stream=stream)
    return event
